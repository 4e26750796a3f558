"""File a complaint; ask where it stands; talk with the bot."""

from datetime import date, datetime
from secrets import token_urlsafe
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, ConfigDict, Field

from intake.api import access
from intake.api.problems import MEDIA_TYPE, Problem
from intake.domain.administration import ApiKey, Scope
from intake.domain.conversation import Conversation, Who
from intake.domain.receipt import shown
from intake.domain.transitions import table
from intake.ports import Ports
from intake.service import conversation, duplicates, filing, status
from intake.service.filing import NewComplaint, check_key
from routing.assignment import Kind

api = APIRouter(prefix="/api/v1", tags=["complaints"])
# The words are checked in the service, where one sentence says what is wrong; these bounds only
# keep a single field from being absurd.
Words = Annotated[str, Field(max_length=200_000)]
PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": why}
    for code, why in {
        400: "The body is not JSON",
        404: "Nothing is known by this receipt",
        409: "The Idempotency-Key was used with another body",
        413: "The body is too large",
        422: "A field is not valid; errors[].pointer names it",
        503: "Nothing was stored; try again",
    }.items()
}


def _problems(*codes: int) -> dict[int | str, dict[str, Any]]:
    return {code: PROBLEMS[code] for code in codes}


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class ComplaintIn(Body):
    text: Words
    kind: Kind | None = None
    area: Annotated[str | None, Field(max_length=12)] = None
    place: Annotated[str, Field(max_length=2000)] = ""
    contact: Annotated[str, Field(max_length=200)] = ""
    channel: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,20}$")] = "api"
    joins: Annotated[str, Field(max_length=20, description="a number from /similar")] = ""


class FiledOut(BaseModel):
    number: str
    receipt: str = Field(description="25 digits in groups; shown once, keep it")
    promised_at: datetime
    provisional: bool = Field(description="holidays still to be published may move promised_at")


class SimilarIn(Body):
    text: Words
    area: Annotated[str | None, Field(max_length=12)] = None


class AlikeOut(BaseModel):
    number: str
    category: str
    category_name: str
    area_name: str
    filed_on: date
    state: str
    people: int = Field(description="who have told of it, the first counted")


class SimilarOut(BaseModel):
    similar: list[AlikeOut]


class TransitionOut(BaseModel):
    thing: str = Field(description="ticket, complaint or exclusion")
    source: str
    step: str
    target: str
    who: list[str]
    guards: list[str]
    needs: list[str]
    reasons: list[str]
    basis: str
    certainty: str


class ReceiptIn(Body):
    receipt: Annotated[str, Field(max_length=200)]


class StepOut(BaseModel):
    what: str
    at: datetime
    who: str


class AnswerOut(BaseModel):
    who: str
    at: datetime
    text: str


class StatusOut(BaseModel):
    state: str = Field(
        description="filed at_desk at_panel escalated in_hand joined answered closed withdrawn, "
        "or sealed"
    )
    number: str | None = None
    promised_at: datetime | None = None
    provisional: bool = False
    offices: list[str] = []
    history: list[StepOut] = []
    answers: list[AnswerOut] = []
    parts: list["StatusOut"] = Field(default=[], description="more matters of the same text")


class MessageIn(Body):
    conversation: Annotated[str | None, Field(max_length=200)] = None
    text: Words


class ButtonOut(BaseModel):
    title: str
    payload: str


class ReplyOut(BaseModel):
    who: str
    text: str
    buttons: list[ButtonOut]


class MessageOut(BaseModel):
    conversation: str
    replies: list[ReplyOut]
    filed: FiledOut | None = None
    status: StatusOut | None = None


