"""Drawing with the origin at the top left, in points, as a page is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, Literal

from crmdesk.print.breaking import Line, Piece, one_line
from crmdesk.print.fonts import font_of, text_width
from crmdesk.print.house import ACCENT, INK, MUTE, PAGE_HEIGHT, Style
from crmdesk.print.shapes import CRESCENT, MARKS, MIDDLE, corners, crescent
from crmdesk.print.text import Text, spans

Align = Literal["l", "c", "r"]
Point = tuple[float, float]
_COLOURS: dict[str, Any] = {}


def _colour(value: str) -> Any:
    if value not in _COLOURS:
        from reportlab.lib.colors import HexColor

        _COLOURS[value] = HexColor(value)
    return _COLOURS[value]


class Pen:
    """Draws on one PDF canvas; ``at`` gives a pen whose origin is moved."""

    def __init__(self, canvas: Any, *, x: float = 0, y: float = 0) -> None:
        self.canvas = canvas
        self.x = x
        self.y = y

    def at(self, x: float, y: float) -> Pen:
        return Pen(self.canvas, x=self.x + x, y=self.y + y)

    def _point(self, x: float, y: float) -> Point:
        return self.x + x, PAGE_HEIGHT - self.y - y

    # -- text

    def line(self, x: float, baseline: float, line: Line, style: Style) -> None:
        """A line that was broken before; ``x`` is its left edge."""
        for piece in line.pieces:
            if piece.span.box:
                self._box(x, baseline, piece)
            self._run(x + piece.x, baseline, piece, style)

    def _run(self, x: float, baseline: float, piece: Piece, style: Style) -> None:
        if MARKS.intersection(piece.text):
            self._marked_run(x, baseline, piece, style)
            return
        bold = piece.span.bold or style.bold
        left, bottom = self._point(x, baseline)
        self.canvas.setFillColor(_colour(piece.span.colour or style.colour))
        for font, chars in groupby(piece.text, lambda char: font_of(char, bold)):
            part = "".join(chars)
            self.canvas.setFont(font, piece.size)
            self.canvas.drawString(left, bottom, part)
            left += text_width(part, piece.size, bold=bold)

    def _marked_run(self, x: float, baseline: float, piece: Piece, style: Style) -> None:
        """A run with a mark that is drawn: the text around it as text."""
        colour = piece.span.colour or style.colour
        for is_mark, chars in groupby(piece.text, MARKS.__contains__):
            part = "".join(chars)
            width = text_width(part, piece.size, bold=piece.span.bold or style.bold)
            if not is_mark:
                self._run(x, baseline, replace(piece, text=part, width=width), style)
            for index, mark in enumerate(part if is_mark else ""):
                outline = crescent(piece.size) if mark == CRESCENT else corners(mark, piece.size)
                middle = x + (index + 0.5) * piece.size
                self.at(middle, baseline - MIDDLE * piece.size).polygon(outline, colour)
            x += width

    def _box(self, x: float, baseline: float, piece: Piece) -> None:
        top = baseline - piece.size * 0.92
        height = piece.size * 1.17
        left, width = x + piece.x - 3, piece.width + 6
        if piece.span.box == "solid":
            self.fill(left, top, width, height, INK)
            return
        colour, weight = (MUTE, 0.5) if piece.span.box == "tag" else (INK, 0.6)
        self.outline(left, top, width, height, colour=colour, weight=weight)

    def text(self, x: float, baseline: float, text: Text, style: Style, *, align: Align = "l") -> float:
        """One line of text; returns its width."""
        line = one_line(spans(text), style.size, bold=style.bold)
        shift = {"l": 0.0, "c": line.width / 2, "r": line.width}[align]
        self.line(x - shift, baseline, line, style)
        return line.width

    def tracked(self, x: float, baseline: float, text: str, style: Style, *, tracking: float) -> None:
        """Letter-spaced text: the title of a cover, nothing else."""
        for char in text:
            self.text(x, baseline, char, style)
            x += text_width(char, style.size, bold=style.bold) + tracking

    # -- shapes

    def rule(self, start: Point, end: Point, *, weight: float, colour: str, dash: Sequence[float] = ()) -> None:
        self.polyline((start, end), weight=weight, colour=colour, dash=dash)

    def across(self, y: float, width: float, *, weight: float, colour: str = ACCENT) -> None:
        """A horizontal rule from the origin."""
        self.rule((0, y), (width, y), weight=weight, colour=colour)

    def polyline(self, points: Sequence[Point], *, weight: float, colour: str, dash: Sequence[float] = ()) -> None:
        self.canvas.setStrokeColor(_colour(colour))
        self.canvas.setLineWidth(weight)
        self.canvas.setDash(list(dash))
        path = self._path(points)
        self.canvas.drawPath(path, stroke=1, fill=0)

    def _path(self, points: Sequence[Point]) -> Any:
        path = self.canvas.beginPath()
        path.moveTo(*self._point(*points[0]))
        for point in points[1:]:
            path.lineTo(*self._point(*point))
        return path

    def fill(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        left, top = self._point(x, y)
        self.canvas.setFillColor(_colour(colour))
        self.canvas.rect(left, top - height, width, height, stroke=0, fill=1)

    def outline(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        colour: str,
        weight: float,
        dash: Sequence[float] = (),
    ) -> None:
        left, top = self._point(x, y)
        self.canvas.setStrokeColor(_colour(colour))
        self.canvas.setLineWidth(weight)
        self.canvas.setDash(list(dash))
        self.canvas.rect(left, top - height, width, height, stroke=1, fill=0)

    def polygon(self, points: Sequence[Point], colour: str) -> None:
        self.canvas.setFillColor(_colour(colour))
        path = self._path(points)
        path.close()
        self.canvas.drawPath(path, stroke=0, fill=1)

    def dot(self, x: float, y: float, radius: float, *, fill: str, stroke: str, weight: float = 1) -> None:
        centre = self._point(x, y)
        self.canvas.setDash([])
        self.canvas.setFillColor(_colour(fill))
        self.canvas.setStrokeColor(_colour(stroke))
        self.canvas.setLineWidth(weight)
        self.canvas.circle(*centre, radius, stroke=1, fill=1)

    def link(self, x: float, y: float, width: float, height: float, target: str) -> None:
        """A click area that jumps to a bookmark."""
        left, top = self._point(x, y)
        self.canvas.linkRect("", target, (left, top - height, left + width, top), thickness=0)
