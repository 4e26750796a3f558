"""The search page: what is found, and what stays off it."""

from intake.domain.receipt import new_receipt, shown

OFFICER = "officer"


def searched(town, name, **form):
    browser = town.logged_in(name)
    browser.go("/search")
    return browser.press("搜索", **form)


def test_a_complaint_is_found_masked_and_its_page_opens(town):
    filed = town.understood()
    page = searched(town, OFFICER, words="油烟")
    assert filed.number in page.words
    assert "13812345678" not in page.html
    assert f"/tickets/{filed.number}" in [a.get("href") for a in page.all("a")]
    assert filed.number not in searched(town, "charlie", words="油烟").html


def test_each_role_is_led_to_its_own_page(town):
    filed = town.understood()
    for name, home in ((OFFICER, "/tickets"), ("dispatcher", "/desk"), ("supervisor", "/overview")):
        assert f'href="{home}/{filed.number}"' in searched(town, name, words="油烟").html
        browser = town.logged_in(name)
        token = browser.go("/search").form("搜索").fields["csrf"]
        form = {"words": filed.number, "csrf": token}
        answer = browser.client.post("/search", data=form, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{home}/{filed.number}")


def test_words_are_in_no_address_and_the_answer_is_kept_nowhere(town):
    browser = town.logged_in(OFFICER)
    page = browser.go("/search")
    assert page.form("搜索").method == "post"
    token = page.form("搜索").fields["csrf"]
    answer = browser.client.post("/search", data={"words": "油烟", "csrf": token})
    assert answer.headers["cache-control"] == "no-store"
    assert "words" not in str(answer.url)


def test_a_receipt_typed_by_mistake_is_not_even_shown_again(town, caplog):
    receipt = new_receipt()
    for typed in (receipt, shown(receipt)):
        page = searched(town, OFFICER, words=typed)
        assert "没有去查，也没有记下" in page.words
        assert typed not in page.html
    assert receipt not in caplog.text


def test_what_was_typed_stays_in_the_form(town):
    page = searched(town, OFFICER, words="停暖 <b>", state="in_hand", since="2026-11-01")
    fields = page.form("搜索").fields
    assert (fields["words"], fields["since"]) == ("停暖 <b>", "2026-11-01")
    assert "没有找到" in page.words
    assert page.all("b") == []


def test_odd_forms_are_answered_with_a_sentence(town):
    for form, says in (
        ({}, "请写要找的字"),
        ({"words": "灯"}, "一个字太少"),
        ({"words": "20990101-000001"}, "没有这个编号"),
        ({"words": "字典" * 5000}, "只用了前面 100 个字"),
        ({"words": "油烟", "since": "yesterday", "until": "9999-99-99"}, "没有找到"),
    ):
        assert says in searched(town, OFFICER, **form).words


def test_the_way_to_the_search_is_on_every_page_of_those_who_may(town):
    for name in (OFFICER, "dispatcher", "supervisor"):
        assert "/search" in [a.get("href") for a in town.logged_in(name).go("/").all("a")]
    for name in ("agent", "auditor", "custodian", "handler"):
        assert "/search" not in [a.get("href") for a in town.logged_in(name).go("/").all("a")]
