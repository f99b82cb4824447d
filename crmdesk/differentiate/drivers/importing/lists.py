"""Lists of a day: what is overdue, and who was handed to another account manager."""

from __future__ import annotations

from typing import Any

from crmdesk.differentiate.drivers.importing.rows import given, load, not_negative, parts, texts, with_day
from crmdesk.differentiate.tables import handover, overdue
from crmdesk.i18n import Words
from crmdesk.identify.importing.chunk import Chunk
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.run import Run


def _write_overdue(run: Run, chunk: Chunk) -> None:
    """The newest list of a source says all: who is missing in it owes nothing more."""
    chunk = not_negative(given(with_day(run, chunk), "amount"), "amount", "exposure")
    chunk, clients = run.with_clients(chunk)
    columns: dict[str, Any] = {
        "client_id": clients,
        "day": chunk.column("day"),
        "kind": [code or "loan" for code in chunk.column("kind")],
        "account_no": texts(chunk, "account_no", 60),
        **{name: chunk.column(name) for name in ("amount", "exposure", "grade", "days_overdue")},
        "pd": parts(chunk.column("pd"), 10_000),
        "lgd": parts(chunk.column("lgd"), 10_000),
    }
    load(run, chunk, overdue, columns, by=("client_no", "day", "kind", "account_no"))


OVERDUE = Kind(
    "overdue",
    Words("逾期清单", "overdue amounts"),
    order=104,
    fields={
        "client_no": "key",
        "day": "day",
        "kind": "code:overdue_kind",
        "account_no": "account",
        "amount": "money",
        "exposure": "money",
        "grade": "code:loan_grade",
        "days_overdue": "count",
        "pd": "rate",
        "lgd": "rate",
        "ref": "key",
    },
    required=(("client_no",), ("amount",), ("days_overdue", "grade", "kind"), ("day", "ref", "account_no", "grade")),
    write=_write_overdue,
    tables=(overdue,),
)


def _write_handovers(run: Run, chunk: Chunk) -> None:
    chunk = given(with_day(run, chunk), "new_manager")
    chunk, clients = run.with_clients(chunk)
    columns: dict[str, Any] = {
        "client_id": clients,
        "day": chunk.column("day"),
        "old_manager": texts(chunk, "old_manager", 60),
        "new_manager": texts(chunk, "new_manager", 60),
    }
    load(run, chunk, handover, columns, by=("client_no", "day", "new_manager"))


HANDOVERS = Kind(
    "handovers",
    Words("客户移交", "handovers"),
    order=105,
    fields={"client_no": "key", "day": "day", "old_manager": "words", "new_manager": "words", "ref": "key"},
    required=(("client_no",), ("old_manager",), ("new_manager",)),
    write=_write_handovers,
    tables=(handover,),
)
