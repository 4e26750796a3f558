"""Who may guard identities: the operator's list, a key each, with the office of its owner."""

import re
from dataclasses import dataclass

RETIRED = "retired"
LEAST = 3
OFFICE = re.compile(r"\d{2}(\d{2}){0,5}-[a-z-]+")


@dataclass(frozen=True)
class Custodian:
    public: bytes
    office: str = ""  # such as 14-justice; empty: nobody knows whom they are close to
    retired: bool = False  # opens what was sealed to them, and gets nothing more


def read_custodians(text: str) -> dict[str, Custodian]:
    """`KEY [OFFICE] [retired]` each, keys in hex. Named by their place in the list, so that one who
    goes is marked, never taken out. Raise ValueError, without a key in it."""
    found: list[Custodian] = []
    for word in text.split():
        if not (found and (word == RETIRED or OFFICE.fullmatch(word))):
            found.append(Custodian(_key(word)))
            continue
        last = found.pop()
        office, retired = (last.office, True) if word == RETIRED else (word, last.retired)
        found.append(Custodian(last.public, office, retired))
    active = [one for one in found if not one.retired]
    if len({one.public for one in found}) != len(found) or 0 < len(active) < LEAST:
        raise ValueError("expected three or more different keys in hex, or nothing")
    return {f"custodian-{at}": one for at, one in enumerate(found, 1)}


def _key(word: str) -> bytes:
    try:
        return bytes.fromhex(word)
    except ValueError:
        raise ValueError("expected KEY [OFFICE] [retired], keys in hex") from None
