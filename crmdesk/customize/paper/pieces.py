"""Blocks that every section uses: heads, captions, tables that may continue, marks of a result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from crmdesk.codes import code_words
from crmdesk.customize.paper.edition import Printing
from crmdesk.customize.paper.tongue import Tongue, fixed
from crmdesk.i18n import Words
from crmdesk.print.blocks import Block, Paragraphs, SectionHead, Stack
from crmdesk.print.house import ACCENT
from crmdesk.print.pen import Align
from crmdesk.print.table import Cell, Column, Row, Table
from crmdesk.print.text import Span, Text, outlined, reversed_out, strong

DASH = "—"


def head(printing: Printing, number: str, lead: Words | None = None, *, ghost: Words | None = None) -> SectionHead:
    """The head of section ``number``; ``ghost`` is the lead of the other copy, whose room is kept."""
    tongue = printing.tongue
    title = fixed(f"section.{number}")
    shown = number.removeprefix("short_")
    if number == "A":
        shown = "A" if tongue.edition == "en" else "附"
    bookmark = (f"s{number}", f"{shown} {tongue.inline(title)}")
    return SectionHead(
        number=shown,
        title=tongue.section(title),
        lead=tongue.body(lead) if lead else (),
        ghost=tongue.body(ghost) if ghost else (),
        bookmark=bookmark,
    )


def caption(tongue: Tongue, words: Words) -> Block:
    return Paragraphs(stack=tongue.caption(words), before=3.5)


def body(tongue: Tongue, words: Words, *, before: float = 0) -> Block:
    return Paragraphs(stack=tongue.body(words), before=before)


def sub(tongue: Tongue, words: Words, note: Words | None = None, *, before: float = 10.5) -> Block:
    """A sub-heading that keeps with what follows, with 3.5 pt below it."""
    return Subhead(stack=tongue.sub(words, note), before=before, keeps=True)


class Subhead(Paragraphs):
    def height(self, width: float) -> float:
        return super().height(width) + 3.5


def table(columns: Sequence[Column], rows: Sequence[Row], *, before: float = 0, keeps: bool = False) -> Table:
    return Table(columns=columns, rows=rows, before=before, keeps=keeps)


def continuing(printing: Printing, number: str) -> Callable[[Sequence[Row]], tuple[Stack, Stack]]:
    """The two notes of a table that runs over a page: which rows follow, and whose table it is."""
    tongue = printing.tongue
    title = fixed(f"section.{number}")

    def notes(rest: Sequence[Row]) -> tuple[Stack, Stack]:
        labels = [row.label for row in rest if row.label]
        below = fixed("page.continued", s=title)
        if len(labels) > 1:
            below = fixed("page.continued_rows", s=title, a=labels[0], b=labels[-1])
        return tongue.caption(below), tongue.sub(fixed("page.again", n=number, s=title))

    return notes


def day(value: date | None) -> str:
    return value.isoformat() if value else DASH


def result_cell(tongue: Tongue, result: str) -> Cell:
    """A state on paper is a shape plus a word; reversed text is kept for what is blocked."""
    words = code_words("suitability_result", result)
    return tongue.spans(result_text(tongue, result), words.en)


def result_text(tongue: Tongue, result: str) -> Text:
    word = tongue.first(code_words("suitability_result", result))
    if result == "match":
        return Span(f"● {word}", bold=True, colour=ACCENT, whole=True)
    return reversed_out(f"■ {word}") if result == "blocked" else outlined(f"▲ {word}")


def mark_cell(tongue: Tongue, name: str, *, bold: bool = False) -> Cell:
    words = fixed(f"mark.{name}")
    first = tongue.first(words)
    return tongue.spans(strong(first) if bold else first, words.en.split(" ", 1)[-1])


def align(columns: Sequence[tuple[str, float, Align]]) -> list[tuple[str, float, str]]:
    return [(name, width, where) for name, width, where in columns]
