"""Sections 4 and 5: what is found in the accounts, and where the assets should go."""

from __future__ import annotations

import re
from datetime import date

from crmdesk.codes import code_words
from crmdesk.customize.content import Action, AllocationLine, Finding
from crmdesk.customize.drafting.terms import signed
from crmdesk.customize.frame import class_short, class_step, class_words, state
from crmdesk.customize.paper.edition import Printing
from crmdesk.customize.paper.pieces import DASH, caption, continuing, head, mark_cell, sub
from crmdesk.customize.paper.tongue import fixed
from crmdesk.customize.shares import percent
from crmdesk.i18n import Words
from crmdesk.print.blocks import Beside, Block, Para, Paragraphs, Space, Together
from crmdesk.print.chart.bars import AllocationBars, Share
from crmdesk.print.house import CELL_HEAD, MM, SUBHEAD
from crmdesk.print.pen import Pen
from crmdesk.print.table import Cell, Column, Row, Table
from crmdesk.print.text import Span, strong

_FIGURE = re.compile(r"\d[\d.,]*%")
_STEP_MARKS = ("①", "②", "③")


def diagnosis(printing: Printing) -> list[Block]:
    findings = printing.content.findings
    good = sum(1 for finding in findings if finding.is_fine)
    lead = fixed("lead.findings", n=len(findings), bad=len(findings) - good, good=good)
    if not findings:
        return [head(printing, "4", fixed("page.not_applicable"))]
    tongue = printing.tongue
    columns = tongue.columns(("number", 11, "l"), ("check", 25, "l"), ("verdict", 21, "l"))
    evidence = fixed("heads.evidence", d=printing.plan.data_date)
    columns.append(Column(tongue.stack(evidence, CELL_HEAD)))
    columns += tongue.columns(("standard", 21, "l"), ("answer", 19, "l"))
    rows = [_finding_row(printing, finding) for finding in findings]
    return [head(printing, "4", lead), Table(columns=columns, rows=rows, continued=continuing(printing, "4"))]


def _finding_row(printing: Printing, finding: Finding) -> Row:
    tongue = printing.tongue
    answers = printing.serving(finding.number)
    cells = [
        tongue.cell(finding.number),
        tongue.cell(code_words("finding", finding.code)),
        mark_cell(tongue, "fine" if finding.is_fine else "watch", bold=not finding.is_fine),
        _evidence(printing, finding),
        tongue.cell(finding.standard),
        tongue.cell(tongue.listed(answers) if answers and not finding.is_fine else DASH),
    ]
    return Row(cells, label=finding.number)


def _evidence(printing: Printing, finding: Finding) -> Cell:
    """The figure that decides stands in Bold where attention is needed."""
    tongue = printing.tongue
    text = tongue.first(finding.evidence)
    figure = _FIGURE.search(text)
    if finding.is_fine or figure is None:
        return tongue.cell(finding.evidence)
    parts: list[str | Span] = [text[: figure.start()], strong(figure.group()), text[figure.end() :]]
    return tongue.spans(parts, finding.evidence.en)


def allocation(printing: Printing) -> list[Block]:
    tongue, content = printing.tongue, printing.content.allocation
    if not content.lines:
        return [head(printing, "5", content.lead)]
    chart = Together(
        blocks=[sub(tongue, fixed("title.bars")), bars(printing), Space(size=3.5), allocation_table(printing)]
    )
    blocks: list[Block] = [head(printing, "5", content.lead), chart]
    if content.note.zh:
        blocks.append(caption(tongue, content.note))
    return blocks + _steps(printing)


def _steps(printing: Printing) -> list[Block]:
    """The actions with products by the time they take, at most three groups beside each other."""
    tongue = printing.tongue
    groups: dict[tuple[date, date], list[Action]] = {}
    for action in printing.actions():
        if action.product is not None:
            groups.setdefault((action.starts_on or action.due_on, action.due_on), []).append(action)
    columns = [
        _step(printing, mark, when, groups[when]) for mark, when in zip(_STEP_MARKS, sorted(groups), strict=False)
    ]
    if not columns:
        return []
    filled = columns + [[Space(size=0)]] * (len(_STEP_MARKS) - len(columns))
    return [sub(tongue, fixed("title.steps")), Beside(columns=filled, gap=4 * MM)]


def _step(printing: Printing, mark: str, when: tuple[date, date], actions: list[Action]) -> list[Block]:
    tongue = printing.tongue
    first, last = (f"{day:%Y-%m}" for day in when)
    span = Words(first, first) if first == last else Words(f"{first} 至 {last}", f"{first} to {last}")
    numbers = [action.number for action in actions]
    effects = list(dict.fromkeys(action.effect for action in actions if action.effect.zh))
    text = Words(
        f"{'；'.join(effect.zh for effect in effects)}（{'、'.join(numbers)}）。",
        f"{'; '.join(effect.en for effect in effects)} ({', '.join(numbers)}).",
    )
    return [Ruled(stack=[Para(f"{mark} {tongue.first(span)}", SUBHEAD), *tongue.stack(text)])]


class Ruled(Paragraphs):
    """Text below a thin accent rule."""

    def height(self, width: float) -> float:
        return super().height(width) + 3.5

    def draw(self, pen: Pen, width: float) -> None:
        pen.across(0, width, weight=1)
        super().draw(pen.at(0, 3.5), width)


def bars(printing: Printing) -> Block:
    tongue = printing.tongue
    shares = [
        Share(tongue.lines(class_short(line.code)), line.now / 1000, line.target / 100, class_step(line.code))
        for line in printing.content.allocation.lines
    ]
    return AllocationBars(
        shares=shares,
        now_label=tongue.lines(fixed("heads.now")),
        target_label=tongue.lines(fixed("heads.target")),
    )


def allocation_table(printing: Printing) -> Block:
    tongue, lines = printing.tongue, printing.content.allocation.lines
    columns = tongue.columns(
        ("class", 0, "l"), ("now", 17, "r"), ("target", 17, "r"), ("range", 20, "r"),
        ("gap", 21, "r"), ("change", 28, "r"), ("in_range", 27, "l"),
    )  # fmt: skip
    rows = [_allocation_row(printing, line) for line in lines]
    texts: list[Words | str] = [fixed("heads.total"), "100.0%", "100.0%", "", "0.0", "0", ""]
    rows.append(Row([tongue.cell(text, bold=True) if text else Cell(()) for text in texts], is_total=True))
    return Table(columns=columns, rows=rows)


def class_with_limit(line: AllocationLine) -> Words:
    words = class_words(line.code)
    if not line.limit.zh:
        return words
    return Words(f"{words.zh}（{line.limit.zh}）", f"{words.en}, {line.limit.en}")


def gap(line: AllocationLine) -> str:
    """Points to the target, signed, with a true minus."""
    points = line.target * 10 - line.now
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return f"{sign}{abs(points) / 10:.1f}"


def _allocation_row(printing: Printing, line: AllocationLine) -> Row:
    tongue = printing.tongue
    texts: list[Words | str] = [
        class_with_limit(line),
        percent(line.now),
        f"{line.target}.0%",
        f"{line.low}–{line.high}%",
        gap(line),
        signed(line.change),
    ]
    mark = mark_cell(tongue, state(line.now / 10, line.target))
    return Row([*(tongue.cell(text) for text in texts), mark])
