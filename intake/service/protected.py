"""Take a protected report: seal it in the process that received it, and forget it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from intake.domain.attachment import Label
from intake.domain.days import day_of
from intake.domain.errors import (
    CustodiansInvolved,
    CutsDoNotFit,
    NoCustodians,
    NotAllowedNow,
    NotFound,
    TooEarly,
    TooLong,
)
from intake.domain.protected import (
    AVOIDED,
    IDENTITY,
    SPAN,
    TEXT,
    TO_OBJECT,
    By,
    Opening,
    ProtectedReport,
    SealedItem,
)
from intake.domain.receipt import digest, new_receipt, parse_receipt
from intake.domain.staff import StaffMember
from intake.domain.writing import tidy
from intake.ports import Asked, Ports, Sealed
from intake.service import holding
from intake.service.attaching import behind, stored
from intake.service.filing import clean
from routing.assignment import Situation
from routing.identifying import Span

# Sealed lengths come in steps of 4 KiB, so that a length tells little about the words.
STEP = 4096
TO_DECIDE = timedelta(days=7)  # for the custodians, once the reporter did not object
LONGEST_IDENTITY = 500  # characters, and of the accused; three bytes each fit into one step


@dataclass(frozen=True)
class Review:
    """A text before it is sent: what in it may identify the writer, and dangers to call about."""

    text: str = field(repr=False)
    spans: tuple[Span, ...]
    dangers: tuple[Situation, ...]
    can_guard: bool  # an identity and what is cut out


@dataclass(frozen=True)
class FiledProtected:
    receipt: str = field(repr=False)
    reward_code: str = field(repr=False)


@dataclass(frozen=True)
class Said:
    by: By
    on: date
    text: str = field(repr=False)


@dataclass(frozen=True)
class OwnFile:
    """A file as the reporter who attached it sees it."""

    attachment: str
    on: date
    pending: bool
    has_copy: bool
    label: Label


@dataclass(frozen=True)
class Inbox:
    """What the holder of the receipt sees of the own report."""

    filed_on: date
    withdrawn_on: date | None
    text: str | None = field(repr=False)  # None: destroyed, or from before there was an inbox
    messages: list[Said] = field(repr=False)
    openings: list[Opening]
    kept_by: list[str]  # offices whose desk can open it
    kept_from: list[str]  # offices that must not
    requests: list[SealedItem]  # to which the reporter may object
    closed_on: date | None
    held_since: date | None
    ends_on: date | None  # when it is destroyed; None while it is held
    files: list[OwnFile]


def review(text: str, accused: str = "", *, ports: Ports) -> Review:
    """Nothing is stored, and nothing found does not mean that nothing is there."""
    plain = clean(text, "/text")
    dangers = tuple(one for one in ports.first_look.look(plain) if one.urgent)
    avoid = ports.conflicts.avoid(plain, tidy(accused), day_of(ports.clock()))
    guarded = bool(holding.guardians(avoid, ports))
    return Review(plain, ports.identifying.find(plain), dangers, guarded)


def file_protected(
    text: str,
    *,
    cuts: Collection[Span] = (),
    identity: str = "",
    accused: str = "",
    ports: Ports,
) -> FiledProtected:
    """No event, no task, no number: nothing about it runs anywhere else.

    `cuts` are the spans of the review that the reporter wants out of the text: they and the
    `identity` go under keys that two of three custodians must agree to use. They are cut where the
    reporter saw them, whatever would be found by now. `accused` are the names given for whom to
    keep it from, besides those in the text. Raise CutsDoNotFit; NobodyFree; NoCustodians or
    CustodiansInvolved when there is an identity and nobody to guard it (cut spans are dropped).
    """
    plain, identity, accused = clean(text, "/text"), tidy(identity), tidy(accused)
    for pointer, typed in (("/identity", identity), ("/accused", accused)):
        if len(typed) > LONGEST_IDENTITY:
            raise TooLong(pointer, longest=LONGEST_IDENTITY)
    if identity and not ports.vault.has_quorum:
        raise NoCustodians("/identity")
    try:
        left, pieces = ports.identifying.cut(plain, cuts)
    except (ValueError, KeyError):  # overlapping, outside the text, of no kind we know
        raise CutsDoNotFit("/cut") from None
    receipt, reward_code, id = new_receipt(), new_receipt(), ProtectedReport.new_id()
    key, today = ports.vault.reporter_key(id, receipt), day_of(ports.clock())
    avoid = ports.conflicts.avoid(plain, accused, today)
    guardians = holding.guardians(avoid, ports)
    if identity and not guardians:
        raise CustodiansInvolved("/identity")
    desk = holding.free_desk(avoid, ports)
    report = ProtectedReport(
        id, today, digest(receipt, ports.pepper), digest(reward_code, ports.pepper), key
    )
    report.hand_to(desk, today)
    holding.bind_readers(report, ports)
    for name, words in ((TEXT, left), (AVOIDED, holding.written(avoid))):
        report.keep(name, By.REPORTER, today, ports.vault.seal(id, name, words, key, report.desks))
    if guardians:
        # Written also when there is none: its absence must not show.
        spans = {f"{SPAN}:{number}": piece.words for number, piece in enumerate(pieces, 1)}
        for name, words in ({IDENTITY: identity} | spans).items():
            sealed = ports.vault.guard(id, name, words, guardians)
            report.keep(name, By.REPORTER, today, sealed)
    with ports.uow() as uow:
        uow.protected.add(report)
        uow.commit()
    return FiledProtected(receipt, reward_code)


# -- the reporter's inbox ---------------------------------------------------------------------


def inbox(receipt: str, *, ports: Ports) -> Inbox:
    """Raise NotFound for an unknown receipt and for that of an ordinary complaint alike."""
    bare = parse_receipt(receipt)
    with ports.view() as uow:
        report = behind(bare, uow, ports)
    read = ports.vault.reader(report, bare)
    texts = {
        item.name: read(item)
        for item in report.items
        if item.name in (TEXT, AVOIDED) or item.is_message
    }
    said = [Said(item.by, item.on, texts[item.name]) for item in report.messages]
    return Inbox(
        report.filed_on,
        report.withdrawn_on,
        texts.get(TEXT),
        said,
        list(report.openings),
        [holding.office_name(ports.vault.offices.get(one, ""), ports) for one in report.desks],
        [holding.office_name(one, ports) for one in holding.kept_from(texts.get(AVOIDED))],
        list(report.requests),
        report.closed_on,
        report.hold.held_since,
        report.ends_on(ports.retention),
        _own_files(report, read),
    )


def _own_files(report: ProtectedReport, read: Callable[[Sealed], str]) -> list[OwnFile]:
    """Once withdrawn, the originals and with them their names are gone."""
    copies = {one.attachment for one in report.files if not one.is_original}
    return [
        OwnFile(
            one.attachment,
            one.on,
            one.pending,
            one.attachment in copies,
            Label.from_text(read(one)),
        )
        for one in report.files
        if one.is_original
    ]


def add(receipt: str, text: str, *, ports: Ports) -> None:
    """Say more, correct, or answer a question."""
    plain = clean(text, "/text")
    with ports.uow() as uow:
        _say(behind(receipt, uow, ports), By.REPORTER, plain, ports)
        uow.commit()


def withdraw(receipt: str, *, ports: Ports) -> None:
    with ports.uow() as uow:
        report = behind(receipt, uow, ports)
        before = stored(report)
        if report.hold.is_on:
            tell(report, ports.words.say("withdrawn_held").text, ports)
        report.withdraw(day_of(ports.clock()))
        uow.commit()
    ports.files.destroy(before - stored(report))


# -- the desk of protected reports ------------------------------------------------------------


def sealed_reports(who: StaffMember, *, ports: Ports) -> list[ProtectedReport]:
    """Those that this member's desk holds. Of others nothing shows that they exist."""
    with ports.view() as uow:
        return uow.protected.held_by(who.desk)


