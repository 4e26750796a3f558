"""Print who answers for a category in an area on a day: office, people, limit, rules, articles."""

from collections.abc import Iterable
from datetime import date, datetime

from rich.console import Console
from rich.table import Table

from intake.cli.replaying import Unusable
from routing.assignment import Certainty, Kind
from routing.catalogue import Catalogue, UnknownArea
from routing.catalogue.rows import Basis, Matter, Official
from routing.deadlines import CHINA
from routing.places import Places
from routing.reasons import Reasons
from routing.responsibility import Responsibility
from routing.rules import Case, in_charge

APPROVALS = {
    "transferred": "许可已划给行政审批局",
    "kept": "许可由本部门办",
    "cancelled": "许可已取消",
    "devolved": "许可已下放",
    "filing": "改为备案",
    "none": "没有许可",
}


def explain(catalogue: Catalogue, category: str, area: str, day: str, out: Console) -> None:
    row = catalogue.categories.get(category)
    if row is None:
        raise Unusable(f"没有 {category} 这一类。类别在 routing/catalogue/categories.yml。")
    try:
        catalogue.area_name(area)
    except UnknownArea as error:
        raise Unusable(f"没有 {area} 这个地方。地区代码在 areas.csv 和 townships.csv。") from error
    try:
        today = date.fromisoformat(day) if day else datetime.now(CHINA).date()
    except ValueError as error:
        raise Unusable("日期要写成 2026-11-23 这样。") from error
    out.print(f"[bold]{category} {row.name}[/]　{catalogue.area_name(area)}　{today}")
    out.print(f"归它：{row.belongs}\n不归它：{row.excludes or '–'}\n", markup=False)
    town = catalogue.townships.get(area)
    matters = [
        one
        for one in catalogue.matters.values()
        if one.category == category and one.in_force(today)
    ]
    for matter in matters or (None,):
        case = Case(
            text="",
            category=row,
            matter=matter,
            area=town.county if town else area,
            township=town.code if town else "",
            areas=frozenset({area}),
            kinds=(Kind.COMPLAINT,),
            day=today,
        )
        _matter(catalogue, case, out)
    limit = catalogue.time_limit(row.time_limit, today)
    out.print(Reasons(catalogue.templates).limit(limit), markup=False)


def _matter(catalogue: Catalogue, case: Case, out: Console) -> None:
    who, charge = Responsibility(catalogue, Places(catalogue)), in_charge(case, catalogue)
    lead = who.free_office(charge.lead, charge.area)
    helpers = [who.free_office(code, charge.area) for code in charge.helpers]
    matter, say = case.matter, Reasons(catalogue.templates)
    table = Table(
        title=f"{matter.code} {matter.name}" if matter else case.category.name,
        title_justify="left", show_header=False,
    )  # fmt: skip
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("主办", f"{lead.name}（{lead.code}）" if lead else "人工派单台")
    table.add_row("协办", "、".join(one.name for one in helpers if one) or "–")
    if matter:
        official = _official(catalogue, matter, lead.code if lead else "", case.day)
        source = official or matter
        unnamed = "" if official else "（岗位；姓名待单位填报）"
        table.add_row("监管对象", matter.object)
        table.add_row("范围", matter.scope)
        table.add_row("方式", matter.method)
        table.add_row("分管负责人", source.leader + unnamed)
        table.add_row("承办机构", source.unit)
        table.add_row("承办人员", source.handler + unnamed)
        table.add_row("审批", APPROVALS[matter.approval])
        table.add_row("重点监管", "是" if matter.key else "否")
        table.add_row(
            "起止", f"{matter.since} 起" + (f"，{matter.until} 止" if matter.until else "")
        )
    table.add_row("依据", _articles(matter.basis if matter else case.category.basis))
    for name, blanks in charge.rules:
        table.add_row(f"规则 {name}", say.rule(name, blanks))
    out.print(table)


def _official(catalogue: Catalogue, matter: Matter, office: str, day: date) -> Official | None:
    found = (
        one
        for one in catalogue.officials
        if (one.matter, one.office) == (matter.code, office)
        and one.since <= day <= (one.until or date.max)
    )
    return max(found, key=lambda one: one.since, default=None)


def _articles(basis: Iterable[Basis]) -> str:
    marks = {
        Certainty.FULL: "",
        Certainty.EXCERPT: "（只读过节选）",
        Certainty.UNVERIFIED: "（未核实）",
    }
    return "；".join(f"{one.document}{one.article}{marks[one.certainty]}" for one in basis) or "–"
