"""A list taken out of the store: masked by default, always in the audit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Select

from crmdesk.book.client_list import client_ids
from crmdesk.book.export_columns import (
    ExportColumn,
    cells,
    classification_columns,
    classification_query,
    client_columns,
    client_query,
)
from crmdesk.book.filters import TEXT, ClientFilter
from crmdesk.identify.form import FORMS
from crmdesk.identify.tables import client
from crmdesk.print.spreadsheet import write_table
from crmdesk.progress import Progress
from crmdesk.store.store import Store

Kind = Literal["clients", "classification"]
_BLOCK = 1_000


def export_table(
    store: Store,
    *,
    kind: Kind,
    target: Path,
    filter_: ClientFilter | None = None,
    ids: Sequence[int] | None = None,
    masked: bool = True,
    progress: Progress | None = None,
) -> int:
    """Write the clients of a filter, or just ``ids`` in their order, to ``target`` (.xlsx or .csv); returns the rows.

    Constant memory however many clients. The audit entry names the filter, the file and whether it was masked.
    """
    chosen, told = filter_ or ClientFilter(), progress or Progress()
    columns = client_columns(masked=masked) if kind == "clients" else classification_columns()
    query = client_query(columns) if kind == "clients" else classification_query(columns)
    with store.read() as connection:
        wanted = client_ids(connection, chosen, sort="name", progress=told) if ids is None else ids
        rows = _rows(connection, query, columns, wanted, told)
        count = write_table(target, [column.sheet for column in columns], rows)
    about = {"filter": _told(chosen), "chosen": ids is not None, "masked": masked}
    store.audit("export", kind=kind, file=target.name, rows=count, **about)
    return count


def _told(chosen: ClientFilter) -> str:
    """The filter as the audit keeps it for ever: where it says who was looked for, only which fields were asked."""
    typed = {field.name for form in FORMS.values() for field in form.fields() if field.mask or field.type == "text"}
    if chosen.fields & (typed | {TEXT, "number"}):
        return " ".join(f"{name}:…" for name in sorted(chosen.fields))
    return chosen.to_text()


def _rows(
    connection: Connection,
    query: Select[Any],
    columns: list[ExportColumn],
    ids: Sequence[int],
    progress: Progress,
) -> Iterator[list[Any]]:
    for start in range(0, len(ids), _BLOCK):
        progress.at(start, len(ids))
        block = list(ids[start : start + _BLOCK])
        found = {row[0]: row for row in connection.execute(query.where(client.c.id.in_(block)))}
        yield from (cells(columns, tuple(found[one][1:])) for one in block if one in found)
    progress.at(len(ids), len(ids))
