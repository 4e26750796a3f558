"""What a citizen and the gateway say to each other, with Rasa away and with Rasa there."""

import secrets
from dataclasses import dataclass, field, replace

import pytest

from intake.domain.conversation import Engine, Owner, Stage, Who
from intake.domain.errors import BadConversation, EmptyText, TooLong
from intake.domain.staff import StaffMember, StaffRole
from intake.ports import Said, Understood
from intake.service import conversation, handover, status
from intake.service.handover import Written
from intake.vault.opening import BoxOpener
from routing.assignment import Caution
from tests.support.builders import MONDAY, a_complaint, an_assignment

WANG = StaffMember("wang", StaffRole.AGENT, "")
STORY = (
    "我家楼下烧烤店半夜还在放音响,太吵了",
    "太原市小店区坞城路",
    "昨天晚上",
    "老王烧烤",
    "让他们晚上十点以后别放了",
)


@dataclass
class Citizen:
    """Somebody with a browser."""

    ports: object
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def says(self, text="", payload="", draft=None):
        heard = conversation.hear(self.token, text, payload=payload, draft=draft, ports=self.ports)
        if heard.pending:
            conversation.reply(self.token, ports=self.ports)
        return heard

    def taps(self, payload, draft=None):
        return self.says(payload=payload, draft=draft)

    @property
    def conv(self):
        return conversation.look(self.token, ports=self.ports)

    @property
    def hears(self):
        """The last thing said to the citizen."""
        return [t for t in self.conv.turns if t.who is not Who.CITIZEN][-1].text

    @property
    def buttons(self):
        return {b.title: b.payload for b in self.conv.turns[-1].buttons}


@pytest.fixture
def citizen(ports):
    return Citizen(ports)


def tell_all(citizen, contact="不留"):
    for text in STORY:
        citizen.says(text)
    citizen.says(contact)


def complaint_of(citizen, ports):
    with ports.view() as uow:
        return uow.complaints.get(citizen.conv.number)


# -- the scripted interview -------------------------------------------------------------------


def test_the_whole_way_without_rasa(citizen, ports):
    tell_all(citizen, contact="13800138000")
    assert "坞城路" in citizen.hears
    assert "138****8000" in citizen.hears
    filed = citizen.says("对").filed
    assert status.look_up(filed.receipt, ports=ports).number == filed.number
    complaint = complaint_of(citizen, ports)
    assert complaint.place == "太原市小店区坞城路"
    assert "老王烧烤" in complaint.text
    assert complaint.contact_id


def test_seven_questions_at_most(citizen):
    tell_all(citizen)
    questions = [t for t in citizen.conv.turns if t.who is Who.BOT and "？" in t.text]
    assert len(questions) <= 7


def test_greetings_are_not_taken_for_a_complaint(citizen):
    citizen.says("你好")
    assert citizen.conv.draft == {}
    citizen.says("路灯坏了")
    assert citizen.conv.draft["what"] == "路灯坏了"


def test_submit_now_reads_back_after_the_first_sentence(citizen):
    citizen.says("路灯坏了")
    citizen.taps("cmd:submit", draft=0)
    assert citizen.conv.stage is Stage.CONFIRM
    assert citizen.taps("cmd:submit", draft=0).filed


def test_each_part_can_be_corrected_before_filing(citizen, ports):
    tell_all(citizen)
    citizen.taps("cmd:change")
    for slot, said in (("where", "迎泽区桥东街"), ("wish", "罚款"), ("what", "油烟太大")):
        citizen.taps(f"cmd:change:{slot}")
        citizen.says(said)
        assert said in citizen.hears
    citizen.taps("cmd:change:contact")
    citizen.says("0351-4041234")
    citizen.says("对")
    complaint = complaint_of(citizen, ports)
    assert complaint.text.startswith("油烟太大")
    assert complaint.place == "迎泽区桥东街"
    assert complaint.contact_id


def test_what_is_said_at_the_read_back_is_added(citizen, ports):
    tell_all(citizen)
    citizen.says("他们还把桌子摆到马路上")
    citizen.says("没错")
    assert "摆到马路上" in complaint_of(citizen, ports).text


