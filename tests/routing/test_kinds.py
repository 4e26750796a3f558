import pytest

from routing.assignment import Kind
from routing.kinds import KindRules


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("请问办居住证需要什么材料?", (Kind.ENQUIRY,)),
        ("家里停水两天了,麻烦派人来看看", (Kind.REQUEST,)),
        ("商家不给退款,我要投诉,要求赔偿", (Kind.COMPLAINT,)),
        ("我要举报一家无证的黑作坊", (Kind.REPORT,)),
        ("建议在路口增设红绿灯", (Kind.SUGGESTION,)),
        ("表扬窗口的小王,特别感谢她", (Kind.PRAISE,)),
        ("夜里十点还在施工", (Kind.COMPLAINT,)),  # no cue at all
    ],
)
def test_the_words_people_use_tell_what_they_want(
    rules: KindRules, text: str, kinds: tuple[Kind, ...]
) -> None:
    assert rules.guess(text)[:1] == kinds


def test_a_complaint_and_a_report_in_one_text_are_both_seen(rules: KindRules) -> None:
    guessed = rules.guess("投诉这家饭店,要求退款,同时举报他们用过期食品,请严查")
    assert {Kind.COMPLAINT, Kind.REPORT} <= set(guessed)


def test_traditional_writing_is_understood_too(rules: KindRules) -> None:
    assert rules.guess("我要舉報無證經營")[0] is Kind.REPORT
