"""The shipped model: kept in a folder, refused when it does not fit the program or catalogue."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sklearn

from routing import duties, text, words
from routing.catalogue import Catalogue
from routing.classifiers import features, hearing, kinds, linear, voices
from routing.classifiers.base import ModelMissing
from routing.classifiers.features import Reader
from routing.classifiers.kinds import KindModel
from routing.classifiers.voices import VoiceModel
from routing.duties import DutySheet
from routing.identifying import tagger
from routing.kinds import KindRules
from routing.storage import CARD, MODEL, digest, read_card, read_parts, write_model
from routing.text import fold
from routing.words import Words

__all__ = ["CARD", "MODEL", "Models", "Stamp", "is_current", "load_models", "save_models", "stamp"]

FIRST_LOOK, IDENTIFYING = "first_look.csv", "identifying.csv"
SOURCES = (text, words, features, linear, voices, kinds, hearing, tagger, duties)


@dataclass(frozen=True)
class Models:
    classifier: VoiceModel
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


def category_sheets(catalogue: Catalogue) -> Mapping[str, list[DutySheet]]:
    """Return what the catalogue itself says of each category: all there is to learn from for one
    that nobody has written an example for."""
    return {code: [_sheet(catalogue, code)] for code in sorted(catalogue.categories)}


def _sheet(catalogue: Catalogue, code: str) -> DutySheet:
    category = catalogue.categories[code]
    matters = [one for one in catalogue.matters.values() if one.category == code]
    watched = (f"{one.name}，{one.object}，{one.scope}" for one in matters)
    return DutySheet(
        code,
        category.lead,
        stems=(),
        called=(),
        words=tuple(dict.fromkeys(map(fold, category.keywords))),
        text="。".join([category.name, category.belongs, *watched]),
    )


def stamp(catalogue: Catalogue, training_dir: Path) -> Stamp:
    return Stamp(program(), _categories(catalogue), _material(catalogue, training_dir))


def save_models(folder: Path, models: Models, made: Stamp, figures: dict[str, Any]) -> None:
    parts = {
        "taught": models.classifier.taught,
        "kind_weights": models.kinds.weights,
        "kind_offsets": models.kinds.offsets,
    }
    card = {"stamp": asdict(made), "sure_from": models.sure_from, "figures": figures}
    write_model(folder, parts, card)


def load_models(
    folder: Path, catalogue: Catalogue, lexicon: Path | None, cut: Words | None = None
) -> Models:
    """Raise ModelMissing when there is no model that this program and catalogue can use."""
    card = read_card(folder, ["sure_from"])
    if card["stamp"].get("program") != program():
        raise ModelMissing("the model was made by another version of the program")
    if card["stamp"].get("categories") != _categories(catalogue):
        raise ModelMissing("the model knows other categories than the catalogue")
    parts = read_parts(folder, card)
    taught = parts["taught"]
    reader = Reader(taught.trained.features, cut or Words(lexicon))
    rules = KindRules(catalogue.kind_cues)
    kind_model = KindModel(reader, parts["kind_weights"], parts["kind_offsets"], rules)
    classifier = VoiceModel(taught, category_sheets(catalogue), reader)
    return Models(classifier, kind_model, card["sure_from"])


def is_current(folder: Path, catalogue: Catalogue, training_dir: Path) -> bool:
    """Say whether training again would start from anything new."""
    try:
        return bool(read_card(folder, [])["stamp"] == asdict(stamp(catalogue, training_dir)))
    except ModelMissing:
        return False


def program() -> str:
    """Every line that shapes a feature or a weight counts: no version number to forget."""
    sources = [__file__, *(module.__file__ or "" for module in SOURCES)]
    return digest([*(Path(file).read_bytes() for file in sources), sklearn.__version__.encode()])


def _categories(catalogue: Catalogue) -> str:
    # The kind model has a weight per row of kinds.yml, in that order.
    clues = [f"{kind} {len(rows)}" for kind, rows in catalogue.kind_cues.items()]
    return digest(code.encode() for code in (*sorted(catalogue.categories), *clues))


def _material(catalogue: Catalogue, training_dir: Path) -> str:
    kinds_of_file = ("complaints/*.csv", "lexicon/*.txt", FIRST_LOOK, IDENTIFYING)
    files = sorted(file for glob in kinds_of_file for file in training_dir.glob(glob))
    facts = (catalogue.groups, catalogue.departments, catalogue.matters)
    rows = [repr(row) for some in facts for row in some.values()]
    return digest([*(file.read_bytes() for file in files), *(row.encode() for row in rows)])