def test_a_form_sent_twice_files_once_and_shows_the_same_receipt(citizen):
    tell_all(citizen)
    first = citizen.taps("cmd:submit", draft=0).filed
    again = citizen.taps("cmd:submit", draft=0).filed
    assert (first.number, first.receipt) == (again.number, again.receipt)
    assert citizen.conv.drafts == 1


LAMP = ("路灯坏了好几天", "太原市小店区平阳路学府街路口", "上周", "不知道", "修好")


def a_lamp_in_hand(ports):
    with ports.uow() as uow:
        first = a_complaint(
            number="20261101-000007", text="小店区平阳路学府街路口的路灯坏了", area="140105"
        )
        first.understand(an_assignment(category="08.07", area="140105"), MONDAY)
        uow.complaints.add(first)
        uow.commit()
    return first.number


def test_who_tells_of_the_same_lamp_is_asked_once_whether_to_join(citizen, ports):
    first = a_lamp_in_hand(ports)
    for text in (*LAMP, "不留"):
        citizen.says(text)
    assert "已经有 1 个人说过" in citizen.hears
    assert first not in citizen.hears
    citizen.says("对了，是两盏灯")  # added at the read-back: not asked again
    assert "已经有" not in citizen.hears
    filed = citizen.taps("cmd:join", draft=0).filed
    assert "并在一起办" in citizen.hears
    assert status.look_up(filed.receipt, ports=ports).state == "joined"
    assert citizen.taps("cmd:join", draft=0).filed.number == filed.number  # sent twice


def test_whoever_does_not_join_gets_an_office_of_their_own(citizen, ports):
    a_lamp_in_hand(ports)
    for text in (*LAMP, "不留"):
        citizen.says(text)
    filed = citizen.taps("cmd:submit", draft=0).filed
    assert status.look_up(filed.receipt, ports=ports).state == "filed"


def test_what_was_answered_meanwhile_is_filed_by_itself(citizen, ports):
    first = a_lamp_in_hand(ports)
    for text in (*LAMP, "不留"):
        citizen.says(text)
    with ports.uow() as uow:
        uow.complaints.get(first).withdraw(MONDAY)
        uow.commit()
    filed = citizen.taps("cmd:join", draft=0).filed
    assert status.look_up(filed.receipt, ports=ports).state == "filed"


def test_a_second_matter_starts_with_a_clean_sheet(citizen):
    tell_all(citizen)
    first = citizen.says("对").filed
    citizen.says("还有件事,小区停水三天了")
    assert citizen.conv.draft == {"what": "还有件事,小区停水三天了"}
    citizen.taps("cmd:submit")
    second = citizen.taps("cmd:submit").filed
    assert first.number != second.number


def test_an_unclear_number_is_asked_once_more_and_then_let_be(citizen):
    for text in STORY:
        citizen.says(text)
    citizen.says("一三八")
    assert citizen.conv.stage is Stage.CONTACT
    citizen.says("一三八零零")
    assert citizen.conv.stage is Stage.CONFIRM
    assert citizen.conv.sealed_contact is None


def test_nothing_but_blanks_and_too_much_are_said_clearly_and_stored_nowhere(citizen, ports):
    for text, error in ((" \u200b ", EmptyText), ("字" * 100_000, TooLong)):
        with pytest.raises(error):
            citizen.says(text)
    with ports.view() as uow:
        assert uow.conversations.waiting() == []


def test_a_guessable_token_is_refused(ports):
    with pytest.raises(BadConversation):
        conversation.hear("1", "路灯坏了", ports=ports)


@pytest.mark.parametrize("payload", ["cmd:nonsense", "cmd:change:receipt", "cmd:", "cmd:submit"])
def test_a_tap_out_of_season_harms_nothing(citizen, payload):
    citizen.taps(payload)
    assert citizen.conv.number is None
    citizen.says("路灯坏了")
    assert citizen.conv.draft["what"] == "路灯坏了"


# -- danger, secrecy, receipts ------------------------------------------------------------------


def test_danger_gets_its_number_before_any_question(citizen, dialogue):
    citizen.says("楼上着火了,浓烟往外冒")
    first = next(t for t in citizen.conv.turns if t.who is Who.BOT)
    assert "119" in first.text
    assert "？" not in first.text.split("\n")[0]
    assert dialogue.sent == []


