"""Keep trained models in a folder, and refuse those that do not fit the program or catalogue."""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import joblib
import sklearn

from routing import text, words
from routing.catalogue import Catalogue
from routing.classifiers import features, kinds, linear
from routing.classifiers.base import ModelMissing
from routing.classifiers.kinds import KindModel
from routing.classifiers.linear import LinearClassifier
from routing.kinds import KindRules
from routing.words import Words

MODEL, CARD = "model.joblib", "model.json"


@dataclass(frozen=True)
class Models:
    classifier: LinearClassifier
    kinds: KindModel
    sure_from: float | None  # confidence from which an office is dispatched to without a person


@dataclass(frozen=True)
class Stamp:
    """What a model was made by, for and from.

    A model is refused when `program` or `categories` differ: its numbers would mean something
    else. `material` tells whether it is worth training again; a keyword that an operator adds
    must not stop dispatching until someone has.
    """

    program: str
    categories: str
    material: str


def stamp(catalogue: Catalogue, training_dir: Path) -> Stamp:
    return Stamp(_program(), _categories(catalogue), _material(catalogue, training_dir))


def save_models(folder: Path, models: Models, made: Stamp, figures: dict[str, Any]) -> None:
    """Write each file whole: who reads between the two finds that they do not belong together."""
    parts = {
        "trained": models.classifier.trained,
        "kind_weights": models.kinds.weights,
        "kind_offsets": models.kinds.offsets,
    }
    buffer = BytesIO()
    joblib.dump(parts, buffer, compress=3)
    content = buffer.getvalue()
    card = {
        "stamp": asdict(made),
        "sha256": hashlib.sha256(content).hexdigest(),
        "sure_from": models.sure_from,
        "figures": figures,
    }
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / MODEL, content)
    _replace(folder / CARD, json.dumps(card, ensure_ascii=False, indent=2).encode())


def load_models(folder: Path, catalogue: Catalogue, lexicon: Path | None) -> Models:
    """Raise ModelMissing when there is no model that this program and catalogue can use."""
    card = _card(folder)
    if card["stamp"].get("program") != _program():
        raise ModelMissing("the model was made by another version of the program")
    if card["stamp"].get("categories") != _categories(catalogue):
        raise ModelMissing("the model knows other categories than the catalogue")
    content = _content(folder)
    # Also guards the unpickling: only bytes that train() wrote are ever given to it.
    if hashlib.sha256(content).hexdigest() != card["sha256"]:
        raise ModelMissing("the model file is damaged")
    parts = joblib.load(BytesIO(content))
    cut, rules, trained = Words(lexicon), KindRules(catalogue.kind_cues), parts["trained"]
    kind_model = KindModel(
        trained.features, parts["kind_weights"], parts["kind_offsets"], rules, cut
    )
    return Models(LinearClassifier(trained, cut), kind_model, card["sure_from"])


def is_current(folder: Path, catalogue: Catalogue, training_dir: Path) -> bool:
    """Say whether training again would start from anything new."""
    try:
        return bool(_card(folder)["stamp"] == asdict(stamp(catalogue, training_dir)))
    except ModelMissing:
        return False


def _card(folder: Path) -> dict[str, Any]:
    try:
        card = json.loads((folder / CARD).read_text("utf-8"))
        known = {"stamp", "sha256", "sure_from"} <= card.keys()
    except FileNotFoundError as error:
        raise ModelMissing("no model has been trained") from error
    except (OSError, ValueError, AttributeError) as error:
        raise ModelMissing("the model's card is damaged") from error
    if not known or not isinstance(card["stamp"], dict):
        raise ModelMissing("the model's card is damaged")
    return dict(card)


def _content(folder: Path) -> bytes:
    try:
        return (folder / MODEL).read_bytes()
    except OSError as error:
        raise ModelMissing("the model file cannot be read") from error


def _program() -> str:
    """Every line that shapes a feature or a weight counts: no version number to forget."""
    sources = [module.__file__ or "" for module in (text, words, features, linear, kinds)]
    return _digest([*(Path(file).read_bytes() for file in sources), sklearn.__version__.encode()])


def _categories(catalogue: Catalogue) -> str:
    # The kind model has a weight per row of kinds.yml, in that order.
    clues = [f"{kind} {len(rows)}" for kind, rows in catalogue.kind_cues.items()]
    return _digest(code.encode() for code in (*sorted(catalogue.categories), *clues))


def _material(catalogue: Catalogue, training_dir: Path) -> str:
    files = sorted([*training_dir.glob("complaints/*.csv"), *training_dir.glob("lexicon/*.txt")])
    rows = [repr(row) for row in (*catalogue.groups.values(), *catalogue.departments.values())]
    return _digest([*(file.read_bytes() for file in files), *(row.encode() for row in rows)])


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()[:32]


def _replace(file: Path, content: bytes) -> None:
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(file)
