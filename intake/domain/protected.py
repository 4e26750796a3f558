"""A protected report (保密举报): sealed the moment it arrives, and known by nothing else."""

import secrets
from dataclasses import dataclass, field
from datetime import date


@dataclass
class ProtectedReport:
    id: str  # random, so that no gap in a sequence tells anything
    filed_on: date  # the day, never the minute
    receipt_digest: str = field(repr=False)
    sealed: bytes = field(repr=False)

    @staticmethod
    def new_id() -> str:
        return "B" + "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(10))
