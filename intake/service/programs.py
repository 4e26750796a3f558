"""What programs of offices read: their office's complaints and figures; nothing of who reported."""

from intake.domain.administration import ApiKey, Scope
from intake.domain.errors import NotFound
from intake.domain.lists import PAGE, Listed, Mark, Narrow, OfficeTab, Stay, cut, stay_mark
from intake.ports import Ports
from intake.service import keys, performance
from intake.service.performance import Period, Report


def tickets(
    key: ApiKey, tab: OfficeTab, narrow: Narrow, after: Mark | None, *, ports: Ports
) -> Listed[Stay]:
    keys.need_scope(key, Scope.COMPLAINTS_READ)
    with ports.view() as uow:
        found = uow.lists.office(key.office, tab, ports.clock(), narrow, after, PAGE + 1)
    return cut(found, stay_mark)


def stays(number: str, key: ApiKey, *, ports: Ports) -> list[Stay]:
    """The office's own on a complaint, first one first. NotFound where it had none."""
    keys.need_scope(key, Scope.COMPLAINTS_READ)
    with ports.view() as uow:
        complaint = uow.complaints.get(number)
    own = [Stay(complaint, one) for one in complaint.tickets if one.office == key.office]
    if not own:
        raise NotFound
    return own


def figures(key: ApiKey, period: Period, *, ports: Ports) -> Report:
    """Of the key's office beside the whole; of all where the key belongs to none."""
    keys.need_scope(key, Scope.FIGURES_READ)
    return performance.figures(period, key.office, "", ports=ports)
