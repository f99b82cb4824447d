"""Labels of charts: one line, or Chinese with the English below it."""

from __future__ import annotations

from collections.abc import Sequence

from crmdesk.print.fonts import text_width
from crmdesk.print.house import INK, MUTE, Style
from crmdesk.print.pen import Align, Pen

LABEL = Style(7.5, 9)
VALUE = Style(7.5, 9, bold=True)
AXIS = Style(7, 9, colour=MUTE)
SMALL = Style(7, 9)
SMALL_BOLD = Style(7, 9, bold=True)

#: Lines of a label, first in ink, further ones in mute.
Lines = Sequence[str]


def on(colour: str, *, bold: bool = True) -> Style:
    return Style(7.5, 9, bold=bold, colour=colour)


def draw_label(pen: Pen, x: float, baseline: float, lines: Lines, *, bold: bool = False, align: Align = "l") -> float:
    """Lines downwards from ``baseline``; returns the baseline below the last."""
    for index, text in enumerate(lines):
        style = AXIS if index else Style(7.5, 9, bold=bold, colour=INK)
        pen.text(x, baseline, text, style, align=align)
        baseline += 9
    return baseline


def label_width(lines: Lines, *, bold: bool = False) -> float:
    return max((text_width(text, 7.5, bold=bold) for text in lines), default=0.0)
