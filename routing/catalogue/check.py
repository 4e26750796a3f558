"""Find what is not wrong in the catalogue but looks forgotten; load() refuses what is wrong."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from routing.assignment import Certainty
from routing.catalogue import DESK, Catalogue, CatalogueError, load
from routing.catalogue.rows import Basis, Level

FEWEST_KEYWORDS = 5
FEWEST_WORDS = 10
AREAS = {Level.PROVINCE: 1, Level.CITY: 11, Level.COUNTY: 117}  # Shanxi since 2018


@dataclass(frozen=True)
class Problem:
    file: str
    row: str
    text: str  # in Chinese, for the operator; what load() refuses is told in English
    fatal: bool = False


def check(folder: Path | None = None, laws: Path | None = None) -> list[Problem]:
    """`laws` is a folder of laws as text, one file each: articles called read must be there."""
    try:
        catalogue = load(folder)
    except CatalogueError as error:
        return [Problem(error.file, error.row, error.what, fatal=True)]
    return [*remarks(catalogue), *(_articles(catalogue, laws) if laws else ())]


def remarks(catalogue: Catalogue) -> list[Problem]:
    """Nothing of it is fatal."""
    return [
        *_categories(catalogue),
        *_departments(catalogue),
        *_areas(catalogue),
        *_rules(catalogue),
        *_matters(catalogue),
        *_duties(catalogue),
    ]


def _categories(catalogue: Catalogue) -> Iterator[Problem]:
    file, say = "categories.yml", catalogue.templates
    used = defaultdict(list)
    for category in catalogue.categories.values():
        yield from _basis(catalogue, file, category.code, category.basis)
        if len(category.keywords) < FEWEST_KEYWORDS:
            text = say["check_few_keywords"].format(count=len(category.keywords))
            yield Problem(file, category.code, text)
        for word in category.keywords:
            used[word].append(category.code)
    yield from _shared(catalogue, file, "check_shared_keyword", used)


def _departments(catalogue: Catalogue) -> Iterator[Problem]:
    file, used = "departments.yml", defaultdict(list)
    busy = {
        code
        for category in catalogue.categories.values()
        for code in (category.lead, *category.helpers)
    }
    for department in catalogue.departments.values():
        for word in {department.name, *department.aliases}:
            used[word].append(department.code)
        if department.code == DESK:
            continue
        yield from _basis(catalogue, file, department.code, department.basis)
        if department.code not in busy:
            yield Problem(file, department.code, catalogue.templates["check_idle_department"])
    yield from _shared(catalogue, file, "check_shared_alias", used)


def _areas(catalogue: Catalogue) -> Iterator[Problem]:
    for level, expected in AREAS.items():
        count = sum(area.level is level for area in catalogue.areas.values())
        if count != expected:
            say = catalogue.templates["check_missing_areas"]
            text = say.format(level=level, count=count, expected=expected)
            yield Problem("areas.csv", "", text)
    used = defaultdict(list)
    for area in catalogue.areas.values():
        for word in {area.name, *area.aliases} - {*catalogue.places.shared}:
            used[word].append(area.code)
    yield from _shared(catalogue, "areas.csv", "check_shared_alias", used)


def _rules(catalogue: Catalogue) -> Iterator[Problem]:
    for situation in catalogue.situations:
        if not (situation.phrases or situation.patterns or situation.heard):
            text = catalogue.templates["check_no_cue"]
            yield Problem("situations.yml", situation.code, text)
    last: dict[str, date] = {}
    for row in catalogue.time_limits:
        last[row.code] = max(last.get(row.code, date.min), row.until or date.max)
        if row.certainty is not Certainty.FULL:
            text = catalogue.templates["check_unverified"]
            yield Problem("time_limits.yml", row.code, text)
    for code, day in last.items():
        if day != date.max:
            text = catalogue.templates["check_ended"].format(day=day)
            yield Problem("time_limits.yml", code, text)


def _matters(catalogue: Catalogue) -> Iterator[Problem]:
    file, say = "matters.yml", catalogue.templates
    covered = {matter.category for matter in catalogue.matters.values()}
    for category in catalogue.categories.values():
        if category.code not in covered:
            yield Problem(file, category.code, say["check_no_matter"])
    for matter in catalogue.matters.values():
        yield from _basis(catalogue, file, matter.code, matter.basis)
    for dispute in catalogue.disputes:
        category = catalogue.categories[dispute.category]
        if dispute.lead != category.lead:
            text = say["check_dispute_elsewhere"].format(
                department=dispute.lead, category=category.name, lead=category.lead
            )
            yield Problem("disputes.yml", dispute.code, text)
        if dispute.certainty is Certainty.UNVERIFIED:
            yield Problem("disputes.yml", dispute.code, say["check_unverified"])


def _duties(catalogue: Catalogue) -> Iterator[Problem]:
    for duty in catalogue.duties:
        if len(duty.words) < FEWEST_WORDS:
            text = catalogue.templates["check_no_keyword_for_duty"].format(count=len(duty.words))
            yield Problem("duties.yml", duty.code, text)


def _articles(catalogue: Catalogue, laws: Path) -> Iterator[Problem]:
    """Every article called read must be found in the laws."""
    texts = {file.name.split("(")[0]: file.read_text("utf-8") for file in laws.glob("*.md")}
    rows = [
        (file, one.code, basis)
        for file, some in (
            ("categories.yml", catalogue.categories.values()),
            ("departments.yml", catalogue.departments.values()),
            ("matters.yml", catalogue.matters.values()),
        )
        for one in some
        for basis in one.basis
    ]
    rows += [
        ("time_limits.yml", row.code, one) for row in catalogue.time_limits for one in row.basis
    ]
    for file, code, basis in rows:
        if basis.certainty is Certainty.FULL and not _is_in(basis, texts):
            text = catalogue.templates["check_not_in_law"].format(
                document=basis.document, article=basis.article
            )
            yield Problem(file, code, text, fatal=True)


def _is_in(basis: Basis, laws: Mapping[str, str]) -> bool:
    name = basis.document.split("》")[0].removeprefix("《")
    texts = [text for law, text in laws.items() if name in law or law in name]
    # Policies number their paragraphs as they like; only articles can be looked for.
    numbered = basis.article.startswith("第")
    return any(basis.article in text for text in texts) if numbered else bool(texts)


def _basis(catalogue: Catalogue, file: str, row: str, basis: Iterable[Basis]) -> Iterator[Problem]:
    known = [one for one in basis if one.article]
    if not known:
        yield Problem(file, row, catalogue.templates["check_no_article"])
    elif all(one.certainty is Certainty.UNVERIFIED for one in known):
        yield Problem(file, row, catalogue.templates["check_unverified"])


def _shared(
    catalogue: Catalogue, file: str, template: str, used: dict[str, list[str]]
) -> Iterator[Problem]:
    for word, codes in used.items():
        if len(codes) > 1:
            text = catalogue.templates[template].format(word=word, others="、".join(codes[1:]))
            yield Problem(file, codes[0], text)
