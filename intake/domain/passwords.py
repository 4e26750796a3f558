"""Which passwords members may choose."""

from functools import cache
from importlib.resources import files

from intake.domain.errors import WeakPassword

SHORTEST, FEWEST_WORDS, LONGEST = 12, 4, 200
FEWEST_LETTERS = 5  # different ones


def check(password: str, name: str) -> None:
    """Raise WeakPassword: too short, on the list, or made of the own name or a few letters."""
    long_enough = len(password) >= SHORTEST or len(password.split()) >= FEWEST_WORDS
    bare = "".join(c for c in password.casefold() if c.isalnum())
    rest = bare.replace(name.casefold(), "")
    if (
        not long_enough
        or len(password) > LONGEST
        or len(set(rest)) < FEWEST_LETTERS
        or any(bare == word or bare == word * 2 for word in common())
    ):
        raise WeakPassword("/new")


@cache
def common() -> frozenset[str]:
    """A small list: those of twelve letters and more that people choose, and halves of them."""
    text = (files("intake.domain") / "common_passwords.txt").read_text("utf-8")
    return frozenset(text.split())
