"""Li logs in by the word of a provider, over real sockets and with real signatures."""

import subprocess
import sys
import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from joserfc.jwk import OctKey, RSAKey
from starlette.testclient import TestClient

from intake.adapters.oidc import OidcProvider, OidcSettings
from intake.domain.staff import StaffRole
from intake.service import account, staffing
from intake.web.dependencies import STAFF_COOKIE
from intake.web.elsewhere import AWAY_COOKIE
from tests.intake.web.reading import Browser
from tests.support.city import free_port
from tests.support.provider import CLIENT, SECRET, a_provider
from tests.support.sites import staff_site

SITE = "https://staff.example.cn"
REFUSED, UNKNOWN, STOPPED = "对不上这次登录", "没有对应的账号", "这个账号停用了"


def at(ports, issuer):
    """Ports of a site that knows this provider, with Li, who is known there."""
    settings = OidcSettings(issuer, CLIENT, SECRET, "省政务认证", SITE)
    here = replace(ports, provider=OidcProvider(settings))
    staffing.add("li", StaffRole.DISPATCHER, ports=here)
    staffing.know_as("li", "sub-of-li", ports=here)
    return here


@pytest.fixture
def provider():
    with a_provider() as one:
        yield one


@pytest.fixture
def here(ports, provider):
    return at(ports, provider.issuer)


@pytest.fixture
def browser(here):
    return Browser(TestClient(staff_site(here), base_url=SITE, raise_server_exceptions=False))


def away(browser):
    """What the provider sends the browser back with."""
    leaving = browser.client.get("/login/elsewhere", follow_redirects=False)
    with httpx.Client(trust_env=False) as http:
        back = http.get(leaving.headers["location"]).headers["location"]
    assert back.startswith(SITE + "/login/elsewhere/back?")
    return back.removeprefix(SITE)


def set_cookies(browser):
    return [one.lower() for one in browser.answer.headers.get_list("set-cookie")]


def test_in_and_out(browser, provider, here):
    assert "用省政务认证登录" in browser.go("/login").words
    page = browser.go(away(browser))
    assert "对上了" in page.words
    assert '<meta http-equiv="refresh" content="0;url=/">' in page.html
    [kept] = (one for one in set_cookies(browser) if one.startswith(STAFF_COOKIE))
    assert "httponly" in kept
    assert "samesite=strict" in kept
    assert browser.go("/desk").has("退出")
    out = browser.press("退出")
    assert "那边可能还登录着" in out.words
    with httpx.Client(trust_env=False) as http:
        end = out.html.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")
        assert http.get(end).headers["location"] == SITE + "/login"
    assert provider.ended == 1
    assert browser.go("/desk").has("登录")


def test_it_stands_in_for_the_password_alone(browser, here):
    password = staffing.add("li", StaffRole.DISPATCHER, ports=here)
    app = pyotp.TOTP(account.begin_code("li", password, ports=here).secret)
    account.confirm_code("li", app.at(here.clock()), ports=here)
    here.clock.go_on(minutes=1)
    browser.go(away(browser))
    assert browser.go("/desk").has("登录")
    browser.go("/login/code")
    browser.press("登录", code=app.at(here.clock()))
    assert browser.go("/desk").has("退出")


LIES = {
    "another login's nonce": {"nonce": "somebody else's"},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://evil.example"},
    "for another site": {"aud": "another client"},
    "for several, by another": {"aud": [CLIENT, "another"], "azp": "another"},
    "over": {"exp": 1_000_000_000},
    "never over": {"exp": None},
    "about nobody": {"sub": None},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_is_not_for_this_login_is_refused(browser, provider, lie):
    provider.lies = LIES[lie]
    refused(browser, away(browser), REFUSED)


def refused(browser, back, sentence, status=403):
    page = browser.go(back)
    assert (browser.answer.status_code, sentence in page.words) == (status, True)
    assert STAFF_COOKIE not in browser.client.cookies
    assert browser.go("/desk").has("登录")


def test_another_key_is_refused(browser, provider):
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "1"})
    refused(browser, away(browser), REFUSED)


