"""What a table is to whoever keeps the data: content or not, and for how long its rows have to be kept.

Each table says it where it is declared: ``Table(…, info=CONTENT)`` or ``info=CONTENT | kept(20, since="day")``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Column, Table

from crmdesk import dates

Part = Literal["content", "derived", "diary"]

#: What people and their files said: it cannot be had again, and a dump shows it.
CONTENT: dict[str, Any] = {"part": "content"}
#: What the program worked out from the content and can work out again.
DERIVED: dict[str, Any] = {"part": "derived"}
#: What the program notes about its own work: operations, images, imports, caches, drafts.
DIARY: dict[str, Any] = {"part": "diary"}


def rows_where(column: str, *values: str) -> dict[str, Any]:
    """The part of ``Table.info`` that says which rows are content, by the values of a column; others are worked out."""
    return {"content_rows": (column, values)}


def part_of(item: Table | Column[Any]) -> Part | None:
    """What a table or a column was declared as; a column without a word of its own goes with its table."""
    if isinstance(item, Column) and item.info.get("derived"):
        return "derived"
    found: Part | None = item.info.get("part")
    return found


@dataclass(frozen=True)
class Retention:
    """How long rows must be kept (§8.6 of the domain specification): ``years`` after the day in column ``since``.

    With ``by_year`` the years count from the end of that day's year. ``among`` limits the rule to rows whose column
    has one of some values. ``is_business`` rows make their client one with a contract; rows without a day of their
    own (``since`` empty) are kept as long as the relationship and its years last.
    """

    years: int = 20
    since: str = ""
    by_year: bool = False
    is_business: bool = True
    among: Mapping[str, Collection[Any]] = field(default_factory=dict)

    def applies(self, row: Mapping[str, Any]) -> bool:
        return all(row[name] in values for name, values in self.among.items())

    def until(self, row: Mapping[str, Any]) -> date | None:
        """The day from which a row need not be kept any more by its own date; None when it has none."""
        day = row.get(self.since) if self.since else None
        if day is None:
            return None
        found = day.astimezone(dates.CHINA).date() if isinstance(day, datetime) else day
        start = date(found.year, 12, 31) if self.by_year else found
        return dates.add_months(start, 12 * self.years)


def kept(years: int = 20, **rule: Any) -> dict[str, Any]:
    """The part of ``Table.info`` that says how long rows are kept; see ``Retention``."""
    return {"retention": Retention(years, **rule)}


def retention_of(table: Table) -> Retention | None:
    found: Retention | None = table.info.get("retention")
    return found
