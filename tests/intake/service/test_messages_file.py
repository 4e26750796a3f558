"""An operator changes what short messages say: what is wrong is one sentence, before it is used."""

from dataclasses import replace

import pytest
import yaml

from intake.cli import main
from intake.domain.delivery import Delivery, Receiver
from intake.service import delivering
from intake.texts import messages
from intake.texts.letters import BadLetters
from routing.assignment import Kind
from tests.support.builders import MONDAY
from tests.support.telling import Post, filed, routed

WRONG = [
    ("says: [", "读不出来"),
    ("- a", "一行一行"),
    ("hello: x", "不认得 hello"),
    ("says: x", "says 应该是"),
    ("says: {answred: '{number}'}", "answred 不是系统会发的话"),
    ("says: {answered: 1}", "answered 不是一句话"),
    (
        "says: {answered: '{number} {name}'}",
        "answered 里的 {name} 系统不会填，能用的是 {day} {number}",
    ),
    ("says: {answered: '{number} {text}'}", "{text} 系统不会填"),
    ("says: {answered: '{number.__class__}'}", "系统不会填"),
    ("says: {answered: '{number!r}'}", "花括号没有配好"),
    ("says: {answered: '{number:>900}'}", "花括号没有配好"),
    ("says: {answered: '{number'}", "花括号没有配好"),
    ("says: {answered: 有答复了}", "answered 里少了 {number}"),
    ("says: {survey: '{number} 办得怎样？'}", "survey 里少了 {address}"),
    (f"says: {{answered: '{{number}}{'请看' * 30}'}}", "79 个字，要拆成 2 条短信，最多 1 条"),
    (
        "sign: 【某某市十二三四五政务服务便民热线平台】【再来一个很长很长的签名】",
        "个字，要拆成 2 条",
    ),
    ("by_category: x", "by_category 应该是"),
    ("by_category: {heat: {answered: '{number}'}}", "heat 不是事项代码"),
    ("by_category: {'07': {answered: 好了}}", "07 answered 里少了 {number}"),
    ("by_category: {'07.06': {anwered: 好了}}", "07.06 anwered 不是系统会发的话"),
]


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "messages.yml"
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_what_is_wrong_with_a_file_is_one_sentence(file, text, says):
    with pytest.raises(BadLetters) as caught:
        messages(file(text))
    said = str(caught.value)
    assert said.startswith("messages.yml：")
    assert says in said
    assert "\n" not in said


def test_what_a_file_does_not_say_stays(file):
    changed = messages(file("says: {answered: '{number} 有答复了，请查。'}"))
    assert changed.say("answered", number="1").text == "【一号】1 有答复了，请查。"
    assert changed.say("notice", number="1") == messages().say("notice", number="1")
    assert messages(file("")).samples() == messages().samples()


def test_the_shipped_file_has_no_fault_and_every_sample_is_whole():
    for one in messages().samples():
        assert not set("{}") & set(one.text)
        assert one.parts == (2 if one.name == "survey" else 1)


BY_CATEGORY = {
    "by_category": {
        "01": {"in_hand": "{number} 的事{office}在办。"},
        "01.01": {"in_hand": "{number} 的退换货{office}在办。"},
    }
}


@pytest.mark.parametrize(
    ("category", "kinds", "says"),
    [
        ("01.01", (Kind.COMPLAINT,), "退换货太原市"),
        ("01.02", (Kind.COMPLAINT,), "的事太原市"),
        ("08.01", (Kind.COMPLAINT,), "您反映的事"),
    ],
)
def test_a_category_may_have_words_of_its_own(ports, post, file, category, kinds, says):
    ports = replace(ports, messages=messages(file(yaml.safe_dump(BY_CATEGORY))))
    got = filed(ports, "13800138000")
    routed(ports, got, category=category, kinds=kinds)
    [(_, said)] = Post(ports, post.opener).go_round()
    assert says in said


def test_a_report_has_the_words_of_all(ports, file):
    own = {"by_category": {"01": {"filed": "{number} 的举报收到了。"}}}
    ports = replace(ports, messages=messages(file(yaml.safe_dump(own))))
    got = filed(ports, "13800138000", kind=Kind.REPORT)
    routed(ports, got, kinds=(Kind.REPORT,))
    row = Delivery("k", got.number, Receiver.CITIZEN, "x", "filed", MONDAY, MONDAY)
    assert "举报" not in delivering.message_for(row, ports=ports).text


def test_the_command_says_the_sentence_or_shows_what_it_would_say(file, capsys, monkeypatch):
    def yihao(*arguments):
        monkeypatch.setattr("sys.argv", ["yihao", "messages", "check", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    good = file("says: {answered: '{number} 有答复了，请查。'}")
    code, out, _ = yihao(str(good), "--show")
    assert (code, "20261123-000001 有答复了，请查。" in out, "没有问题" in out) == (0, True, True)
    code, _, err = yihao(str(file("says: {answered: 好了}")))
    assert (code, err) == (1, "messages.yml：answered 里少了 {number}。\n")
    code, _, err = yihao("nowhere.yml")
    assert (code, "没有 nowhere.yml" in err) == (1, True)
