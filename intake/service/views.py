"""Views that members keep of their lists, and share with whoever sits at the same desk."""

from collections.abc import Mapping
from dataclasses import replace
from secrets import token_hex

from intake.domain.errors import BadViewName, NotFound, TooManyViews, ViewNameTaken
from intake.domain.staff import StaffMember
from intake.domain.views import LISTS, LONGEST_NAME, MOST, View, desk_of, kept
from intake.domain.writing import says_something, tidy
from intake.ports import Ports, UnitOfWork


def of(who: StaffMember, *, ports: Ports) -> list[View]:
    """Their own, and those shared with them; by name."""
    with ports.view() as uow:
        found = uow.views.of(who.name, desk_of(who))
    return [one for one in found if who.may(LISTS[one.list])]


def save(
    name: str,
    list: str,
    given: Mapping[str, str],
    shared: bool,
    who: StaffMember,
    *,
    ports: Ports,
) -> View:
    """In place of their own of that name, where there is one. Raise BadViewName, TooManyViews."""
    if list not in LISTS or not who.may(LISTS[list]):
        raise NotFound
    called = _name(name)
    with ports.uow() as uow:
        own = _own(who, uow)
        same = next((one for one in own if (one.list, one.name) == (list, called)), None)
        if not same and len(own) >= MOST:
            raise TooManyViews(most=MOST)
        id = same.id if same else token_hex(8)
        view = View(id, who.name, called, list, kept(given), desk_of(who) if shared else "")
        uow.views.put(view)
        uow.commit()
    return view


def rename(id: str, name: str, who: StaffMember, *, ports: Ports) -> None:
    """Raise BadViewName, ViewNameTaken."""
    with ports.uow() as uow:
        view, called = _theirs(id, who, uow), _name(name)
        own = [one for one in _own(who, uow) if one.list == view.list and one.id != id]
        if called in [one.name for one in own]:
            raise ViewNameTaken("/name")
        uow.views.put(replace(view, name=called))
        uow.commit()


def remove(id: str, who: StaffMember, *, ports: Ports) -> None:
    with ports.uow() as uow:
        _theirs(id, who, uow)
        uow.views.remove(id)
        uow.commit()


def _own(who: StaffMember, uow: UnitOfWork) -> list[View]:
    return uow.views.of(who.name, "")


def _theirs(id: str, who: StaffMember, uow: UnitOfWork) -> View:
    view = uow.views.get(id)
    if view is None or view.by != who.name:
        raise NotFound
    return view


def _name(typed: str) -> str:
    name = tidy(typed).replace("\n", " ")
    if not says_something(name) or len(name) > LONGEST_NAME:
        raise BadViewName("/name", longest=LONGEST_NAME)
    return name
