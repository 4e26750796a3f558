"""Who answers for a matter: panel decisions, disputed matters, and the rules R1 to R10.

The rules are those of the province's policy on supervision (晋政发〔2020〕9号: who was in charge
before the licence moved still supervises) and of the law; each is a small function that looks at a
case and changes the charge, or says nothing. They stand in the order in which they are asked.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from routing.assignment import Kind
from routing.catalogue import PROVINCE, Catalogue
from routing.catalogue.rows import Approval, Category, Decision, Dispute, Level, Matter
from routing.text import fold

CODE_LENGTH = {
    Level.PROVINCE: 2,
    Level.CITY: 4,
    Level.COUNTY: 6,
    Level.TOWNSHIP: 9,
    Level.STREET: 9,
}
APPROVAL, TOWNSHIP = "approval", "township"
TOWNS = (Level.TOWNSHIP, Level.STREET)
# Below this overlap a matter shares no more than everyday words with the text.
ALIKE = 0.10


@dataclass(frozen=True)
class Case:
    """What is known of a complaint when someone has to be in charge of it."""

    text: str = field(repr=False)  # folded
    category: Category
    matter: Matter | None
    area: str  # where it happened: county at most
    township: str
    areas: frozenset[str]  # every area the text names
    kinds: tuple[Kind, ...]
    day: date
    accused: frozenset[str] = frozenset()  # office codes


@dataclass(frozen=True)
class Charge:
    """Departments, and the area whose offices are meant; the rules that led there, in order."""

    lead: str
    helpers: tuple[str, ...]
    area: str
    rules: tuple[tuple[str, Mapping[str, str]], ...] = ()
    settled: bool = False  # decided by a panel: no rule changes the lead any more

    def by(self, rule: str, **blanks: str) -> "Charge":
        return replace(self, rules=(*self.rules, (rule, blanks)))

    def led_by(self, lead: str) -> "Charge":
        """Change the lead, unless it is settled; who led before helps."""
        if self.settled or lead == self.lead:
            return self
        others = (self.lead, *(one for one in self.helpers if one != lead))
        return replace(self, lead=lead, helpers=tuple(dict.fromkeys(others)))

    def helped_by(self, *helpers: str) -> "Charge":
        wanted = dict.fromkeys((*self.helpers, *helpers))
        return replace(self, helpers=tuple(one for one in wanted if one != self.lead))


# Every rule is asked in the same way, even one that needs no more than the case.
Rule = Callable[[Case, Charge, Catalogue], Charge]


def panel_decided(case: Case, charge: Charge, catalogue: Catalogue) -> Charge:
    """What a panel has decided wins for the next like case (国办函〔2025〕66号（五）)."""
    decision = decision_for(case.text, case.category.code, case.area, case.day, catalogue)
    if decision is None:
        return charge
    settled = replace(charge, lead=decision.lead, helpers=decision.helpers, settled=True)
    return settled.by("panel", decided_by=decision.decided_by, document=decision.document)


def usually_led_by(case: Case, charge: Charge, catalogue: Catalogue) -> Charge:
    """Where several departments could own a matter, the one that usually leads does."""
    dispute = dispute_in(case.text, catalogue)
    if charge.settled or dispute is None or dispute.category != case.category.code:
        return charge
    led = replace(charge, lead=dispute.lead, helpers=dispute.helpers)
    return led.by("dispute", name=dispute.name, certainty=dispute.certainty)


def matter_belongs_to(case: Case, charge: Charge, catalogue: Catalogue) -> Charge:
    """The category has one lead; the matter in it may be another department's, which then helps."""
    if case.matter is None or case.matter.department in (charge.lead, *charge.helpers):
        return charge
    owner = case.matter.department
    named = _name(owner, catalogue)
    return charge.helped_by(owner).by("matter", matter=case.matter.name, department=named)


def r1_approval_transferred(case: Case, charge: Charge, catalogue: Catalogue) -> Charge:
    """R1: the licence moved to the approval bureau, the supervision stayed where it was. What was
    approved, refused or delayed is the bureau's to answer."""
    if case.matter is None or case.matter.approval is not Approval.TRANSFERRED:
        return charge
    if _says(case.text, catalogue.rule_words.outcome_of_approval):
        return charge.led_by(APPROVAL).by("r1_outcome", matter=case.matter.name)
    return charge.by("r1", matter=case.matter.name, department=_name(charge.lead, catalogue))


def r2_approval_kept(case: Case, charge: Charge, catalogue: Catalogue) -> Charge:
    """R2: who approves also supervises (谁审批谁监管)."""
    if case.matter is None or case.matter.approval is not Approval.KEPT:
        return charge
    return charge.by("r2", matter=case.matter.name, department=_name(charge.lead, catalogue))


def r3_approval_cancelled(case: Case, charge: Charge, catalogue: Catalogue) -> Charge:
    """R3: no licence is asked for any more; who is in charge of the trade supervises."""
    if case.matter is None or case.matter.approval is not Approval.CANCELLED:
        return charge
    return charge.by("r3", matter=case.matter.name, department=_name(charge.lead, catalogue))


def r4_approval_devolved(case: Case, charge: Charge, _: Catalogue) -> Charge:
    """R4: supervision follows the licence down to the level that now gives it."""
    if case.matter is None or case.matter.approval is not Approval.DEVOLVED:
        return charge
    down = replace(charge, area=case.area[: CODE_LENGTH[case.matter.level]])
    return down.by("r4", matter=case.matter.name)


def r5_filing(case: Case, charge: Charge, catalogue: Catalogue) -> Charge:
    """R5: a notice is enough; the department checks it, and acts where none was given."""
    if case.matter is None or case.matter.approval is not Approval.FILING:
        return charge
    rule = "r5_unfiled" if _says(case.text, catalogue.rule_words.unfiled) else "r5"
    return charge.by(rule, matter=case.matter.name, department=_name(charge.lead, catalogue))


