"""The rows of one file on their way: cut into chunks, cleaned column by column, handed to their kind."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from collections.abc import Mapping as TypeMapping
from datetime import date, datetime
from threading import current_thread, main_thread
from typing import Any

from sqlalchemy import Connection, func, select

from crmdesk.i18n import tr
from crmdesk.identify.importing.cells import Refused
from crmdesk.identify.importing.chunk import Chunk, FileCount, picked
from crmdesk.identify.importing.equals import Equals
from crmdesk.identify.importing.mapping import Filled
from crmdesk.identify.importing.preparing import Prepared
from crmdesk.identify.importing.result import FileResult
from crmdesk.identify.importing.rows import Part
from crmdesk.identify.importing.run import Run
from crmdesk.identify.tables import import_batch, import_file

_CHUNKS_BETWEEN_COLLECTIONS = 4


def load_file(run: Run, ready: Prepared, report: Callable[[int], None]) -> FileResult:
    """Bring the rows of a file into the store; every row is settled in the counts."""
    run.recipe, run.file = ready.recipe, ready.file
    run.data_date = data_date(run, ready)
    before = imported_before(run.connection, ready.table.sha256, batch_id=run.batch_id)
    run.touched_in_file, run.equals = set(), Equals()
    count = FileCount(ready.name, ready.secret_places)
    _remark_columns(ready, count)
    for number, chunk in enumerate(chunks(ready, count, report)):
        if chunk.size:
            ready.kind.write(run, chunk)
        if not number % _CHUNKS_BETWEEN_COLLECTIONS and current_thread() is main_thread():
            # The collector rests meanwhile, and every statement leaves some kilobytes of cycles. On a thread of the
            # window they are left to the window, whose objects must not end here.
            gc.collect(0)
    table = ready.table
    for row, text in table.left_out:
        count.remark(row, "", text)
    return FileResult(
        file=ready.name,
        recipe=ready.recipe.name,
        kind=ready.kind.name,
        read=count.counts["read"],
        created=count.counts["created"],
        updated=count.counts["updated"],
        unchanged=count.counts["unchanged"],
        rejected=count.counts["rejected"],
        problems=tuple(count.problems),
        columns=table.columns,
        rejects=tuple(count.rejects),
        unmapped=ready.mapping.unmapped,
        encoding=table.encoding,
        separator=table.separator,
        imported_before=before,
    )


def data_date(run: Run, ready: Prepared) -> date:
    """The day a file speaks of. The same content under another name, or a day later, speaks of the same day."""
    f = import_file.c
    known = select(f.data_date).where(f.sha256 == ready.table.sha256, f.data_date.is_not(None)).order_by(f.id).limit(1)
    return run.connection.execute(known).scalar() or ready.data_date or run.today


def imported_before(connection: Connection, sha256: str, *, batch_id: int = 0) -> datetime | None:
    """When a file with exactly this content was imported first and not taken back."""
    b, f = import_batch.c, import_file.c
    query = select(func.min(b.at)).join(import_file, f.batch_id == b.id)
    return connection.execute(query.where(f.sha256 == sha256, b.taken_back_at.is_(None), b.id != batch_id)).scalar()


def _remark_columns(ready: Prepared, count: FileCount) -> None:
    row = ready.table.header_row
    for part in ready.left_out:
        count.remark(0, "", part.reason if part.name in part.reason else f"{part.name}: {part.reason}")
    for name in ready.mapping.secret:
        count.remark(row, name, tr("This column holds secrets that must not be kept. It was not read."))
    if ready.mapping.unmapped:
        names = ", ".join(ready.mapping.unmapped)
        count.remark(row, "", tr("Columns that fill no field: {columns}.", columns=names))


def chunks(ready: Prepared, count: FileCount, report: Callable[[int], None]) -> Iterator[Chunk]:
    """The file's rows in cleaned chunks; rows that are cut off or cannot be read are rejected on the way."""
    width = len(ready.table.columns)
    for part in ready.table.parts(ready.kind.at_once, report):
        count.counts["read"] += len(part.rows)
        for number, text in part.remarks.items():
            count.remark(number, "", text)
        whole = _whole_rows(part, width, count)
        if whole[0]:
            yield _cleaned(*whole, ready, count)


