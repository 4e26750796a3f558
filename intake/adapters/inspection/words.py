"""Chinese words about attachments, from the file beside this one."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = (files(__package__) / "words.yml").read_text("utf-8")
    loaded: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return loaded


def refusal(code: str) -> str:
    """The sentence for Refused.code."""
    return _words()["refused"][code]


def trace_name(name: str) -> str:
    """The words for Trace.name."""
    return _words()["traces"][name]


def remark(code: str) -> str:
    """The sentence for Clean.remark."""
    return _words()["cleaning"][code]
