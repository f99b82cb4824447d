"""Sections 1 and 2: the client's profile, the needs, what we propose to be."""

from __future__ import annotations

from crmdesk.customize.content import NeedLine, ProfileLine
from crmdesk.customize.drafting.terms import yuan
from crmdesk.customize.paper.coverage import coverage
from crmdesk.customize.paper.edition import Printing
from crmdesk.customize.paper.pieces import DASH, body, caption, continuing, head, sub
from crmdesk.customize.paper.tongue import fixed
from crmdesk.i18n import Words
from crmdesk.print.blocks import Block, Para
from crmdesk.print.house import CELL, SECOND
from crmdesk.print.table import Cell, Row, Table, pairs
from crmdesk.print.text import Span, muted, tag


def profile(printing: Printing) -> list[Block]:
    tongue, content = printing.tongue, printing.content.profile
    own, other = content.lead, content.client_lead
    if not printing.is_retained:
        own, other = other, own
    rows = [_profile_row(printing, content.lines[index : index + 2]) for index in range(0, len(content.lines), 2)]
    blocks: list[Block] = [
        head(printing, "1", own, ghost=other),
        Table(columns=pairs(printing.tongue.label_width), rows=rows),
    ]
    if content.note.zh:
        blocks.append(caption(tongue, content.note))
    return blocks


def _profile_row(printing: Printing, lines: tuple[ProfileLine, ...]) -> Row:
    cells: list[Cell] = []
    for line in lines:
        cells += _profile_cells(printing, line)
    while len(cells) < 4:
        cells.append(Cell(()))
    return Row(cells)


def _profile_cells(printing: Printing, line: ProfileLine) -> tuple[Cell, Cell]:
    """Label and value of this copy; the value of the other copy keeps its room."""
    tongue = printing.tongue
    inner = _value(printing, line.value, tagged=line.is_internal or bool(line.for_client.zh))
    if not line.for_client.zh:
        return tongue.label(line.label), inner
    outer = _value(printing, line.for_client, tagged=False)
    label = line.client_label if line.client_label.zh else line.label
    if printing.is_retained:
        return tongue.label(line.label), Cell(inner.stack, outer.stack)
    return tongue.label(label), Cell(outer.stack, inner.stack)


def _value(printing: Printing, words: Words, *, tagged: bool) -> Cell:
    tongue = printing.tongue
    first: list[str | Span] = [tongue.first(words)]
    if tagged:
        first += [" ", tag(tongue.first(fixed("page.retained_only")))]
    below = tongue.second(words)
    return Cell((Para(first, CELL), Para(below, SECOND)) if below else (Para(first, CELL),))


def needs(printing: Printing) -> list[Block]:
    tongue, content = printing.tongue, printing.content
    if not content.needs:
        blocks: list[Block] = [head(printing, "2", fixed("lead.no_needs"))]
    else:
        blocks = [head(printing, "2", fixed("lead.needs", n=len(content.needs))), _needs_table(printing)]
    if content.quote:
        blocks += [sub(tongue, fixed("title.quote"), content.quote_source if content.quote_source.zh else None)]
        blocks += [body(tongue, Words(f"“{content.quote.strip('“”')}”", f"“{content.quote.strip('“”')}”"))]
    blocks += [sub(tongue, fixed("title.proposition")), body(tongue, content.proposition)]
    return blocks + coverage(printing)


def _needs_table(printing: Printing) -> Block:
    columns = printing.tongue.columns(
        ("number", 11, "l"), ("need", 0, "l"), ("amount", 20, "r"), ("horizon", 21, "l"),
        ("priority", 14, "l"), ("measure", 37, "l"), ("by_actions", 19, "l"),
    )  # fmt: skip
    rows = [_need_row(printing, need) for need in printing.content.needs]
    return Table(columns=columns, rows=rows, continued=continuing(printing, "2"))


def _need_row(printing: Printing, need: NeedLine) -> Row:
    tongue = printing.tongue
    first: list[str | Span] = [tongue.first(need.kind)]
    if need.text:
        first += [": " if tongue.edition == "en" else "：", muted(need.text)]
    cells = [
        tongue.cell(need.number),
        tongue.spans(first, need.kind.en),
        tongue.cell(yuan(need.amount) if need.amount else DASH),
        tongue.cell(need.horizon),
        tongue.cell(need.priority),
        tongue.cell(need.measure),
        tongue.cell(tongue.listed(printing.serving(need.number)) or DASH),
    ]
    return Row(cells, label=need.number)
