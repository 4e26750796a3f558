"""An administrator asks where a text would go. A worker answers, for no web process has a model."""

from dataclasses import replace
from datetime import timedelta
from secrets import token_hex

from intake.domain.administration import Trial
from intake.domain.errors import NotFound
from intake.domain.events import RoutingTried
from intake.domain.staff import Act, StaffMember
from intake.ports import Ports, Router
from intake.service.filing import clean
from routing.assignment import Assignment, Candidate

KEPT = timedelta(hours=1)


def ask(text: str, area: str, who: StaffMember, *, ports: Ports) -> str:
    """Returns the trial's id. Nothing is filed."""
    if not who.may(Act.ADMINISTER):
        raise NotFound
    text, now, id = clean(text, "/text"), ports.clock(), token_hex(8)
    if area and ports.directory.area_name(area) is None:
        area = ""
    with ports.uow() as uow:
        uow.administration.forget_trials(now - KEPT)
        uow.administration.put_trial(Trial(id, text, area, who.name, now))
        uow.events.add(RoutingTried(id, now, who.name))
        uow.commit()
    return id


def answer(id: str, *, ports: Ports, router: Router) -> None:
    """Running twice answers once."""
    with ports.view() as uow:
        trial = uow.administration.trial(id)
    if trial is None or trial.got is not None:
        return
    got = router.assign(trial.text, area=trial.area or None, received_at=trial.at)
    with ports.uow() as uow:
        uow.administration.put_trial(replace(trial, got=_told(got)))
        uow.commit()


def look(id: str, who: StaffMember, *, ports: Ports) -> Trial:
    """NotFound for others', and for what is forgotten."""
    with ports.view() as uow:
        trial = uow.administration.trial(id)
    if trial is None or trial.by != who.name:
        raise NotFound
    return trial


def _told(got: Assignment) -> dict[str, object]:
    return {
        "category": got.category,
        "category_name": got.category_name,
        "area_name": got.area_name,
        "disposition": got.disposition.value,
        "kinds": [kind.value for kind in got.kinds],
        "urgent": got.urgent,
        "confidence": got.confidence,
        "lead": _office(got.lead) if got.lead else None,
        "helpers": [_office(one) for one in got.helpers],
        "suggestions": [_office(one) for one in got.suggestions],
        "reasons": list(got.reasons),
        "due_at": got.due_at.isoformat(),
        "time_limit": got.time_limit.name,
    }


def _office(one: Candidate) -> dict[str, object]:
    return {"office": one.office, "name": one.name, "confidence": one.confidence}
