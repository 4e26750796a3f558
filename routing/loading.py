"""A router from files: the best models there are, and what decides where there are none."""

import logging
from collections.abc import Sequence
from pathlib import Path

from routing import listening
from routing.catalogue import Catalogue, load
from routing.classifiers.base import ModelMissing
from routing.classifiers.keywords import KeywordClassifier
from routing.duties import read_sheets
from routing.kinds import KindRules
from routing.models import Models, load_models
from routing.nearest import Encoder, SentenceEncoder, Settled, SettledOrders, WordEncoder
from routing.offices import Ears, OfficeModel, load_offices
from routing.router import Router

logger = logging.getLogger(__name__)


def load_router(
    model_dir: Path | None,
    home_area: str = "1401",
    lexicon: Path | None = None,
    *,
    city_dir: Path | None = None,
    settled: Sequence[Settled] = (),
    sentence_model: Path | None = None,
    over: Sequence[Path] = (),
) -> Router:
    """Load the catalogue and the best models there are.

    Without a usable model of the city's offices the shipped one decides, without that keywords
    suggest and a person decides; without a usable sentence model, words find like orders.
    """
    catalogue = load(over=over)
    try:
        if model_dir is None:
            raise ModelMissing("no model folder was named")
        models = load_models(model_dir, catalogue, lexicon)
    except ModelMissing as missing:
        logger.warning("routing by keywords alone: %s", missing)
        categories = catalogue.categories.values()
        return Router(
            catalogue,
            KeywordClassifier(categories, catalogue.departments),
            KindRules(catalogue.kind_cues),
            sure_from=None,
            home_area=home_area,
        )
    return Router(
        catalogue,
        models.classifier,
        models.kinds,
        ear=listening.load(model_dir),
        sure_from=models.sure_from,
        home_area=home_area,
        city=_city(city_dir, catalogue, models),
        settled=SettledOrders(_encoder(sentence_model, models), settled) if settled else None,
    )


def _city(folder: Path | None, catalogue: Catalogue, models: Models) -> OfficeModel | None:
    if folder is None or not folder.exists():
        return None
    ears = Ears(catalogue, read_sheets(catalogue), models.classifier.reader.cut, models.classifier)
    try:
        return load_offices(folder, ears)
    except ModelMissing as missing:
        logger.warning("routing without the city's own model: %s", missing)
        return None


def _encoder(folder: Path | None, models: Models) -> Encoder:
    if folder is not None:
        try:
            return SentenceEncoder(folder)
        except ModelMissing as missing:
            logger.warning("like orders are found by words: %s", missing)
    return WordEncoder(models.classifier.reader)
