"""What a citizen wants, and when not to be sure of it."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

FALLBACK = "nlu_fallback"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Intents(LogisticRegressionClassifier):
    """Rasa's own, but every message counts the same, however long.

    On plain counts a long letter is sure of anything: two thirds of real letters came out as
    suggestions, with a confidence of 1.00.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**LogisticRegressionClassifier.get_default_config(), "C": 1.0, "ranking_length": 0}

    def __init__(
        self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource
    ) -> None:
        super().__init__(config, name, model_storage, resource)
        self.clf.C = self.config["C"]

    def _create_X(self, messages: list[Message]) -> csr_matrix:  # noqa: N802
        return normalize(super()._create_X(messages))

    def process(self, messages: list[Message]) -> list[Message]:
        """Signs alone tell nothing; what is left is how often each intent was seen in training."""
        for message, known in zip(super().process(messages), self._known(messages), strict=True):
            if not known:
                message.set("intent", {"name": FALLBACK, "confidence": 1.0}, add_to_output=True)
                message.set("intent_ranking", [], add_to_output=True)
        return messages

    def _known(self, messages: list[Message]) -> list[bool]:
        """Whether a message has anything in it that training had."""
        return [row.nnz > 0 for row in self._create_X(messages)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Doubt(FallbackClassifier):
    """Takes an intent back when it is not sure enough.

    `accounts`: intents that tell what happened. Torn between those only, it is an account all
    the same: `inform`, an account of which the kind is not known. `careful`: intents on which
    the gateway acts by itself; they need more.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "threshold": 0.45,
            "careful_threshold": 0.6,
            "account_threshold": 0.5,
            "careful": [],
            "accounts": [],
        }

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = message.get("intent_ranking") or []
            if ranking and not self._is_sure(ranking[0]):
                intent = self._in_doubt(ranking)
                message.set("intent", intent, add_to_output=True)
                message.set("intent_ranking", [intent, *ranking], add_to_output=True)
        return messages

    def _is_sure(self, best: dict[str, Any]) -> bool:
        careful = best["name"] in self.component_config["careful"]
        needed = self.component_config["careful_threshold" if careful else "threshold"]
        return bool(best["confidence"] >= needed)

    def _in_doubt(self, ranking: list[dict[str, Any]]) -> dict[str, Any]:
        accounts = self.component_config["accounts"]
        mass = sum(float(one["confidence"]) for one in ranking if one["name"] in accounts)
        if mass >= self.component_config["account_threshold"]:
            return {"name": "inform", "confidence": mass}
        return {"name": FALLBACK, "confidence": self.component_config["threshold"]}
