"""The log of imports: a batch per import, a row per file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from crmdesk import dates
from crmdesk.identify.importing.loading import data_date
from crmdesk.identify.importing.preparing import Prepared
from crmdesk.identify.importing.result import FileResult
from crmdesk.identify.importing.run import Run
from crmdesk.identify.tables import import_batch, import_file
from crmdesk.store.history import inserted_key


@dataclass(frozen=True)
class Batch:
    """An import that was kept. ``can_take_back``: not taken back yet, and of a version that noted what it takes;
    whether something was built on it since, ``what_stops`` tells."""

    id: int
    operation_id: int
    at: datetime
    actor: str
    files: tuple[str, ...]
    kinds: tuple[str, ...]
    data_date: date | None
    read: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    taken_back_at: datetime | None
    taken_back_by: str
    can_take_back: bool


def open_batch(run: Run) -> int:
    at = {"operation_id": run.operation_id, "at": dates.now(), "actor": run.actor}
    return inserted_key(run.connection.execute(insert(import_batch).values(at)))


def open_file(run: Run, ready: Prepared) -> int:
    """Note a file before its rows come, so that they can name it; the counts follow."""
    row = {
        "batch_id": run.batch_id,
        "name": ready.name[:260],
        "sheet": ready.table.part[:120] or None,
        "sha256": ready.table.sha256,
        "recipe": ready.recipe.name[:60],
        "source": ready.recipe.source[:60],
        "trust": run.trusts.of(ready.recipe.source),
        "kind": ready.kind.name,
        "data_date": data_date(run, ready),
        **dict.fromkeys(_COUNTS, 0),
    }
    return inserted_key(run.connection.execute(insert(import_file).values(row)))


_COUNTS = ("rows_read", "rows_created", "rows_updated", "rows_unchanged", "rows_rejected")


def close_file(run: Run, result: FileResult) -> None:
    counts = (result.read, result.created, result.updated, result.unchanged, result.rejected)
    there = import_file.c.id == run.file_id
    run.connection.execute(update(import_file).where(there).values(dict(zip(_COUNTS, counts, strict=True))))


def batches(connection: Connection, limit: int = 50) -> list[Batch]:
    """The newest imports first."""
    return _batches(connection, select(import_batch).order_by(import_batch.c.id.desc()).limit(limit))


def batch(connection: Connection, batch_id: int) -> Batch | None:
    return next(iter(_batches(connection, select(import_batch).where(import_batch.c.id == batch_id))), None)


def _batches(connection: Connection, query: Any) -> list[Batch]:
    found = connection.execute(query).mappings().all()
    files: dict[int, list[Any]] = defaultdict(list)
    of_these = import_file.c.batch_id.in_([one["id"] for one in found])
    for row in connection.execute(select(import_file).where(of_these).order_by(import_file.c.id)).mappings():
        files[row["batch_id"]].append(row)
    return [_batch(one, files[one["id"]]) for one in found]


def _batch(row: Any, files: list[Any]) -> Batch:
    counts = {name.removeprefix("rows_"): sum(file[name] for file in files) for name in _COUNTS}
    return Batch(
        row["id"],
        row["operation_id"],
        row["at"],
        row["actor"],
        files=tuple(file["name"] for file in files),
        kinds=tuple(dict.fromkeys(file["kind"] for file in files)),
        data_date=max((file["data_date"] for file in files if file["data_date"]), default=None),
        **counts,
        taken_back_at=row["taken_back_at"],
        taken_back_by=row["taken_back_by"] or "",
        can_take_back=row["taken_back_at"] is None and all(file["source"] for file in files),
    )
