"""Proposals, trials, keys and open figures, in every store we ship."""

from dataclasses import replace
from datetime import date, timedelta

from intake.domain.administration import ApiKey, Change, Scope, Stage, Subject, Trial
from tests.support.builders import MARKET, MONDAY, a_complaint, a_dispatched_complaint


def a_change(id="a", **changes):
    given = {"subject": Subject.FILE, "name": "avoid.yml", "before": "old", "after": "new"}
    return Change(id, by="one", at=MONDAY, **given | changes)


def stored(uow, put):
    with uow() as unit:
        put(unit)
        unit.commit()


def test_a_change_is_kept_decided_and_found_by_its_name(uow):
    first, other = a_change(), a_change("b", name="areas.csv")
    stored(uow, lambda unit: [unit.administration.put_change(one) for one in (first, other)])
    later = MONDAY + timedelta(hours=1)
    done = replace(first, stage=Stage.IN_FORCE, decided_by="two", decided_at=later)
    stored(uow, lambda unit: unit.administration.put_change(done))
    with uow() as unit:
        assert unit.administration.change("a") == done
        assert unit.administration.change("c") is None
        assert unit.administration.changes("avoid.yml") == [done]
        assert unit.administration.changes() == [other, done]


def test_a_trial_gets_its_answer_and_is_forgotten(uow):
    trial = Trial("t", "路灯不亮", "1401", "one", MONDAY)
    stored(uow, lambda unit: unit.administration.put_trial(trial))
    answered = replace(trial, got={"category": "07.06", "lead": None})
    stored(uow, lambda unit: unit.administration.put_trial(answered))
    with uow() as unit:
        assert unit.administration.trial("t") == answered
    stored(uow, lambda unit: unit.administration.forget_trials(MONDAY + timedelta(seconds=1)))
    with uow() as unit:
        assert unit.administration.trial("t") is None


def test_a_key_is_found_by_its_digest(uow):
    key = ApiKey("k", "数据局", tuple(Scope), "digest", "one", MONDAY, office="1401-market")
    stored(uow, lambda unit: unit.administration.put_key(key))
    used = replace(key, used_on=date(2026, 11, 24), revoked_at=MONDAY)
    stored(uow, lambda unit: unit.administration.put_key(used))
    with uow() as unit:
        assert unit.administration.key_by_digest("digest") == used
        assert unit.administration.key_by_digest("other") is None
        assert unit.administration.every_key() == [used]


def test_an_account_is_put_to_rest(uow):
    from intake.domain.staff import StaffMember, StaffRole

    stored(uow, lambda unit: unit.staff.add(StaffMember("li", StaffRole.ADMIN, "hash")))
    with uow() as unit:
        member = unit.staff.get("li")
        assert not member.disabled
        member.disabled = True
        unit.commit()
    with uow() as unit:
        assert unit.staff.get("li").disabled


def test_figures_replace_those_of_the_hour_before(uow):
    with uow() as unit:
        assert unit.figures.kept() is None
    for total in (1, 2):
        stored(uow, lambda unit, total=total: unit.figures.keep(MONDAY, {"total": total}))
    with uow() as unit:
        assert unit.figures.kept() == {"total": 2}


def test_rows_say_who_leads_now_and_whether_in_time(uow):
    waiting, moved, open_ = a_complaint(), a_dispatched_complaint(), a_dispatched_complaint()
    old = a_dispatched_complaint(number="20250101-000001", at=MONDAY - timedelta(days=500))
    open_.sign(MARKET.office, by="li", at=MONDAY)
    open_.answer(MARKET.office, "退了。", by="li", at=MONDAY)
    stored(uow, lambda unit: [unit.complaints.add(c) for c in (waiting, moved, open_, old)])
    with uow() as unit:
        rows = list(unit.figures.rows(date(2026, 11, 1), MONDAY + timedelta(days=30)))
    told = {(row.state, row.office, row.in_time) for row in rows}
    assert len(rows) == 3
    assert told == {
        ("open", "", None),
        ("open", MARKET.office, False),
        ("done", MARKET.office, True),
    }
    assert {row.filed_on for row in rows} == {date(2026, 11, 23)}
