"""Scanning the base for clients that stand in it twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select

from crmdesk import dates
from crmdesk.i18n import Words
from crmdesk.identify.form import FORMS
from crmdesk.identify.matching.changes import Since, newest
from crmdesk.identify.matching.models import VERSION
from crmdesk.identify.matching.threshold import auto_threshold
from crmdesk.identify.tables.matching import match_pair, match_scan
from crmdesk.progress import Progress
from crmdesk.store.bulk import driver_rows, insert_columns, rows_by_key, update_columns
from crmdesk.store.store import Store

if TYPE_CHECKING:
    from crmdesk.identify.matching.scanning import Found

_LABEL = Words("查找重复客户", "Look for duplicates")


@dataclass(frozen=True)
class ScanResult:
    """``clients`` were compared with all others; ``pairs`` of them wait for a decision; ``threshold`` as it stands."""

    clients: int
    compared: int
    pairs: int
    seconds: float
    threshold: float


def scan_clients(store: Store, *, is_full: bool = True, progress: Progress | None = None) -> ScanResult:
    """Look for pairs that may be one client, all kinds in one pass, and put them into the queue.

    ``is_full=False`` compares only clients that came or changed since the last scan with everybody. Reads and computes
    beside the store and writes once at the end; cancelled, nothing is written. What was decided stays decided.
    """
    from crmdesk.identify.matching.scanning import scanned

    started = perf_counter()
    progress = progress or Progress()
    with store.read() as connection:
        since = newest(connection)
        by_kind = [scanned(connection, kind, is_full=is_full, progress=progress) for kind in FORMS]
    found = [one for one in by_kind if one is not None]
    clients, compared = sum(one.clients for one in found), sum(one.matched.compared for one in found)
    if found:
        with store.batch(_LABEL, detail={"clients": clients, "compared": compared}) as connection:
            for one in found:
                _save(connection, store.actor, since, one)
    with store.read() as connection:
        waiting, threshold = _open_count(connection), auto_threshold(connection).value
    return ScanResult(clients, compared, waiting, perf_counter() - started, threshold)


def _open_count(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).where(match_pair.c.status == "open")).scalar_one())


def _save(connection: Connection, actor: str, since: Since, found: Found) -> None:
    from crmdesk.identify.matching.kept_keys import keep_keys

    scan_id = _save_scan(connection, actor, since, found)
    keep_keys(connection, found.kind, VERSION, found.keys, is_full=found.touched is None)
    _save_pairs(connection, found, scan_id)


def _save_scan(connection: Connection, actor: str, since: Since, found: Found) -> int:
    row = {
        "operation_id": connection.info["operation_id"],
        "kind": found.kind,
        "at": dates.now(),
        "actor": actor,
        "is_full": found.touched is None,
        "clients": found.clients,
        "compared": found.matched.compared,
        "last_client_id": since.client_id,
        "last_operation_id": since.operation_id,
        "last_audit_seq": since.audit_seq,
        "version": VERSION,
        "model": found.matched.model.to_json(),
    }
    key = connection.execute(insert(match_scan).values(row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _save_pairs(connection: Connection, found: Found, scan_id: int) -> None:
    """New pairs wait; of known ones the figures are renewed, their status stays; open ones not found again go."""
    columns = _pair_columns(found, scan_id)
    pairs = dict.fromkeys(zip(columns["a"], columns["b"], strict=True))
    known = _known(connection, found, pairs)
    rows = [known.get(pair) for pair in pairs]
    new = [place for place, row in enumerate(rows) if row is None]
    figures = zip(pairs, rows, columns["weight"], columns["levels"], strict=True)
    changed = [place for place, (pair, row, *now) in enumerate(figures) if row and _is_news(found, pair, row, now)]
    insert_columns(connection, match_pair, _at(columns | {"status": ["open"] * len(rows)}, new))
    update_columns(connection, match_pair, "id", _at(columns | {"id": [row and row[0] for row in rows]}, changed))
    _remove(connection, [row[0] for pair, row in known.items() if row[3] == "open" and pair not in pairs])


def _is_news(found: Found, pair: tuple[int, int], row: Sequence[Any], now: Sequence[Any]) -> bool:
    """Whether the figures of a known pair change. A pair that follows from a changed client only gets surer."""
    is_compared = found.touched is None or not found.touched.isdisjoint(pair)
    return list(row[1:3]) != list(now) if is_compared else now[0] > row[1]


def _known(
    connection: Connection, found: Found, pairs: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], Sequence[Any]]:
    """``(a, b)`` → id, weight, levels, status of the pairs that this scan may change."""
    c = match_pair.c
    query = select(c.a, c.b, c.id, c.weight, c.levels, c.status).where(c.kind == found.kind)
    if found.touched is None:
        return {(a, b): rest for a, b, *rest in driver_rows(connection, query)}
    touched = sorted(found.touched)
    parts = (touched[start : start + 500] for start in range(0, len(touched), 500))
    rows = (row for part in parts for row in driver_rows(connection, query.where(c.a.in_(part) | c.b.in_(part))))
    others = [pair for pair in pairs if found.touched.isdisjoint(pair)]
    between: dict[Any, Sequence[Any]] = {}
    between.update(rows_by_key(connection, match_pair, ["a", "b"], others, ["id", "weight", "levels", "status"]))
    return {(a, b): rest for a, b, *rest in rows} | between


def _remove(connection: Connection, ids: list[int]) -> None:
    for start in range(0, len(ids), 500):
        connection.execute(match_pair.delete().where(match_pair.c.id.in_(ids[start : start + 500])))


def _at(columns: dict[str, list[Any]], places: list[int]) -> dict[str, list[Any]]:
    return {name: [values[place] for place in places] for name, values in columns.items()}


def _pair_columns(found: Found, scan_id: int) -> dict[str, list[Any]]:
    from crmdesk.identify.matching.engine.comparison import are_safe, conflicts, unpacked
    from crmdesk.identify.matching.kinds import schema_of

    schema = schema_of(found.kind)
    matched, ids = found.matched, found.ids
    patterns = unpacked(matched.codes, schema.comparisons)
    count = len(matched.pairs)
    return {
        "kind": [found.kind] * count,
        "a": ids[matched.pairs.left].tolist(),
        "b": ids[matched.pairs.right].tolist(),
        "probability": matched.probabilities.tolist(),
        "weight": matched.weights.tolist(),
        "levels": ["".join(map(str, row)) for row in patterns.tolist()],
        "has_conflict": conflicts(patterns, schema.comparisons).tolist(),
        "is_safe": are_safe(patterns, schema.comparisons).tolist(),
        "scan_id": [scan_id] * count,
    }
