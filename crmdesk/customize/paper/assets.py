"""Section 3: what there is, by class, by product, over 13 months."""

from __future__ import annotations

from crmdesk.customize.content import ClassLine, HoldingLine
from crmdesk.customize.drafting.terms import wan, yuan
from crmdesk.customize.frame import class_short, class_step, class_words
from crmdesk.customize.paper.edition import Printing
from crmdesk.customize.paper.pieces import DASH, body, caption, continuing, day, head, sub
from crmdesk.customize.paper.tongue import fixed
from crmdesk.customize.paper.trend import trend
from crmdesk.customize.shares import percent
from crmdesk.i18n import Words
from crmdesk.print.blocks import Beside, Block
from crmdesk.print.chart.donut import Donut, Slice
from crmdesk.print.house import MM
from crmdesk.print.table import Cell, Row, Table

_SHOWN = 12
_TOP = 10


def position(printing: Printing) -> list[Block]:
    tongue, content = printing.tongue, printing.content.position
    if not content.total:
        return [head(printing, "3", fixed("lead.no_position")), *trend(printing)]
    return [
        head(printing, "3", _position_lead(printing)),
        _composition(printing),
        *trend(printing),
        *_holdings(printing),
        sub(tongue, fixed("title.cash_flow")),
        *_debts(printing),
    ]


def _position_lead(printing: Printing) -> Words:
    lines = sorted(printing.content.position.classes, key=lambda line: -line.share)[:3]
    zh = "，".join(f"{class_words(line.code).zh}占{percent(line.share)}" for line in lines)
    en = ", ".join(f"{class_words(line.code).en.lower()} {percent(line.share)}" for line in lines)
    return fixed("lead.position", total=wan(printing.content.position.total), parts=Words(zh, en))


def _composition(printing: Printing) -> Block:
    tongue, content = printing.tongue, printing.content.position
    slices = [
        Slice(tongue.lines(class_short(line.code)), line.share / 1000, percent(line.share), class_step(line.code))
        for line in content.classes
    ]
    donut = Donut(
        slices=slices,
        total_label=tongue.lines(fixed("title.total")),
        total=yuan(content.total),
        other=tongue.lines(fixed("title.other")),
    )
    left = [sub(tongue, fixed("title.composition")), donut]
    right = [_class_table(printing), caption(tongue, fixed("caption.shares"))]
    return Beside(columns=[left, right], widths=[66 * MM, 0], gap=6 * MM)


def _class_table(printing: Printing) -> Block:
    tongue, content = printing.tongue, printing.content.position
    columns = tongue.columns(
        ("class", 0, "l"), ("amount", 24, "r"), ("share", 15, "r"), ("top_risk", 17, "c"), ("next_maturity", 20, "r")
    )
    rows = [_class_row(printing, line) for line in content.classes]
    total = [
        tongue.cell(fixed("heads.total"), bold=True),
        tongue.cell(yuan(content.total), bold=True),
        tongue.cell("100.0%", bold=True),
        Cell(()),
        Cell(()),
    ]
    return Table(columns=columns, rows=[*rows, Row(total, is_total=True)])


def _class_row(printing: Printing, line: ClassLine) -> Row:
    tongue = printing.tongue
    texts: list[Words | str] = [
        class_words(line.code),
        yuan(line.amount),
        percent(line.share),
        line.level or DASH,
        day(line.matures_on),
    ]
    return Row([tongue.cell(text) for text in texts])


def _holdings(printing: Printing) -> list[Block]:
    """All holdings up to twelve; beyond that the ten largest and the rest in one line."""
    tongue, content = printing.tongue, printing.content.position
    lines = content.holdings
    if not lines:
        return []
    shown = lines if len(lines) <= _SHOWN else lines[:_TOP]
    rows = [_holding_row(printing, index, line) for index, line in enumerate(shown, 1)]
    if len(lines) > len(shown):
        rows.append(_rest_row(printing, lines[len(shown) :]))
    top = sum(line.amount for line in lines[:5])
    note = fixed("caption.top5", sum=yuan(top), share=f"{top * 100 / content.total:.1f}%")
    table = holdings_table(printing, rows)
    return [sub(tongue, fixed("title.holdings"), note), table]


def holdings_table(printing: Printing, rows: list[Row]) -> Table:
    columns = printing.tongue.columns(
        ("order", 10, "l"), ("product", 0, "l"), ("kind", 24, "l"), ("risk", 14, "c"),
        ("amount", 26, "r"), ("share", 18, "r"), ("maturity", 24, "r"),
    )  # fmt: skip
    return Table(columns=columns, rows=rows, continued=continuing(printing, "3"))


def _holding_row(printing: Printing, index: int, line: HoldingLine) -> Row:
    texts: list[Words | str] = [
        str(index),
        line.name,
        class_short(line.code),
        line.level or DASH,
        yuan(line.amount),
        percent(line.share),
        day(line.matures_on),
    ]
    return Row([printing.tongue.cell(text) for text in texts])


def _rest_row(printing: Printing, lines: tuple[HoldingLine, ...]) -> Row:
    amount = sum(line.amount for line in lines)
    total = printing.content.position.total
    texts: list[Words | str] = ["", fixed("caption.rest", n=len(lines)), "", "", yuan(amount)]
    texts += [f"{amount * 100 / total:.1f}%" if total else DASH, ""]
    return Row([printing.tongue.cell(text) for text in texts])


def all_holdings(printing: Printing) -> list[Block]:
    """For the appendix: the full list when section 3 shows only its top."""
    lines = printing.content.position.holdings
    if len(lines) <= _SHOWN:
        return []
    rows = [_holding_row(printing, index, line) for index, line in enumerate(lines, 1)]
    return [sub(printing.tongue, fixed("title.holdings_all")), holdings_table(printing, rows)]


def _debts(printing: Printing) -> list[Block]:
    tongue, debts = printing.tongue, printing.content.position.debts
    blocks: list[Block] = [body(tongue, fixed("page.not_provided"))]
    if debts:
        columns = tongue.columns(("item", 0, "l"), ("balance", 40, "r"))
        rows = [Row([tongue.cell(debt.name), tongue.cell(yuan(debt.amount))]) for debt in debts]
        blocks += [sub(tongue, fixed("title.debts")), Table(columns=columns, rows=rows)]
    return blocks
