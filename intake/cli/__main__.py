"""python -m intake.cli: the same as yihao."""

from intake.cli.main import main

main()
