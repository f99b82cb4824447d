"""Scanning the base for clients that stand in it twice."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select

from crmdesk import dates
from crmdesk.i18n import Words
from crmdesk.identify.form import FORMS
from crmdesk.identify.matching.changes import Since, changed_clients, newest
from crmdesk.identify.matching.threshold import auto_threshold
from crmdesk.identify.tables.matching import match_pair, match_scan
from crmdesk.progress import Progress
from crmdesk.store.bulk import driver_rows, insert_columns, update_columns
from crmdesk.store.store import Store

if TYPE_CHECKING:
    from crmdesk.identify.matching.engine.matched import Matched
    from crmdesk.identify.matching.engine.model import Model
    from crmdesk.identify.matching.records import Records

#: Pairs below this probability are not kept.
REVIEW_FROM = 0.5
#: Changes with the comparisons: a model and keys of another version are not used.
VERSION = "1"
_LABEL = Words("查找重复客户", "Look for duplicates")


@dataclass(frozen=True)
class ScanResult:
    """``clients`` were compared with all others; ``pairs`` of them wait for a decision; ``threshold`` as it stands."""

    clients: int
    compared: int
    pairs: int
    seconds: float
    threshold: float


@dataclass(frozen=True)
class _Found:
    """One kind scanned: whose pairs are new, and what the next scan needs."""

    records: Records
    matched: Matched
    touched: set[int] | None
    since: Since


def scan_clients(store: Store, *, is_full: bool = True, progress: Progress | None = None) -> ScanResult:
    """Look for pairs that may be one client, all kinds in one pass, and put them into the queue.

    ``is_full=False`` compares only clients that came or changed since the last scan with everybody. Reads and computes
    beside the store and writes once at the end; cancelled, nothing is written. What was decided stays decided.
    """
    started = perf_counter()
    progress = progress or Progress()
    with store.read() as connection:
        since = newest(connection)
        found = [_scanned(connection, kind, since, is_full=is_full, progress=progress) for kind in FORMS]
    scanned = [one for one in found if one is not None]
    detail: dict[str, Any] = {}
    with store.batch(_LABEL, detail=detail) as connection:
        for one in scanned:
            _save(connection, store.actor, one)
        detail |= {"clients": sum(map(_clients, scanned)), "pairs": sum(len(one.matched.pairs) for one in scanned)}
    with store.read() as connection:
        waiting = _open_count(connection)
        threshold = auto_threshold(connection).value
    compared = sum(one.matched.compared for one in scanned)
    return ScanResult(sum(map(_clients, scanned)), compared, waiting, perf_counter() - started, threshold)


def _clients(found: _Found) -> int:
    return len(found.records) if found.touched is None else len(found.touched)


def _open_count(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).where(match_pair.c.status == "open")).scalar_one())


def _scanned(connection: Connection, kind: str, now: Since, *, is_full: bool, progress: Progress) -> _Found | None:
    from crmdesk.identify.matching.kinds import schema_of
    from crmdesk.identify.matching.records import all_records

    last = None if is_full else last_scan(connection, kind)
    touched = None if last is None else changed_clients(connection, kind, last.since)
    if touched is not None and not touched:
        return None
    schema = schema_of(kind)
    records = all_records(connection, kind, schema.columns, progress)
    if not len(records):
        return None
    if last is None:
        from crmdesk.identify.matching.engine.matching import matched

        found = matched(schema, records.columns, least=REVIEW_FROM, progress=progress)
    else:
        found = _compared_again(records, last.model, touched or set(), progress)
    return _Found(records, found, touched, now)


def _compared_again(records: Records, model: Model, touched: set[int], progress: Progress) -> Matched:
    """The pairs of changed clients, weighed by the model of the last full scan."""
    import numpy as np

    from crmdesk.identify.matching.engine.blocking import effective_keys
    from crmdesk.identify.matching.engine.matching import compared_pairs, weighed
    from crmdesk.identify.matching.kinds import schema_of

    schema = schema_of(records.kind)
    features = schema.prepare(records.columns)
    keys = effective_keys(schema.keys(features), schema.splitter(features))
    changed = np.isin(records.ids, np.fromiter(touched, np.int64, len(touched)))
    seen = compared_pairs(schema, features, keys, changed=changed, progress=progress)
    return weighed(schema, features, seen, model, least=REVIEW_FROM)


# -- what the last scan left


@dataclass(frozen=True)
class LastScan:
    since: Since
    model: Model


_MODELS: dict[tuple[int, str, str], Model] = {}


def last_scan(connection: Connection, kind: str) -> LastScan | None:
    """The newest scan of a kind by the comparisons of today, None before the first."""
    from crmdesk.identify.matching.engine.model import model_from_json

    newest_first = select(match_scan.c.id, match_scan.c.at, match_scan.c.last_client_id, match_scan.c.last_operation_id)
    mine = (match_scan.c.kind == kind) & (match_scan.c.version == VERSION)
    row = connection.execute(newest_first.where(mine).order_by(match_scan.c.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    known = (row.id, row.at.isoformat(), kind)
    if known not in _MODELS:
        text = connection.execute(select(match_scan.c.model).where(match_scan.c.id == row.id)).scalar_one()
        _MODELS[known] = model_from_json(text)
    return LastScan(Since(row.last_client_id, row.last_operation_id), _MODELS[known])


def model_of(connection: Connection, kind: str) -> Model:
    """The weights of the last scan; before any scan what is assumed without data."""
    from crmdesk.identify.matching.engine.model import starting_model
    from crmdesk.identify.matching.kinds import schema_of

    last = last_scan(connection, kind)
    return starting_model(schema_of(kind)) if last is None else last.model


# -- writing


def _save(connection: Connection, actor: str, found: _Found) -> None:
    scan_id = _save_scan(connection, actor, found)
    _save_pairs(connection, found, scan_id)
    is_mine = (match_pair.c.kind == found.records.kind) & (match_pair.c.status == "open")
    is_gone = is_mine & (match_pair.c.scan_id != scan_id)
    if found.touched is None:
        connection.execute(match_pair.delete().where(is_gone))
        return
    touched = sorted(found.touched)
    for start in range(0, len(touched), 500):
        part = touched[start : start + 500]
        connection.execute(match_pair.delete().where(is_gone, match_pair.c.a.in_(part) | match_pair.c.b.in_(part)))


def _save_scan(connection: Connection, actor: str, found: _Found) -> int:
    row = {
        "operation_id": connection.info["operation_id"],
        "kind": found.records.kind,
        "at": dates.now(),
        "actor": actor,
        "is_full": found.touched is None,
        "clients": _clients(found),
        "compared": found.matched.compared,
        "last_client_id": found.since.client_id,
        "last_operation_id": found.since.operation_id,
        "version": VERSION,
        "model": found.matched.model.to_json(),
    }
    key = connection.execute(insert(match_scan).values(row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _save_pairs(connection: Connection, found: _Found, scan_id: int) -> None:
    """New pairs wait; of known ones the figures are renewed, their status stays."""
    columns = _pair_columns(found, scan_id)
    query = select(match_pair.c.a, match_pair.c.b, match_pair.c.id).where(match_pair.c.kind == found.records.kind)
    known = {(a, b): key for a, b, key in driver_rows(connection, query)}
    ids = [known.get(pair) for pair in zip(columns["a"], columns["b"], strict=True)]
    new = [place for place, key in enumerate(ids) if key is None]
    old = [place for place, key in enumerate(ids) if key is not None]
    insert_columns(connection, match_pair, _at(columns | {"status": ["open"] * len(ids)}, new))
    update_columns(connection, match_pair, "id", _at(columns | {"id": ids}, old))


def _at(columns: dict[str, list[Any]], places: list[int]) -> dict[str, list[Any]]:
    return {name: [values[place] for place in places] for name, values in columns.items()}


def _pair_columns(found: _Found, scan_id: int) -> dict[str, list[Any]]:
    from crmdesk.identify.matching.engine.comparison import are_safe, conflicts, unpacked
    from crmdesk.identify.matching.kinds import schema_of

    schema = schema_of(found.records.kind)
    matched, ids = found.matched, found.records.ids
    patterns = unpacked(matched.codes, schema.comparisons)
    count = len(matched.pairs)
    return {
        "kind": [found.records.kind] * count,
        "a": ids[matched.pairs.left].tolist(),
        "b": ids[matched.pairs.right].tolist(),
        "probability": matched.probabilities.tolist(),
        "weight": matched.weights.tolist(),
        "levels": ["".join(map(str, row)) for row in patterns.tolist()],
        "has_conflict": conflicts(patterns, schema.comparisons).tolist(),
        "is_safe": are_safe(patterns, schema.comparisons).tolist(),
        "scan_id": [scan_id] * count,
    }