def sealed_report(id: str, who: StaffMember, *, ports: Ports) -> ProtectedReport:
    with ports.view() as uow:
        return holding.held(id, who, uow)


def fetch(id: str, who: StaffMember, *, ports: Ports) -> bytes:
    """The whole report, still sealed. The reporter sees that this role fetched it, and the day."""
    with ports.uow() as uow:
        report = holding.held(id, who, uow)
        report.fetched(who.role, day_of(ports.clock()))
        uow.commit()
    return report.sealed or ports.vault.bundle(report)


def ask_reporter(id: str, text: str, who: StaffMember, *, ports: Ports) -> None:
    """Write to the reporter. Whoever writes cannot read it back on the site either."""
    plain = clean(text, "/text")
    with ports.uow() as uow:
        _say(holding.held(id, who, uow), By.DESK, plain, ports)
        uow.commit()


def ask_for(id: str, asked: Asked, who: StaffMember, *, ports: Ports) -> None:
    """Ask to see an identity or a cut span. The reporter is told who asks and why, and may object
    before anybody can fetch the request and take it to the custodians. Raise
    RequesterIsCustodian."""
    now = ports.clock()
    asked = replace(
        asked,
        motivation=clean(asked.motivation, "/motivation"),
        requester=clean(asked.requester, "/requester"),
    )
    with ports.uow() as uow:
        report = holding.held(id, who, uow)
        if not report.item(asked.item).is_guarded:
            raise NotFound
        name = report.new_request()
        sealed = ports.vault.request(report, name, asked, now + TO_OBJECT + TO_DECIDE)
        report.keep(name, By.DESK, day_of(now), sealed)
        told = ports.words.say(
            "identity_asked",
            what=ports.words.say(asked.item.partition(":")[0]).text,
            requester=asked.requester,
            motivation=asked.motivation,
            day=_spoken(report.item(name).ready_on),
        )
        _say(report, By.DESK, told.text, ports)
        uow.commit()


