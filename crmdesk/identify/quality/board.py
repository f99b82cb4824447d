"""The data-quality board: what is wrong with how many records, and of whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from crmdesk.codes import code_list
from crmdesk.i18n import Words
from crmdesk.identify.form import FORMS, Field
from crmdesk.identify.quality.columns import asked_fields
from crmdesk.identify.quality.measures import issue_bit
from crmdesk.identify.tables import client, client_quality
from crmdesk.store.bulk import driver_parts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Upper ends of the bars in which the board counts KYC scores.
_BARS = 10


@dataclass(frozen=True)
class IssueCount:
    """``code`` of the list ``quality_issue``."""

    code: str
    words: Words
    clients: int


@dataclass(frozen=True)
class FieldCount:
    """How many of the clients that should have a field lack it, or have a value nobody confirmed for too long."""

    kind: str
    field: Field
    missing: int
    stale: int


@dataclass(frozen=True)
class ManagerScore:
    """Mean scores in per cent of one account manager's clients; ``below`` are those under the target of their tier."""

    manager: str
    clients: int
    completeness: float
    freshness: float
    kyc: float
    below: int


@dataclass(frozen=True)
class Board:
    """``measured`` of ``clients`` records as of their oldest measure; ``bars`` counts KYC scores 0–9 … 90–100."""

    as_of: date | None
    clients: int
    measured: int
    completeness: float
    freshness: float
    kyc: float
    bars: tuple[int, ...]
    issues: tuple[IssueCount, ...]
    fields: tuple[FieldCount, ...]
    managers: tuple[ManagerScore, ...]


def quality_board(connection: Connection, *, manager: str | None = None) -> Board:
    """What was measured last (``measuring.measure_quality``), of all clients or of one account manager's."""
    import numpy as np

    counting = _mine(select(func.count()).select_from(client), manager)
    total = connection.execute(counting).scalar_one()
    oldest = _mine(_measured(func.min(client_quality.c.as_of)), manager)
    kinds, rows = _numbers(connection, manager)
    clients = len(rows)
    means = rows[:, :3].mean(axis=0) if clients else np.zeros(3)
    return Board(
        as_of=connection.execute(oldest).scalar(),
        clients=total,
        measured=clients,
        completeness=round(float(means[0]), 1),
        freshness=round(float(means[1]), 1),
        kyc=round(float(means[2]), 1),
        bars=tuple(np.bincount(np.minimum(rows[:, 2] // _BARS, 9), minlength=10).tolist()),
        issues=tuple(_issue_counts(rows[:, 5])),
        fields=tuple(_field_counts(kinds, rows)),
        managers=tuple(_manager_scores(connection, manager)),
    )


def has_issue(code: str) -> ColumnElement[bool]:
    """The condition on ``client`` of having an issue when it was measured last. Raises ``KeyError`` for no issue."""
    bit = 1 << issue_bit(code)
    return _among(client_quality.c.issues.bitwise_and(bit) != 0)


def lacks(field_name: str, *, is_stale: bool = False) -> ColumnElement[bool]:
    """The condition on ``client`` of lacking a field it should have, or of having it unconfirmed for too long."""
    mask = client_quality.c.stale if is_stale else client_quality.c.missing
    found: ColumnElement[bool] | None = None
    for kind in FORMS:
        bits = [bit for bit, field in enumerate(asked_fields(kind)) if field.name == field_name]
        for bit in bits:
            one = (client.c.kind == kind) & _among(mask.bitwise_and(1 << bit) != 0)
            found = one if found is None else found | one
    if found is None:
        raise KeyError(field_name)
    return found


def _among(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return client.c.id.in_(select(client_quality.c.client_id).where(condition))


def _measured(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(client).join(client_quality, client_quality.c.client_id == client.c.id)


def _mine(query: Select[Any], manager: str | None) -> Select[Any]:
    return query if manager is None else query.where(client.c.manager == manager)


def _numbers(connection: Connection, manager: str | None) -> tuple[NDArray[np.str_], NDArray[np.int64]]:
    """Per client its kind, and completeness, freshness, kyc, missing, stale, issues."""
    import numpy as np

    q = client_quality.c
    columns = (q.completeness, q.freshness, q.kyc, q.missing, q.stale, q.issues)
    kinds, numbers = [np.empty(0, dtype="U12")], [np.empty((0, len(columns)), dtype=np.int64)]
    for part in driver_parts(connection, _mine(_measured(client.c.kind, *columns), manager)):
        kinds.append(np.array([row[0] for row in part], dtype="U12"))
        numbers.append(np.array([row[1:] for row in part], dtype=np.int64))
    return np.concatenate(kinds), np.concatenate(numbers)


def _issue_counts(masks: NDArray[np.int64]) -> list[IssueCount]:
    codes = code_list("quality_issue").values()
    return [IssueCount(c.value, c.words, int(((masks >> c.extra["bit"]) & 1).sum())) for c in codes]


def _field_counts(kinds: NDArray[np.str_], rows: NDArray[np.int64]) -> list[FieldCount]:
    """The fields with most gaps first."""
    found = []
    for kind in FORMS:
        missing, stale = rows[kinds == kind][:, 3], rows[kinds == kind][:, 4]
        for bit, field in enumerate(asked_fields(kind)):
            lacking, aged = (int(((mask >> bit) & 1).sum()) for mask in (missing, stale))
            if lacking or aged:
                found.append(FieldCount(kind, field, lacking, aged))
    return sorted(found, key=lambda one: -(one.missing + one.stale))


def _manager_scores(connection: Connection, manager: str | None) -> list[ManagerScore]:
    q = client_quality.c
    below = func.sum(case((q.completeness < q.target, 1), else_=0))
    query = _measured(
        client.c.manager, func.count(), func.avg(q.completeness), func.avg(q.freshness), func.avg(q.kyc), below
    )
    return [
        ManagerScore(name, count, *_rounded(means), int(under))
        for name, count, *means, under in connection.execute(
            _mine(query, manager).group_by(client.c.manager).order_by(func.avg(q.kyc))
        )
    ]


def _rounded(means: list[Any]) -> tuple[float, float, float]:
    completeness, freshness, kyc = (round(float(mean), 1) for mean in means)
    return completeness, freshness, kyc
