"""The same behaviour without a database, for tests and trying out."""

from intake.adapters.memory.database import MemoryDatabase
from intake.adapters.memory.store import Store
from intake.adapters.memory.tables import MemoryEvents

__all__ = [
    "MemoryDatabase",
    "MemoryEvents",
    "Store",
]
