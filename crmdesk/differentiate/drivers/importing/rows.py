"""What the kinds share: rows of clients told apart by their own number, or by a digest of what they say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Table

from crmdesk.i18n import tr
from crmdesk.identify.importing.chunk import Chunk
from crmdesk.identify.importing.run import Run
from crmdesk.identify.importing.sync import Synced, Target, sync

_KEY = ("source", "ref")


def load(run: Run, chunk: Chunk, table: Table, columns: Mapping[str, Sequence[Any]], *, by: Sequence[str]) -> Synced:
    """Bring rows into a table; without a number of their own those of one source are equal that agree in ``by``."""
    refs = chunk.column("ref")
    digests = zip(*(chunk.column(name) for name in by), strict=True)
    known = [ref or _digest(row) for ref, row in zip(refs, digests, strict=True)]
    own = {"source": [run.source] * chunk.size, "source_key": chunk.column("client_no"), "ref": known}
    synced = sync(run, Target(table, _KEY, stamp=("source_key",), is_unique=False), {**columns, **own})
    synced.settle(chunk)
    return synced


def _digest(row: Sequence[Any]) -> str:
    return hashlib.blake2b("|".join(map(str, row)).encode(), digest_size=16).hexdigest()


def given(chunk: Chunk, *names: str) -> Chunk:
    """The rows in which all of these are filled; the others are rejected with what is missing."""
    for name in names:
        values = chunk.column(name)
        chunk = chunk.without(name, lambda at, values=values: tr("A value is missing.") if values[at] is None else None)  # type: ignore[misc]
    return chunk


def not_negative(chunk: Chunk, *names: str) -> Chunk:
    for name in names:
        values = chunk.column(name)
        chunk = chunk.without(name, lambda at, values=values: _below_zero(values[at]))  # type: ignore[misc]
    return chunk


def _below_zero(value: int | None) -> str | None:
    return tr("The amount cannot be negative.") if value is not None and value < 0 else None


def in_order(chunk: Chunk, first: str, last: str) -> Chunk:
    """The rows whose last day does not lie before the first."""
    starts, ends = chunk.column(first), chunk.column(last)

    def reason(at: int) -> str | None:
        is_wrong = starts[at] is not None and ends[at] is not None and ends[at] < starts[at]
        return tr("The last day lies before the first.") if is_wrong else None

    return chunk.without(last, reason)


def texts(chunk: Chunk, name: str, longest: int = 120) -> list[str]:
    return [(text or "")[:longest] for text in chunk.column(name)]


def parts(values: Sequence[Decimal | None], of_one: int) -> list[int | None]:
    """Shares of one in whole parts: millionths, ten-thousandths, percent."""
    return [None if value is None else round(value * of_one) for value in values]


def with_day(run: Run, chunk: Chunk, name: str = "day") -> Chunk:
    """Rows without a day of their own speak of the day of their file."""
    return chunk.with_column(name, [day or run.data_date for day in chunk.column(name)])
