"""What a page is made of. A block knows its height for a width, draws itself, and may split at a page's end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from crmdesk.print.breaking import Line, Measured
from crmdesk.print.house import (
    ACCENT,
    BODY,
    COLUMN_GAP,
    INK,
    NOTE,
    NUMBER_COLUMN,
    SECTION,
    TINT,
    UNIT,
    Style,
)
from crmdesk.print.pen import Align, Pen
from crmdesk.print.text import Text, spans

_ASCENT = 0.88


def units(height: float) -> float:
    """The height rounded up to whole vertical units."""
    return math.ceil(height / UNIT - 1e-6) * UNIT


class Para:
    """Running text in one style; lines are broken once per width."""

    def __init__(self, text: Text, style: Style = BODY) -> None:
        self.spans = spans(text)
        self.style = style
        self._lines: dict[float, list[Line]] = {}

    def lines(self, width: float) -> list[Line]:
        if width not in self._lines:
            measured = Measured(self.spans, self.style.size, bold=self.style.bold)
            self._lines[width] = measured.lines(width) if self.spans else []
        return self._lines[width]

    def height(self, width: float) -> float:
        return len(self.lines(width)) * self.style.leading

    def draw(self, pen: Pen, width: float, *, align: Align = "l") -> float:
        """Draw from the pen's origin; returns the height used."""
        style = self.style
        baseline = (style.leading - style.size) / 2 + style.size * _ASCENT
        for line in self.lines(width):
            shift = {"l": 0.0, "c": (width - line.width) / 2, "r": width - line.width}[align]
            pen.line(shift, baseline, line, style)
            baseline += style.leading
        return self.height(width)


Stack = Sequence[Para]


def stack_height(stack: Stack, width: float) -> float:
    return sum(para.height(width) for para in stack)


def draw_stack(pen: Pen, stack: Stack, width: float, *, align: Align = "l") -> None:
    top = 0.0
    for para in stack:
        top += para.draw(pen.at(0, top), width, align=align)


@dataclass(kw_only=True)
class Block:
    """``before`` is the space above (dropped at the top of a page); ``keeps`` holds it to the next block.

    ``bookmark`` names the place for contents and outline: (key, title).
    """

    before: float = 0.0
    keeps: bool = False
    bookmark: tuple[str, str] | None = None

    def height(self, width: float) -> float:
        raise NotImplementedError

    def draw(self, pen: Pen, width: float) -> None:
        raise NotImplementedError

    def head_height(self, width: float) -> float:
        """The least that must stand on the page where the block begins."""
        return self.height(width)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:  # noqa: ARG002
        """The part that fits in ``room`` and the rest; None when it cannot be parted there."""
        return None


@dataclass(kw_only=True)
class Paragraphs(Block):
    """Stacked paragraphs. ``ghost`` is text of the other copy that takes room and is never drawn."""

    stack: Stack
    ghost: Stack = ()
    indent: float = 0.0

    def height(self, width: float) -> float:
        inner = width - self.indent
        return max(stack_height(self.stack, inner), stack_height(self.ghost, inner))

    def draw(self, pen: Pen, width: float) -> None:
        draw_stack(pen.at(self.indent, 0), self.stack, width - self.indent)


@dataclass(kw_only=True)
class Space(Block):
    size: float

    def height(self, width: float) -> float:  # noqa: ARG002
        return self.size

    def draw(self, pen: Pen, width: float) -> None:
        pass


