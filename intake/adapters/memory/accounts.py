"""Passkeys, challenges and proposals in memory."""

from datetime import datetime
from typing import Any

from intake.domain.errors import ChangedMeanwhile
from intake.domain.passkeys import Challenge, Passkey
from intake.domain.staff import StaffMember
from intake.domain.two_people import Proposal, What


class MemoryPasskeys:
    _store: Any

    def by_subject(self, subject: str) -> StaffMember | None:
        every = self._store.staff.values()
        return next((m for m in every if subject and m.subject == subject), None)

    def add_passkey(self, passkey: Passkey) -> None:
        self._store.passkeys.append(passkey)

    def passkeys_of(self, name: str) -> list[Passkey]:
        return [one for one in self._store.passkeys if one.staff == name]

    def passkey(self, credential: str) -> Passkey | None:
        return next((k for k in self._store.passkeys if k.credential == credential), None)

    def remove_passkey(self, passkey: Passkey) -> None:
        self._store.passkeys.remove(passkey)

    def ask(self, challenge: Challenge) -> None:
        self._store.challenges[challenge.key] = challenge

    def take_challenge(self, key: str) -> Challenge | None:
        found: Challenge | None = self._store.challenges.pop(key, None)
        return found

    def forget_challenges_before(self, moment: datetime) -> None:
        kept = self._store.challenges
        for key in [key for key, one in kept.items() if one.expires_at < moment]:
            del kept[key]


class MemoryProposals:
    def __init__(self, store: Any):
        self._rows: list[Proposal] = store.proposals

    def add(self, proposal: Proposal) -> None:
        if self.of(proposal.what, proposal.number):
            raise ChangedMeanwhile
        self._rows.append(proposal)

    def of(self, what: What, number: str) -> Proposal | None:
        return next((p for p in self._rows if (p.what, p.number) == (what, number)), None)

    def waiting(
        self, what: What, now: datetime, within: str = "", limit: int = 20
    ) -> list[Proposal]:
        found = [
            p for p in self._rows if p.what == what and p.is_open(now) and p.area.startswith(within)
        ]
        return sorted(found, key=lambda p: p.at)[:limit]

    def remove(self, proposal: Proposal) -> None:
        self._rows.remove(proposal)
