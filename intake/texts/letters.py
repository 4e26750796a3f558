"""Short messages and mails: what they say, and whether a file an operator changed is right."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from intake.domain.telling import CITIZENS
from intake.ports.sending import Message, Sample

HERE = Path(__file__).parent
CATEGORY = re.compile(r"\d\d(\.\d\d)?")
WHOLE, PART = 70, 67  # characters of a short message; of each part where there are several
PARTS = {"survey": 2}  # its link takes a second one
NEEDED = {"survey": {"number", "address"}, "receipt": {"number", "receipt"}}
Texts = Mapping[str, str]


class BadLetters(ValueError):
    """The file says something that cannot be sent. One sentence, for the operator."""


class Letters:
    def __init__(self, sign: str, subject: str, says: Texts, by_category: Mapping[str, Texts]):
        self._sign, self._subject = sign, subject
        self._says, self._by_category = says, by_category

    def say(self, name: str, *, category: str = "", **values: str) -> Message:
        """As written for the category or its group; for all, where there is nothing else."""
        group = category.partition(".")[0]
        text = self._says[name]
        for code in (group, category):
            text = self._by_category.get(code, {}).get(name, text)
        return Message(self._sign + text.format_map(values), self._subject.format_map(values))

    def samples(self) -> list[Sample]:
        """Every message as the receiver sees it, filled in."""
        values = _own("letters.yml")["sample"]
        rows = [("", name) for name in self._says]
        rows += [(code, name) for code, says in self._by_category.items() for name in says]
        found = []
        for code, name in rows:
            text = self.say(name, category=code, **values).text
            found.append(Sample(name, code, text, parts_of(text)))
        return found


def read(file: Path | None) -> Letters:
    """The operator's file over the shipped one: what it does not say stays. Raise BadLetters."""
    shipped = _own("messages.yml")
    raw = _raw(file) if file and file.exists() else {}
    name = file.name if file else ""
    for fault, values in _faults(raw, shipped):
        raise BadLetters(_own("letters.yml")["faults"][fault].format(file=name, **values))
    letters = Letters(
        raw.get("sign", shipped["sign"]),
        raw.get("subject", shipped["subject"]),
        {**shipped["says"], **raw.get("says", {})},
        raw.get("by_category", {}),
    )
    for one in letters.samples():
        most = PARTS.get(one.name, 1)
        if one.parts > most:
            where, said = _row(one.category, one.name), _own("letters.yml")["faults"]["too_long"]
            length = len(one.text)
            raise BadLetters(
                said.format(file=name, name=where, length=length, parts=one.parts, most=most)
            )
    return letters


def parts_of(text: str) -> int:
    return 1 if len(text) <= WHOLE else -(-len(text) // PART)


def _raw(file: Path) -> Any:
    try:
        return yaml.safe_load(file.read_text("utf-8-sig")) or {}
    except (yaml.YAMLError, UnicodeDecodeError):
        said = _own("letters.yml")["faults"]["not_yaml"]
        raise BadLetters(said.format(file=file.name)) from None


def _faults(raw: Any, shipped: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    if not isinstance(raw, dict):
        yield "not_rows", {"name": ""}
        return
    for part in raw.keys() - shipped.keys() - {"by_category"}:
        yield "unknown_part", {"name": str(part)}
    for part in ("sign", "subject"):
        yield from _text_faults(part, raw.get(part, ""), {"number"}, set())
    yield from _says_faults("", raw.get("says", {}), shipped["says"])
    by_category = raw.get("by_category", {})
    if not isinstance(by_category, dict):
        yield "not_rows", {"name": "by_category"}
        return
    for code, says in by_category.items():
        if not CATEGORY.fullmatch(str(code)):
            yield "unknown_category", {"name": str(code)}
        yield from _says_faults(str(code), says, shipped["says"])


def _says_faults(code: str, says: Any, shipped: Texts) -> Iterator[tuple[str, dict[str, str]]]:
    if not isinstance(says, dict):
        yield "not_rows", {"name": code or "says"}
        return
    for name, text in says.items():
        where = _row(code, str(name))
        if name not in shipped:
            yield "unknown_message", {"name": where}
            return
        known = set(_fields(shipped[name])) | ({"day", "office"} if name in CITIZENS else set())
        yield from _text_faults(where, text, known, NEEDED.get(name, {"number"}))


def _text_faults(
    name: str, text: Any, known: set[str], needed: set[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    if not isinstance(text, str):
        yield "not_text", {"name": name}
        return
    try:
        used = set(_fields(text))
    except ValueError:
        yield "broken", {"name": name}
        return
    said = " ".join(f"{{{one}}}" for one in sorted(known))
    for field in sorted(used - known):
        yield "unknown_field", {"name": name, "field": field, "known": said}
    for field in sorted(needed - used):
        yield "missing_field", {"name": name, "field": field}


def _fields(text: str) -> Iterator[str]:
    """Raise ValueError where braces do not match, or ask for more than a value."""
    for _, field, spec, conversion in Formatter().parse(text):
        if spec or conversion:
            raise ValueError(text)
        if field is not None:
            yield field


def _row(code: str, name: str) -> str:
    return f"{code} {name}".strip()


def _own(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text("utf-8"))
