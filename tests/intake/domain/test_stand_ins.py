"""From which day to which somebody stands in."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.errors import BadPeriod
from intake.domain.staff import StaffMember, StaffRole
from intake.domain.stand_ins import LONGEST, StandIn, check

DAY = timedelta(days=1)
LI, WANG = (StaffMember(name, StaffRole.OFFICER, "", "1401-market") for name in ("li", "wang"))
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(days, days, days)
def test_what_is_taken_lasts_on_each_of_its_days_and_on_no_other(since, until, today):
    try:
        check(LI, WANG, since, until, today)
    except BadPeriod:
        assert until < since or until < today or until - since > LONGEST
        return
    one = StandIn("a", "li", "wang", since, until, "li")
    assert one.lasts(since)
    assert one.lasts(until)
    assert not one.lasts(since - DAY)
    assert not one.lasts(until + DAY)
    assert one.is_over(until + DAY)
    assert not one.is_over(today)


def test_one_day_is_enough_and_yesterday_is_too_late():
    day = date(2026, 11, 23)
    check(LI, WANG, day, day, day)
    with pytest.raises(BadPeriod):
        check(LI, WANG, day, day, day + DAY)
