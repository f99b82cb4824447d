"""Where a line of mixed Chinese and Latin text may end.

A paragraph is looked at once, character by character: its widths, the thin gaps between scripts, and the places
where a break is allowed. Filling lines is then arithmetic on prefix sums.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from crmdesk.print.fonts import char_width
from crmdesk.print.text import Span

NO_START = frozenset("、。，；：？！）》」』】”’〉〕％…—～·,.;:?!)]}%/℃")
NO_END = frozenset("（《“「『【‘〈〔([{￥¥$#第")
_GAP = 0.25
_BOX_PADDING = 3.0
_LONG_WORD = 30
#: A bracket moves to the next line as a whole only when the line it leaves stays this full.
_FULL_ENOUGH = 0.6

_UNITS = (
    "万元|亿元|个月|工作日|交易日|自然日|小时|分钟|百分点|元|万|亿|项|日|年|月|点|次|岁|条|页|节|期|类|位"
    "|份|倍|天|周|人|只|笔|季|步|联|后"
)
_WHOLE = re.compile(
    rf"""
    第\s?\d+\s?[节页条期次章项号]                                        # 第 7 节
    | [百千万]分之\s?\d[\d.,]*                                          # 万分之 2.5
    | (?:[≤≥<>≈=]\s?)?[+−-]?\d[\d,.]*(?:[–~-]\d[\d,.]*)*%?\s?(?:{_UNITS})    # 400,000 元 · 3–5 年
    | [≤≥<>≈=]\s?[+−-]?\d[\d,.]*(?:[–~-]\d[\d,.]*)*%?                                      # ≤ 20%
    | —+ | …+                                                           # dashes and ellipses in one piece
    | [!-~\u00a1-\u024f\u2010-\u2013−×÷€£]+                             # a Latin word, a date, a code, an amount
    """,
    re.VERBOSE,
)
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")


def is_han(char: str) -> bool:
    code = ord(char)
    return (
        0x3400 <= code <= 0x9FFF or 0x3041 <= code <= 0x30FF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF
    )


def _is_word(char: str) -> bool:
    return (char.isascii() and (char.isalnum() or char == "%")) or "\u00c0" <= char <= "\u024f"


@lru_cache(maxsize=4096)
def allowed_breaks(text: str) -> frozenset[int]:
    """Indexes before which a new line may begin. A space belongs to the line before it."""
    inside: set[int] = set()
    for match in _WHOLE.finditer(text):
        inside.update(range(match.start() + 1, match.end()))
        if match.end() - match.start() > _LONG_WORD and _LATIN_WORD.search(match.group()):
            inside.difference_update(_long_word_breaks(match))
    allowed = set()
    for index in range(1, len(text)):
        before, char = text[index - 1], text[index]
        if index in inside or char == " " or char in NO_START or before in NO_END:
            continue
        if before in NO_START and before.isascii() and _is_word(char):
            continue  # 1,000 or a.b: the pattern above saw it in part only
        allowed.add(index)
    return frozenset(allowed)


def _long_word_breaks(match: re.Match[str]) -> range:
    return range(match.start() + 1, match.end())


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one look at a place of a line; ``x`` from the line's left edge, in points."""

    x: float
    text: str
    span: Span
    size: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    pieces: tuple[Piece, ...]
    width: float


