"""Find settled orders like a new complaint: the plainest reason a dispatcher can be given.

Characters and words found more of the right offices than learnt sentence vectors (docs/decisions);
a local sentence-transformers model can be put in their place by a setting.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from scipy.sparse import csr_matrix

from routing.classifiers.base import ModelMissing
from routing.classifiers.features import Reader

ALIKE = 0.45  # below this two complaints share little more than everyday words
MOST = 3


@dataclass(frozen=True)
class Settled:
    number: str
    department: str
    office: str  # its name
    text: str = field(repr=False)  # numbers that lead to a person are masked


@dataclass(frozen=True)
class Like:
    order: Settled
    alike: float


class Encoder(Protocol):
    def encode(self, texts: Sequence[str]) -> csr_matrix:
        """Return a row of length one per text."""
        ...


class WordEncoder:
    """The rows the classifier reads anyway: characters, pairs and words."""

    def __init__(self, reader: Reader):
        self._reader = reader

    def encode(self, texts: Sequence[str]) -> csr_matrix:
        rows = self._reader.rows(texts)
        lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        scaled = rows.multiply((1 / np.maximum(lengths, 1e-9))[:, None])
        return csr_matrix(scaled)


class SentenceEncoder:
    """Any local sentence-transformers model, such as a folder with bge-small-zh."""

    def __init__(self, folder: Path):
        """Raise ModelMissing when the folder holds no model or the library is not installed."""
        if not folder.is_dir():
            raise ModelMissing(f"there is no folder {folder.name} with a sentence model")
        try:
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415
        except ImportError as error:
            raise ModelMissing("sentence-transformers is not installed") from error
        try:
            self._model: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        except Exception as error:  # the library raises whatever its parts raise
            raise ModelMissing("the sentence model cannot be read") from error

    def encode(self, texts: Sequence[str]) -> csr_matrix:
        rows = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return csr_matrix(np.asarray(rows, dtype=np.float32))


class SettledOrders:
    def __init__(self, encoder: Encoder, orders: Sequence[Settled]):
        self._encoder = encoder
        self._orders = list(orders)
        rows = encoder.encode([order.text for order in orders]) if orders else csr_matrix((0, 0))
        self._rows = rows.T.tocsr()

    def like(self, text: str) -> list[Like]:
        """Return at most three, the likest first."""
        if not self._orders:
            return []
        alike = np.asarray((self._encoder.encode([text]) @ self._rows).todense()).ravel()
        best = np.argsort(-alike)[:MOST]
        return [Like(self._orders[at], float(alike[at])) for at in best if alike[at] >= ALIKE]
