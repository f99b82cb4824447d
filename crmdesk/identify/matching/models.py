"""What the scans before left: the newest model of each kind, and how far the store had come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from crmdesk.identify.matching.changes import Since
from crmdesk.identify.tables.matching import match_keys, match_scan

if TYPE_CHECKING:
    from crmdesk.identify.matching.engine.model import Model

#: Changes with the comparisons: a model and keys of another version are not used.
VERSION = "1"


@dataclass(frozen=True)
class LastScan:
    """``clients``: whose keys are kept."""

    since: Since
    model: Model
    clients: int


_MODELS: dict[tuple[int, str, str], Model] = {}


def last_scan(connection: Connection, kind: str) -> LastScan | None:
    """The newest scan of a kind by the comparisons of today, None before the first."""
    from crmdesk.identify.matching.engine.model import model_from_json

    c = match_scan.c
    reached = select(c.id, c.at, c.last_client_id, c.last_operation_id, c.last_audit_seq)
    mine = (c.kind == kind) & (c.version == VERSION)
    row = connection.execute(reached.where(mine).order_by(c.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    known = (row.id, row.at.isoformat(), kind)
    if known not in _MODELS:
        text = connection.execute(select(match_scan.c.model).where(match_scan.c.id == row.id)).scalar_one()
        _MODELS[known] = model_from_json(text)
    since = Since(row.last_client_id, row.last_operation_id, row.last_audit_seq)
    return LastScan(since, _MODELS[known], _client_count(connection, kind))


def _client_count(connection: Connection, kind: str) -> int:
    """Clients whose keys are kept."""
    query = select(func.sum(match_keys.c.clients)).where(match_keys.c.kind == kind, match_keys.c.version == VERSION)
    return int(connection.execute(query).scalar() or 0)


def model_of(connection: Connection, kind: str) -> Model:
    """The weights of the last scan; before any scan what is assumed without data."""
    from crmdesk.identify.matching.engine.model import starting_model
    from crmdesk.identify.matching.kinds import schema_of

    last = last_scan(connection, kind)
    return starting_model(schema_of(kind)) if last is None else last.model
