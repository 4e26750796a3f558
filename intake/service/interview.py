"""The interview in plain code: the contact, the read-back, and everything while Rasa is away.

Pure steps on a Conversation; the caller stores it. Questions are the bot's own, word for word.
"""

from datetime import datetime

from intake.domain import contact
from intake.domain.complaint import Kind
from intake.domain.conversation import SLOTS, Button, Conversation, Engine, Stage
from intake.domain.errors import BadContact
from intake.ports import Sealer, Words
from intake.service.filing import LONGEST_PLACE, NewComplaint, checked_contact

MOST_QUESTIONS = 5  # then contact and read-back: seven in all (domain: one a turn, at most seven)


def answer(conv: Conversation, text: str, *, words: Words, now: datetime) -> None:
    """One message of a citizen, understood without Rasa."""
    conv.engine = Engine.SCRIPT
    if conv.asking is None and not conv.draft.get("what"):
        for small_talk in ("greet", "thanks", "bye"):
            if words.means(small_talk, text):
                _say(conv, f"script_{small_talk}", words, now)
                return
    slot = conv.asking or "what"
    if slot == "what" and conv.draft.get("what"):
        conv.add(text)
    else:
        conv.fill(**{slot: text})
    go_on(conv, words=words, now=now)


def go_on(conv: Conversation, *, words: Words, now: datetime) -> None:
    """Ask the next question, or for a contact once enough is known."""
    slot = conv.missing()
    if slot is None or conv.asked >= MOST_QUESTIONS:
        close(conv, words=words, now=now)
        return
    conv.asking, conv.asked = slot, conv.asked + 1
    _say(conv, f"ask_{slot}", words, now)


def close(conv: Conversation, *, words: Words, now: datetime) -> None:
    """Enough is known: a contact, unless there is one, and the read-back."""
    if conv.sealed_contact:
        read_back(conv, words=words, now=now)
    else:
        ask_contact(conv, words=words, now=now)


def ask_contact(conv: Conversation, *, words: Words, now: datetime) -> None:
    conv.stage, conv.asking, conv.misses = Stage.CONTACT, None, 0
    _say(conv, "ask_contact", words, now)


def take_contact(
    conv: Conversation, text: str, *, words: Words, sealer: Sealer, now: datetime
) -> None:
    """A number is sealed before anything is stored; a second unclear answer counts as no."""
    if not words.means("no_contact", text):
        is_story = not any(char.isdigit() for char in text)
        try:
            _seal(conv, text, sealer)
        except BadContact:
            if is_story:
                conv.add(text)
            conv.misses += 1
            if conv.misses < 2:
                _say(conv, "noted_contact" if is_story else "bad_contact", words, now)
                return
    read_back(conv, words=words, now=now)


def keep_contact(
    conv: Conversation, text: str, *, words: Words, sealer: Sealer, now: datetime
) -> None:
    """A number given before it was asked for; the question that was open stays open."""
    _seal(conv, text, sealer)
    _say(conv, "contact_kept", words, now)
    _say(conv, f"ask_{conv.asking or 'what'}", words, now)


def _seal(conv: Conversation, text: str, sealer: Sealer) -> None:
    given = checked_contact(text)
    conv.sealed_contact = sealer.seal(given.encode())
    conv.contact_hint = contact.hidden(given)


def read_back(conv: Conversation, *, words: Words, now: datetime) -> None:
    conv.stage, conv.asking, conv.correcting = Stage.CONFIRM, None, False
    nothing = words.say("nothing_said").text
    said = {slot: conv.draft.get(slot) or nothing for slot in SLOTS}
    said["contact"] = conv.contact_hint or words.say("no_contact_left").text
    _say(conv, "read_back", words, now, **said)


def correct(conv: Conversation, slot: str, *, words: Words, now: datetime) -> None:
    if slot == "contact":
        ask_contact(conv, words=words, now=now)
        return
    conv.stage, conv.asking, conv.correcting = Stage.CONFIRM, slot, True
    _say(conv, f"ask_{slot}", words, now)


def confirm(conv: Conversation, text: str, *, words: Words, now: datetime) -> bool:
    """True when the citizen said yes to the read-back."""
    if conv.correcting and conv.asking:
        conv.draft = {**conv.draft, conv.asking: text}
    elif words.means("agree", text):
        return True
    elif words.means("disagree", text):
        _say(conv, "which_part", words, now)
        return False
    else:
        for slot in (*SLOTS, "contact"):
            if words.means(f"change_{slot}", text):
                correct(conv, slot, words=words, now=now)
                return False
        conv.add(text)
    read_back(conv, words=words, now=now)
    return False


def as_complaint(conv: Conversation, *, words: Words) -> NewComplaint:
    draft = conv.draft
    lines = [draft.get("what", "")]
    lines += [
        words.say(f"line_{slot}", value=draft[slot]).text for slot in SLOTS[1:] if draft.get(slot)
    ]
    kind = draft.get("kind")
    return NewComplaint(
        "\n".join(line for line in lines if line),
        conv.channel,
        Kind(kind) if kind in set(Kind) else None,
        place=draft.get("where", "")[:LONGEST_PLACE],
        sealed_contact=conv.sealed_contact,
        urgent=conv.urgent,
    )


def _say(conv: Conversation, name: str, words: Words, now: datetime, **values: str) -> None:
    said = words.say(name, **values)
    conv.tell(said.text, now, tuple(Button(b.title, b.payload) for b in said.buttons))
