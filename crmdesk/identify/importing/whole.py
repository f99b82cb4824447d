"""An import as a whole: all files in one transaction, or none."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select

from crmdesk import dates
from crmdesk.i18n import Words, tr
from crmdesk.identify.importing.all_kinds import KINDS
from crmdesk.identify.importing.chosen import Asked, Chosen
from crmdesk.identify.importing.kept_recipes import kept_recipes
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.loading import data_date, load_file
from crmdesk.identify.importing.preparing import Prepared, prepare
from crmdesk.identify.importing.result import FileResult, ImportResult
from crmdesk.identify.importing.run import Run
from crmdesk.identify.tables import client, import_batch, import_file
from crmdesk.progress import Progress
from crmdesk.store.bulk import indexes_rebuilt
from crmdesk.store.history import inserted_key
from crmdesk.store.search import rebuilt_after
from crmdesk.store.store import Store

#: Bytes a client or a movement takes in a file, roughly: to tell a large import from a small one before reading it.
_BYTES_PER_ROW = 80


class _NothingToKeepError(Exception):
    """Raised inside the transaction to roll it back: a dry run, or an import that changed nothing."""


def import_files(
    store: Store,
    files: Sequence[Path | Asked],
    *,
    recipe: str | Path = "auto",
    kind: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    kinds: Sequence[Kind] = KINDS,
) -> ImportResult:
    """Import files in one transaction and say what happened to every row.

    ``recipe`` is ``auto``, a recipe's name or the path of a TOML file; ``kind`` says what the files are when
    their columns do not; ``Asked`` says both, and more, table by table. Files are loaded in the order their
    kinds need, and reported in the order given. A dry run does all of it and keeps nothing. Raises ``CrmError``
    when a file cannot be read at all; then, and when the user cancels, nothing was written.
    """
    progress = progress or Progress()
    profile = store.meta("profile")
    said = Chosen(str(recipe), kind or "")
    asked = [Asked(one, chosen=said) if isinstance(one, Path) else one for one in files]
    paths = list(dict.fromkeys(one.path for one in asked))
    total = sum(path.stat().st_size for path in paths if path.is_file())
    with store.read() as connection:
        own = kept_recipes(connection)
    ready = [
        prepare(
            one.path,
            kinds=kinds,
            chosen=one.chosen,
            recipes=own,
            profile=profile,
            report=lambda _done: progress.at(0, total),
        )
        for one in asked
    ]
    names = ", ".join(path.name for path in paths[:3]) + (" …" if len(paths) > 3 else "")
    label = Words(f"导入 {names}", f"Import {names}")
    detail: dict[str, Any] = {}
    results: list[FileResult] = []
    batch = 0
    try:
        with store.batch(label, detail=detail) as connection:
            run = Run(
                connection, store.actor, connection.info["operation_id"], progress, ready[0].recipe, ready[0].file
            )
            with _collector_at_rest():
                results = _load(run, ready)
            if dry_run or not any(one.created or one.updated for one in results):
                raise _NothingToKeepError
            batch = _record(run, ready, results)
            detail["files"] = [{"sha256": one.table.sha256, "kind": one.kind.name} for one in ready]
    except _NothingToKeepError:
        pass
    return ImportResult(batch, tuple(results), dry_run)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Millions of short-lived rows without cycles: looking for cycles among them would take a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _load(run: Run, ready: Sequence[Prepared]) -> list[FileResult]:
    """Load the files in the order of their kinds; the results in the order of the files."""
    total = sum(one.table.size for one in ready)
    results: dict[int, FileResult] = {}
    done = 0
    order = sorted(range(len(ready)), key=lambda at: ready[at].kind.order)
    with ExitStack() as indexes:
        for kind in _overwhelming(run.connection, ready):
            for table in kind.filled:
                indexes.enter_context(indexes_rebuilt(run.connection, table, set(table.c.keys()) - kind.sought))
            if client in kind.filled:
                indexes.enter_context(rebuilt_after(run.connection))
        for at in order:
            one, before = ready[at], done

            def report(read: int, before: int = before, name: str = one.path.name) -> None:
                run.progress.at(before + read, total, name)

            report(0)
            results[at] = load_file(run, one, report)
            done += one.table.size
        run.progress.at(total, total, tr("Finishing"))
        for kind in sorted({one.kind.name: one.kind for one in ready}.values(), key=lambda kind: kind.order):
            if kind.finish is not None:
                kind.finish(run)
    return [results[at] for at in range(len(ready))]


def _overwhelming(connection: Connection, ready: Sequence[Prepared]) -> Iterator[Kind]:
    """Kinds of which so many rows come that building indexes anew is cheaper than keeping them in step."""
    for kind in {one.kind.name: one.kind for one in ready if one.kind.filled}.values():
        size = sum(one.table.size for one in ready if one.kind is kind)
        there = connection.execute(select(func.max(kind.filled[0].c.id))).scalar() or 0
        if size / _BYTES_PER_ROW > max(500, there / 4):
            yield kind


def _record(run: Run, ready: Sequence[Prepared], results: Sequence[FileResult]) -> int:
    at = {"operation_id": run.operation_id, "at": dates.now(), "actor": run.actor}
    batch = inserted_key(run.connection.execute(insert(import_batch).values(at)))
    rows = [
        {
            "batch_id": batch,
            "name": result.file[:260],
            "sha256": one.table.sha256,
            "recipe": result.recipe[:60],
            "kind": result.kind,
            "data_date": data_date(run, one),
            "rows_read": result.read,
            "rows_created": result.created,
            "rows_updated": result.updated,
            "rows_unchanged": result.unchanged,
            "rows_rejected": result.rejected,
        }
        for one, result in zip(ready, results, strict=True)
    ]
    run.connection.execute(insert(import_file), rows)
    return batch