def test_a_token_signed_with_the_clients_secret_is_refused(browser, provider):
    provider.algorithm, provider.signs_with = "HS256", OctKey.import_key(SECRET * 2)
    refused(browser, away(browser), REFUSED)


def test_a_provider_that_calls_itself_something_else_is_refused(browser, provider):
    provider.says_it_is = "https://evil.example"
    page = browser.go("/login/elsewhere")
    assert REFUSED in page.words


def test_an_answer_works_once_in_the_browser_that_asked(browser, here):
    back = away(browser)
    stranger = Browser(TestClient(staff_site(here), base_url=SITE))
    refused(stranger, back, REFUSED)
    kept = browser.client.cookies[AWAY_COOKIE]
    browser.go(back)
    assert browser.go("/desk").has("退出")
    again = Browser(TestClient(staff_site(here), base_url=SITE, cookies={AWAY_COOKIE: kept}))
    refused(again, back, REFUSED)


@pytest.mark.parametrize(
    "changed", [{"state": "another"}, {"iss": "https://evil.example"}, {"code": ""}, {"code": "x"}]
)
def test_a_changed_answer_is_refused(browser, changed):
    path, _, query = away(browser).partition("?")
    given = {name: value[0] for name, value in parse_qs(query).items()} | changed
    refused(browser, f"{path}?{httpx.QueryParams(given)}", REFUSED)


def test_an_answer_that_comes_too_late_is_refused(browser, here):
    back = away(browser)
    here.clock.go_on(minutes=10)
    refused(browser, back, REFUSED)


def test_whoever_is_unknown_here_gets_no_account(browser, provider, here):
    provider.subject = "sub-of-somebody"
    refused(browser, away(browser), UNKNOWN)
    with here.view() as uow:
        assert [member.name for member in uow.staff.all()] == ["li"]


def test_whoever_is_stopped_stays_out(browser, here):
    staffing.disable("li", ports=here)
    refused(browser, away(browser), STOPPED)


def test_whoever_was_forgotten_there_stays_out(browser, here):
    staffing.know_as("li", "", ports=here)
    refused(browser, away(browser), UNKNOWN)


def test_one_subject_is_one_member(here):
    staffing.add("wang", StaffRole.AGENT, ports=here)
    with pytest.raises(staffing.BadName):
        staffing.know_as("wang", "sub-of-li", ports=here)


def test_a_provider_that_is_away_says_so(ports):
    here = at(ports, f"http://127.0.0.1:{free_port()}")
    browser = Browser(TestClient(staff_site(here), base_url=SITE))
    assert "没有回应" in browser.go("/login/elsewhere").words
    assert browser.answer.status_code == 502


def test_without_a_provider_there_is_no_such_page(town):
    browser = Browser(TestClient(town.app))
    for page in ("", "/back", "/out"):
        browser.go("/login/elsewhere" + page)
        assert browser.answer.status_code == 404
    assert "认证登录" not in browser.go("/login").words


@pytest.fixture
def somebody_elses():
    """The provider of another project (oidc-provider-mock), in a process of its own."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = f"http://localhost:{port}"
        with httpx.Client(trust_env=False) as http:
            for _ in range(200):
                try:
                    http.get(address)
                    break
                except httpx.HTTPError:
                    time.sleep(0.05)
        yield address
        process.terminate()


def test_it_works_with_a_provider_we_did_not_write(ports, somebody_elses):
    with httpx.Client(trust_env=False) as http:
        described = http.get(somebody_elses + "/.well-known/openid-configuration").json()
        here = at(ports, described["issuer"])
        browser = Browser(TestClient(staff_site(here), base_url=SITE))
        leaving = browser.client.get("/login/elsewhere", follow_redirects=False)
        assert urlsplit(leaving.headers["location"]).port == urlsplit(somebody_elses).port
        back = http.post(leaving.headers["location"], data={"sub": "sub-of-li"})
    page = browser.go(back.headers["location"].removeprefix(SITE))
    assert "对上了" in page.words, page.words
    assert browser.go("/desk").has("退出")
