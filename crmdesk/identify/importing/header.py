"""Which row names the columns, and which rows at the end are totals."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from crmdesk.text import half_width

#: Share of a row's cells that must be known column names.
ENOUGH = 0.6

_UNIT = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]$")
_TOTAL = re.compile(
    r"^(?:合计|小计|总计|合\s+计|总\s+计|total|制表|打印|共\s*\d+\s*[条笔户页行]).{0,30}$", re.IGNORECASE
)


@lru_cache(maxsize=10_000)
def normal(header: str) -> str:
    """A column name for comparing: half-width, lower case, without spaces, underscores and the unit in brackets."""
    text = half_width(header).strip().strip("\ufeff\"'").lower()
    text = _UNIT.sub("", text)
    return re.sub(r"[\s_\-.*:：]", "", text)


def find_header(rows: list[list[str]], known: Callable[[str], bool]) -> tuple[int, list[str]] | None:
    """``(row number from 1, column names)``: the first row of which 60 % of the cells are known names.

    A wide export of which few columns are known still has a header: the first row with two known names whose
    cells are all different and none a number.
    """
    for looks_right in (_mostly_known, _partly_known):
        for number, row in enumerate(rows, start=1):
            names = _trimmed(row)
            if names and looks_right(names, known):
                return number, _unique(names)
    return None


def _mostly_known(names: list[str], known: Callable[[str], bool]) -> bool:
    filled = [name for name in names if name.strip()]
    hits = sum(known(normal(name)) for name in filled)
    return len(filled) > 0 and hits >= max(ENOUGH * len(filled), min(2, len(filled)))


def _partly_known(names: list[str], known: Callable[[str], bool]) -> bool:
    filled = [normal(name) for name in names if name.strip()]
    is_naming = len(set(filled)) == len(filled) and not any(re.fullmatch(r"[\d.,%-]+", name) for name in filled)
    return is_naming and sum(map(known, filled)) >= 2


def _trimmed(row: list[str]) -> list[str]:
    names = [cell.strip().strip("\ufeff\t ") for cell in row]
    while names and not names[-1]:
        names.pop()
    return names


def _unique(names: list[str]) -> list[str]:
    """Column names, a second one of the same name numbered: 余额, 余额 2."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return result


_TOTAL_STARTS = frozenset("合小总共制打Tt \t\u3000")


def may_be_no_row(row: list[str]) -> bool:
    """A quick look that lets nearly every row of a table pass: whether it may be empty or a total."""
    return not row or row[0][:1] in _TOTAL_STARTS or not row[0]


def is_total(row: list[str], width: int) -> bool:
    """A row of totals or a print line: says so in its first filled cell and leaves cells of the table empty."""
    first = next((cell for cell in row if cell), "").strip()
    if not first or not (first[0] in "合小总共制打Tt" and _TOTAL.match(half_width(first))):
        return False
    return sum(bool(cell.strip()) for cell in row) < max(2, width)
