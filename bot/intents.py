"""What a citizen wants, and when not to be sure of it."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.training_data.message import Message

FALLBACK = "nlu_fallback"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Intents(LogisticRegressionClassifier):
    """Rasa's own, but that it knows when it knows nothing.

    `C`: how closely to follow the examples. With the value that is right most often it is too
    modest; `sharpness` makes a confidence of 0.6 mean six times in ten.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        inherited = LogisticRegressionClassifier.get_default_config()
        return {**inherited, "C": 1.0, "sharpness": 1.0, "ranking_length": 0}

    def __init__(
        self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource
    ) -> None:
        super().__init__(config, name, model_storage, resource)
        self.clf.C = self.config["C"]

    def process(self, messages: list[Message]) -> list[Message]:
        for message, row in zip(super().process(messages), self._create_X(messages), strict=True):
            # Of signs it never saw it would say how often each intent was among the examples.
            ranking = self._sharpened(message.get("intent_ranking")) if row.nnz else []
            nothing = {"name": FALLBACK, "confidence": 1.0}
            message.set("intent", ranking[0] if ranking else nothing, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _sharpened(self, ranking: list[dict[str, Any]]) -> list[dict[str, Any]]:
        weights = [float(one["confidence"]) ** self.config["sharpness"] for one in ranking]
        total = sum(weights)
        return [
            {"name": one["name"], "confidence": weight / total}
            for one, weight in zip(ranking, weights, strict=True)
        ]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Doubt(FallbackClassifier):
    """Takes an intent back when it is not sure enough.

    `accounts`: intents that tell what happened. Torn between those only, it is an account all
    the same: `inform`, an account of which the kind is not known. Whoever says `long` characters
    or more tells a story more often than not: asking to say it all again needs a better reason.
    `careful`: intents on which the gateway acts by itself; they need more. `chatter`: what
    hardly anybody says instead of an answer; a shop's name may sound like it.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "threshold": 0.45,
            "careful_threshold": 0.6,
            "account_threshold": 0.5,
            "long_account_threshold": 0.25,
            "long": 12,
            "careful": [],
            "chatter_threshold": 0.9,
            "chatter": [],
            "accounts": [],
        }

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = message.get("intent_ranking") or []
            if ranking and self._is_an_answer(ranking[0], message):
                message.set("intent", {"name": "inform", "confidence": 1.0}, add_to_output=True)
            elif ranking and not self._is_sure(ranking[0]):
                intent = self._in_doubt(ranking, len(message.get("text") or ""))
                message.set("intent", intent, add_to_output=True)
                message.set("intent_ranking", [intent, *ranking], add_to_output=True)
        return messages

    def _is_an_answer(self, best: dict[str, Any], message: Message) -> bool:
        """Where a question is open, chatter has to be beyond doubt."""
        is_asked = bool((message.get("metadata") or {}).get("asking"))
        is_chatter = best["name"] in self.component_config["chatter"]
        needed = self.component_config["chatter_threshold"]
        return bool(is_asked and is_chatter and best["confidence"] < needed)

    def _is_sure(self, best: dict[str, Any]) -> bool:
        careful = best["name"] in self.component_config["careful"]
        needed = self.component_config["careful_threshold" if careful else "threshold"]
        return bool(best["confidence"] >= needed)

    def _in_doubt(self, ranking: list[dict[str, Any]], length: int) -> dict[str, Any]:
        accounts = self.component_config["accounts"]
        is_long = length >= self.component_config["long"]
        mass = sum(float(one["confidence"]) for one in ranking if one["name"] in accounts)
        if mass >= self.component_config[("long_" if is_long else "") + "account_threshold"]:
            return {"name": "inform", "confidence": mass}
        return {"name": FALLBACK, "confidence": self.component_config["threshold"]}
