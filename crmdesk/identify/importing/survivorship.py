"""Which changes of an import may replace what a client's record says, and the trace that they leave.

A value that somebody verified or typed in by hand stays. Of two sources the more trusted one wins, field by field; of
equally trusted ones the value that speaks of the later day. Whatever stays is noted as a conflict, so nothing is lost
silently. An empty field takes any value, and a masked number the full one that it stands for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from crmdesk import dates
from crmdesk.i18n import tr
from crmdesk.identify.checks.masks import NUMBER_FIELDS, is_fuller, is_masked
from crmdesk.identify.importing.conflicts import Kept, keep_conflicts
from crmdesk.identify.importing.run import Run
from crmdesk.identify.tables import client, import_file, provenance, source_key
from crmdesk.store.bulk import insert_columns, rows_by_key, update_rows
from crmdesk.store.history import RowChange

if TYPE_CHECKING:
    from crmdesk.identify.importing.client_rows import ClientPart

Changes = dict[int, dict[str, Any]]

#: Sources that are a person's act at the desk; anything else is the name of a system.
_BY_HAND = frozenset({"", "meeting", "phone", "document", "client", "inferred"})
_WRITTEN = ("source", "entered_by", "entered_at", "file_id", "row_no", "data_date", "source_key", "merged_from")


class Origin(NamedTuple):
    """Where a value comes from: its own row of ``provenance``, or (``id`` 0) that of the whole record."""

    id: int
    source: str
    entered_by: str
    entered_at: datetime
    file_id: int | None
    row_no: int | None
    data_date: date | None
    source_key: str | None
    merged_from: str | None
    verified_on: date | None

    @property
    def is_by_hand(self) -> bool:
        return self.verified_on is not None or (self.id != 0 and self.source in _BY_HAND)

    @property
    def day(self) -> date:
        """The day the value speaks of."""
        at = self.entered_at
        return self.data_date or at.replace(tzinfo=at.tzinfo or UTC).astimezone(dates.CHINA).date()


def allowed_changes(part: ClientPart, wanted: Changes, old: Mapping[int, Mapping[str, Any]]) -> Changes:
    """The changes (position → field → value) that may be made; ``old`` is what stands, by client. The others are
    noted as conflicts."""
    if not wanted:
        return {}
    origins = _origins(part.run, {(part.client_id(at), name) for at, change in wanted.items() for name in change})
    records = _records(part.run, {part.client_id(at) for at in wanted})
    days = part.chunk.column("data_date")
    allowed: Changes = {}
    kept: list[Kept] = []
    for at, change in wanted.items():
        client_id = part.client_id(at)
        for name, value in change.items():
            origin, there = origins.get((client_id, name), records[client_id]), old[client_id][name]
            day = days[at] or part.run.data_date
            fills = there in (None, "") or is_fuller(name, there, value)
            reason = None if fills else _masked_stays(name, there, value)
            if not fills and reason is None:
                reason = _why_it_stays(part, at, name=name, origin=origin, day=day)
            if reason:
                kept.append(Kept(at, client_id, name, there, value, origin, day))
                part.chunk.remark(at, name, reason)
            else:
                allowed.setdefault(at, {})[name] = value
    keep_conflicts(part, kept)
    _trace(part, allowed, origins)
    return allowed


def _masked_stays(name: str, there: Any, new: Any) -> str | None:
    if name in NUMBER_FIELDS and is_masked(new) and not is_masked(there):
        return tr("The record keeps its number: that of the file is masked, and what it shows is another one.")
    return None


def _why_it_stays(part: ClientPart, at: int, *, name: str, origin: Origin, day: date) -> str | None:
    run = part.run
    if origin.is_by_hand:
        return tr("The record keeps its value: it was verified or typed in by hand.")
    own, its = run.trusts.of(run.source, name), run.trusts.of(origin.source, name)
    if its > own and origin.source != run.source:
        return tr("The record keeps its value: it comes from a better source.")
    if its == own and origin.day > day:
        return tr("The record keeps its value: it is of {newer}, this one of {older}.", newer=origin.day, older=day)
    is_other_number = origin.source == run.source and origin.source_key not in (None, part.keys[at])
    if is_other_number and origin.source_key in part.all_keys:
        # Two numbers of one client in a file would replace each other's values, with every file again.
        return tr("The record keeps its value: it came with number {number}.", number=origin.source_key)
    return None


def _origins(run: Run, keys: set[tuple[int, str]]) -> dict[tuple[int, str], Origin]:
    names = ("id", *_WRITTEN, "verified_on")
    found = rows_by_key(run.connection, provenance, ("client_id", "field"), keys, names)
    return {(key[0], key[1]): Origin(*row) for key, row in found.items()}


def _records(run: Run, ids: set[int]) -> dict[int, Origin]:
    """Where the records come from as a whole: their source, and the file of it that named them first."""
    rows = rows_by_key(run.connection, client, ("id",), ((one,) for one in ids), ("source", "recorded_at"))
    keys = {(key[0], row[0]) for key, row in rows.items()}
    files = rows_by_key(run.connection, source_key, ("client_id", "source"), keys, ("file_id", "row_no"))
    days = _days_of(run, {row[0] for row in files.values()})
    found = {}
    for (client_id,), (source, at) in rows.items():
        file_id, row_no = files.get((client_id, source), (None, None))
        found[client_id] = Origin(0, source, "", at, file_id, row_no, days.get(file_id), None, None, None)
    return found


def _days_of(run: Run, file_ids: set[int | None]) -> dict[int | None, date]:
    f = import_file.c
    known = [one for one in file_ids if one is not None]
    return {row[0]: row[1] for row in run.connection.execute(select(f.id, f.data_date).where(f.id.in_(known)))}


def _trace(part: ClientPart, allowed: Changes, origins: Mapping[tuple[int, str], Origin]) -> None:
    """Where each value now comes from: source, file, row, and the day it speaks of."""
    run, days = part.run, part.chunk.column("data_date")
    new: dict[tuple[int, str], tuple[Any, ...]] = {}
    for at, change in allowed.items():
        place = (run.file_id, part.chunk.numbers[at], days[at] or run.data_date, part.keys[at])
        row = (run.source, run.actor, run.at, *place, None)
        new.update(dict.fromkeys(((part.client_id(at), name) for name in change), row))
    added = {key: row for key, row in new.items() if key not in origins}
    columns: dict[str, list[Any]] = {
        name: [row[place] for row in added.values()] for place, name in enumerate(_WRITTEN)
    }
    columns["client_id"], columns["field"] = [key[0] for key in added], [key[1] for key in added]
    insert_columns(run.connection, provenance, columns)
    changed = {key: dict(zip(_WRITTEN, row, strict=True)) for key, row in new.items() if key in origins}
    run.keep([_image(key, origins[key], row) for key, row in changed.items()])
    update_rows(run.connection, provenance, ("client_id", "field"), changed.items())


def _image(key: tuple[int, str], was: Origin, new: dict[str, Any]) -> RowChange:
    owner = {"client_id": key[0]}
    before = {name: getattr(was, name) for name in _WRITTEN}
    return RowChange(provenance.name, was.id, before | owner, new | owner)
