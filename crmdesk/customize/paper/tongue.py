"""One language or two: how a pair of words becomes lines of a cell, a heading, a line of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from crmdesk.i18n import Words
from crmdesk.print.blocks import Para, Stack
from crmdesk.print.house import (
    BODY,
    CAPTION,
    CELL,
    CELL_BOLD,
    CELL_HEAD,
    CELL_MUTE,
    SECOND,
    SECOND_HEAD,
    SECTION,
    Style,
)
from crmdesk.print.table import Cell, Column
from crmdesk.print.text import Span, Text
from crmdesk.resources import resource_toml

Edition = Literal["zh", "en", "both"]


def fixed(name: str, /, **values: object) -> Words:
    """A fixed text of the plan by ``part.key``, its places filled; pairs fill each language with its own."""
    part, key = name.split(".")
    entry = resource_toml("plan", "texts.toml")[part][key]
    zh = {k: v.zh if isinstance(v, Words) else v for k, v in values.items()}
    en = {k: v.en if isinstance(v, Words) else v for k, v in values.items()}
    return Words(entry["zh"].format(**zh), entry["en"].format(**en))


@dataclass(frozen=True)
class Tongue:
    """``both`` prints Chinese first and English below it; what is equal in both is printed once."""

    edition: Edition

    @property
    def is_both(self) -> bool:
        return self.edition == "both"

    def first(self, words: Words) -> str:
        return words.en if self.edition == "en" else words.zh

    def second(self, words: Words) -> str:
        """The English line of a bilingual print, or nothing."""
        is_same = words.en == words.zh or words.en == words.zh.replace(" 至 ", " to ")
        return "" if is_same or not self.is_both else words.en

    # -- stacks

    def stack(self, words: Words | str, style: Style = CELL, *, second: Style = SECOND) -> Stack:
        if isinstance(words, str):
            return (Para(words, style),)
        below = self.second(words)
        head = Para(self.first(words), style)
        return (head, Para(below, second)) if below else (head,)

    def body(self, words: Words) -> Stack:
        return self.stack(words, BODY, second=Style(7.5, 10.5, colour=SECOND.colour))

    def caption(self, words: Words) -> Stack:
        return self.stack(words, CAPTION)

    def section(self, words: Words) -> Stack:
        return self.stack(words, SECTION, second=SECOND_HEAD)

    def sub(self, words: Words, note: Words | None = None) -> Stack:
        """A sub-heading, its remark in small mute type on the same line."""
        spans: list[str | Span] = [self.first(words)]
        if note is not None:
            spans += ["  ", Span(self.first(note), colour=CAPTION.colour, size=7)]
        below = "  ".join(part for part in (self.second(words), self.second(note) if note else "") if part)
        lead = Para([Span(spans[0], bold=True), *spans[1:]], BODY)  # type: ignore[arg-type]
        return (lead, Para(below, SECOND)) if below else (lead,)

    # -- cells

    def cell(self, words: Words | str, *, bold: bool = False) -> Cell:
        return Cell(self.stack(words, CELL_BOLD if bold else CELL))

    def label(self, words: Words) -> Cell:
        return Cell(self.stack(words, CELL_MUTE))

    def spans(self, first: Text, second: str = "") -> Cell:
        """A cell with prepared spans; ``second`` only in a bilingual print."""
        lead = Para(first, CELL)
        return Cell((lead, Para(second, SECOND)) if second and self.is_both else (lead,))

    def columns(self, *given: tuple[str, float, str]) -> list[Column]:
        """(name of the head, width in mm, align) per column."""
        return [
            Column(self.stack(fixed(f"heads.{name}"), CELL_HEAD) if name else (), width, align)  # type: ignore[arg-type]
            for name, width, align in given
        ]

    # -- one line

    def inline(self, words: Words, *, gap: str = " ") -> str:
        below = self.second(words)
        return f"{self.first(words)}{gap}{below}" if below else self.first(words)

    def lines(self, words: Words) -> Sequence[str]:
        below = self.second(words)
        return (self.first(words), below) if below else (self.first(words),)

    def listed(self, parts: Sequence[str]) -> str:
        return (", " if self.edition == "en" else "、").join(parts)

    @property
    def label_width(self) -> float:
        """Millimetres of the label column of a table of facts: English labels are longer."""
        return 24 if self.edition == "zh" else 27
