from dataclasses import dataclass, field

import pytest
from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient

from intake.domain.staff import StaffMember, StaffRole
from intake.ports import Ports
from intake.service import conversation, filing, staffing
from intake.service.filing import Filed, NewComplaint
from tests.intake.web.reading import Browser
from tests.support.builders import an_assignment
from tests.support.sites import public_site, staff_site

TEXT = "楼下饭店油烟直排，窗户不敢开，老板电话 13812345678"


@pytest.fixture(scope="session", autouse=True)
def one_loop():
    """For the requests of all tests: starting one, and its threads, takes longer than most."""
    with start_blocking_portal() as portal:
        TestClient.portal = portal
        yield
        TestClient.portal = None


@pytest.fixture
def public(ports):
    with TestClient(public_site(ports), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def citizen(public):
    browser = Browser(public)
    browser.go("/")
    return browser


@dataclass
class Town:
    """Two offices, somebody in every role, and complaints where they are wanted."""

    ports: Ports
    app: object
    offices: list = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict)
    roles: tuple[StaffRole, ...] = tuple(StaffRole)

    def __post_init__(self):
        self.offices = self.ports.directory.offices_of(self.ports.home_area)[:2]
        if self.passwords:
            return  # of a town that is there already
        for role in self.roles:
            self.hire(role.value, role)
        if StaffRole.OFFICER in self.roles:
            self.hire("charlie", StaffRole.OFFICER, self.offices[1].office)

    def hire(self, name: str, role: StaffRole, office: str = "", **more: object) -> None:
        if role in (StaffRole.OFFICER, StaffRole.HANDLER):
            office = office or self.offices[0].office
        self.passwords[name] = staffing.add(name, role, office=office, ports=self.ports, **more)

    def member(self, name: str) -> StaffMember:
        with self.ports.view() as uow:
            return uow.staff.get(name)

    def logged_in(self, name: str) -> Browser:
        browser = Browser(TestClient(self.app, raise_server_exceptions=False))
        browser.go("/login")
        browser.press("登录", name=name, password=self.passwords[name])
        return browser

    def filed(self, text: str = TEXT, contact: str = "") -> Filed:
        return filing.file_complaint(NewComplaint(text, contact=contact), ports=self.ports)

    def understood(self, text: str = TEXT, contact: str = "", **changes: object) -> Filed:
        filed = self.filed(text, contact)
        with self.ports.uow() as uow:
            complaint = uow.complaints.get(filed.number)
            given = {"lead": self.offices[0], "due_at": complaint.promised_at}
            complaint.understand(an_assignment(**given | changes), self.ports.clock())
            uow.commit()
        return filed

    def at_desk(self, text: str = TEXT, **changes: object) -> Filed:
        given = {"disposition": "desk", "lead": None, "suggestions": tuple(self.offices)}
        return self.understood(text, **given | changes)

    def waiting_chat(self, token: str = "W" * 32, said: str = "我家漏水两个月了") -> str:
        conversation.open_conversation(token, ports=self.ports)
        conversation.hear(token, said, ports=self.ports)
        conversation.reply(token, ports=self.ports)
        conversation.hear(token, "转人工", payload="cmd:human", ports=self.ports)
        return conversation.look(token, ports=self.ports).id


@pytest.fixture
def town(ports):
    return Town(ports, staff_site(ports))
