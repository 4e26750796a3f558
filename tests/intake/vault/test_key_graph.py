"""Who can derive what: every wrap ever made is tried with every key, by the code that opens.

The attacker keeps copies of all that was ever stored or handed out, also of what a recusal or a
withdrawal destroyed.
"""

from dataclasses import dataclass, field, replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.vault import opening, reading
from intake.vault.envelope import Envelope
from intake.vault.quorum import Request
from intake.vault.reading import CannotOpen, Refused
from tests.intake.vault.people import (
    CUSTODIANS,
    HANDLERS,
    NOW,
    a_report,
    a_request,
    an_identity,
    pair,
    publics,
)

pytestmark = pytest.mark.slow

EVERYBODY = (*HANDLERS, *CUSTODIANS, "c-4", "c-5")
SUCCESSORS = ("c-4", "c-5")  # to whom a custodian who leaves hands over
GUARDS = (*CUSTODIANS, *SUCCESSORS)
handlers, custodians = st.sampled_from(HANDLERS), st.sampled_from(GUARDS)
steps = st.lists(
    st.tuples(st.just("forward"), handlers, handlers)
    | st.tuples(st.just("recuse"), handlers, handlers)
    | st.tuples(st.just("grant"), custodians, handlers | custodians)
    | st.tuples(st.just("hand_over"), custodians, custodians)
    | st.tuples(st.just("withdraw")),
    max_size=12,
)


@dataclass
class World:
    """One report and its identity, and beside them what ought to be true."""

    report: Envelope = field(default_factory=lambda: a_report("h-1", "h-2", text=b"text"))
    identity: Envelope = field(default_factory=lambda: an_identity(b"name"))
    copies: list[Envelope] = field(default_factory=list)  # of the report, all versions
    sealed_identities: list[Envelope] = field(default_factory=list)  # all that ever was stored
    which: dict[str, str] = field(default_factory=lambda: {c: c for c in CUSTODIANS})
    had: dict[str, set[str]] = field(default_factory=lambda: {c: {c} for c in CUSTODIANS})
    grants: list[tuple[Request, bytes]] = field(default_factory=list)
    readers: dict[int, set[str]] = field(default_factory=dict)  # by version of the report
    approved: dict[str, set[str]] = field(default_factory=dict)  # requesters by custodian

    def __post_init__(self) -> None:
        self.sealed_identities.append(self.identity)
        self._keep()

    def _keep(self) -> None:
        self.copies.append(self.report)
        self.readers.setdefault(self.report.place.version, set()).update(self.report.wraps)

    def forward(self, giver: str, taker: str) -> None:
        if giver not in self.report.wraps:
            return
        of = self.report
        wrapped = reading.rewrap(
            of.wraps[giver], of.place, giver, pair(giver).private, taker, pair(taker).public
        )
        self.report = replace(of, wraps={**of.wraps, taker: wrapped})
        self._keep()

    def recuse(self, leaver: str, by: str) -> None:
        if leaver == by or not {leaver, by} <= set(self.report.wraps):
            return
        self.report = reading.rotate(
            self.report,
            leaver,
            holder=by,
            private=pair(by).private,
            handlers=publics(*HANDLERS),
        )
        self._keep()

    def grant(self, custodian: str, requester: str) -> None:
        request = a_request(self.identity, requester, id=f"R-{len(self.grants)}")
        try:
            share = opening.approve(request, pair(custodian).private, NOW)
        except Refused:
            assert custodian not in self.identity.wraps or requester in GUARDS
            return
        self.grants.append((request, share))
        self.approved.setdefault(self.which[custodian], set()).add(requester)

    def hand_over(self, leaver: str, successor: str) -> None:
        """On the leaver's own computer; the stored share is then replaced by the successor's."""
        try:
            fresh = opening.hand_over(
                self.identity, leaver, pair(leaver).private, successor, pair(successor).public
            )
        except (CannotOpen, Refused):
            assert leaver not in self.identity.wraps or successor in self.identity.wraps
            return
        self.identity = fresh
        self.sealed_identities.append(fresh)
        self.which[successor] = self.which[leaver]
        self.had.setdefault(successor, set()).add(self.which[leaver])

    def withdraw(self) -> None:
        """The reporter takes back who he is: the shares are destroyed where they are stored."""
        self.identity = replace(self.identity, wraps={}, blobs={})