def test_after_danger_the_same_words_can_be_registered_without_repeating(citizen):
    citizen.says("楼上着火了,浓烟往外冒")
    citizen.taps("cmd:register")
    assert citizen.conv.draft["what"] == "楼上着火了,浓烟往外冒"
    assert citizen.conv.asking == "where"
    assert citizen.conv.urgent


def test_despair_brings_the_number_and_a_person_at_once(citizen):
    citizen.says("我不想活了")
    assert "12356" in " ".join(t.text for t in citizen.conv.turns)
    assert citizen.conv.owner is Owner.WAITING


MARKER = "井下七三一九"


def test_a_whistleblower_is_led_away_and_nothing_is_kept(citizen, dialogue, ports):
    citizen.says("路灯坏了")
    dialogue.sent.clear()
    citizen.says(f"我是矿上的工人,{MARKER}死了人没报,千万别说是我说的")
    everything = repr(ports.view().__enter__().__dict__) + "".join(
        t.text for t in citizen.conv.turns
    )
    assert MARKER not in everything
    assert MARKER not in str(citizen.conv.draft)
    assert dialogue.sent == []
    assert "link:/protected" in citizen.buttons.values()


def test_no_number_at_the_contact_question_is_not_a_wish_for_secrecy(citizen):
    for text in STORY:
        citizen.says(text)
    citizen.says("匿名")
    assert citizen.conv.stage is Stage.CONFIRM


@dataclass
class UnsureEar:
    """A first look that is never sure, of whatever it is told."""

    danger: bool = False
    secrecy: bool = False

    def look(self, text):
        return ()

    def wants_secrecy(self, text):
        return False

    def caution(self, text):
        return Caution(self.danger, self.secrecy)


def test_what_may_be_danger_gets_the_numbers_once_and_the_interview_goes_on(ports):
    citizen = Citizen(replace(ports, first_look=UnsureEar(danger=True)))
    citizen.says("沼气池子他下去就没上来")
    citizen.says("村口")
    said = [t.text for t in citizen.conv.turns if t.who is Who.BOT]
    assert [("120" in text, "12356" in text) for text in said].count((True, True)) == 1
    assert citizen.conv.draft["what"] == "沼气池子他下去就没上来"
    assert "什么时候" in citizen.hears


def test_who_may_wish_not_to_be_known_is_shown_the_private_way_and_may_go_on(ports):
    citizen = Citizen(replace(ports, first_look=UnsureEar(secrecy=True)))
    citizen.says("你们来暗访,别穿制服")
    links = [b.payload for t in citizen.conv.turns for b in t.buttons]
    assert "link:/protected" in links
    assert citizen.conv.draft["what"]


def test_lives_come_before_secrecy_and_still_nothing_is_kept(citizen, dialogue):
    citizen.says("井下冒顶压住人了，矿上不让往外说，千万别说是我说的")
    said = [t.text for t in citizen.conv.turns if t.who is Who.BOT]
    assert "119" in said[0]
    assert "保密举报有单独的页面" in said[-1]
    assert "冒顶" not in "".join(t.text for t in citizen.conv.turns)
    assert citizen.conv.draft == {}
    assert dialogue.sent == []


def test_a_receipt_typed_into_the_chat_is_answered_and_not_kept(citizen, dialogue, ports):
    tell_all(citizen)
    receipt = citizen.says("对").filed.receipt
    dialogue.sent.clear()
    heard = citizen.says(receipt)
    assert heard.status.number == citizen.conv.number
    assert receipt not in "".join(t.text for t in citizen.conv.turns)
    assert dialogue.sent == []


def test_the_contact_is_masked_in_the_transcript_and_never_reaches_rasa(citizen, dialogue):
    tell_all(citizen, contact="13800138000")
    assert "13800138000" not in "".join(t.text for t in citizen.conv.turns)
    assert not any("138" in text for text in dialogue.sent)