@dataclass(kw_only=True)
class SectionHead(Block):
    """Rule, number in the accent, title in ink, lead sentence below. Always keeps with what follows."""

    number: str
    title: Stack
    lead: Stack = ()
    ghost: Stack = ()
    keeps: bool = True

    def _title_height(self, width: float) -> float:
        return 7 + stack_height(self.title, width - NUMBER_COLUMN) + 3.5

    def height(self, width: float) -> float:
        inner = width - NUMBER_COLUMN
        lead = max(stack_height(self.lead, inner), stack_height(self.ghost, inner))
        return self._title_height(width) + (lead + 7 if lead else 0)

    def draw(self, pen: Pen, width: float) -> None:
        pen.across(0.75, width, weight=1.5)
        number = Para(self.number, Style(SECTION.size, SECTION.leading, bold=True, colour=ACCENT))
        number.draw(pen.at(0, 7), NUMBER_COLUMN)
        draw_stack(pen.at(NUMBER_COLUMN, 7), self.title, width - NUMBER_COLUMN)
        draw_stack(pen.at(NUMBER_COLUMN, self._title_height(width)), self.lead, width - NUMBER_COLUMN)


@dataclass(kw_only=True)
class NoteBox(Block):
    """A tinted box with a bar at its left; never split. ``rows`` are label–text pairs below the text."""

    title: Text
    body: Stack = ()
    rows: Sequence[tuple[Text, Stack]] = ()
    bar: str = INK
    label_width: float = 51.0
    before: float = 10.5

    _LEFT, _PAD = 12.5, 7.0

    def _inner(self, width: float) -> float:
        return width - self._LEFT - 10

    def _row_height(self, row: tuple[Text, Stack], width: float) -> float:
        return max(stack_height(row[1], self._inner(width) - self.label_width), NOTE.leading)

    def height(self, width: float) -> float:
        rows = sum(self._row_height(row, width) for row in self.rows)
        return units(2 * self._PAD + self._head().height(width) + stack_height(self.body, self._inner(width)) + rows)

    def _head(self) -> Para:
        return Para(self.title, Style(9, 14, bold=True))

    def draw(self, pen: Pen, width: float) -> None:
        pen.fill(0, 0, width, self.height(width), TINT)
        pen.fill(0, 0, 2.5, self.height(width), self.bar)
        inner = self._inner(width)
        top = self._PAD
        top += self._head().draw(pen.at(self._LEFT, top), inner)
        draw_stack(pen.at(self._LEFT, top), self.body, inner)
        top += stack_height(self.body, inner)
        for row in self.rows:
            Para(row[0], Style(NOTE.size, NOTE.leading, bold=True)).draw(pen.at(self._LEFT, top), self.label_width)
            left = self._LEFT + self.label_width
            draw_stack(pen.at(left, top), row[1], inner - self.label_width)
            top += self._row_height(row, width)


@dataclass(kw_only=True)
class Beside(Block):
    """Blocks in columns, tops aligned; ``widths`` in points, 0 shares what is left. Never split."""

    columns: Sequence[Sequence[Block]]
    widths: Sequence[float] = ()
    gap: float = COLUMN_GAP

    def _widths(self, width: float) -> list[float]:
        wanted = list(self.widths) or [0.0] * len(self.columns)
        free = width - sum(wanted) - self.gap * (len(wanted) - 1)
        share = free / max(1, sum(1 for one in wanted if not one))
        return [one or share for one in wanted]

    def height(self, width: float) -> float:
        return max(column_height(column, one) for column, one in zip(self.columns, self._widths(width), strict=True))

    def draw(self, pen: Pen, width: float) -> None:
        left = 0.0
        for column, one in zip(self.columns, self._widths(width), strict=True):
            draw_column(pen.at(left, 0), column, one)
            left += one + self.gap


def column_height(blocks: Sequence[Block], width: float) -> float:
    return sum(block.height(width) + (block.before if index else 0) for index, block in enumerate(blocks))


def draw_column(pen: Pen, blocks: Sequence[Block], width: float) -> None:
    top = 0.0
    for index, block in enumerate(blocks):
        top += block.before if index else 0
        block.draw(pen.at(0, top), width)
        top += block.height(width)


@dataclass(kw_only=True)
class Together(Block):
    """Blocks that stand on one page: a chart with its heading, numbers and caption."""

    blocks: Sequence[Block] = field(default_factory=tuple)

    def height(self, width: float) -> float:
        return column_height(self.blocks, width)

    def draw(self, pen: Pen, width: float) -> None:
        draw_column(pen, self.blocks, width)
