"""Tables: accent rules above and below the head, hairlines, breaks between rows only, the head repeated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from crmdesk.print.blocks import Block, Para, Stack, draw_stack, stack_height, units
from crmdesk.print.house import ACCENT, CAPTION, MM, RULE, SUBHEAD
from crmdesk.print.pen import Align, Pen

_PAD = 3.5
_GAP = 6.0
_AFTER_NUMBER = 14.0
_LEAST_ROWS = 2
#: A table of so few rows is not worth tearing.
_WHOLE_ROWS = 5


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in millimetres; 0 takes what is left (one column only)."""

    head: Stack
    width: float = 0
    align: Align = "l"


@dataclass(frozen=True, slots=True)
class Cell:
    """``ghost`` is what the other copy prints here: it takes its room, so that both copies break alike."""

    stack: Stack
    ghost: Stack = ()

    def height(self, width: float) -> float:
        return max(stack_height(self.stack, width), stack_height(self.ghost, width))


@dataclass(frozen=True, slots=True)
class Row:
    """``label`` names the row in a continued note (A5); a total stays with the row above it."""

    cells: Sequence[Cell]
    label: str = ""
    is_total: bool = False


@dataclass(kw_only=True)
class Table(Block):
    """``continued`` makes the two notes of a break: the line below the first part and the heading of the next."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    continued: Callable[[Sequence[Row]], tuple[Stack, Stack]] | None = None
    heading: Stack = ()
    footing: Stack = ()
    _places: dict[float, list[tuple[float, float]]] = field(default_factory=dict, repr=False)
    _heights: dict[float, list[float]] = field(default_factory=dict, repr=False)

    # -- measures

    def places(self, width: float) -> list[tuple[float, float]]:
        """(left, width) of each column's text."""
        if width not in self._places:
            self._places[width] = self._place(width)
        return self._places[width]

    def _place(self, width: float) -> list[tuple[float, float]]:
        fixed = sum(column.width * MM for column in self.columns)
        stretch = max(width - fixed, 0)
        free = sum(1 for column in self.columns if not column.width) or 1
        left, placed = 0.0, []
        for index, column in enumerate(self.columns):
            whole = column.width * MM or stretch / free
            before = self._indent(index)
            after = 0.0 if index == len(self.columns) - 1 else _GAP
            placed.append((left + before, max(whole - before - after, 1)))
            left += whole
        return placed

    def _indent(self, index: int) -> float:
        """Text after a number starts further right, so that the two do not read as one."""
        follows = index and self.columns[index - 1].align == "r" and self.columns[index].align == "l"
        return _AFTER_NUMBER - _GAP if follows else 0.0

    def row_heights(self, width: float) -> list[float]:
        if width not in self._heights:
            places = self.places(width)
            self._heights[width] = [
                units(max(cell.height(place[1]) for cell, place in zip(row.cells, places, strict=True))) + 2 * _PAD
                for row in self.rows
            ]
        return self._heights[width]

    def _has_head(self) -> bool:
        return any(column.head for column in self.columns)

    def table_head_height(self, width: float) -> float:
        if not self._has_head():
            return 0.0
        heads = zip(self.columns, self.places(width), strict=True)
        return units(max(stack_height(column.head, place[1]) for column, place in heads)) + 2 * _PAD

    def _heading_height(self, width: float) -> float:
        return stack_height(self.heading, width) + _PAD if self.heading else 0.0

    def _footing_height(self, width: float) -> float:
        return stack_height(self.footing, width) + _PAD if self.footing else 0.0

    def height(self, width: float) -> float:
        around = self._heading_height(width) + self._footing_height(width)
        return around + self.table_head_height(width) + sum(self.row_heights(width))

    def head_height(self, width: float) -> float:
        least = sum(self.row_heights(width)[:_LEAST_ROWS])
        if len(self.rows) <= _WHOLE_ROWS or self.continued is None:
            least = sum(self.row_heights(width))
        return self._heading_height(width) + self.table_head_height(width) + least + (14 if self.continued else 0)

    # -- where it may part

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        count = self._rows_in(width, room)
        if self.continued is None or count is None:
            return None
        first, rest = self.rows[:count], self.rows[count:]
        footing, heading = self.continued(rest)
        return (
            replace(self, rows=first, footing=footing, _heights={}),
            replace(self, rows=rest, heading=heading, before=0.0, bookmark=None, _heights={}),
        )

    def _rows_in(self, width: float, room: float) -> int | None:
        """How many rows fit above a continued note, at least two on each side and the total not alone."""
        room -= self._heading_height(width) + self.table_head_height(width) + CAPTION.leading * 2 + _PAD
        count = 0
        for height in self.row_heights(width):
            if height > room:
                break
            room -= height
            count += 1
        least_after = _LEAST_ROWS + (1 if self.rows and self.rows[-1].is_total else 0)
        count = min(count, len(self.rows) - least_after)
        return count if count >= _LEAST_ROWS else None

    # -- drawing

    def draw(self, pen: Pen, width: float) -> None:
        draw_stack(pen, self.heading, width)
        top = self._heading_height(width)
        top = self._draw_head(pen, width, top)
        for row, height in zip(self.rows, self.row_heights(width), strict=True):
            self._draw_row(pen.at(0, top), row, width, height)
            top += height
        self._draw_footing(pen.at(0, top + _PAD), width)

    def _draw_head(self, pen: Pen, width: float, top: float) -> float:
        height = self.table_head_height(width)
        if not height:
            return top
        pen.across(top, width, weight=1)
        pen.across(top + height, width, weight=1)
        for column, (left, room) in zip(self.columns, self.places(width), strict=True):
            lower = height - 2 * _PAD - stack_height(column.head, room)
            draw_stack(pen.at(left, top + _PAD + lower), column.head, room, align=column.align)
        return top + height

    def _draw_row(self, pen: Pen, row: Row, width: float, height: float) -> None:
        for column, cell, (left, room) in zip(self.columns, row.cells, self.places(width), strict=True):
            draw_stack(pen.at(left, _PAD), cell.stack, room, align=column.align)
        if row.is_total:
            pen.across(0, width, weight=1)
        weight, colour = (1.0, ACCENT) if row.is_total else (0.35, RULE)
        pen.across(height, width, weight=weight, colour=colour)

    def _draw_footing(self, pen: Pen, width: float) -> None:
        draw_stack(pen, self.footing, width, align="r")


def plain_rows(rows: Sequence[Sequence[Stack]]) -> list[Row]:
    return [Row([Cell(stack) for stack in row]) for row in rows]


def pairs(label_width: float, columns: int = 2) -> list[Column]:
    """The columns of a label–value table without a head: ``columns`` pairs per row, label width in mm."""
    free = (170 - label_width * columns) / columns
    made: list[Column] = []
    for _ in range(columns):
        made += [Column((), label_width), Column((), free)]
    return made


def continued_heading(text: str) -> Stack:
    return (Para(text, SUBHEAD),)
