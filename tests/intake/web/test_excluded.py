"""Two towns that differ in one thing: in the second, reports accuse the city's government.

Whatever happens, those the reports are kept from see the same pages in both: no count, no row, no
number, no gap in a sequence, no answer to an address tells that there is something.
"""

import re
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import settings as effort
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)
from starlette.testclient import TestClient

from intake.adapters.memory import MemoryDatabase
from intake.domain.errors import NotAllowedNow
from intake.domain.staff import StaffMember, StaffRole
from intake.service import holding, keeping, protected
from tests.intake.conftest import PASSPHRASE, Clock, SilentDialogue
from tests.intake.web.conftest import Town
from tests.support.sites import public_site, staff_site

pytestmark = pytest.mark.slow

PROVINCE = StaffMember("handler", StaffRole.HANDLER, "", "14-discipline")
AGAINST_THE_CITY = "太原市政府的会议纪要是后补的"
ORDINARY = ("楼下饭店油烟直排", "物业乱收费", "路灯不亮")
# Whoever it is kept from, and whoever else has no part in it.
EXCLUDED = (
    "custodian", "city", "officer", "charlie", "dispatcher", "supervisor", "agent", "auditor",
)  # fmt: skip
PAGES = ("/sealed", "/tickets", "/desk", "/overview", "/audit", "/chats")
ASKS = (
    "/sealed/{id}",
    "/sealed/{id}.bin",
    "/sealed/{id}/requests/request:1.bin",
    "/tickets/{id}",
    "/overview/{id}",
)
CSRF = re.compile(r'(name="csrf" value=")[^"]*|B[2-9A-HJ-NP-Z]{10}')


class World:
    def __init__(self, wiring, clock):
        database = MemoryDatabase()
        self.ports = replace(
            wiring, uow=database.uow, view=database.uow, clock=clock, dialogue=SilentDialogue()
        )
        self.town = Town(self.ports, staff_site(self.ports))
        self.town.hire("city", StaffRole.HANDLER, "1401-discipline")
        self.public = TestClient(public_site(self.ports))
        self.log_in()

    def log_in(self):
        self.at = {name: self.town.logged_in(name).client for name in EXCLUDED}

    def sees(self, name, path):
        answer = self.at[name].get(path, follow_redirects=False)
        return answer.status_code, CSRF.sub(r"\1", answer.text), sorted(answer.headers)


def machine_for(wiring):
    class TwoTowns(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            clock = Clock()
            self.clock = clock
            self.quiet, self.accused = World(wiring, clock), World(wiring, clock)
            self.receipts = []

        @rule(text=st.sampled_from(ORDINARY), place=st.sampled_from(["at_desk", "understood"]))
        def somebody_complains(self, text, place):
            for world in (self.quiet, self.accused):
                getattr(world.town, place)(text)

        @rule()
        def a_report_that_does_not_concern_them(self):
            for world in (self.quiet, self.accused):
                protected.file_protected("聚福楼饭店给检查的人塞红包", ports=world.ports)

        @rule()
        def a_report_about_the_city(self):
            got = protected.file_protected(AGAINST_THE_CITY, ports=self.accused.ports)
            self.receipts.append(got.receipt)

        @precondition(lambda self: self.receipts)
        @rule(data=st.data())
        def the_reporter_goes_on(self, data):
            receipt = data.draw(st.sampled_from(self.receipts))
            protected.add(receipt, "原件在二层", ports=self.accused.ports)

        @precondition(lambda self: self.receipts)
        @rule()
        def the_province_works_on_it(self):
            for report in protected.sealed_reports(PROVINCE, ports=self.accused.ports):
                holding.read(report.id, PROVINCE, PASSPHRASE, ports=self.accused.ports)
                protected.ask_reporter(report.id, "哪一年？", PROVINCE, ports=self.accused.ports)

        @precondition(lambda self: self.receipts)
        @rule()
        def the_province_holds_and_closes_one(self):
            [report, *_] = protected.sealed_reports(PROVINCE, ports=self.accused.ports)
            for act in (
                lambda: keeping.ask_hold(report.id, "要用", PROVINCE, ports=self.accused.ports),
                lambda: keeping.close(report.id, "查实了", PROVINCE, ports=self.accused.ports),
            ):
                with suppress(NotAllowedNow):
                    act()

        @rule()
        def a_night_passes(self):
            self.days_pass(1)
            for world in (self.quiet, self.accused):
                keeping.destroy_due(ports=world.ports)

        @rule(days=st.integers(1, 3))
        def days_pass(self, days):
            self.clock.go_on(days=days)
            for world in (self.quiet, self.accused):
                world.log_in()

        @rule(name=st.sampled_from(EXCLUDED))
        def somebody_it_is_kept_from_looks(self, name):
            ids = [one.id for one in protected.sealed_reports(PROVINCE, ports=self.accused.ports)]
            asks = [ask.format(id=one) for ask in ASKS for one in ids[:1]]
            for path in (*PAGES, *asks):
                seen, same = (world.sees(name, path) for world in (self.accused, self.quiet))
                assert seen == same, (name, path)

        def teardown(self):
            for name in EXCLUDED:
                self.somebody_it_is_kept_from_looks(name)

    return TwoTowns


def test_whoever_is_accused_sees_the_same_town_as_if_nobody_had_spoken(wiring):
    run_state_machine_as_test(
        machine_for(wiring), settings=effort(max_examples=8, stateful_step_count=12, deadline=None)
    )


def test_the_comparison_would_notice_a_report_that_shows(wiring):
    world, other = World(wiring, Clock()), World(wiring, Clock())
    protected.file_protected("聚福楼饭店给检查的人塞红包", ports=other.ports)
    assert world.sees("custodian", "/sealed") != other.sees("custodian", "/sealed")


@pytest.mark.parametrize("name", ["custodian", "city"])
def test_an_answer_for_a_report_kept_from_them_is_that_for_one_that_never_was(wiring, name):
    world = World(wiring, Clock())
    protected.file_protected(AGAINST_THE_CITY, ports=world.ports)
    [report] = protected.sealed_reports(PROVINCE, ports=world.ports)
    for path in ASKS:
        real, never = (path.format(id=one) for one in (report.id, "B2222222222"))
        assert world.sees(name, real) == world.sees(name, never), path
