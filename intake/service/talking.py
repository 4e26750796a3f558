"""What every way of talking does with a draft: file it, offer to join it, pass it to a person."""

from dataclasses import replace

from intake.domain.conversation import Conversation, Stage
from intake.domain.days import last_day
from intake.domain.errors import NotJoinable
from intake.domain.events import HumanAsked
from intake.domain.writing import LONGEST
from intake.ports import Ports, UnitOfWork
from intake.service import duplicates, filing, interview
from intake.service.filing import Filed
from routing.assignment import Kind, Situation


def file_draft(
    uow: UnitOfWork, conv: Conversation, *, ports: Ports, joins: str = "", told: str = "filed"
) -> Filed:
    """`told` names what the citizen reads about it, unless it was joined. What is longer than a
    complaint goes with it as material: who talks counts no characters."""
    conv.make_do()
    whole = interview.as_complaint(conv, words=ports.words)
    new = replace(whole, text=whole.text[:LONGEST])
    key = draft_key(conv, conv.drafts)
    try:
        filed = filing.file_in(uow, replace(new, joins=joins), ports=ports, key=key)
        told = "filed_joined" if joins else told
    except NotJoinable:  # answered meanwhile: then it gets an office of its own
        filed = filing.file_in(uow, new, ports=ports, key=key)
    if not filed.replayed:
        for at in range(LONGEST, len(whole.text), LONGEST):
            if more := whole.text[at : at + LONGEST].strip():
                uow.complaints.get(filed.number).add_material(more, ports.clock())
    conv.number = filed.number
    conv.begin_anew()
    day = last_day(filed.promised_at)
    promised = f"{day.month}月{day.day}日"
    if ports.directory.is_tentative(filed.promised_at):
        promised += ports.words.say("tentative").text
    tell(conv, told, ports, number=filed.number, promised=promised)
    return filed


def offer_joining(uow: UnitOfWork, conv: Conversation, ports: Ports) -> None:
    """At the read-back, once: others have told of the same. Never of what is urgent or accuses."""
    if conv.stage is not Stage.CONFIRM or conv.correcting or conv.joinable is not None:
        return
    conv.joinable = ""
    if conv.urgent or conv.draft.get("kind") == Kind.REPORT:
        return
    new = interview.as_complaint(conv, words=ports.words)
    found = duplicates.similar_in(uow, new.text, area=new.area, ports=ports)
    if not found:
        return
    like = found[0]
    conv.joinable = like.number
    day = f"{like.filed_on.month}月{like.filed_on.day}日"
    tell(conv, "join_offer", ports, area=like.area_name, matter=like.category_name,
          day=day, people=str(like.people))  # fmt: skip


def to_private_way(
    conv: Conversation, ports: Ports, situations: tuple[Situation, ...] = ()
) -> None:
    """What was said is dropped, with everything the bot knew of it. Lives come first: who is
    told not to report that a roof came down still needs the number to call."""
    now, words = ports.clock(), ports.words
    conv.begin_anew()
    conv.hear(words.say("not_kept").text, now, pending=False)
    for situation in situations:
        if situation.urgent:
            conv.tell(situation.reply.strip(), now)
    tell(conv, "private_way", ports)


def ask_human(uow: UnitOfWork, conv: Conversation, ports: Ports) -> None:
    now = ports.clock()
    if conv.ask_human(now):
        uow.events.add(HumanAsked(conv.id, now))
        tell(conv, "human_coming_submit" if conv.draft.get("what") else "human_coming", ports)
    else:
        tell(conv, "human_already", ports)


def tell(conv: Conversation, name: str, ports: Ports, **values: str) -> None:
    said = ports.words.say(name, **values)
    conv.tell(said.text, ports.clock(), said.buttons)


def draft_key(conv: Conversation, draft: int) -> str:
    return f"chat:{conv.id}:{draft}"