def test_an_address_for_mail_is_a_contact_too(citizen, dialogue, contact_key):
    tell_all(citizen, contact="发到 zhang.san@example.org 吧")
    assert "zhang.san" not in "".join(t.text for t in citizen.conv.turns)
    assert not [text for text in dialogue.sent if "example.org" in text]
    assert "z***@***" in citizen.hears
    sealed = citizen.conv.sealed_contact
    assert BoxOpener(bytes(contact_key)).open(sealed) == b"zhang.san@example.org"


def test_a_number_given_at_the_read_back_is_a_contact_and_no_part_of_the_story(citizen):
    tell_all(citizen)
    citizen.says("我电话是13800138000")
    assert "电话：138****8000" in citizen.hears
    assert "13800138000" not in citizen.conv.draft["what"]
    assert "13800138000" not in "".join(t.text for t in citizen.conv.turns)


@pytest.mark.parametrize("at", range(1, 5))
def test_a_number_given_before_it_is_asked_for_is_kept_sealed(citizen, dialogue, at):
    for text in STORY[:at]:
        citizen.says(text)
    question, asked_whom = citizen.hears, citizen.conv.asking == "whom"
    citizen.says("我的电话是13800138000")
    if asked_whom:  # whom a complaint is about may be known by a number
        assert citizen.conv.draft["whom"] == "我的电话是13800138000"
        return
    assert citizen.hears == question
    for text in STORY[at:]:
        citizen.says(text)
    assert "电话：138****8000" in citizen.hears
    assert "13800138000" not in "".join(t.text for t in citizen.conv.turns)
    assert not any("138" in text for text in dialogue.sent)


@pytest.mark.parametrize("text", ["装修队长电话13911112222", "13911112222卖假货"])
def test_a_number_that_is_the_story_is_no_contact(citizen, text):
    citizen.says(text)
    assert citizen.conv.draft["what"] == text
    assert citizen.conv.sealed_contact is None


def test_what_is_no_number_belongs_to_the_story_when_a_contact_is_asked_for(citizen):
    for text in STORY:
        citizen.says(text)
    citizen.says("对了,他家还往楼道里扔垃圾")
    assert "这句也记下了" in citizen.hears
    citizen.says("不留")
    assert "还往楼道里扔垃圾" in citizen.hears


def test_giving_up_is_understood_at_the_end_too(citizen):
    for text in STORY:
        citizen.says(text)
    citizen.says("算了不投诉了")
    assert "先不登记" in citizen.hears
    assert citizen.conv.draft == {}


# -- a person -----------------------------------------------------------------------------------


def test_a_person_takes_over_with_everything_said_and_the_bot_is_silent(citizen, ports):
    citizen.says("路灯坏了")
    citizen.taps("cmd:human")
    (waiting,) = handover.queue(ports=ports)
    assert "路灯坏了" in [t.text for t in waiting.turns]
    citizen.says("喂,有人吗")
    assert citizen.conv.turns[-1].who is Who.CITIZEN
    handover.take(waiting.id, "wang", ports=ports)
    handover.say(waiting.id, "您好,是哪条路?", "wang", ports=ports)
    assert citizen.hears == "您好,是哪条路?"
    filed = handover.file_for(waiting.id, Written(what="桥东街路灯不亮"), WANG, ports=ports)
    for _ in range(2):  # a page that did not arrive can be asked for again
        shown = conversation.unseen_receipt(citizen.conv, ports=ports)
        assert shown.receipt == filed.receipt
    citizen.taps("cmd:noted")
    assert conversation.unseen_receipt(citizen.conv, ports=ports) is None
    handover.hand_back(waiting.id, "wang", ports=ports)
    citizen.says("还有一件事,井盖丢了")
    assert citizen.conv.turns[-1].who is Who.BOT


def test_danger_is_answered_even_while_waiting_for_a_person(citizen):
    citizen.taps("cmd:human")
    citizen.says("着火了!")
    assert "119" in citizen.hears


def test_what_nobody_answered_yet_is_in_the_agents_hands(ports):
    """Whoever taps 转人工 faster than the bot answers need not say it again."""
    citizen = Citizen(ports)
    conversation.hear(citizen.token, "我家漏水", ports=ports)
    conversation.hear(citizen.token, "", payload="cmd:human", ports=ports)
    assert citizen.conv.draft["what"] == "我家漏水"
    assert citizen.conv.pending() is None


