"""The 13 months of section 3: the line with its numbers, or the numbers alone when there are too few."""

from __future__ import annotations

from crmdesk.codes import code_words
from crmdesk.customize.content import MonthPoint
from crmdesk.customize.drafting.terms import wan
from crmdesk.customize.paper.edition import Printing
from crmdesk.customize.paper.pieces import DASH, caption, sub
from crmdesk.customize.paper.tongue import fixed
from crmdesk.dates import month_first
from crmdesk.i18n import Words
from crmdesk.print.blocks import Block, Space, Together
from crmdesk.print.chart.trend import Month, Trend
from crmdesk.print.house import CELL_HEAD
from crmdesk.print.table import Cell, Column, Row, Table

_LEAST = 3


def trend(printing: Printing) -> list[Block]:
    points = printing.content.position.months
    known = [point for point in points if point.average is not None]
    if not known:
        return []
    if len(known) < _LEAST:
        return _numbers_only(printing, points)
    tongue = printing.tongue
    months = [_month(point) for point in points]
    line = Trend(
        months=months,
        unit=tongue.first(fixed("title.unit")),
        month_label=tongue.lines(fixed("title.month")),
        value_label=tongue.lines(fixed("title.average")),
        reference=_floor(printing),
    )
    parts = [sub(tongue, _title(known, len(points)), before=0), line, caption(tongue, _flows(known))]
    return [Together(blocks=parts, before=10.5)]


def _month(point: MonthPoint) -> Month:
    label = f"{month_first(point.month):%y-%m}"
    if point.average is None:
        return Month(label, None, DASH)
    return Month(label, point.average / 1_000_000, f"{point.average / 1_000_000:,.2f}")


def _title(known: list[MonthPoint], count: int) -> Words:
    first, last = known[0].average or 0, known[-1].average or 0
    if first <= 0:
        return fixed("title.trend_plain", n=count)
    change = (last - first) * 100 / first
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return fixed("title.trend", n=count, a=wan(first), b=wan(last), p=f"{sign}{abs(change):.1f}%")


def _flows(known: list[MonthPoint]) -> Words:
    change = (known[-1].average or 0) - (known[0].average or 0)
    inflow = sum(point.net_inflow for point in known[1:])
    return fixed(
        "caption.flows", change=_minus(wan(change)), inflow=_minus(wan(inflow)), market=_minus(wan(change - inflow))
    )


def _minus(words: Words) -> Words:
    return Words(words.zh.replace("-", "−"), words.en.replace("CNY -", "−CNY "))


def _floor(printing: Printing) -> tuple[float, str] | None:
    floor = printing.content.position.tier_floor
    tier = printing.content.identity.tier
    if not floor or not tier:
        return None
    ten_thousands = floor / 1_000_000
    words = fixed("title.floor", tier=code_words("tier", tier), n=f"{ten_thousands:g}")
    return ten_thousands, printing.tongue.first(words)


def _numbers_only(printing: Printing, points: tuple[MonthPoint, ...]) -> list[Block]:
    tongue = printing.tongue
    columns = [Column(tongue.stack(fixed("title.month"), CELL_HEAD), 30)]
    columns += [Column(tongue.stack(_month(point).label, CELL_HEAD), 24, "r") for point in points]
    columns.append(Column(()))
    cells = [tongue.cell(fixed("title.average")), *(tongue.cell(_month(point).printed) for point in points), Cell(())]
    return [
        sub(tongue, fixed("title.trend_plain", n=len(points)), fixed("title.unit")),
        Table(columns=columns, rows=[Row(cells)]),
        caption(tongue, fixed("caption.few_months")),
        Space(size=3.5),
    ]
