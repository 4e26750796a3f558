"""What an office sees masked, it may read whole: for a purpose, a few times, and on record."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.adapters.sql.ledger import to_row
from intake.adapters.sql.mapping import start_mappers
from intake.adapters.sql.migrate import migrate
from intake.adapters.sql.unit_of_work import SqlUnitOfWork, open_engine, reading, writing
from intake.domain.errors import EmptyText, NotAllowedNow, NotFound, TooLong, TooManyReveals
from intake.domain.events import TextRevealed
from intake.domain.redaction import mask
from intake.domain.staff import StaffMember, StaffRole
from intake.service import filing, handling, revealing, status
from intake.service.filing import NewComplaint
from intake.service.revealing import LONGEST_NOTE, MOST_A_DAY, Purpose
from tests.intake.conftest import afresh
from tests.support.builders import HOUSING, MARKET, an_assignment
from tests.support.postgres import postgres

LI = StaffMember("li", StaffRole.OFFICER, "", MARKET.office)
SUN = StaffMember("sun", StaffRole.OFFICER, "", MARKET.office)
ZHAO = StaffMember("zhao", StaffRole.OFFICER, "", HOUSING.office)
TEXT = "我叫王建国，电话 １３８００１３８０００，楼上3号楼2单元1801漏水"


def dispatched(ports, text=TEXT, helpers=(), **more):
    filed = filing.file_complaint(NewComplaint(text, **more), ports=ports)
    with ports.uow() as uow:
        assignment = an_assignment(helpers=helpers)
        uow.complaints.get(filed.number).understand(assignment, ports.clock())
        uow.commit()
    return filed


def look(filed, who=LI, purpose=Purpose.CONTACT, note="", *, ports):
    return revealing.reveal(filed.number, who, purpose, note, ports=ports)


def looks(filed, ports):
    with ports.view() as uow:
        return [e for e in uow.events.of(filed.number) if isinstance(e, TextRevealed)]


# -- what is masked ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我叫王建国，要退款", "〔姓名〕，要退款"),
        ("老板电话 13812345678", "老板电话 〔电话〕"),
        ("手机一三八零零一三八零零零", "手机〔电话〕"),
        ("加我微信wx_abc123", "加我〔微信或QQ号〕"),
        ("发到 wang@example.com", "发到 〔邮箱〕"),
        ("平阳路12号3栋1801室漏水", "平阳路12号〔住址或工号〕漏水"),
        ("坞城路5号院3号楼2单元1801漏水", "坞城路5号院〔住址或工号〕漏水"),
        ("邻居三单元502砸墙", "邻居〔住址或工号〕砸墙"),
        ("卡号6222 0212 3456 7890 123", "卡号〔银行卡号〕"),
        ("编号1234567890123456789", "编号〔号码〕"),
    ],
)
def test_what_leads_to_a_person_is_masked_to_the_door(text, masked):
    assert mask(text) == masked
    assert mask(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "平阳路12号院门口路灯不亮",
        "打12345和110都没人管",
        "5号楼100户没暖气",
        "5号楼2026年就漏水",
        "3号楼203米高",
        "我是饭店的厨师，后厨用死鸡",  # a job is the citizen's own affair only in a report
        "被投诉的是平阳路的老李烧烤",
    ],
)
def test_what_the_work_needs_stays(text):
    assert mask(text) == text


WRITTEN = (
    str,
    lambda n: n.translate({ord("0") + d: "０１２３４５６７８９"[d] for d in range(10)}),
    lambda n: n.translate({ord("0") + d: "零一二三四五六七八九"[d] for d in range(10)}),
    lambda n: f"{n[:3]} {n[3:7]} {n[7:]}",
    lambda n: f"{n[:3]}-{n[3:7]}-{n[7:]}",
)


@given(
    st.from_regex(r"\A1[3-9][0-9]{9}\Z"),
    st.sampled_from(WRITTEN),
    st.sampled_from(["电话", "我的手机号是", "，打", "老板的电话：", ""]),
)
def test_no_way_of_writing_a_phone_number_gets_through(number, write, before):
    written = write(number)
    assert written not in mask(f"商场不退款{before}{written}，请回电")
    assert number not in mask(f"商场不退款{before}{written}，请回电")


SECRETS = {
    "我叫王建国": "王建国",
    "电话13812345678": "13812345678",
    "座机010-62345678": "62345678",
    "身份证140105199003071234": "140105199003071234",
    "我的工资卡6222021234567890123": "6222021234567890123",
    "我的微信wx_abc123": "wx_abc123",
    "邮箱wang@example.com": "wang@example",
    "平阳路3号楼2单元1801": "1801",
    "邻居三单元502": "502",
}
PLAIN = ("楼上漏水", "物业不管", "平阳路12号院", "打12345没人接", "一直没修好", "5号楼100户没暖气")


@given(
    st.lists(st.sampled_from([*SECRETS, *PLAIN]), max_size=12),
    st.sampled_from(["，", "。", "\n", "；", "！"]),
)
def test_in_any_order_no_secret_gets_through_and_what_is_plain_stays(said, between):
    masked = mask(between.join(said))
    for words in said:
        assert words in PLAIN or SECRETS[words] not in masked
    assert [words for words in said if words in PLAIN] == [
        words for words in masked.split(between) if words in PLAIN
    ]
    assert mask(masked) == masked


@given(st.text(max_size=300))
def test_any_text_can_be_masked(text):
    mask(text)


# -- who may look -----------------------------------------------------------------------------


def test_the_office_reads_the_very_words_place_and_material_included(ports):
    filed = dispatched(ports, place="平阳路12号")
    status.add_material(filed.receipt, "也可以打 13987654321", ports=ports)
    words = look(filed, ports=ports)
    assert words == f"{TEXT}\n\n平阳路12号\n\n也可以打 13987654321"


def test_a_place_that_the_text_tells_is_not_told_twice(ports):
    filed = dispatched(ports, text="路灯不亮\n地点：平阳路", place="平阳路")
    assert look(filed, ports=ports) == "路灯不亮\n地点：平阳路"


@pytest.mark.parametrize(
    "who",
    [
        ZHAO,
        StaffMember("sun", StaffRole.OFFICER, ""),
        *(StaffMember("x", role, "", MARKET.office) for role in StaffRole if role != "officer"),
    ],
    ids=lambda who: who.role.value,
)
def test_for_whoever_does_not_handle_it_there_is_nothing_to_look_at(who, ports):
    filed = dispatched(ports)
    for number in (filed.number, "20990101-000001"):
        with pytest.raises(NotFound):
            revealing.reveal(number, who, Purpose.CONTACT, "", ports=ports)
    assert looks(filed, ports) == []


def test_once_its_stay_has_ended_the_office_looks_no_more(ports):
    filed = dispatched(ports, helpers=(HOUSING,))
    look(filed, ports=ports)  # before it is signed: whoever reads may find it is not theirs
    handling.sign(filed.number, LI, ports=ports)
    look(filed, ports=ports)
    handling.sign(filed.number, ZHAO, ports=ports)
    handling.answer(filed.number, "查过了", ZHAO, ports=ports)
    with pytest.raises(NotAllowedNow):
        look(filed, ZHAO, ports=ports)
    assert look(filed, ports=ports)  # the lead goes on
    assert [e.office for e in looks(filed, ports)] == [MARKET.office] * 3


def test_what_was_withdrawn_is_read_by_no_office(ports):
    filed = dispatched(ports)
    status.withdraw(filed.receipt, ports=ports)
    with pytest.raises(NotAllowedNow):
        look(filed, ports=ports)


# -- on record --------------------------------------------------------------------------------


def test_a_look_is_on_record_in_codes_alone(ports):
    filed = dispatched(ports)
    look(filed, purpose=Purpose.OTHER, note="王建国说电话打不通", ports=ports)
    (event,) = looks(filed, ports)
    assert event.at == ports.clock()
    assert to_row(event)["data"] == {"office": MARKET.office, "officer": "li", "purpose": "other"}
    with ports.view() as uow:
        assert uow.events.broken_link() is None
        assert "打不通" not in repr(uow.events.latest())


@pytest.mark.parametrize("note", ["", " \n"])
def test_another_purpose_is_said_in_words(note, ports):
    filed = dispatched(ports)
    with pytest.raises(EmptyText):
        look(filed, purpose=Purpose.OTHER, note=note, ports=ports)
    assert looks(filed, ports) == []
    assert look(filed, purpose=Purpose.PLACE, note=note, ports=ports)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_few_words_are_few(purpose, ports):
    filed = dispatched(ports)
    with pytest.raises(TooLong):
        look(filed, purpose=purpose, note="字" * (LONGEST_NOTE + 1), ports=ports)
    assert looks(filed, ports) == []
    assert look(filed, purpose=purpose, note="字" * LONGEST_NOTE, ports=ports)


def test_the_citizen_is_told_which_office_looked_when_and_what_for(ports):
    filed = dispatched(ports)
    ports.clock.go_on(hours=3)
    look(filed, purpose=Purpose.PLACE, ports=ports)
    step = status.look_up(filed.receipt, ports=ports).history[-1]
    assert (step.what, step.who, step.purpose) == ("revealed", MARKET.name, "place")
    assert step.at == ports.clock()


def test_a_look_is_no_step_of_the_work(ports):
    filed = dispatched(ports)
    look(filed, ports=ports)
    seen = status.look_up(filed.receipt, ports=ports)
    assert (seen.state, seen.offices) == ("in_hand", [MARKET.name])


# -- a few times ------------------------------------------------------------------------------


def test_colleagues_share_the_days_looks_and_other_offices_and_complaints_have_their_own(ports):
    filed, other = dispatched(ports, helpers=(HOUSING,)), dispatched(ports)
    for n in range(MOST_A_DAY):
        look(filed, LI if n % 2 else SUN, ports=ports)
    for who in (LI, SUN):
        with pytest.raises(TooManyReveals):
            look(filed, who, ports=ports)
    assert len(looks(filed, ports)) == MOST_A_DAY
    assert look(filed, ZHAO, ports=ports)
    assert look(other, ports=ports)


def test_a_new_day_begins_at_midnight_in_china(ports):
    ports.clock.now = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)  # 23:59 in China
    filed = dispatched(ports)
    for _ in range(MOST_A_DAY):
        look(filed, ports=ports)
    with pytest.raises(TooManyReveals):
        look(filed, ports=ports)
    ports.clock.go_on(minutes=1)
    assert look(filed, ports=ports)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 20 * 60), min_size=1, max_size=20))
def test_no_day_has_more_looks_than_it_may_and_none_is_refused_without_need(ports, pauses):
    ports = afresh(ports)
    filed = dispatched(ports)
    had = {}
    for minutes in pauses:
        ports.clock.go_on(minutes=minutes)
        day = (ports.clock().astimezone(UTC) + timedelta(hours=8)).date()
        if had.get(day, 0) < MOST_A_DAY:
            look(filed, ports=ports)
            had[day] = had.get(day, 0) + 1
        else:
            with pytest.raises(TooManyReveals):
                look(filed, ports=ports)
    assert len(looks(filed, ports)) == sum(had.values())


@pytest.fixture
def postgres_ports(ports):
    """A city on PostgreSQL, where writers do not wait for each other."""
    with postgres() as url:
        start_mappers()
        migrate(url)
        engine = open_engine(url)
        to_write, to_read = writing(engine), reading(engine)
        yield replace(
            ports, uow=lambda: SqlUnitOfWork(to_write), view=lambda: SqlUnitOfWork(to_read)
        )
        engine.dispose()


@pytest.mark.postgres
def test_a_whole_office_looking_in_one_moment_reads_no_more_than_five_times(postgres_ports):
    filed = dispatched(postgres_ports)

    def reads(_):
        try:
            return look(filed, ports=postgres_ports) == TEXT
        except TooManyReveals:
            return False

    with ThreadPoolExecutor(16) as people:
        read = sum(people.map(reads, range(16)))
    assert read <= MOST_A_DAY
    assert len(looks(filed, postgres_ports)) >= max(read, MOST_A_DAY)
