"""An import as a whole: all files in one transaction, or none."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from crmdesk.i18n import Words, tr
from crmdesk.identify.importing.all_kinds import KINDS
from crmdesk.identify.importing.chosen import Asked, Chosen
from crmdesk.identify.importing.clients import CLIENTS
from crmdesk.identify.importing.kept_recipes import kept_recipes
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.loading import load_file
from crmdesk.identify.importing.preparing import Prepared, prepare_all
from crmdesk.identify.importing.report.reading import import_report
from crmdesk.identify.importing.report.shapes import ImportReport
from crmdesk.identify.importing.report.watch import SourceCount
from crmdesk.identify.importing.result import FileResult, ImportResult
from crmdesk.identify.importing.run import Run
from crmdesk.identify.importing.taking_back.log import close_file, open_batch, open_file
from crmdesk.identify.importing.taking_back.ranges import save_ranges, tops
from crmdesk.identify.importing.trust import stored_trusts
from crmdesk.identify.tables import client, source_key
from crmdesk.progress import Progress
from crmdesk.store.bulk import indexes_rebuilt
from crmdesk.store.search import rebuilt_after
from crmdesk.store.store import Store

#: Bytes a client or a movement takes in a file, roughly: to tell a large import from a small one before reading it.
_BYTES_PER_ROW = 80


class _NothingToKeepError(Exception):
    """Raised inside the transaction to roll it back: a dry run, or an import that changed nothing."""


def import_files(  # noqa: PLR0913  (what an import can be told)
    store: Store,
    files: Sequence[Path | Asked],
    *,
    recipe: str | Path = "auto",
    kind: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    kinds: Sequence[Kind] = KINDS,
    trust: Mapping[tuple[str, str], int] | None = None,
    match: bool = False,
) -> ImportResult:
    """Import files in one transaction and say what happened to every row.

    ``recipe`` is ``auto``, a recipe's name or the path of a TOML file; ``kind`` says what the files are when
    their columns do not; ``Asked`` says both, and more, table by table. Files are loaded in the order their
    kinds need, and reported in the order given. ``trust`` by source and field holds for this import only; with
    ``match`` the search for duplicates looks at what came. A dry run does all of it and keeps nothing. Raises
    ``CrmError`` when a file cannot be read at all; then, and when the user cancels, nothing was written.
    """
    progress = progress or Progress()
    said = Chosen(str(recipe), kind or "")
    asked = [Asked(one, chosen=said) if isinstance(one, Path) else one for one in files]
    paths = list(dict.fromkeys(one.path for one in asked))
    ready = _prepared(store, asked, kinds, progress)
    names = ", ".join(path.name for path in paths[:3]) + (" …" if len(paths) > 3 else "")
    label = Words(f"导入 {names}", f"Import {names}")
    detail: dict[str, Any] = {}
    result = ImportResult(0, (), dry_run)
    try:
        with store.batch(label, detail=detail) as connection:
            run = _begin(connection, store.actor, progress, ready, trust or {})
            with _collector_at_rest():
                files_done = _load(run, ready)
                result = _result(run, files_done, dry_run=dry_run)
            if not result.batch:
                raise _NothingToKeepError
            detail["files"] = [{"sha256": one.table.sha256, "kind": one.kind.name} for one in ready]
    except _NothingToKeepError:
        pass
    return _with_duplicates(store, result, progress) if match and result.batch else result


def _prepared(store: Store, asked: Sequence[Asked], kinds: Sequence[Kind], progress: Progress) -> list[Prepared]:
    """Every table of the files, or those of them that are asked for."""
    profile = store.meta("profile")
    total = sum(path.stat().st_size for path in {one.path for one in asked} if path.is_file())
    with store.read() as connection:
        own = kept_recipes(connection)
    return [
        table
        for one in asked
        for table in prepare_all(
            one.path,
            kinds=kinds,
            part=one.part,
            password=one.password,
            chosen=one.chosen,
            recipes=own,
            profile=profile,
            report=lambda _done: progress.at(0, total),
        )
    ]


def _with_duplicates(store: Store, result: ImportResult, progress: Progress) -> ImportResult:
    from crmdesk.identify.matching import scan_clients

    return replace(result, possible_duplicates=scan_clients(store, is_full=False, progress=progress).pairs)


def _begin(
    connection: Connection,
    actor: str,
    progress: Progress,
    ready: Sequence[Prepared],
    trust: Mapping[tuple[str, str], int],
) -> Run:
    """The import as it starts: its place in the log, the highest keys before it, how far each source is trusted."""
    operation_id = connection.info["operation_id"]
    trusts = stored_trusts(connection)
    for one in ready:
        trusts = trusts.with_recipe(one.recipe.source, one.recipe.trust)
    run = Run(connection, actor, operation_id, progress, ready[0].recipe, ready[0].file)
    run.tops, run.trusts = tops(connection), trusts.with_values(trust)
    run.watch.clients_before = connection.execute(select(func.count()).select_from(client)).scalar_one()
    run.batch_id = open_batch(run)
    return run


def _result(run: Run, files: Sequence[FileResult], *, dry_run: bool) -> ImportResult:
    """What the import did, read from the store; ``batch`` is 0 when nothing is to be kept."""
    save_ranges(run.connection, run.operation_id, run.tops)
    is_something = bool(run.conflicts) or any(one.created or one.updated for one in files)
    report = import_report(run) if is_something else ImportReport()
    return ImportResult(run.batch_id if is_something and not dry_run else 0, tuple(files), dry_run, report)


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

            def report(read: int, before: int = before, name: str = one.name) -> None:
                run.progress.at(before + read, total, name)

            report(0)
            run.file_id = open_file(run, one)
            results[at] = load_file(run, one, report)
            close_file(run, results[at])
            _watch_clients(run, one)
            done += one.table.size
        run.progress.at(total, total, tr("Finishing"))
        for kind in sorted({one.kind.name: one.kind for one in ready}.values(), key=lambda kind: kind.order):
            if kind.finish is not None:
                kind.finish(run)
    return [results[at] for at in range(len(ready))]


def _watch_clients(run: Run, ready: Prepared) -> None:
    """Whom of the source's known clients a client file names, and how many it adds."""
    if ready.kind is not CLIENTS:
        return
    source, top = ready.recipe.source, run.tops[client.name]
    if source not in run.watch.sources:
        known = select(func.count(source_key.c.client_id.distinct()))
        known = known.where(source_key.c.source == source, source_key.c.id <= run.tops[source_key.name])
        run.watch.sources[source] = SourceCount(run.connection.execute(known).scalar_one())
    count = run.watch.sources[source]
    added = sum(one > top for one in run.touched_in_file)
    count.added += added
    count.named += len(run.touched_in_file) - added


def _overwhelming(connection: Connection, ready: Sequence[Prepared]) -> Iterator[Kind]:
    """Kinds of which so many rows come that building indexes anew is cheaper than keeping them in step."""
    for kind in {one.kind.name: one.kind for one in ready if one.kind.filled}.values():
        size = sum(one.table.size for one in ready if one.kind is kind)
        there = connection.execute(select(func.max(kind.filled[0].c.id))).scalar() or 0
        if size / _BYTES_PER_ROW > max(500, there / 4):
            yield kind
