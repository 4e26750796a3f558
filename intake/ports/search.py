"""What search needs from a store."""

from typing import Protocol

from intake.domain.complaint import Complaint
from intake.domain.searching import Wanted


class Search(Protocol):
    """Complaints become findable in the transaction that stores them."""

    def find(self, wanted: Wanted, limit: int) -> list[Complaint]:
        """Newest first."""
        ...

    def after(self, number: str, limit: int) -> list[Complaint]:
        """In the order of numbers, for making the index anew."""
        ...

    def keep(self, complaint: Complaint) -> None:
        """Only for what `after` gave: what changes is kept without being asked."""
        ...
