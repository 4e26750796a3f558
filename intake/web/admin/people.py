"""Accounts: one page, one form for each thing that may be done."""

from fastapi import APIRouter, Request, Response

from intake.domain.errors import IntakeError, NotFound
from intake.domain.staff import StaffRole
from intake.ports import Ports
from intake.service import administering, seats
from intake.service.administering import AT_THE_SERVER
from intake.service.staffing import WITH_OFFICE
from intake.web import pages
from intake.web.admin.at import Reader, Text, Writer, areas_of_the_city
from intake.web.dependencies import Desk, PortsHere

router = APIRouter(prefix="/admin/staff")
STEPS = {
    "end-sessions": administering.end_sessions,
    "code-off": administering.turn_off_code,
    "stop": administering.stop,
    "let-back": administering.let_back,
}


@router.get("")
def look(request: Request, desk: Reader, ports: PortsHere, name: str = "") -> Response:
    return _page(request, desk, ports, chosen=name)


@router.post("/{step}")
def act(
    request: Request,
    step: str,
    desk: Writer,
    ports: PortsHere,
    name: Text = "",
    role: Text = "",
    area: Text = "",
    department: Text = "",
    extension: Text = "",
) -> Response:
    password = ""
    try:
        if step == "hire":
            password = administering.hire(
                name, _role(role), area, department, desk.who, ports=ports
            )
        elif step == "move":
            administering.move(name, _role(role), area, department, desk.who, ports=ports)
        elif step == "extension":
            seats.give_extension(name, extension, desk.who, ports=ports)
        elif step in STEPS:
            STEPS[step](name, desk.who, ports=ports)
        else:
            raise NotFound
    except IntakeError as error:
        if error.status == 404:
            raise
        typed = {"name": name, "role": role, "area": area, "department": department}
        chosen = "" if step == "hire" else name
        said = pages.sentence(error)
        return _page(
            request, desk, ports, chosen=chosen, status=error.status, problem=said, typed=typed
        )
    return _page(request, desk, ports, chosen=name, done=step, password=password)


def _role(typed: str) -> StaffRole:
    if typed not in set(StaffRole):
        raise NotFound
    return StaffRole(typed)


def _page(
    request: Request,
    desk: Desk,
    ports: Ports,
    *,
    chosen: str = "",
    status: int = 200,
    problem: str = "",
    done: str = "",
    password: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    people = administering.people(desk.who, ports=ports)
    return pages.page(
        request,
        "admin/people.html",
        status=status,
        desk=desk,
        people=people,
        extension=seats.extension_of(chosen, ports=ports),
        chosen=next((one for one in people if one.member.name == chosen), None),
        areas=areas_of_the_city(ports),
        departments=ports.directory.departments(),
        roles=[role for role in StaffRole if role not in AT_THE_SERVER],
        can_be_moved_to=[role for role in StaffRole if role is not StaffRole.HANDLER],
        at_the_server=AT_THE_SERVER,
        with_office=WITH_OFFICE,
        problem=problem,
        done=done,
        password=password,
        typed=typed or {"name": "", "role": "", "area": ports.home_area, "department": ""},
    )
