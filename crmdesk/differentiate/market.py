"""The market behind clients' assets (§3.8 d and §4.1 of the domain specification).

Levels of an index are content, kept by import of a CSV file. With them, and with the share of each asset class that
moves with the index (the rulebook's ``facts.exposure``), a month's gain by the market can be told from new money.
"""

from __future__ import annotations

import csv
import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select

from crmdesk import dates
from crmdesk.differentiate.tables import index_level
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.store.meta import read_meta, write_meta
from crmdesk.store.store import Store

#: A level is that of the newest day up to so many days back: markets close for a week at most.
_STALE = timedelta(days=12)
_MOST_ROWS = 10_000
_META = "classified.levels"


@dataclass(frozen=True)
class Market:
    """Levels of every index by day, ascending."""

    levels: Mapping[str, tuple[Sequence[date], Sequence[int]]]

    def level(self, code: str, day: date) -> int | None:
        """The level at the close of a day or of the last one before; None where it is not known."""
        days, levels = self.levels.get(code, ((), ()))
        at = bisect_right(days, day) - 1
        return levels[at] if at >= 0 and day - days[at] <= _STALE else None

    def change(self, code: str, first: date, last: date) -> float | None:
        """The change between the closes of two days as a share; None where a level is not known."""
        before, after = self.level(code, first), self.level(code, last)
        return after / before - 1 if before and after else None


def read_market(connection: Connection) -> Market:
    rows = connection.execute(select(index_level.c.code, index_level.c.day, index_level.c.level)).all()
    found: dict[str, tuple[list[date], list[int]]] = {}
    for code, day, level in sorted(map(tuple, rows)):
        days, levels = found.setdefault(code, ([], []))
        days.append(day)
        levels.append(level)
    return Market(found)


# -- what a run has seen of it


def _month_ends(market: Market, last: date) -> dict[str, int]:
    """Every level at a month-end that a run up to ``last`` may have used."""
    found = {}
    for code, (days, _) in market.levels.items():
        for month in range(dates.month_index(days[0]), dates.month_index(last) + 1):
            level = market.level(code, min(dates.month_last(month), last))
            if level is not None:
                found[f"{code} {month}"] = level
    return found


def first_change(connection: Connection, market: Market) -> int | None:
    """The first month whose levels are not those that the newest run saw; None when they are."""
    stored = json.loads(read_meta(connection, _META) or "{}")
    if not stored:
        return min((dates.month_index(days[0]) for days, _ in market.levels.values()), default=None)
    now = _month_ends(market, date.fromisoformat(stored.pop("until")))
    names = {name for name in {*stored, *now} if stored.get(name) != now.get(name)}
    return min((int(name.split()[-1]) for name in names), default=None)


def note_levels(connection: Connection, market: Market, last: date) -> None:
    if market.levels or read_meta(connection, _META):
        write_meta(connection, _META, json.dumps(_month_ends(market, last) | {"until": last.isoformat()}))


# -- keeping levels


@dataclass(frozen=True)
class LevelsKept:
    added: int
    changed: int


_HEADS = {
    "code": ("code", "index", "指数代码", "代码"),
    "day": ("day", "date", "日期", "交易日期"),
    "level": ("level", "close", "收盘", "收盘价", "收盘点位", "点位"),
}


def import_levels(store: Store, path: Path) -> LevelsKept:
    """Keep the levels of a CSV file with columns for code, day and level; a day that is there is set anew.

    One undo step. Raises ``CrmError`` naming the line that cannot be read; then nothing is kept.
    """
    rows = _read(path)
    with store.write(Words("导入指数点位", "Import index levels")) as unit:
        c = index_level.c
        query = select(c.code, c.day, c.id, c.level).where(c.code.in_({code for code, _ in rows}))
        known = {(code, day): (key, level) for code, day, key, level in unit.connection.execute(query)}
        added = changed = 0
        for (code, day), level in rows.items():
            key, old = known.get((code, day), (None, None))
            if key is None:
                unit.add(index_level, {"code": code, "day": day, "level": level})
                added += 1
            elif old != level:
                unit.change(index_level, key, {"level": level})
                changed += 1
    return LevelsKept(added, changed)


def _read(path: Path) -> dict[tuple[str, date], int]:
    head, *lines = list(csv.reader(_text(path).splitlines())) or [[]]
    at = [_column(head, name) for name in _HEADS]
    if len(lines) > _MOST_ROWS:
        raise CrmError(tr("The file has more than {count} lines. Split it by years.", count=_MOST_ROWS))
    return dict(_line(number, [line[place] for place in at]) for number, line in enumerate(lines, 2) if any(line))


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CrmError(tr("{path} cannot be read.", path=path)) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CrmError(tr("{path} is not a text file.", path=path))


def _column(head: Sequence[str], name: str) -> int:
    for place, text in enumerate(head):
        if text.strip().lower() in _HEADS[name]:
            return place
    raise CrmError(tr("The file has no column {name}. It needs: code, day, level.", name=name))


def _line(number: int, cells: Sequence[str]) -> tuple[tuple[str, date], int]:
    code, day, level = (cell.strip() for cell in cells)
    try:
        points = round(float(level.replace(",", "")) * 100)
        if not code or points <= 0:
            raise ValueError
        return (code, dates.parse_day(day, dates.local_today())), points
    except (ValueError, CrmError):
        raise CrmError(
            tr(
                "Line {number} is not a code, a day and a level above zero: {text}",
                number=number,
                text=", ".join(cells),
            )
        ) from None


@dataclass(frozen=True)
class KnownLevels:
    """How many days of an index are kept, and from when to when."""

    code: str
    days: int
    first: date
    last: date


def known_levels(connection: Connection) -> list[KnownLevels]:
    c = index_level.c
    query = select(c.code, func.count(), func.min(c.day), func.max(c.day)).group_by(c.code).order_by(c.code)
    return [KnownLevels(*row) for row in connection.execute(query)]
