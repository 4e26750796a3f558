"""Skip loudly what this machine cannot run; where YIHAO_REQUIRE names it, fail instead."""

import os

import pytest


def need(what: str, available: bool, why: str) -> None:
    if available:
        return
    if what in os.environ.get("YIHAO_REQUIRE", "").split():
        pytest.fail(f"{what} is required here: {why}")
    pytest.skip(f"{what}: {why}")
