"""The work of a scan, off the database: everybody with everybody, or who changed with everybody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from crmdesk.identify.matching.changes import changed_clients
from crmdesk.identify.matching.engine.blocking import Pairs, candidate_pairs
from crmdesk.identify.matching.engine.columns import Ints
from crmdesk.identify.matching.engine.comparison import Features, Schema
from crmdesk.identify.matching.engine.matched import Matched
from crmdesk.identify.matching.engine.matching import compared_pairs, matched, weighed
from crmdesk.identify.matching.engine.model import Model
from crmdesk.identify.matching.engine.triangles import with_triangles
from crmdesk.identify.matching.kept_keys import KeptKeys, keys_are_kept, places_of, sharing_keys
from crmdesk.identify.matching.kinds import schema_of
from crmdesk.identify.matching.models import VERSION, last_scan
from crmdesk.identify.matching.records import Records, all_records, some_records
from crmdesk.progress import Progress

#: Pairs below this probability are not kept.
REVIEW_FROM = 0.5
#: From this share of changed clients on, and from so many, everybody is compared and the model estimated again.
_MANY, _AT_LEAST = 0.2, 1_000


@dataclass(frozen=True)
class Found:
    """One kind scanned. ``touched``: ids of the clients compared, None for all; ``keys``: of those, to be kept."""

    kind: str
    ids: Ints
    matched: Matched
    touched: set[int] | None
    keys: KeptKeys

    @property
    def clients(self) -> int:
        return len(self.ids) if self.touched is None else len(self.touched)


def scanned(connection: Connection, kind: str, *, is_full: bool, progress: Progress) -> Found | None:
    """Pairs of one kind; None when nothing is there, or nothing changed."""
    last = None if is_full or not keys_are_kept(connection, kind, VERSION) else last_scan(connection, kind)
    if last is None:
        return _all_scanned(connection, kind, progress)
    touched = changed_clients(connection, kind, last.since)
    if len(touched) > max(_AT_LEAST, _MANY * last.clients):
        return _all_scanned(connection, kind, progress)
    return _changed_scanned(connection, kind, touched, last.model, progress) if touched else None


def _all_scanned(connection: Connection, kind: str, progress: Progress) -> Found | None:
    schema = schema_of(kind)
    ids, features = _prepared(all_records(connection, kind, schema.columns, progress))
    if not len(ids):
        return None
    keys = KeptKeys(ids, schema.keys(features), schema.splitter(features))
    return Found(kind, ids, matched(schema, features, least=REVIEW_FROM, progress=progress), None, keys)


def _prepared(records: Records) -> tuple[Ints, Features]:
    """What comparing needs; the texts that were read go, a million clients of them half a gigabyte."""
    return records.ids, schema_of(records.kind).prepare(records.columns)


def _changed_scanned(
    connection: Connection, kind: str, touched: set[int], model: Model, progress: Progress
) -> Found | None:
    """By the keys that are kept: only clients that share one with a changed client are read."""
    schema = schema_of(kind)
    changed = _keys_of(connection, schema, touched)
    shared = sharing_keys(connection, kind, VERSION, changed)
    is_changed = np.isin(shared.ids, changed.ids)
    candidates = list(candidate_pairs(shared.effective(), changed=is_changed))
    wanted = np.unique(np.concatenate([changed.ids, *(shared.ids[side] for one in candidates for side in one.both())]))
    ids, features = _prepared(some_records(connection, kind, schema.columns, wanted.tolist()))
    pairs = [_among(ids, shared.ids, one) for one in candidates]
    seen = compared_pairs(schema, features, pairs, progress=progress)
    found = weighed(schema, features, seen, model, least=REVIEW_FROM)
    found = with_triangles(schema, features, found, least=REVIEW_FROM)
    return Found(kind, ids, found, touched, changed)


def _keys_of(connection: Connection, schema: Schema, ids: set[int]) -> KeptKeys:
    there, features = _prepared(some_records(connection, schema.kind, schema.columns, ids))
    return KeptKeys(there, schema.keys(features), schema.splitter(features))


def _among(there: Ints, ids: Ints, pairs: Pairs) -> Pairs:
    """Pairs of places among ``ids`` as pairs of places among the clients read; who is gone drops out."""
    left, right = (places_of(there, ids[side]) for side in pairs.both())
    moved = Pairs(np.minimum(left, right), np.maximum(left, right))
    return moved.kept(moved.left >= 0)