def test_asking_for_a_person_twice_keeps_the_place(citizen, ports):
    citizen.taps("cmd:human")
    asked = citizen.conv.asked_human_at
    ports.clock.go_on(minutes=5)
    citizen.taps("cmd:human")
    assert citizen.conv.asked_human_at == asked


# -- with Rasa ------------------------------------------------------------------------------------


@dataclass
class TalkingDialogue:
    """Answers as the bot's channel does; `fail_after` lets it die in the middle."""

    fail_after: int = 99
    turn: int = 0
    sent: list[str] = field(default_factory=list)
    senders: set[str] = field(default_factory=set)
    slots: dict[str, str] = field(default_factory=dict)
    asking: str | None = None

    ORDER = ("what", "where", "when", "whom", "wish")

    def reply(self, sender, text, *, payload=False):
        self.turn += 1
        self.sent.append(text)
        self.senders.add(sender)
        if self.turn > self.fail_after:
            return None
        if self.asking or self.turn == 1:
            self.slots[self.asking or "what"] = text
        self.asking = next((s for s in self.ORDER if s not in self.slots), None)
        said = (Said(f"rasa asks {self.asking}"),)
        loop = "complaint_form" if self.asking else None
        slots = {"kind": "complaint", **self.slots}
        return Understood(said, "complain", 0.95, loop, self.asking, slots)


@pytest.fixture
def with_rasa(ports):
    return Citizen(replace(ports, dialogue=TalkingDialogue()))


def test_rasa_leads_the_interview_and_intake_closes_it(with_rasa, ports):
    for text in STORY:
        with_rasa.says(text)
    assert with_rasa.conv.engine is Engine.RASA
    assert with_rasa.conv.stage is Stage.CONTACT
    with_rasa.says("不留")
    with_rasa.says("对")
    assert complaint_of(with_rasa, with_rasa.ports).kind == "complaint"


@pytest.mark.parametrize("turns", range(5))
def test_rasa_killed_after_any_turn_loses_nothing_and_repeats_nothing(ports, turns):
    citizen = Citizen(replace(ports, dialogue=TalkingDialogue(fail_after=turns)))
    tell_all(citizen)
    citizen.says("对")
    text = complaint_of(citizen, citizen.ports).text
    assert all(said in text for said in STORY)
    questions = [t.text for t in citizen.conv.turns if t.who is Who.BOT]
    assert len(questions) == len(set(questions))


def test_numbers_are_masked_for_rasa_and_kept_in_the_complaint(with_rasa):
    with_rasa.says("诈骗电话13911112222一直打给我")
    for text in STORY[1:]:
        with_rasa.says(text)
    with_rasa.says("不留")
    with_rasa.says("对")
    assert "13911112222" not in "".join(with_rasa.ports.dialogue.sent)
    assert "13911112222" in complaint_of(with_rasa, with_rasa.ports).text


def test_each_complaint_has_a_name_of_its_own_in_rasa(with_rasa):
    tell_all(with_rasa)
    with_rasa.says("对")
    with_rasa.says("另一件事")
    assert len(with_rasa.ports.dialogue.senders) == 2


def test_a_wish_for_secrecy_that_only_rasa_understood_is_dropped_too(ports):
    class Understands:
        def reply(self, sender, text, *, payload=False):
            return Understood((Said("…"),), "report_secretly", 0.9, None, None, {"what": text})

    citizen = Citizen(replace(ports, dialogue=Understands()))
    citizen.says("有些话不好当面讲七三一九")
    assert "七三一九" not in "".join(t.text for t in citizen.conv.turns)
    assert citizen.conv.draft == {}
    assert "link:/protected" in citizen.buttons.values()


class Mishears(TalkingDialogue):
    """Takes every answer to `whom` for a wish for large type."""

    def reply(self, sender, text, *, payload=False):
        if self.asking != "whom":
            return super().reply(sender, text, payload=payload)
        said = (Said("rasa asks whom"),)
        return Understood(said, "large_type", 0.94, "complaint_form", "whom", self.slots)


