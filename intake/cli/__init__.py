"""yihao: everything an operator does from a terminal."""

from intake.cli.main import main

__all__ = ["main"]
