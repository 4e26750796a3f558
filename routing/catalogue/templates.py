"""Which sentences reasons.yml and clock.yml must hold, and which blanks each may have."""

import string
from collections.abc import Mapping

BLANKS: dict[str, set[str]] = {
    "words": {"words", "category"},
    "alike": {"category"},
    "nothing_fits": set(),
    "area_text": {"words", "area"},
    "area_place": {"words", "area"},
    "area_given": {"area"},
    "area_home": {"area"},
    "area_outside": {"words"},
    "lead": {"office", "category"},
    "province_only": set(),
    "accused": {"office"},
    "accused_desk": set(),
    "urgent": set(),
    "inform": set(),
    "several": {"count"},
    "like": {"number", "office"},
    "unsure": {"percent"},
    "no_model": set(),
    "limit": {"name", "document", "article", "amount", "unit"},
    "limit_unverified": {"name", "document", "article", "amount", "unit"},
    "provisional": set(),
    "at_once": set(),
    "seconds": set(),
    "hours": set(),
    "working_minutes": set(),
    "calendar_days": set(),
    "working_days": set(),
    "years": set(),
    "because_words": {"words"},
    "because_alike": {"category"},
    "because_helper": {"category"},
    "because_desk": set(),
    "check_no_article": set(),
    "check_unverified": set(),
    "check_few_keywords": {"count"},
    "check_shared_keyword": {"word", "others"},
    "check_shared_alias": {"word", "others"},
    "check_idle_department": set(),
    "check_missing_areas": {"count", "expected", "level"},
    "check_no_cue": set(),
    "check_ended": {"day"},
    "rule_panel": {"decided_by", "document"},
    "rule_dispute": {"name"},
    "rule_dispute_unverified": {"name"},
    "rule_matter": {"department", "matter"},
    "rule_r1": {"department", "matter"},
    "rule_r1_outcome": {"matter"},
    "rule_r2": {"department", "matter"},
    "rule_r3": {"department", "matter"},
    "rule_r4": {"matter"},
    "rule_r5": {"department", "matter"},
    "rule_r5_unfiled": {"department", "matter"},
    "rule_r6_city": set(),
    "rule_r6_province": set(),
    "rule_r7": {"department"},
    "rule_r8": {"matter"},
    "rule_r8_not_listed": set(),
    "rule_r9": set(),
    "rule_r9_report": set(),
    "rule_r10_own": set(),
    "check_no_matter": set(),
    "check_dispute_elsewhere": {"category", "department", "lead"},
    "check_no_keyword_for_duty": {"count"},
    "check_not_in_law": {"article", "document"},
}


STEP = {"since", "until", "amount", "unit", "event", "source", "windows"}
CLOCK_BLANKS: dict[str, set[str]] = {
    "rule": {"name", "document", "article", "mark", "length"},
    "rule_days": {"days"},
    "rule_since": {"day"},
    "rule_until": {"day"},
    **dict.fromkeys(
        (
            "outside", "start", "not_counted", "same_day", "at_once", "weekends", "holiday",
            "holiday_one", "make_up", "closed", "stopped", "extended", "counted", "elapsed",
            "month_end", "rolled", "stayed", "guessed", "due",
        ),
        STEP,
    ),
    "mark_excerpt": set(),
    "mark_unverified": set(),
    "source": {"document", "article", "mark"},
    "backwards": {"since", "until"},
    "no_stop": {"event"},
    "no_event": {"event", "known"},
    "no_extension": set(),
    "too_often": {"times"},
    "too_much": {"most"},
    "too_late": {"at", "due"},
    "too_far": set(),
    "still_open": {"event", "event_code"},
    "unreadable": {"text"},
    "no_event_time": {"text"},
}  # fmt: skip


def wrong_template(templates: Mapping[str, str], blanks_of: Mapping[str, set[str]]) -> str | None:
    """Say what is wrong with the sentences, if anything is."""
    if missing := blanks_of.keys() - templates.keys():
        return f"missing: {', '.join(sorted(missing))}"
    for name, sentence in templates.items():
        if name not in blanks_of:
            return f"{name} is not used"
        try:
            blanks = {blank for _, blank, _, _ in string.Formatter().parse(sentence) if blank}
        except ValueError as error:
            return f"{name}: {error}"
        if unknown := blanks - blanks_of[name]:
            return f"{name} has unknown blanks: {', '.join(sorted(unknown))}"
    return None