def fetch_request(id: str, name: str, who: StaffMember, *, ports: Ports) -> bytes:
    """Raise TooEarly while the reporter may object."""
    request = sealed_report(id, who, ports=ports).item(name)
    if not request.is_request:
        raise NotFound
    if day_of(ports.clock()) < request.ready_on:
        raise TooEarly(day=_spoken(request.ready_on))
    return ports.vault.request_file(id, request)


def object_to(receipt: str, name: str, *, ports: Ports) -> None:
    """The reporter says no: the request is destroyed, and the desk is told."""
    with ports.uow() as uow:
        report = behind(receipt, uow, ports)
        report.object_to(name)
        _say(report, By.REPORTER, ports.words.say("identity_objected").text, ports)
        uow.commit()


def _spoken(day: date) -> str:
    return f"{day.month}月{day.day}日"


def tell(report: ProtectedReport, text: str, ports: Ports) -> None:
    """A message of ours; nothing to somebody who withdrew."""
    if not report.withdrawn_on:
        _say(report, By.DESK, text, ports)


def _say(report: ProtectedReport, by: By, text: str, ports: Ports) -> None:
    if not report.reporter_key:  # from before there was an inbox
        raise NotAllowedNow
    holding.check_readers(report, ports)
    name = report.new_message()
    sealed = ports.vault.seal(report.id, name, text, report.reporter_key, report.desks)
    report.keep(name, by, day_of(ports.clock()), sealed)


def padded(plain: bytes) -> bytes:
    """ISO/IEC 7816-4: 0x80, then zeros up to the next step."""
    return plain + b"\x80" + b"\0" * (-(len(plain) + 1) % STEP)


def unpadded(padded_text: bytes) -> bytes:
    return padded_text.rstrip(b"\0")[:-1]