def played(moves) -> World:
    world = World()
    for name, *who in moves:
        getattr(world, name)(*who)
    return world


def opened(act, *arguments):
    try:
        return {act(*arguments)}
    except CannotOpen:
        return set()


def keys_of(person: str, world: World) -> set[bytes]:
    """All keys wrapped whole that a person gets at, claiming to be whoever a wrap names."""
    return {
        key
        for copy in (*world.copies, *world.sealed_identities)
        for holder, wrapped in copy.wraps.items()
        for key in opened(reading.unwrap, wrapped, copy.place, holder, pair(person).private)
    }


def shares_of(person: str, world: World) -> set[bytes]:
    """All shares of the identity's key a person gets at: his own, and those granted to him."""
    private = pair(person).private
    own = (
        opened(opening.open_share, wrapped, sealed.place, custodian, private)
        for sealed in world.sealed_identities
        for custodian, wrapped in sealed.wraps.items()
    )
    granted = (
        opened(opening._open_grant, request, share, private) for request, share in world.grants
    )
    return set().union(*own, *granted)


def reads_identity(people, world: World) -> bool:
    shares = {share for person in people for share in shares_of(person, world)}
    keys = {key for person in people for key in keys_of(person, world)}
    for two in combinations(shares, 2):
        keys |= opened(opening.join, two)
    for share in shares:
        keys |= opened(opening.join, [share])
    sealed = world.sealed_identities[0]
    plains = (opened(reading.open_content, sealed.blobs["identity"], k, sealed.place) for k in keys)
    return b"name" in set().union(*plains)


def shares_behind(people, world: World) -> set[str]:
    """Shares, by who had them first, that one of the people ever had or was granted. A leaver and
    the successor have one between them."""
    had = set().union(*(world.had.get(one, set()) for one in people))
    return had | {share for share, to in world.approved.items() if to & set(people)}


@settings(max_examples=60)
@given(steps, st.sets(st.sampled_from(EVERYBODY)))
def test_nobody_derives_the_identity_key_without_two_custodians(moves, people):
    world = played(moves)
    largest = [{*HANDLERS, *some} for n in range(3) for some in combinations(GUARDS, n)]
    for group in (people, *largest):
        assert reads_identity(group, world) is (len(shares_behind(group, world)) >= 2), group


@settings(max_examples=60)
@given(steps)
def test_a_version_of_the_report_is_read_by_those_it_was_sealed_to_and_nobody_else(moves):
    world = played(moves)
    keys = {person: keys_of(person, world) for person in EVERYBODY}
    for copy in world.copies:
        place = replace(copy.place, field="text")
        readers = {
            person
            for person in EVERYBODY
            if any(opened(reading.open_content, copy.blobs["text"], k, place) for k in keys[person])
        }
        assert readers == world.readers[copy.place.version]


@settings(max_examples=60)
@given(steps, handlers)
def test_whoever_was_recused_reads_nothing_sealed_after_it(moves, leaver):
    world = played(moves)
    if leaver not in world.report.wraps:
        world.forward(next(iter(world.report.wraps)), leaver)
    by = next((name for name in world.report.wraps if name != leaver), None)
    if by is None:  # the last one hands it on before he goes
        by = next(name for name in HANDLERS if name != leaver)
        world.forward(leaver, by)
    world.recuse(leaver, by)
    assert leaver not in world.report.wraps
    others = {*GUARDS, leaver}
    place = replace(world.report.place, field="text")
    for person in others:
        for key in keys_of(person, world):
            assert not opened(reading.open_content, world.report.blobs["text"], key, place)


@settings(max_examples=30)
@given(steps, custodians, handlers)
def test_after_a_withdrawal_no_custodian_can_approve_any_more(moves, custodian, requester):
    world = played(moves)
    world.withdraw()
    before = len(world.grants)
    world.grant(custodian, requester)
    assert len(world.grants) == before
    with pytest.raises(Refused):
        opening.approve(a_request(world.identity, requester), pair(custodian).private, NOW)