def r6_where_it_happened(case: Case, charge: Charge, catalogue: Catalogue) -> Charge:
    """R6: the place decides (行政处罚法 §22); a matter across counties is the city's, across cities
    the province's."""
    cities = {area[:4] for area in case.areas if len(area) >= CODE_LENGTH[Level.CITY]}
    counties = {area[:6] for area in case.areas if len(area) >= CODE_LENGTH[Level.COUNTY]}
    words = catalogue.rule_words
    if not _says(case.text, (*words.across, *words.major)):
        return charge
    if len(cities) > 1:
        return replace(charge, area=PROVINCE).by("r6_province")
    if len(counties) > 1 or (case.area != PROVINCE and _says(case.text, words.major)):
        return replace(charge, area=case.area[:4]).by("r6_city")
    return charge


def r7_enforcement_moved(case: Case, charge: Charge, catalogue: Catalogue) -> Charge:
    """R7: the power to punish moved to another department; both sign."""
    moved = case.matter.enforcement if case.matter else ""
    if not moved or moved in (charge.lead, *charge.helpers):
        return charge
    return charge.helped_by(moved).by("r7", department=_name(moved, catalogue))


def r8_township_list(case: Case, charge: Charge, catalogue: Catalogue) -> Charge:
    """R8: a township is given only what its list names; everything else stays with the county
    (国办函〔2025〕66号（五）)."""
    matter = case.matter
    listed = matter is not None and matter.code in catalogue.township_list.matters
    if matter and listed and case.township and not charge.settled:
        return replace(charge.led_by(TOWNSHIP), area=case.township).by("r8", matter=matter.name)
    if charge.lead == TOWNSHIP and not listed and not charge.settled:
        led = charge.led_by(case.category.lead if case.category.lead != TOWNSHIP else "government")
        return led.by("r8_not_listed")
    return charge


def r9_own_affairs(case: Case, charge: Charge, catalogue: Catalogue) -> Charge:
    """R9: nobody handles complaints about itself: the same department one level up does, and the
    service supervisors help; of misconduct the discipline inspection is told."""
    office, _ = catalogue.office(charge.lead, charge.area)
    if office not in case.accused:
        return charge
    if Kind.REPORT in case.kinds:
        charge = charge.by("r9_report")
    return charge.helped_by(APPROVAL).by("r9")


def r10_province_stands_back(case: Case, charge: Charge, _: Catalogue) -> Charge:
    """R10: provincial departments make rules; they handle a case themselves only where the licence
    is theirs, where it crosses cities, or where it is grave."""
    own = case.matter is not None and case.matter.level is Level.PROVINCE
    if own and case.category.level is Level.PROVINCE:
        return replace(charge, area=PROVINCE).by("r10_own")
    return charge


RULES: tuple[Rule, ...] = (
    panel_decided,
    usually_led_by,
    matter_belongs_to,
    r1_approval_transferred,
    r2_approval_kept,
    r3_approval_cancelled,
    r4_approval_devolved,
    r5_filing,
    r6_where_it_happened,
    r7_enforcement_moved,
    r8_township_list,
    r10_province_stands_back,
    r9_own_affairs,
)


def in_charge(case: Case, catalogue: Catalogue) -> Charge:
    level = CODE_LENGTH[case.category.level]
    charge = Charge(case.category.lead, case.category.helpers, case.area[:level])
    for rule in RULES:
        charge = rule(case, charge, catalogue)
    return charge


class Matters:
    """Finds the regulated matter a text is about, among those of its category."""

    def __init__(self, catalogue: Catalogue):
        self._of: dict[str, list[tuple[Matter, frozenset[str]]]] = {}
        for matter in catalogue.matters.values():
            words = _pairs(fold(f"{matter.name} {matter.object} {matter.scope}"))
            self._of.setdefault(matter.category, []).append((matter, words))

    def find(self, text: str, category: str, day: date) -> Matter | None:
        """Return the likest matter in force that day; None where none is like it."""
        words = _pairs(text)
        alike = [
            (len(words & own) / max(1, min(len(words), len(own))), matter)
            for matter, own in self._of.get(category, ())
            if matter.in_force(day)
        ]
        share, best = max(alike, key=lambda one: one[0], default=(0.0, None))
        return best if share >= ALIKE else None


def dispute_in(text: str, catalogue: Catalogue) -> Dispute | None:
    return next((one for one in catalogue.disputes if _matches(one, text)), None)


def decision_for(
    text: str, category: str, area: str, day: date, catalogue: Catalogue
) -> Decision | None:
    """Return the latest decision in force for a like case, the most local first."""
    alike = [
        one
        for one in catalogue.decisions
        if one.category == category
        and area.startswith(one.area)
        and one.since <= day <= (one.until or date.max)
        and (not one.words or _says(text, one.words))
    ]
    return max(alike, key=lambda one: (len(one.area), one.since), default=None)


def _matches(dispute: Dispute, text: str) -> bool:
    return all(re.search(one, text) for one in dispute.all) and not any(
        re.search(one, text) for one in dispute.unless
    )


def _says(text: str, words: Iterable[str]) -> bool:
    return any(_folded(word) in text for word in words)


_folded = cache(fold)  # words of the catalogue: a few hundred, asked for with every choice


def _name(department: str, catalogue: Catalogue) -> str:
    return catalogue.departments[department].name


def _pairs(text: str) -> frozenset[str]:
    return frozenset(
        text[at : at + 2] for at in range(len(text) - 1) if text[at : at + 2].isalnum()
    )
