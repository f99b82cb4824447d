"""What the report of an import says: updates field by field, values that stayed, and what looks wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from crmdesk.i18n import Words


@dataclass(frozen=True)
class ValueChange:
    """A value of one client: ``old`` and ``new`` in their stored form (codes, cents, days as ISO text).

    ``row`` of the file, 0 when no single row brought it. Trust is None where a person typed or verified the old value.
    """

    client_no: str
    name: str
    row: int
    old: Any
    new: Any
    old_source: str = ""
    old_trust: int | None = None
    source: str = ""
    trust: int | None = None
    field: str = ""
    client_id: int = 0
    old_date: date | None = None
    date: date | None = None
    conflict_id: int = 0


@dataclass(frozen=True)
class FieldUpdate:
    """How often a field changed, and some of the changes. ``table`` tells where the field stands."""

    field: str
    label: Words
    count: int
    samples: tuple[ValueChange, ...]
    table: str = ""


@dataclass(frozen=True)
class Added:
    """New rows of a table."""

    table: str
    label: Words
    count: int


@dataclass(frozen=True)
class Jump:
    """Something that is possible and looks wrong: ``text`` says it in the current language."""

    kind: str
    text: str
    count: int
    samples: tuple[ValueChange, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """``creates`` counts new clients, ``added`` the new rows of every table."""

    creates: int = 0
    added: tuple[Added, ...] = ()
    updates: tuple[FieldUpdate, ...] = ()
    conflicts: tuple[ValueChange, ...] = ()
    conflict_count: int = 0
    jumps: tuple[Jump, ...] = ()