def _whole_rows(part: Part, width: int, count: FileCount) -> tuple[list[int], list[list[str]]]:
    """The rows as wide as the header and their numbers; the others are rejected."""
    if not part.faults and set(map(len, part.rows)) == {width}:
        return part.numbers, part.rows
    whole: list[int] = []
    for at, (number, row) in enumerate(zip(part.numbers, part.rows, strict=True)):
        reason = part.faults.get(number) or _misfit(row, width)
        if reason:
            count.reject(number, "", reason, row)
        else:
            whole.append(at)
    return picked(part.numbers, whole), picked(part.rows, whole)


def _misfit(row: list[str], width: int) -> str:
    """Why a row has not the columns of the header; "" where it has, or where only empty cells are too many."""
    if len(row) < width:
        return tr("The row is cut off: {found} of {expected} columns.", found=len(row), expected=width)
    if len(row) > width and any(cell.strip() for cell in row[width:]):
        return tr("The row has {found} columns, the header {expected}.", found=len(row), expected=width)
    return ""


def _cleaned(numbers: list[int], cells: list[list[str]], ready: Prepared, count: FileCount) -> Chunk:
    raw = list(zip(*cells, strict=False))
    columns: dict[str, list[Any]] = {}
    refused: dict[int, tuple[str, str]] = {}
    spared: dict[str, list[int]] = {}
    for one in ready.mapping.fields:
        columns[one.name] = _values(one, raw)
        for at, reason in _unreadable(one, columns[one.name]):
            if one.is_code or (ready.kind.vital is not None and one.name not in ready.kind.vital):
                spared.setdefault(one.name, []).append(at)
                count.remark(numbers[at], ready.mapping.headers[one.name], reason)
            else:
                refused.setdefault(at, (one.name, reason))
    _fill(columns, ready.file.fill, len(numbers))
    chunk = Chunk(numbers, cells, columns, ready.mapping.headers, count)
    _leave_out(chunk, spared, ready.kind.along)
    if not refused:
        return chunk
    for at, (name, reason) in sorted(refused.items()):
        chunk.reject(at, name, reason)
    return chunk.only([at for at in range(chunk.size) if at not in refused])


def _values(one: Filled, raw: list[tuple[str, ...]]) -> list[Any]:
    at, cells = one.columns[0]
    values = cells.values_of(raw[at])
    for further, other in one.columns[1:]:
        if None in values:
            values = [other[text] if value is None else value for value, text in zip(values, raw[further], strict=True)]
    return values


def _unreadable(one: Filled, values: list[Any]) -> Iterator[tuple[int, str]]:
    """The places of cells that could not be read and why; such a cell says nothing."""
    if not any(cells.has_refused for _at, cells in one.columns):
        return
    for at, value in enumerate(values):
        if isinstance(value, Refused):
            values[at] = None
            yield at, value.reason


def _leave_out(chunk: Chunk, spared: TypeMapping[str, list[int]], along: TypeMapping[str, tuple[str, ...]]) -> None:
    """What means nothing without a cell that was left out: amounts without their day or account."""
    for name in spared.keys() & along.keys():
        for other in along[name]:
            values = chunk.columns.get(other, [])
            for at in spared[name]:
                if values and values[at] is not None:
                    values[at] = None
                    chunk.remark(
                        at, other, tr("Left out, because “{column}” cannot be read.", column=chunk.headers[name])
                    )


def _fill(columns: dict[str, list[Any]], fill: dict[str, str], rows: int) -> None:
    """Constants of the recipe; ``{field}`` in them is replaced by the row's own value."""
    for name, text in fill.items():
        if "{" not in text:
            filled: list[Any] = [text] * rows
        else:
            names = list(columns)
            filled = [text.format(**dict(zip(names, row, strict=True))) for row in zip(*columns.values(), strict=True)]
        columns[name] = [(one, "") for one in filled] if name == "name" else filled
