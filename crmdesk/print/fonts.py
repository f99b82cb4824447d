"""The fonts of paper: two weights of Noto Sans SC, and LXGW WenKai for the characters they lack."""

from __future__ import annotations

from functools import cache
from typing import Any

from crmdesk.resources import resource_path

REGULAR, BOLD, RARE = "CRMDesk", "CRMDesk-Bold", "CRMDesk-Rare"
_FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf", RARE: "LXGWWenKai-Regular.ttf"}
_MISSING_WIDTH = 1000


def _map_astral_characters() -> None:
    """Write the text layer of characters above U+FFFF as UTF-16 pairs.

    reportlab prints the code point with five hex digits, which readers take for another character.
    """
    from reportlab.pdfbase import ttfonts

    original = ttfonts.makeToUnicodeCMap

    def with_pairs(font_name: str, subset: list[int]) -> str:
        text = str(original(font_name, subset))
        if all(code <= 0xFFFF for code in subset):
            return text
        begin = text.rindex("\n", 0, text.index(" beginbfchar")) + 1
        end = text.index("endbfchar")
        lines = [f"<{i:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for i, code in enumerate(subset)]
        return text[:begin] + f"{len(subset)} beginbfchar\n" + "\n".join(lines) + "\n" + text[end:]

    ttfonts.makeToUnicodeCMap = with_pairs


@cache
def _face(name: str) -> Any:
    """The face of a registered font; reading the file happens once per process."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    _prepared()
    font = TTFont(name, str(resource_path("fonts", _FILES[name])))
    pdfmetrics.registerFont(font)
    return font.face


@cache
def _prepared() -> None:
    _map_astral_characters()


@cache
def font_of(char: str, bold: bool) -> str:  # noqa: FBT001 - a cached table
    """The font that draws a character; the usual weight when no font has it, which then shows a box."""
    usual = BOLD if bold else REGULAR
    if ord(char) in _face(usual).charToGlyph:
        return usual
    return RARE if ord(char) in _face(RARE).charToGlyph else usual


@cache
def char_width(char: str, bold: bool) -> float:  # noqa: FBT001 - a cached table
    """Advance width in ems."""
    return float(_face(font_of(char, bold)).charWidths.get(ord(char), _MISSING_WIDTH)) / 1000


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    return sum(char_width(char, bold) for char in text) * size