@api.post(
    "/complaints",
    status_code=201,
    responses=_problems(400, 409, 413, 422, 503) | access.REFUSED,
    openapi_extra={"security": [{}]},  # or none: a key is not needed
)
def file(
    body: ComplaintIn,
    request: Request,
    key: Annotated[ApiKey | None, Depends(access.may_have(Scope.COMPLAINTS_WRITE))],
    idempotency_key: Annotated[str | None, Header(max_length=1000)] = None,
) -> FiledOut:
    """File a complaint. With the same Idempotency-Key a retry gets the same answer. No key is
    needed; what comes with one (`complaints:write`) is marked with the channel of that key."""
    ports, once = _ports(request), check_key(idempotency_key)
    if key and once:
        once = f"{key.id} {once}"  # two systems may count alike
    filed = filing.file_complaint(
        NewComplaint(
            body.text,
            (key.channel if key else "") or body.channel,
            body.kind,
            body.area,
            body.place,
            body.contact,
            joins=body.joins,
        ),
        key=once,
        ports=ports,
    )
    return _filed(filed, ports)


@api.post("/similar", responses=_problems(400, 413, 422, 503))
def similar(body: SimilarIn, request: Request) -> SimilarOut:
    """Open complaints about the same shared matter in the same county; nobody's words."""
    found = duplicates.similar(
        filing.clean(body.text, "/text"), area=body.area, ports=_ports(request)
    )
    return SimilarOut(similar=[AlikeOut(**vars(one)) for one in found])


@api.post("/status", responses=_problems(400, 404, 413, 422, 503))
def stands(body: ReceiptIn, request: Request) -> StatusOut:
    """Where the complaint behind a receipt stands."""
    ports = _ports(request)
    return _status(status.look_up(body.receipt, ports=ports), ports)


@api.post("/messages", responses=_problems(400, 404, 413, 422, 503))
def message(body: MessageIn, request: Request) -> MessageOut:
    """Say something to the bot. Leave `conversation` out to begin; keep what comes back secret."""
    ports = _ports(request)
    token = body.conversation or token_urlsafe(24)
    is_tap = body.text.startswith(("cmd:", "/")) and len(body.text) < 80
    payload = body.text if is_tap else ""
    heard = conversation.hear(token, body.text, payload=payload, channel="api", ports=ports)
    answered = conversation.reply if heard.pending else conversation.look
    return MessageOut(
        conversation=token,
        replies=_replies(answered(token, ports=ports), heard.since),
        filed=_filed(heard.filed, ports) if heard.filed else None,
        status=_status(heard.status, ports) if heard.status or heard.sealed else None,
    )


@api.get("/transitions", responses=_problems())
def transitions() -> list[TransitionOut]:
    """Everything that may happen to a complaint and to an office's stay on it."""
    return [
        TransitionOut(
            thing=one.thing,
            source=one.source,
            step=one.step,
            target=one.target,
            who=sorted(one.who),
            guards=list(one.guards),
            needs=list(one.needs),
            reasons=list(one.reasons),
            basis=one.basis,
            certainty=one.certainty,
        )
        for one in table()
    ]


def _ports(request: Request) -> Ports:
    ports: Ports = request.app.state.ports
    return ports


def _filed(filed: filing.Filed, ports: Ports) -> FiledOut:
    return FiledOut(
        number=filed.number,
        receipt=shown(filed.receipt),
        promised_at=filed.promised_at,
        provisional=ports.directory.is_tentative(filed.promised_at),
    )


def _status(found: status.Status | None, ports: Ports) -> StatusOut:
    if found is None:
        return StatusOut(state="sealed")
    return StatusOut(
        state=found.state,
        number=found.number,
        promised_at=found.promised_at,
        provisional=ports.directory.is_tentative(found.promised_at),
        offices=found.offices,
        history=[StepOut(what=s.what, at=s.at, who=s.who) for s in found.history],
        answers=[AnswerOut(who=who, at=at, text=text) for who, at, text in found.answers],
        parts=[_status(part, ports) for part in found.parts],
    )


def _replies(conv: Conversation, after: int) -> list[ReplyOut]:
    return [
        ReplyOut(
            who=turn.who,
            text=turn.text,
            buttons=[ButtonOut(title=b.title, payload=b.payload) for b in turn.buttons],
        )
        for turn in conv.turns
        if (turn.id or 0) > after and turn.who is not Who.CITIZEN
    ]
