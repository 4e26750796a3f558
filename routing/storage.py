"""Keep trained models in a folder, each file whole, and refuse what was not written here."""

import hashlib
import json
import os
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import joblib

from routing.classifiers.base import ModelMissing

MODEL, CARD = "model.joblib", "model.json"


def write_model(folder: Path, parts: dict[str, Any], card: dict[str, Any]) -> None:
    """Who reads between the two files finds that they do not belong together."""
    buffer = BytesIO()
    joblib.dump(parts, buffer, compress=3)
    content = buffer.getvalue()
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / MODEL, content)
    whole = card | {"sha256": hashlib.sha256(content).hexdigest()}
    _replace(folder / CARD, json.dumps(whole, ensure_ascii=False, indent=2).encode())


def read_card(folder: Path, fields: Iterable[str]) -> dict[str, Any]:
    try:
        card = json.loads((folder / CARD).read_text("utf-8"))
        known = {"stamp", "sha256", *fields} <= card.keys()
    except FileNotFoundError as error:
        raise ModelMissing("no model has been trained") from error
    except (OSError, ValueError, AttributeError) as error:
        raise ModelMissing("the model's card is damaged") from error
    if not known or not isinstance(card["stamp"], dict):
        raise ModelMissing("the model's card is damaged")
    return dict(card)


def read_parts(folder: Path, card: dict[str, Any]) -> dict[str, Any]:
    try:
        content = (folder / MODEL).read_bytes()
    except OSError as error:
        raise ModelMissing("the model file cannot be read") from error
    # Also guards the unpickling: only bytes that write_model() wrote are ever given to it.
    if hashlib.sha256(content).hexdigest() != card["sha256"]:
        raise ModelMissing("the model file is damaged")
    return dict(joblib.load(BytesIO(content)))


def digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()[:32]


def _replace(file: Path, content: bytes) -> None:
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(file)
