"""Text on paper is a list of spans. Client text becomes a span as it is: nothing in it is ever read as markup."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from crmdesk.print.house import INK, MUTE
from crmdesk.text import clean

Box = Literal["", "tag", "outline", "solid"]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in one look. ``whole`` is never broken across lines (a person's name, a boxed mark).

    ``colour`` and ``size`` None mean those of the paragraph. ``box`` frames the span: a thin ``tag``, an
    ``outline``, or ``solid`` (white on ink, kept for blocked items).
    """

    text: str
    bold: bool = False
    colour: str | None = None
    size: float | None = None
    whole: bool = False
    box: Box = ""


_BLANKS = " \u3000"

Text = str | Span | Iterable["str | Span"]


def safe(text: str) -> str:
    """One line of text: control and direction characters out, every run of white space one space."""
    return " ".join(clean(text).split(" ")).replace("\n", " ").replace("\t", " ")


def spans(text: Text) -> tuple[Span, ...]:
    """Any accepted form of text as spans with safe content; empty spans are dropped."""
    pieces = [text] if isinstance(text, str | Span) else list(text)
    made = (Span(piece) if isinstance(piece, str) else piece for piece in pieces)
    return tuple(cleaned for span in made if (cleaned := replace(span, text=_inner(span.text))).text)


def _inner(text: str) -> str:
    """``safe`` that keeps white space at the ends, which parts two spans of one line."""
    body = safe(text)
    left = text[: len(text) - len(text.lstrip(_BLANKS))]
    right = text[len(text.rstrip(_BLANKS)) :] if body else ""
    return left + body + right


def name(text: str, *, bold: bool = False) -> Span:
    return Span(text, bold=bold, whole=len(text) <= 12)


def muted(text: str) -> Span:
    return Span(text, colour=MUTE)


def strong(text: str) -> Span:
    return Span(text, bold=True)


def tag(text: str) -> Span:
    return Span(text, colour=MUTE, size=7, whole=True, box="tag")


def outlined(text: str) -> Span:
    return Span(text, bold=True, colour=INK, whole=True, box="outline")


def reversed_out(text: str) -> Span:
    return Span(text, bold=True, colour="#FFFFFF", whole=True, box="solid")