class Measured:
    """A paragraph's characters with their widths and breaks, for one size."""

    def __init__(self, content: tuple[Span, ...], size: float, *, bold: bool = False) -> None:
        self.text = "".join(span.text for span in content)
        self.bold = bold
        self.size = size
        self.owner: list[Span] = [span for span in content for _ in span.text]
        self.gap = [0.0] * (len(self.text) + 1)
        self.ends = [0.0]
        self._breaks = sorted(self._allowed(content))
        self._measure()

    def _allowed(self, content: tuple[Span, ...]) -> set[int]:
        allowed = set(allowed_breaks(self.text))
        start = 0
        for span in content:
            if span.whole:
                allowed.difference_update(range(start + 1, start + len(span.text)))
            start += len(span.text)
        return allowed

    def _measure(self) -> None:
        total = 0.0
        previous = ""
        for index, char in enumerate(self.text):
            span = self.owner[index]
            size = span.size or self.size
            gap = self._gap_before(index, previous, char) if previous else 0.0
            self.gap[index] = gap
            total += gap + char_width(char, span.bold or self.bold) * size
            self.ends.append(total)
            previous = char
        if self.owner and self.owner[-1].box:
            self.ends[-1] += _BOX_PADDING

    def _gap_before(self, index: int, previous: str, char: str) -> float:
        here, before = self.owner[index], self.owner[index - 1]
        if here is not before and (here.box or before.box):
            return _BOX_PADDING * (bool(here.box) + bool(before.box)) + (_BOX_PADDING if here.box else 0)
        mixed = (is_han(previous) and _is_word(char)) or (_is_word(previous) and is_han(char))
        return _GAP * (here.size or self.size) if mixed else 0.0

    def width(self, start: int, end: int) -> float:
        """Width of ``text[start:end]`` as a line of its own, trailing spaces not counted."""
        while end > start and self.text[end - 1] in " \u3000":
            end -= 1
        if end <= start:
            return 0.0
        lead = _BOX_PADDING if self.owner[start].box else 0.0
        return self.ends[end] - self.ends[start] - (self.gap[start] if start else 0.0) + lead

    # -- lines

    def lines(self, room: float) -> list[Line]:
        """The paragraph in lines at most ``room`` wide; a piece that cannot fit anywhere is cut between letters."""
        cuts = self._cuts(room)
        self._mend_last(cuts, room)
        hang = -0.5 * self.size if self.text[:1] in ("“", "「") and len(cuts) > 2 else 0.0
        return [
            self._line(start, end, hang if number == 0 else 0.0) for number, (start, end) in enumerate(pairwise(cuts))
        ]

    def _cuts(self, room: float) -> list[int]:
        cuts = [0]
        total = len(self.text)
        while cuts[-1] < total:
            start = cuts[-1]
            if self.width(start, total) <= room + 0.01:
                cuts.append(total)
                break
            cuts.append(self._next_cut(start, room))
        return cuts

    def _next_cut(self, start: int, room: float) -> int:
        limit = self._last_fitting(start, room)
        place = bisect_right(self._breaks, limit) - 1
        if place < 0 or self._breaks[place] <= start:
            return limit
        return self._before_bracket(start, self._breaks[place], room)

    def _last_fitting(self, start: int, room: float) -> int:
        """The largest end whose line fits; at least one character is always taken."""
        base = self.ends[start] + (self.gap[start] if start else 0.0)
        end = max(bisect_right(self.ends, base + room + 0.01) - 1, start + 1)
        while end < len(self.text) and self.text[end] in " \u3000":
            end += 1
        return end

    def _before_bracket(self, start: int, cut: int, room: float) -> int:
        opened = self.text.rfind("（", start, cut)
        if opened <= start or "）" in self.text[opened:cut] or opened not in self._breaks:
            return cut
        closed = self.text.find("）", cut)
        if closed < 0 or self.width(opened, closed + 1) > room:
            return cut
        return opened if self.width(start, opened) >= _FULL_ENOUGH * room else cut

    def _mend_last(self, cuts: list[int], room: float) -> None:
        """No last line of one character: the line before gives it company."""
        if len(cuts) < 3:
            return
        tail = [char for char in self.text[cuts[-2] :] if char not in NO_START and char != " "]
        if len(tail) != 1 or not is_han(tail[0]):
            return
        earlier = [index for index in self._breaks if cuts[-3] < index < cuts[-2]]
        if earlier and self.width(earlier[-1], len(self.text)) <= room:
            cuts[-2] = earlier[-1]

    def _line(self, start: int, end: int, indent: float) -> Line:
        while start < end and start > 0 and self.text[start] in " \u3000":
            start += 1
        while end > start and self.text[end - 1] in " \u3000":
            end -= 1
        pieces: list[Piece] = []
        origin = self.ends[start] + (self.gap[start] if start else 0.0) - indent
        if start < end and self.owner[start].box:
            origin -= _BOX_PADDING
        first = start
        for index in range(start + 1, end + 1):
            if index == end or self.gap[index] or self.owner[index] is not self.owner[first]:
                pieces.append(self._piece(first, index, origin))
                first = index
        return Line(tuple(pieces), self.width(start, end))

    def _piece(self, first: int, end: int, origin: float) -> Piece:
        span = self.owner[first]
        left = self.ends[first] + self.gap[first] if first else 0.0
        closing = _BOX_PADDING if end == len(self.text) and span.box else 0.0
        return Piece(left - origin, self.text[first:end], span, span.size or self.size, self.ends[end] - left - closing)


def one_line(content: tuple[Span, ...], size: float, *, bold: bool = False) -> Line:
    """The text on a single line whatever its width: labels of charts, header, footer."""
    measured = Measured(content, size, bold=bold)
    return measured._line(0, len(measured.text), 0.0)
