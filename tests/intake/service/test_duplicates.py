"""The second person who tells of the same lamp learns that somebody has."""

from datetime import timedelta

import pytest

from intake.domain.complaint import Kind
from intake.service import duplicates
from tests.support.builders import MONDAY, a_complaint, an_assignment

LAMP = "小店区平阳路和学府街路口的路灯坏了，晚上黑得看不见路"


def told(ports, text=LAMP, *, category="08.07", area="140105", days=1, **more):
    with ports.uow() as uow:
        complaint = a_complaint(text=text, area=area)
        complaint.filed_at = ports.clock() - timedelta(days=days)
        uow.complaints.add(complaint)
        complaint.understand(
            an_assignment(category=category, area=area, area_name="太原市小店区", **more), MONDAY
        )
        uow.commit()
    return complaint.number


def test_somebody_has_told_of_the_same_lamp(ports):
    number = told(ports)
    (alike,) = duplicates.similar("小店区平阳路学府街那个路口路灯不亮", area=None, ports=ports)
    assert alike.number == number
    assert LAMP not in repr(alike)


def test_half_a_sentence_is_enough(ports):
    told(ports)
    assert duplicates.similar("小店区平阳路路灯坏了", area="140105", ports=ports)


@pytest.mark.parametrize(
    "told_of",
    [
        {"area": "140106"},  # another county
        {"days": 40},  # long ago
        {"text": "小店区学校门口下水道堵了臭得很"},  # another matter
        {"category": "01.01"},  # a shop could find out who complained of it
        {"kinds": (Kind.REPORT,)},
        {"urgent": True},
    ],
    ids=["elsewhere", "long ago", "another matter", "a shop", "a report", "urgent"],
)
def test_nobody_is_told_of_anything_else(ports, told_of):
    told(ports, **told_of)
    assert duplicates.similar(LAMP, area="140105", ports=ports) == []


def test_a_text_without_a_place_is_like_nothing(ports):
    told(ports)
    assert duplicates.similar("路灯坏了好几天了", area=None, ports=ports) == []
