"""What a message is spelt with: characters, pairs of them, words; what is rare weighs more."""

from typing import Any

import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

START, END = "\x02", "\x03"  # "对" alone says something else than a "对" in the middle
SHORT = 8  # characters; so short a message is a sign as a whole
FILE = "spelling.skops"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class Spelling(SparseFeaturizer, GraphComponent):
    """Every message counts the same, however long: on plain counts a letter is sure of anything.

    Rasa's own featurizer puts blanks between words first, and so sees no pair of characters
    where jieba cut, rightly or not. `words`: their weight; characters have 1.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**SparseFeaturizer.get_default_config(), "words": 0.5}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        pass

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Spelling":
        chars = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
        words = TfidfVectorizer(token_pattern=r"\S+", sublinear_tf=True)  # noqa: S106
        name = execution_context.node_name
        return cls(config, name, model_storage, resource, chars, words)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "Spelling":
        with model_storage.read_from(resource) as folder:
            chars, words = skops.io.load(folder / FILE, trusted=[])
        name = execution_context.node_name
        return cls(config, name, model_storage, resource, chars, words)

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
        chars: TfidfVectorizer,
        words: TfidfVectorizer,
    ) -> None:
        super().__init__(name, config)
        self._model_storage, self._resource = model_storage, resource
        self._chars, self._words = chars, words

    def train(self, training_data: TrainingData) -> Resource:
        messages = [m for m in training_data.training_examples if m.get("text")]
        self._chars.fit([_marked(message) for message in messages])
        self._words.fit([_spaced(message) for message in messages])
        with self._model_storage.write_to(self._resource) as folder:
            skops.io.dump([self._chars, self._words], folder / FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process([m for m in training_data.training_examples if m.get("text")])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        if messages:
            for message, row in zip(messages, self._rows(messages), strict=True):
                self.add_features_to_message(None, row.tocoo(), "text", message)
        return messages

    def _rows(self, messages: list[Message]) -> csr_matrix:
        chars = self._chars.transform([_marked(message) for message in messages])
        words = self._words.transform([_spaced(message) for message in messages])
        rows = normalize(hstack([chars, self._config["words"] * words])).tolil()
        for number in range(rows.shape[0]):
            if rows[number].nnz <= len(START + END):
                rows[number] = 0  # not one character that training had
        return rows.tocsr()


def _marked(message: Message) -> str:
    return START + message.get("text") + END


def _spaced(message: Message) -> str:
    words = [token.text for token in message.get(TOKENS_NAMES["text"], [])]
    text = "".join(message.get("text").split())
    if len(text) <= SHORT:
        words.append(START + text)
    return " ".join(words)
