"""Passkeys and challenges of members, and proposals that wait for a second person."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.adapters.sql import tables as t
from intake.adapters.sql.lists import within as in_area
from intake.domain.errors import ChangedMeanwhile
from intake.domain.passkeys import Challenge, Passkey
from intake.domain.staff import StaffMember
from intake.domain.two_people import Proposal, What

K, Q, P = t.staff_passkeys.c, t.staff_challenges.c, t.proposals.c


class SqlPasskeys:
    _session: Session

    def by_subject(self, subject: str) -> StaffMember | None:
        if not subject:
            return None
        found = select(StaffMember).where(t.staff.c.subject == subject)
        return self._session.scalars(found).one_or_none()

    def add_passkey(self, passkey: Passkey) -> None:
        self._session.add(passkey)

    def passkeys_of(self, name: str) -> list[Passkey]:
        return list(self._session.scalars(select(Passkey).where(K.staff == name).order_by(K.id)))

    def passkey(self, credential: str) -> Passkey | None:
        found = select(Passkey).where(K.credential == credential).with_for_update()
        return self._session.scalars(found).one_or_none()

    def remove_passkey(self, passkey: Passkey) -> None:
        self._session.delete(passkey)
        self._session.flush()

    def ask(self, challenge: Challenge) -> None:
        self._session.merge(challenge)

    def take_challenge(self, key: str) -> Challenge | None:
        taken = delete(t.staff_challenges).where(Q.key == key).returning(*Q)
        row = self._session.execute(taken).one_or_none()
        return Challenge(row.key, row.secret, row.expires_at, row.staff) if row else None

    def forget_challenges_before(self, moment: datetime) -> None:
        self._session.execute(delete(Challenge).where(Q.expires_at < moment))


class SqlProposals:
    def __init__(self, session: Session):
        self._session = session

    def add(self, proposal: Proposal) -> None:
        self._session.add(proposal)
        try:
            self._session.flush()
        except IntegrityError:
            raise ChangedMeanwhile from None

    def of(self, what: What, number: str) -> Proposal | None:
        found = select(Proposal).where(P.what == what, P.number == number).with_for_update()
        return self._session.scalars(found).one_or_none()

    def waiting(
        self, what: What, now: datetime, within: str = "", limit: int = 20
    ) -> list[Proposal]:
        query = select(Proposal).where(P.what == what, P.expires_at > now)
        if within:
            query = query.where(in_area(within, P.area))
        return list(self._session.scalars(query.order_by(P.at, P.id).limit(limit)))

    def remove(self, proposal: Proposal) -> None:
        self._session.delete(proposal)
        self._session.flush()
