"""Put the pieces together: text in, assignment with reasons out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from routing.assignment import Assignment, Candidate, Disposition, Kind, Situation, TimeLimit
from routing.catalogue import PROVINCE, Catalogue, UnknownArea
from routing.catalogue.rows import Category, Level, Matter
from routing.classifiers.base import Classifier, Score
from routing.deadlines import CHINA, due_at
from routing.facts.demands import split
from routing.kinds import KindGuesser
from routing.listening import Listener
from routing.nearest import SettledOrders
from routing.offices import OfficeModel
from routing.places import Places
from routing.ranking import rank_by_city, rank_departments
from routing.reasons import Reasons
from routing.responsibility import Office, Responsibility
from routing.rules import Case, Charge, Matters, dispute_in, in_charge
from routing.text import fold
from routing.urgency import FirstLook

__all__ = ["Router", "UnknownArea"]

SUGGESTIONS = 3
URGENT, ORDINARY = "urgent", "ordinary"
# Below this the best of 131 categories is no better than a guess, and naming it would mislead.
FITS = 0.08
# A disputed matter is known by its words: the model need only not rule it out, or think of another
# of the departments that could own it.
CONCEIVABLE = 0.0005
MOST = 8  # departments and categories looked at for one text


@dataclass(frozen=True)
class _Where:
    area: str
    reason: str
    outside: bool = False
    township: str = ""
    areas: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Matter:
    """What is known of a complaint before anyone is chosen for it."""

    text: str = field(repr=False)
    where: _Where
    kinds: tuple[Kind, ...]
    situations: tuple[Situation, ...]
    scores: list[Score]
    accused: frozenset[str]
    day: date

    @property
    def inform(self) -> bool:
        return any(one.disposition is Disposition.INFORM for one in self.situations)

    @property
    def urgent(self) -> bool:
        return any(one.urgent for one in self.situations)


@dataclass(frozen=True)
class _Choice:
    """An office, and the best category it would answer for."""

    office: Office | None  # None: the desk, because the office in charge is the accused one
    category: Category
    confidence: float
    score: Score
    charge: Charge
    matter: Matter | None


class Router:
    """Holds everything loaded once; assign() changes nothing and may run in many threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        classifier: Classifier,
        kinds: KindGuesser,
        *,
        sure_from: float | None,
        home_area: str,
        city: OfficeModel | None = None,
        settled: SettledOrders | None = None,
        ear: Listener | None = None,
    ):
        """`sure_from` is the confidence from which the first office is right often enough to
        dispatch without a person; None: never, the confidences are not calibrated. `city` knows
        the departments from past orders, and then decides; `settled` finds orders like a new
        one."""
        self.catalogue = catalogue
        self.classifier = classifier
        self.city = city
        self.settled = settled
        self.sure_from = city.sure_from if city else sure_from
        self.kinds = kinds
        self._home = catalogue.area(home_area).code
        self._places = Places(catalogue)
        self._responsibility = Responsibility(catalogue, self._places)
        self._matters = Matters(catalogue)
        self.first_look = FirstLook(catalogue.situations, catalogue.secrecy, ear)
        self._reasons = Reasons(catalogue.templates)

    def assign(
        self,
        text: str,
        *,
        area: str | None,
        place: str = "",
        received_at: datetime,
        kind: Kind | None = None,
        about: str | None = None,
    ) -> Assignment:
        """Choose the office. `kind` is what the citizen said it is, `about` whom it accuses (an
        office code, a department code or plain words): that office never receives it."""
        day = received_at.astimezone(CHINA).date()
        matter = self._understand(text, area, place, kind, about, day)
        choices = self._choices(matter)
        best = choices[0] if choices and choices[0].score.value >= FITS else None
        disposition = self._disposition(matter, best)
        limit = self._limit(matter, best)
        due, provisional = due_at(received_at, limit, self.catalogue.calendar)
        dispatched = best if disposition is Disposition.DISPATCH else None
        return Assignment(
            kinds=matter.kinds,
            category=best.category.code if best else "",
            category_name=best.category.name if best else "",
            area=matter.where.area,
            area_name=self.catalogue.area_name(matter.where.area),
            township=matter.where.township,
            area_from_text=bool(matter.where.areas),
            duty=best.matter.code if best and best.matter else "",
            disposition=disposition,
            lead=self._candidate(dispatched) if dispatched else None,
            helpers=self._helpers(dispatched, matter) if dispatched else (),
            suggestions=self._suggestions(choices, matter),
            confidence=choices[0].confidence if choices else 0.0,
            urgent=matter.urgent,
            time_limit=limit,
            due_at=due,
            provisional=provisional,
            reasons=tuple(self._why(matter, best, disposition, limit, provisional)),
        )

    def _understand(
        self,
        text: str,
        area: str | None,
        place: str,
        kind: Kind | None,
        about: str | None,
        day: date,
    ) -> _Matter:
        where = self._where(text, area, place)
        situations = self.first_look.look(text)
        return _Matter(
            text,
            where,
            self._kinds_of(text, kind, situations),
            situations,
            self.classifier.classify(text),
            self._responsibility.accused(about, text, where.area),
            day,
        )

    def _where(self, text: str, area: str | None, place: str) -> _Where:
        """Trust the area that was chosen; words only make it more exact, or stand in for it."""
        name = self.catalogue.area_name
        town = self.catalogue.townships.get(area or "")
        given = town.county if town else self.catalogue.area(area).code if area else ""
        home = given or self._home
        for source, words in (("place", place), ("text", text)):
            found = self._places.find(words, home=home)
            if found and found.area.startswith(given):
                reason = self._reasons.area(source, name(found.exact), found.words)
                areas = self._places.areas(f"{place}。{text}", home=home)
                return _Where(found.area, reason, township=found.township, areas=areas)
        if given:
            reason = self._reasons.area("given", name(town.code if town else given))
            return _Where(given, reason, township=town.code if town else "")
        if elsewhere := self._places.outside(f"{place}。{text}"):
            return _Where(self._home, self._reasons.outside(elsewhere), outside=True)
        return _Where(self._home, self._reasons.area("home", name(self._home)))

    def _kinds_of(
        self, text: str, kind: Kind | None, situations: Sequence[Situation]
    ) -> tuple[Kind, ...]:
        codes = {one.code for one in situations}
        meant = [row.kind for row in self.catalogue.situations if row.code in codes]
        first = [kind] if kind else [Kind(one) for one in meant if one]
        return tuple(dict.fromkeys((*first, *self.kinds.guess(text))))

    def _choices(self, matter: _Matter) -> list[_Choice]:
        if self.city and matter.scores:
            chances = self.city.by_department(matter.text, matter.day)
            ranked = rank_by_city(chances, matter.scores, self.catalogue)
        else:
            ranked = rank_departments(matter.scores, self.catalogue)
        choices = [
            self._choice(matter, one.category, one.confidence, one.score) for one in ranked[:MOST]
        ]
        dispute = dispute_in(fold(matter.text), self.catalogue)
        score = next(
            (one for one in matter.scores if dispute and one.category == dispute.category),
            None,
        )
        if dispute is None or score is None or not choices:
            return choices
        parties = (dispute.lead, *dispute.helpers)
        if score.value < CONCEIVABLE and choices[0].category.lead not in parties:
            return choices
        # What people have settled for a disputed matter goes before what the model likes best; how
        # sure it is stays the model's word.
        category = self.catalogue.categories[dispute.category]
        sure = next((one.confidence for one in ranked if one.department == category.lead), 0.0)
        first = self._choice(matter, category, sure, score)
        return [first, *(one for one in choices if one.office != first.office)]

    def _choice(
        self, matter: _Matter, category: Category, confidence: float, score: Score
    ) -> _Choice:
        text, where = fold(matter.text), matter.where
        duty = self._matters.find(text, category.code, matter.day)
        case = Case(
            text, category, duty, where.area, where.township, where.areas, matter.kinds,
            matter.day, matter.accused,
        )  # fmt: skip
        charge = in_charge(case, self.catalogue)
        office = self._responsibility.free_office(charge.lead, charge.area, matter.accused)
        return _Choice(office, category, confidence, score, charge, duty)

    def _disposition(self, matter: _Matter, best: _Choice | None) -> Disposition:
        if matter.inform:
            return Disposition.INFORM
        if best is None or best.office is None or self.sure_from is None:
            return Disposition.DESK
        sure = best.confidence >= self.sure_from
        located = not matter.where.outside and not self._is_too_wide(matter, best.category)
        return Disposition.DISPATCH if sure and located else Disposition.DESK

    def _is_too_wide(self, matter: _Matter, category: Category) -> bool:
        """Provincial offices set rules; they handle a case themselves only where it is theirs."""
        return matter.where.area == PROVINCE and category.level is not Level.PROVINCE

    def _limit(self, matter: _Matter, best: _Choice | None) -> TimeLimit:
        kind = matter.kinds[0]
        code = self.catalogue.kind_limits[kind]
        if matter.urgent:
            code = URGENT
        elif best and kind in (Kind.REQUEST, Kind.COMPLAINT):
            own = best.category.time_limit
            code = own if own != ORDINARY else code
        return self.catalogue.time_limit(code, matter.day)

    def _candidate(self, choice: _Choice) -> Candidate | None:
        if choice.office is None:
            return None
        because = self._reasons.because(choice.category, choice.score)
        return Candidate(choice.office.code, choice.office.name, choice.confidence, because)

    def _helpers(self, choice: _Choice, matter: _Matter) -> tuple[Candidate, ...]:
        because = self._reasons.because_helper(choice.category)
        charge = choice.charge
        found = (
            self._responsibility.free_office(code, charge.area, matter.accused)
            for code in charge.helpers
        )
        return tuple(
            Candidate(office.code, office.name, choice.confidence, because)
            for office in dict.fromkeys(one for one in found if one)
            if office != choice.office
        )

    def _suggestions(self, choices: Sequence[_Choice], matter: _Matter) -> tuple[Candidate, ...]:
        """Return the best offices for a person to choose from; none where nothing is dispatched."""
        if matter.inform:
            return ()
        found = (self._candidate(choice) for choice in choices)
        return tuple(islice((one for one in found if one), SUGGESTIONS))

    def _why(
        self,
        matter: _Matter,
        best: _Choice | None,
        disposition: Disposition,
        limit: TimeLimit,
        provisional: bool,
    ) -> Iterator[str]:
        say = self._reasons
        if disposition is Disposition.INFORM:
            yield say.fixed("inform")
        else:
            yield say.category(best.category if best else None, best.score.words if best else ())
        yield matter.where.reason
        if best and disposition is not Disposition.INFORM:
            yield from self._why_office(matter, best, disposition)
        for one in self.settled.like(matter.text) if self.settled else ():
            yield say.like(one.order.number, one.order.office)
        parts = split(matter.text, self.classifier.classify)
        if len(parts) > 1:
            yield say.several(len(parts))
        if matter.urgent:
            yield say.fixed("urgent")
        yield say.limit(limit)
        if provisional:
            yield say.fixed("provisional")

    def _why_office(
        self, matter: _Matter, best: _Choice, disposition: Disposition
    ) -> Iterator[str]:
        say = self._reasons
        usual = self._responsibility.free_office(best.charge.lead, best.charge.area)
        yield from (say.rule(name, blanks) for name, blanks in best.charge.rules)
        if best.office != usual:
            yield say.accused(best.office)
        elif best.office and disposition is Disposition.DISPATCH:
            yield say.lead(best.category, best.office)
        if self._is_too_wide(matter, best.category):
            yield say.fixed("province_only")
        if self.sure_from is None:
            yield say.fixed("no_model")
        elif best.confidence < self.sure_from:
            yield say.unsure(best.confidence)