@pytest.mark.parametrize(
    "answers",
    [("永和大王", "永和大王"), ("永和大王", "就是那个永和大王", "永和大王饭店")],
    ids=["said again", "said in three ways"],
)
def test_an_answer_that_the_bot_mishears_is_taken_in_the_end(ports, answers):
    citizen = Citizen(replace(ports, dialogue=Mishears()))
    for text in (*STORY[:3], *answers):
        citizen.says(text)
    assert citizen.conv.draft["whom"] == answers[-1]
    assert citizen.conv.engine is Engine.SCRIPT


def test_a_question_of_the_citizen_is_no_answer(ports):
    citizen = Citizen(replace(ports, dialogue=Mishears()))
    for text in (*STORY[:3], "字太小了", "看不清", "老王烧烤"):
        citizen.says(text)
    assert citizen.conv.draft["whom"] == "老王烧烤"


@pytest.mark.parametrize("intent", ["emergency", "self_harm"])
@pytest.mark.parametrize("said_before", [0, 2], ids=["at once", "in the middle"])
def test_danger_that_only_rasa_heard_gets_its_number_before_anything_else(
    ports, intent, said_before
):
    class Hears(TalkingDialogue):
        def reply(self, sender, text, *, payload=False):
            if self.turn < said_before:
                return super().reply(sender, text, payload=payload)
            return Understood((Said("请马上打120"),), intent, 0.5, None, None, self.slots)

    citizen = Citizen(replace(ports, dialogue=Hears()))
    for text in STORY[:said_before]:
        citizen.says(text)
    before = len(citizen.conv.turns) if said_before else 0
    citizen.says("俺爹直挺挺的不言语了")
    said = [t.text for t in citizen.conv.turns[before:] if t.who is Who.BOT]
    assert said[0] == "请马上打120"
    assert not any("电话？" in text for text in said)
    assert citizen.conv.urgent
    assert "俺爹" in citizen.conv.draft["what"]
    assert (citizen.conv.owner is Owner.WAITING) is (intent == "self_harm")


def test_a_sentence_that_rasa_did_not_understand_is_not_lost(ports):
    class Puzzled(TalkingDialogue):
        def reply(self, sender, text, *, payload=False):
            if "井盖" in text:
                return Understood((Said("没听明白"),), "nlu_fallback", 0.4, None, None, {})
            return super().reply(sender, text, payload=payload)

    citizen = Citizen(replace(ports, dialogue=Puzzled()))
    citizen.says("还有个事,井盖丢了")
    assert citizen.hears == "没听明白"
    for text in STORY:
        citizen.says(text)
    assert citizen.conv.draft["what"] == "还有个事,井盖丢了\n" + STORY[0]
    assert "unclear" not in citizen.conv.draft


def test_the_question_comes_again_after_a_service(ports):
    class Serves(TalkingDialogue):
        def reply(self, sender, text, *, payload=False):
            if text == "字太小":
                slots, asking = self.slots, self.asking
                return Understood((Said("…"),), "large_type", 1.0, "complaint_form", asking, slots)
            return super().reply(sender, text, payload=payload)

    citizen = Citizen(replace(ports, dialogue=Serves()))
    citizen.says(STORY[0])
    citizen.says("字太小")
    said = [t.text for t in citizen.conv.turns][-2:]
    assert "大字" in said[0]
    assert said[1] == "这事发生在哪里？说到县区、街道、小区或路口就行。"
    for text in STORY[1:]:
        citizen.says(text)
    assert citizen.conv.stage is Stage.CONTACT
    assert all(citizen.conv.draft.get(slot) for slot in ("what", "where", "when", "whom", "wish"))


def test_a_story_longer_than_a_complaint_is_filed_with_the_rest_as_material(citizen, ports):
    for part in "甲乙丙":
        citizen.says(part * 3000)
    citizen.taps("cmd:submit")
    citizen.taps("cmd:submit")
    with ports.view() as uow:
        filed = uow.complaints.get(citizen.conv.number)
    kept = filed.text + "".join(one.text for one in filed.materials)
    assert [kept.count(part) for part in "甲乙丙"] == [3000, 3000, 3000]
