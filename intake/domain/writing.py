"""What people write, made safe to keep without changing what it says."""

import unicodedata

LONGEST = 5000  # characters


def tidy(text: str) -> str:
    """Drop control, zero-width and direction marks; keep line breaks and Chinese punctuation."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    lines = (" ".join(line.split()) for line in "".join(kept).split("\n"))
    return "\n".join(line for line in lines if line)


def says_something(text: str) -> bool:
    """Letters, digits, or pictures: an emoji alone is kept, and a person reads it."""
    return any(c.isalnum() or unicodedata.category(c) == "So" for c in text)
