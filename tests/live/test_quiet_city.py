"""Real processes: two sites, a worker, a vault worker, SQLite. No Rasa."""

import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import time

import psutil
import pytest

from tests.support.city import ROOT, city, wait_for
from tests.support.needs import need

pytestmark = pytest.mark.slow


def file(city, text="太原市迎泽区商场买的手机坏了,商家不给退货退款", **more):
    answer = city.post("/api/v1/complaints", {"text": text, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def state(city, receipt):
    return city.post("/api/v1/status", {"receipt": receipt}).json()["state"]


def routed(city, receipt):
    return state(city, receipt) != "filed" and state(city, receipt)


def test_what_is_filed_is_routed_by_the_worker(quiet_city):
    filed = file(quiet_city)
    assert wait_for(lambda: routed(quiet_city, filed["receipt"]), 60) in ("in_hand", "at_desk")


def test_one_account_of_each_role_is_printed_once(quiet_city):
    assert set(quiet_city.passwords) == {
        "agent", "dispatcher", "officer-market", "officer-housing", "supervisor", "visitor",
        "custodian", "handler", "auditor", "admin",
    }  # fmt: skip


def test_a_killed_worker_comes_back_and_nothing_waits_for_ever(quiet_city):
    (worker,) = [p for p in quiet_city.of("worker") if "--vault" not in p.cmdline()]
    worker.send_signal(signal.SIGKILL)
    filed = file(quiet_city)
    assert wait_for(lambda: routed(quiet_city, filed["receipt"]), 90)


def test_a_killed_public_site_loses_no_filed_complaint(quiet_city):
    filed = file(quiet_city)
    (site,) = quiet_city.of("public_app")
    site.send_signal(signal.SIGKILL)
    wait_for(lambda: state(quiet_city, filed["receipt"]), 30)


def test_secrets_and_data_are_readable_by_their_owner_alone(quiet_city):
    for path in (quiet_city.var / "secrets").iterdir():
        assert path.stat().st_mode & 0o077 == 0 or path.suffix == ".pub"
    assert (quiet_city.var / "secrets").stat().st_mode & 0o077 == 0


def test_the_vault_key_is_given_to_the_vault_worker_alone(quiet_city):
    need("root", os.geteuid() == 0, "only root may look into these processes")
    holders = [p for p in quiet_city.processes() if "YIHAO_CONTACT_KEY_FILE" in p.environ()]
    assert holders
    assert all("--vault" in p.cmdline() for p in holders)


CONTACT, WORDS, SECRET = "13900007319", "标记七三一九", "井下标记八四二零"


def everything_written(var):
    """Every byte under the city's folder, the database with its log included."""
    return {path: path.read_bytes() for path in var.rglob("*") if path.is_file()}


def where(marker, var):
    return [p.name for p, content in everything_written(var).items() if marker.encode() in content]


def test_markers_are_found_only_where_they_may_be(quiet_city):
    """The canary: a contact, a receipt, a protected report, a whistleblower's sentence."""
    import httpx

    filed = file(quiet_city, text=f"{WORDS},路灯不亮", contact=CONTACT)
    bare = filed["receipt"].replace(" ", "").replace("-", "")
    with httpx.Client(base_url=quiet_city.public, trust_env=False) as browser:
        answer = browser.post("/protected", data={"text": SECRET})
        assert answer.status_code == 200, answer.text
        token = secrets.token_urlsafe(24)
        said = {"conversation": token, "text": f"我是矿上的,别说是我说的,{SECRET}"}
        browser.post("/api/v1/messages", json=said)
        browser.post("/api/v1/messages", json={"conversation": token, "text": filed["receipt"]})
    wait_for(lambda: routed(quiet_city, filed["receipt"]), 60)
    assert where(SECRET, quiet_city.var) == []
    assert where(CONTACT, quiet_city.var) == []
    assert where(bare, quiet_city.var) == where(filed["receipt"], quiet_city.var) == []
    assert where(token, quiet_city.var) == []
    assert {name.split("-")[0] for name in where(WORDS, quiet_city.var)} == {"yihao.db"}
    for text in (CONTACT, SECRET, WORDS, bare):
        assert text not in quiet_city.output.read_text("utf-8")


def test_replaying_a_file_twice_files_it_once(quiet_city, tmp_path):
    rows = tmp_path / "rows.csv"
    rows.write_text('text\n小区停暖三天了\n"路灯不亮,\n天黑看不见"\n路口井盖丢了\n', "utf-8")
    command = [
        sys.executable, "-m", "intake.cli", "replay", str(rows), "--url", quiet_city.public,
        "--var", str(quiet_city.var),
    ]  # fmt: skip
    database = sqlite3.connect(quiet_city.var / "yihao.db")
    count = "SELECT count(*) FROM complaints WHERE channel = 'replay'"
    for _ in range(2):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "登记成功" in done.stderr
        assert database.execute(count).fetchone() == (3,)
    database.close()


def test_ctrl_c_ends_every_process_and_the_next_start_prints_no_password(new_place):
    var = new_place()
    with city(var) as running:
        children = running.processes()
        assert len(children) >= 4
        running.process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        running.stop()  # pressed twice, as people do
        assert wait_for(lambda: not any(alive(p) for p in children), 15)
    with city(var) as again:
        assert again.passwords == {}
        time.sleep(0.2)


def alive(process):
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
