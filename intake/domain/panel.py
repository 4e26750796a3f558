"""What a panel (会商) has decided: it wins for the next like case in the same place."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class PanelDecision:
    number: str
    at: datetime
    area: str
    category: str
    office: str
    office_name: str
    by: str
    instead_of: list[str] = field(default_factory=list)  # offices that had sent it back
    id: int | None = None
