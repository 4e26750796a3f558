"""Places, times and organisations named in a message: of each kind the one that says most."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.extractors.crf_entity_extractor import CRFEntityExtractor
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class Names(CRFEntityExtractor):
    """Rasa's own, but "太原市" + "柳巷" is one place.

    A slot takes the last entity it is given: of a city, a road and a shop next door only the
    last would be left.
    """

    def extract_entities(self, message: Message) -> list[dict[str, Any]]:
        longest: dict[str, dict[str, Any]] = {}
        for found in joined(super().extract_entities(message), message.get("text")):
            best = longest.get(found["entity"])
            if best is None or len(found["value"]) > len(best["value"]):
                longest[found["entity"]] = found
        return list(longest.values())


def joined(entities: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Neighbours of one kind, with nothing between them, become one."""
    together: list[dict[str, Any]] = []
    for found in sorted(entities, key=lambda entity: entity["start"]):
        last = together[-1] if together else None
        if last and last["entity"] == found["entity"] and last["end"] == found["start"]:
            value = text[last["start"] : found["end"]]
            together[-1] = {**last, "end": found["end"], "value": value}
        else:
            together.append(found)
    return together
