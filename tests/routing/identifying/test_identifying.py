"""This sentence may identify you: numbers in every spelling, and what few people could say."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from routing.identifying import Span, cut, find, kinds, put_back, reason
from routing.identifying.digits import SPOKEN
from routing.identifying.folding import fold
from routing.identifying.score import read

HERE = Path(__file__).parent
FOUND = [
    (row.text.replace("\\n", "\n"), row.text, row.spans) for row in read(HERE / "golden_found.csv")
]
CLEAN = (HERE / "golden_clean.txt").read_text("utf-8").splitlines()
TEMPTING = (
    "我是叫在住的13890零一幺三八〇洞两个oOlI|１８❸晋A京wx微信@.点-，。"
    " \n\u200b\u20e3㎡ﷺ号楼室单元王李某会计车间夜班"
)
anything = st.one_of(
    st.text(), st.text(st.sampled_from(TEMPTING)), st.text(st.sampled_from(TEMPTING), min_size=40)
)
SPELLINGS = {str(n): {str(n), chr(0xFF10 + n)} for n in range(10)}
for spoken, digit in SPOKEN.items():
    if spoken not in "妖腰么俩仨":  # heard for digits, but rarely written
        SPELLINGS[digit].add(spoken)


@st.composite
def spelt(draw: st.DrawFn, number: str, separators: str = "- ·") -> str:
    """Write each digit in some way, with a separator here and there and letters for 0 and 1."""
    style = draw(st.sampled_from(["mixed", "letters"]))
    lookalikes = {"0": "oO0", "1": "lI1"} if style == "letters" else {}
    written = []
    for digit in number:
        ways = sorted(lookalikes.get(digit, SPELLINGS[digit] if not lookalikes else {digit}))
        written.append(draw(st.sampled_from(ways)))
        written.append(draw(st.sampled_from(["", "", *separators, "\u200b"])))
    return "".join(written[:-1])


mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


def texts(text: str) -> dict[str, str]:
    return {span.kind: text[span.start : span.end] for span in find(text)}


@pytest.mark.parametrize(("text", "name", "marked"), FOUND, ids=[one[1] for one in FOUND])
def test_what_identifies_is_found(text: str, name: str, marked: tuple[Span, ...]) -> None:
    found = [(span.kind, text[span.start : span.end]) for span in find(text)]
    for span in marked:
        words = name[span.start : span.end]
        assert any(kind == span.kind and words in said for kind, said in found)


@pytest.mark.parametrize("text", CLEAN)
def test_accused_people_public_numbers_and_sums_are_left_alone(text: str) -> None:
    assert texts(text) == {}


def test_every_kind_is_shown_by_an_example_and_explained_in_plain_words() -> None:
    assert {span.kind for _, _, marked in FOUND for span in marked} == set(kinds())
    signs = [kind.placeholder for kind in kinds().values()]
    assert len(set(signs)) == len(signs)
    assert all(sign[0] == "〔" and sign[-1] == "〕" for sign in signs)
    for text, _, _ in FOUND:
        assert all(reason(span.why).endswith("。") for span in find(text))


@given(anything)
def test_whatever_is_written_the_spans_lie_inside_in_order_and_apart(text: str) -> None:
    at = 0
    for span in find(text):
        assert at <= span.start < span.end <= len(text)
        assert span.kind in kinds()
        at = span.end


@given(anything)
def test_folding_remembers_where_each_character_came_from(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(folded.origin)
    for at, char in enumerate(folded.text):
        if char.isascii() and char.isalnum() and text[folded.origin[at]].isascii():
            assert text[folded.origin[at]].lower() == char


@given(st.data(), mobiles)
def test_a_phone_number_is_found_however_it_is_spelt(data: st.DataObject, number: str) -> None:
    written = data.draw(spelt(number))
    text = f"我的电话是{written}，请联系"
    assert written in "".join(texts(text).values())


@given(st.data(), st.dates(date(1930, 1, 1), date(2015, 12, 31)), st.integers(0, 999))
def test_an_identity_card_is_found_however_it_is_spelt(
    data: st.DataObject, born: date, order: int
) -> None:
    front = f"140105{born:%Y%m%d}{order:03}"
    tail = ric.calc_check_digit(front + "0")
    written = data.draw(spelt(front)) + (tail if tail == "X" else data.draw(spelt(tail)))
    (span,) = find(f"本人身份证{written}。")
    assert (span.kind, span.sure, span.why) == ("id_card", True, "checksum")


def test_a_mistyped_identity_card_is_still_one() -> None:
    (span,) = find("身份证号140105199003074519")
    assert (span.kind, span.sure, span.why) == ("id_card", True, "no_checksum")


@given(st.from_regex(r"62[0-9]{13,16}", fullmatch=True), st.data())
def test_a_bank_card_is_found_by_its_check_digit_alone(front: str, data: st.DataObject) -> None:
    written = data.draw(spelt(front + luhn.calc_check_digit(front), separators=" -"))
    kind_of = {text: kind for kind, text in texts(f"钱打到 {written}").items()}
    assert kind_of[written] in {"bank_card", "id_card"}  # 62 is Gansu, too


@given(mobiles, st.sampled_from(["合同编号", "订单号", "客服热线", "快递单号"]))
def test_a_contract_or_a_hotline_is_no_persons_number(number: str, what: str) -> None:
    assert find(f"{what}{number}") == ()


def test_a_role_alone_is_a_hint_and_with_a_time_or_only_i_it_is_sure() -> None:
    (alone,) = find("我是检测站的会计")
    assert not alone.sure
    together = find("我是检测站的会计，那批账是我经手的")
    assert [(span.kind, span.sure, span.why) for span in together] == [
        ("job", True, "several"),
        ("only_i", True, "several"),
    ]
    apart = find("我是检测站的会计。那批账是我经手的")
    assert not any(span.sure for span in apart)


def test_ones_own_car_is_sure_and_a_number_of_someone_else_only_a_hint() -> None:
    assert [span.sure for span in find("我的车晋A12345")] == [True]
    assert [span.why for span in find("中介13900001111骗钱")] == ["anothers"]


@given(anything)
def test_what_is_cut_out_can_be_put_back(text: str) -> None:
    safe, pieces = cut(text, find(text))
    assert put_back(safe, pieces) == text


def test_the_placeholder_says_what_was_there() -> None:
    text = "我叫王建国，电话１３８００１３８０００，车间偷排"
    safe, pieces = cut(text, find(text))
    assert safe == "〔报告人姓名〕，电话〔报告人电话〕，车间偷排"
    assert [piece.words for piece in pieces] == ["我叫王建国", "１３８００１３８０００"]
    assert "王建国" not in repr(pieces)


def test_only_what_the_writer_confirmed_is_cut() -> None:
    text = "我是会计，电话13800138000"
    phone = next(span for span in find(text) if span.kind == "phone")
    assert cut(text, [phone])[0] == "我是会计，电话〔报告人电话〕"


def test_a_changed_text_or_a_false_span_is_refused() -> None:
    safe, pieces = cut("电话13800138000", find("电话13800138000"))
    with pytest.raises(ValueError, match="placeholder"):
        put_back(safe[1:], pieces)
    with pytest.raises(ValueError, match="outside"):
        cut("短", [Span(0, 5, "phone")])


@pytest.mark.parametrize(
    "piece", ["我", "13", "1 3 8 ", "我是会计夜班", "a@", "晋a", "前面是13中间", "我 是 会 计 "]
)
def test_a_very_long_text_is_read_to_its_end(piece: str) -> None:
    text = (piece * 100_000)[:99_000] + "。我的电话13800138000"
    assert text[find(text)[-1].start :] == "13800138000"


def test_the_public_web_process_can_look_without_loading_models() -> None:
    code = (
        "import sys; from routing.identifying import find; find('我叫王建国'); "
        "print([name for name in ('jieba', 'sklearn', 'scipy', 'numpy') if name in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
