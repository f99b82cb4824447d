"""Which rows name the columns, and which rows are none of the table: totals, print lines, the header once more."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from crmdesk.sheets.sheet import FROM_ABOVE, FROM_LEFT
from crmdesk.text import half_width

#: Share of a row's cells that must be known column names.
ENOUGH = 0.6

_UNIT = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]$")
_TOTAL = re.compile(
    r"^(?:合计|小计|总计|合\s+计|总\s+计|total|制表|打印|共\s*\d+\s*[条笔户页行]|第\s*\d+\s*页).{0,30}$", re.IGNORECASE
)
_GROUP = re.compile(r"[/>\\|—]")

Known = Callable[[str], bool]


@dataclass(frozen=True)
class Header:
    """The names of the columns and the rows, counted from 1, that they stand in: one, or two that belong together."""

    rows: tuple[int, ...]
    names: tuple[str, ...]


@lru_cache(maxsize=10_000)
def normal(header: str) -> str:
    """A column name for comparing: half-width, lower case, without spaces, underscores and the unit in brackets."""
    text = half_width(header).strip().strip("\ufeff\"'").lower()
    text = _UNIT.sub("", text)
    return re.sub(r"[\s_\-.*:：]", "", text)


def find_header(rows: list[list[str]], known: Known) -> Header | None:
    """The first row of which 60 % of the cells are known names, with the row above or below that completes it.

    A wide export of which few columns are known still has a header: the first row with two known names whose
    cells are all different and none a number.
    """
    for looks_right in (_mostly_known, _partly_known):
        for at, row in enumerate(rows):
            names = _names(row)
            if names and looks_right(names, known):
                return _best_of(rows, at, known)
    return None


def header_at(rows: list[list[str]], first: int, count: int, known: Known) -> Header | None:
    """The header that the user says: ``count`` rows from the row ``first`` (from 1)."""
    if not 1 <= first <= len(rows):
        return None
    if count == 2 and first < len(rows):
        return Header((first, first + 1), _unique(_joined(rows[first - 1], rows[first], known)))
    return Header((first,), _unique(_plain(_names(rows[first - 1]), known)))


def _best_of(rows: list[list[str]], at: int, known: Known) -> Header:
    """The row alone, or joined with a neighbour where more columns are known then."""
    best = Header((at + 1,), _unique(_plain(_names(rows[at]), known)))
    for upper in (at - 1, at):
        if upper >= 0 and upper + 1 < len(rows):
            names = _joined(rows[upper], rows[upper + 1], known)
            is_better = _known_count(names, known) > _known_count(best.names, known)
            if is_better and _names_columns(rows[upper + 1], names, known):
                best = Header((upper + 1, upper + 2), _unique(names))
    return best


def _names_columns(lower: list[str], names: list[str], known: Known) -> bool:
    """Whether a row is the lower half of a header: words, half of which name a known column."""
    filled = [at for at, cell in enumerate(map(_own, lower)) if cell]
    if not filled or any(sign.isdigit() for at in filled for sign in lower[at]):
        return False
    return sum(known(normal(names[at])) for at in filled if at < len(names)) * 2 >= len(filled)


def _known_count(names: Sequence[str], known: Known) -> int:
    return len({normal(name) for name in names if name and known(normal(name))})


def _joined(upper: list[str], lower: list[str], known: Known) -> list[str]:
    """Column names of two rows: the lower one names the column, the upper one its group, or the column where the
    lower is empty. A group reaches to the right as far as the lower row is filled."""
    width = max(len(upper), len(lower))
    above = [_seen(cell) for cell in upper] + [""] * (width - len(upper))
    below = [_own(cell) for cell in lower] + [""] * (width - len(lower))
    names: list[str] = []
    group = ""
    for over, name in zip(above, below, strict=True):
        group = over or (group if name else "")
        full = group + name
        is_taken = name in names and bool(group)
        use_full = name and (is_taken or (not known(normal(name)) and known(normal(full))))
        names.append(full if use_full or not name else name)
    return _trimmed(names)


def _seen(cell: str) -> str:
    """The text that a reader sees at this place, of a cell that covers it too."""
    return cell.lstrip(FROM_LEFT + FROM_ABOVE).strip().strip("\ufeff\t ")


def _own(cell: str) -> str:
    """The text of the cell itself: nothing where another covers it."""
    return "" if cell[:1] in (FROM_LEFT, FROM_ABOVE) else _seen(cell)


def _names(row: list[str]) -> list[str]:
    """The names in a row; a cell from above that reaches down into it names its column here too."""
    return _trimmed(["" if cell[:1] == FROM_LEFT else _seen(cell) for cell in row])


def _plain(names: list[str], known: Known) -> list[str]:
    """``联系方式/手机`` is 手机: where only the last part of a name is known, that is the name."""
    plain = []
    for name in names:
        last = _GROUP.split(name)[-1].strip()
        plain.append(last if last and last != name and not known(normal(name)) and known(normal(last)) else name)
    return plain


def _mostly_known(names: list[str], known: Known) -> bool:
    filled = [name for name in _plain(names, known) if name]
    hits = sum(known(normal(name)) for name in filled)
    return len(filled) > 0 and hits >= max(ENOUGH * len(filled), min(2, len(filled)))


def _partly_known(names: list[str], known: Known) -> bool:
    filled = [normal(name) for name in _plain(names, known) if name]
    is_naming = len(set(filled)) == len(filled) and not any(re.fullmatch(r"[\d.,%-]+", name) for name in filled)
    return is_naming and sum(map(known, filled)) >= 2


def _trimmed(names: list[str]) -> list[str]:
    while names and not names[-1]:
        names.pop()
    return names


def _unique(names: list[str]) -> tuple[str, ...]:
    """Column names, a second one of the same name numbered: 余额, 余额 2."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 or not name else f"{name} {seen[name]}")
    return tuple(result)


_TOTAL_WORDS = frozenset({"合计", "小计", "总计"})
_TOTAL_STARTS = frozenset("合小总共制打第Tt \t\u3000")


def may_be_no_row(row: list[str]) -> bool:
    """A quick look that lets nearly every row of a table pass: whether it may be empty or a total."""
    return not row or row[0][:1] in _TOTAL_STARTS or not row[0]


def is_total(row: list[str], width: int) -> bool:
    """A row of totals or a print line: says so in its first filled cell, in a plain word or with empty cells."""
    first = next((cell for cell in row if cell), "").strip()
    if not first or not (first[0] in _TOTAL_STARTS and _TOTAL.match(half_width(first))):
        return False
    if first in _TOTAL_WORDS:
        return True
    return sum(bool(cell.strip()) for cell in row) < max(2, width)
