"""What a bulk change would do: how many change, from what to what, and which do not and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.i18n import Words
from crmdesk.identify.bulk.fields import bulk_field, read_bulk_value, said
from crmdesk.identify.bulk.standing import Looked, among, looked, parts, verified_among
from crmdesk.identify.tables import client
from crmdesk.progress import Progress

_SAMPLES = 200
_REASON_SAMPLES = 5


@dataclass(frozen=True)
class BulkSample:
    """One client that changes; values in words, "" for nothing."""

    client_id: int
    client_no: str
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Kept:
    """Clients that do not change: why, how many, and the names of a few."""

    reason: Words
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class BulkPreview:
    """``changes`` is how many clients change, ``verified`` how many of those had confirmed the value they have now.

    ``befores`` counts the values that are replaced, the most frequent first. ``samples`` are the first 200.
    """

    field: str
    label: Words
    after: str
    changes: int
    verified: int
    befores: tuple[tuple[str, int], ...]
    samples: tuple[BulkSample, ...]
    kept: tuple[Kept, ...]


def bulk_preview(
    connection: Connection, ids: Sequence[int], field: str, value: Any, *, progress: Progress | None = None
) -> BulkPreview:
    """What ``change_clients`` would do with the same arguments. Raises ``CrmError`` for a value that is wrong."""
    asked, today = bulk_field(field), dates.local_today()
    stored = read_bulk_value(asked, value, today)
    found, befores, changes, verified = Looked(), Counter[Any](), 0, 0
    first: dict[int, Any] = {}
    for done, part in enumerate(parts(ids)):
        one = looked(connection, asked, part, stored, on=today)
        rows = [row for kind in one.changing.values() for row in kind]
        befores.update(now for _id, now, _has_row in rows)
        changes += len(rows)
        verified += verified_among(connection, asked, one.ids())
        found.kept.extend(one.kept)
        first |= {row[0]: row[1] for row in sorted(rows, key=lambda row: part.index(row[0]))[: _SAMPLES - len(first)]}
        if progress is not None:
            progress.at(min((done + 1) * len(part), len(ids)), len(ids))
    shown = {now: said(asked, now) for now in {*befores, *first.values()}}
    return BulkPreview(
        field,
        asked.label,
        said(asked, stored),
        changes,
        verified,
        tuple((shown[now], count) for now, count in befores.most_common(20)),
        _samples(connection, {one: shown[now] for one, now in first.items()}, said(asked, stored)),
        _kept(connection, found.kept),
    )


def _samples(connection: Connection, befores: dict[int, str], after: str) -> tuple[BulkSample, ...]:
    rows = {row[0]: row for row in _named(connection, list(befores))}
    return tuple(BulkSample(one, rows[one][1], rows[one][2], befores[one], after) for one in befores if one in rows)


def _kept(connection: Connection, kept: list[tuple[Words, int]]) -> tuple[Kept, ...]:
    reasons: dict[Words, list[int]] = {}
    for reason, one in kept:
        reasons.setdefault(reason, []).append(one)
    few = {one for ids in reasons.values() for one in ids[:_REASON_SAMPLES]}
    names = {row[0]: row[2] for row in _named(connection, list(few))}
    return tuple(
        Kept(reason, len(ids), tuple(names[one] for one in ids[:_REASON_SAMPLES] if one in names))
        for reason, ids in sorted(reasons.items(), key=lambda item: -len(item[1]))
    )


def _named(connection: Connection, ids: Sequence[int]) -> Sequence[Any]:
    query = select(client.c.id, client.c.client_no, client.c.name).where(among(client.c.id, ids))
    return connection.execute(query).all() if ids else []
