"""Key pairs made once, and short ways to seal to them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from intake.vault import quorum
from intake.vault.envelope import IDENTITY, REPORT, Envelope, Place, seal_report
from intake.vault.handler_keys import Cost, KeyPair, Suite, new_pair

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CHEAP = Cost(passes=1, memory=8)
PLACE = Place("1401", "B7K2M9QXHDR", REPORT)
IDENTITY_PLACE = replace(PLACE, field=IDENTITY)
HANDLERS = ("h-1", "h-2", "h-3", "h-4")
CUSTODIANS = ("c-1", "c-2", "c-3")


@cache
def pair(name: str) -> KeyPair:
    """Every second person has the older kind of key: both live side by side."""
    return new_pair(Suite.X25519 if int(name[-1]) % 2 else Suite.HYBRID)


def publics(*names: str) -> dict[str, bytes]:
    return {name: pair(name).public for name in names}


def a_report(*handlers: str, text: bytes = "救济款".encode()) -> Envelope:
    return seal_report(PLACE, {"text": text}, publics(*handlers or HANDLERS[:3]))


def an_identity(identity: bytes | None, place: Place = IDENTITY_PLACE) -> Envelope:
    return quorum.seal_guarded(quorum.identity_or_dummy(identity), place, publics(*CUSTODIANS))


def a_request(sealed: Envelope, requester: str = "h-1", **changes: object) -> quorum.Request:
    """What the staff site would write, with the shares of one sealed item."""
    return quorum.Request(
        id="R-1",
        tenant=sealed.place.tenant,
        report=sealed.place.report,
        item=sealed.place.field,
        version=sealed.place.version,
        requester=requester,
        requester_key=pair(requester).public,
        motivation="要核对举报人的伤情证明",
        expires=NOW + timedelta(days=1),
        shares=dict(sealed.wraps),
    ).model_copy(update=changes)
