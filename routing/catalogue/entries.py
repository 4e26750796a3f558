"""The catalogue's rows in the few words by which a person looks for them."""

from collections.abc import Iterator
from datetime import date

from routing.catalogue import Catalogue

# file, code, name, detail, since, until
Entry = tuple[str, str, str, str, date | None, date | None]
COMMA = "、"


def entries(facts: Catalogue) -> Iterator[Entry]:
    departments = {code: one.name for code, one in facts.departments.items()}
    for category in facts.categories.values():
        lead = departments[category.lead]
        detail = f"{lead}；{category.belongs}{COMMA.join(category.keywords)}"
        yield "categories.yml", category.code, category.name, detail, None, None
    for department in facts.departments.values():
        detail = department.duty + COMMA.join(department.aliases)
        yield "departments.yml", department.code, department.name, detail, None, None
    for matter in facts.matters.values():
        name = departments.get(matter.department, matter.department)
        detail = f"{name}；{matter.object}；{matter.scope}"
        yield "matters.yml", matter.code, matter.name, detail, matter.since, matter.until
    for area in facts.areas.values():
        detail = COMMA.join(area.aliases)
        yield "areas.csv", area.code, facts.area_name(area.code), detail, None, None
    for dispute in facts.disputes:
        yield "disputes.yml", dispute.code, dispute.name, departments[dispute.lead], None, None
    for one in facts.decisions:
        detail = f"{departments[one.lead]}；{one.decided_by}；{one.document}"
        yield "decisions.yml", one.code, COMMA.join(one.words), detail, one.since, one.until
    for duty in facts.duties:
        detail = COMMA.join(duty.words)
        yield "duties.yml", duty.code, departments[duty.department], detail, None, None
    for known in facts.avoid.known_as:
        detail = f"{known.office} {known.why}"
        yield "avoid.yml", known.office, COMMA.join(known.names), detail, known.since, known.until
    for limit in facts.time_limits:
        detail = limit.document + limit.article
        yield "time_limits.yml", limit.code, limit.name, detail, limit.since, limit.until
