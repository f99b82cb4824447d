"""The measures and colours of paper, once. Lengths in points; the vertical unit is 3.5 pt."""

from __future__ import annotations

from dataclasses import dataclass

MM = 72 / 25.4
UNIT = 3.5

PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT, TOP, BOTTOM = 22 * MM, 18 * MM, 24 * MM, 24 * MM
FRAME_WIDTH = PAGE_WIDTH - LEFT - RIGHT
FRAME_HEIGHT = PAGE_HEIGHT - TOP - BOTTOM
NUMBER_COLUMN = 11 * MM
COLUMN_GAP = 8 * MM
#: A section whose beginning has a chart does not start in the last 60 mm of a page.
CHART_ROOM = 60 * MM
SECTION_GAP = 17.5

INK = "#16191D"
MUTE = "#565D65"
RULE = "#C3C9CE"
TINT = "#F1F5F6"
WHITE = "#FFFFFF"
ACCENT = "#0B4F5C"
#: The five steps of the one hue, darkest first; asset classes keep their step for ever.
STEPS = (ACCENT, "#3E7A86", "#7BA5AE", "#B5CDD2", "#E3ECEE")
OUTLINE = STEPS[2]


@dataclass(frozen=True, slots=True)
class Style:
    """Type of a paragraph: size and leading in points, weight, colour."""

    size: float = 9
    leading: float = 14
    bold: bool = False
    colour: str = INK


BODY = Style()
SUBHEAD = Style(bold=True)
SECTION = Style(14, 21, bold=True)
NOTE = Style(8.5, 14)
CELL = Style(8, 10.5)
CELL_HEAD = Style(8, 10.5, bold=True, colour=ACCENT)
CELL_BOLD = Style(8, 10.5, bold=True)
CELL_MUTE = Style(8, 10.5, colour=MUTE)
CAPTION = Style(7, 10.5, colour=MUTE)
SECOND = Style(7, 10.5, colour=MUTE)  # the English line below the Chinese one
SECOND_HEAD = Style(8.5, 10.5, colour=MUTE)
TITLE = Style(34, 42, bold=True)
SUBTITLE = Style(12, 21, colour=MUTE)
NAME = Style(18, 28, bold=True)
FIGURE = Style(15, 21, bold=True)
FIGURE_LABEL = Style(7.5, 10.5, colour=MUTE)


def ink_on(step: int) -> str:
    """The text colour that stays readable on a step of the hue."""
    return WHITE if step < 2 else INK
