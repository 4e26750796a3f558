"""The file in which a custodian who leaves takes the own shares home, and gives them back sealed to
the successor."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from intake.ports import Share
from intake.vault.envelope import Place
from intake.vault.reading import CannotOpen
from intake.vault.reports import TENANT


class Row(BaseModel):
    model_config = ConfigDict(
        frozen=True, hide_input_in_errors=True, ser_json_bytes="base64", val_json_bytes="base64"
    )

    report: str
    item: str
    version: int
    wrap: bytes = Field(repr=False)

    @property
    def place(self) -> Place:
        return Place(TENANT, self.report, self.item, self.version)


class HandingOver(BaseModel):
    model_config = Row.model_config

    leaver: str
    successor: str
    successor_key: bytes
    rows: list[Row]

    @classmethod
    def of(cls, leaver: str, successor: str, key: bytes, shares: Sequence[Share]) -> "HandingOver":
        rows = [Row(**vars(one)) for one in shares]
        return cls(leaver=leaver, successor=successor, successor_key=key, rows=rows)

    @classmethod
    def read(cls, content: bytes) -> "HandingOver":
        """Raise CannotOpen."""
        try:
            return cls.model_validate_json(content)
        except ValidationError:
            raise CannotOpen from None

    @property
    def shares(self) -> list[Share]:
        return [Share(row.report, row.item, row.version, row.wrap) for row in self.rows]
