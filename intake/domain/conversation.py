"""A conversation: what a citizen and we said, and the complaint it is becoming."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

SLOTS = ("what", "where", "when", "whom", "wish")
SHORT = ("what", "where")  # enough for a question, an idea or praise
SHORT_KINDS = ("enquiry", "suggestion", "praise")


class Stage(StrEnum):
    TALKING = "talking"  # the bot understands and asks
    CONTACT = "contact"  # may we call you back?
    CONFIRM = "confirm"  # read back; waiting for yes


class Engine(StrEnum):
    RASA = "rasa"
    SCRIPT = "script"  # the interview in plain code, when Rasa is away


class Owner(StrEnum):
    """Who speaks for the city. One field, checked at send time, so that never two answer."""

    BOT = "bot"
    WAITING = "waiting"  # a person was asked for
    AGENT = "agent"


class Who(StrEnum):
    CITIZEN = "citizen"
    BOT = "bot"
    AGENT = "agent"


@dataclass(frozen=True)
class Button:
    title: str
    payload: str


@dataclass
class Turn:
    who: Who
    at: datetime
    text: str = field(repr=False)
    buttons: list[Button] = field(default_factory=list)
    pending: bool = False  # heard, not answered yet
    payload: str = ""  # a tapped button's meaning for Rasa
    id: int | None = None


@dataclass
class Conversation:
    id: str  # keyed digest of the token only the citizen holds
    started_at: datetime
    last_at: datetime
    channel: str = "web"
    stage: Stage = Stage.TALKING
    engine: Engine = Engine.RASA
    owner: Owner = Owner.BOT
    agent: str | None = None
    asked_human_at: datetime | None = None
    # Replaced as a whole, never edited in place.
    draft: dict[str, str] = field(default_factory=dict, repr=False)
    asking: str | None = None
    correcting: bool = False
    asked: int = 0
    urgent: bool = False
    misses: int = 0
    sealed_contact: bytes | None = field(default=None, repr=False)
    contact_hint: str = field(default="", repr=False)  # 138****1234, for the read-back
    drafts: int = 0  # complaints begun here; names the idempotency key
    joinable: str | None = None  # what this one may join; empty once nothing like it was found
    number: str | None = None  # the last complaint filed here
    unseen_receipt: int | None = None  # the draft an agent filed; shown until it is noted down
    turns: list[Turn] = field(default_factory=list, repr=False)
    version: int = 0

    def pending(self) -> Turn | None:
        return next((t for t in self.turns if t.pending), None)

    def hear(self, text: str, at: datetime, *, pending: bool, payload: str = "") -> Turn:
        turn = Turn(Who.CITIZEN, at, text, pending=pending, payload=payload)
        self.turns.append(turn)
        self.last_at = at
        return turn

    def tell(
        self, text: str, at: datetime, buttons: tuple[Button, ...] = (), who: Who = Who.BOT
    ) -> None:
        self.turns.append(Turn(who, at, text, list(buttons)))
        self.last_at = at

    def fill(self, **values: str) -> None:
        """What was said before and not understood belongs to the story as soon as there is one."""
        draft = {**self.draft, **{k: v for k, v in values.items() if v}}
        if draft.get("what"):
            draft["what"] = "\n".join(filter(None, (draft.pop("unclear", ""), draft["what"])))
        self.draft = draft

    def add(self, text: str, slot: str = "what") -> None:
        """One more sentence of the story, whatever was being asked."""
        self.fill(**{slot: "\n".join(filter(None, (self.draft.get(slot), text)))})

    def hold(self, text: str) -> None:
        """A sentence that was not understood. It must not get lost."""
        self.add(text, "what" if self.draft.get("what") else "unclear")

    def missing(self) -> str | None:
        """The next question, or None when enough is known."""
        return next(iter(self.lacks()), None)

    def lacks(self) -> list[str]:
        wanted = SHORT if self.draft.get("kind") in SHORT_KINDS else SLOTS
        return [slot for slot in wanted if not self.draft.get(slot)]

    @property
    def tells(self) -> bool:
        """Something was said that could be filed, understood or not."""
        return bool(self.draft.get("what") or self.draft.get("unclear"))

    def make_do(self) -> None:
        """What was not understood is the matter where there is nothing else."""
        if not self.draft.get("what") and self.draft.get("unclear"):
            self.draft = {**self.draft, "what": self.draft["unclear"]}

    def begin_anew(self) -> None:
        """After filing or giving up: an empty draft under a new idempotency key."""
        self.drafts += 1
        self.draft, self.asking, self.asked, self.misses = {}, None, 0, 0
        self.correcting, self.urgent, self.joinable = False, False, None
        self.sealed_contact, self.contact_hint = None, ""
        self.stage, self.engine = Stage.TALKING, Engine.RASA

    def ask_human(self, at: datetime) -> bool:
        """True when this is new: asking twice keeps the place in the queue. What nobody answered
        yet goes on the draft, where the agent finds it."""
        if self.owner is not Owner.BOT:
            return False
        self.owner, self.asked_human_at = Owner.WAITING, at
        while turn := self.pending():
            turn.pending = False
            if not turn.payload:  # a tap tells nothing
                self.add(turn.text)
        return True

    def hand_back(self) -> None:
        self.owner, self.agent, self.asked_human_at = Owner.BOT, None, None
