"""What was agreed with clients: concessions and service contracts."""

from __future__ import annotations

from typing import Any

from crmdesk.codes import code_list
from crmdesk.differentiate.drivers.importing.rows import given, in_order, load, not_negative, parts, texts
from crmdesk.differentiate.tables import concession, service_contract
from crmdesk.i18n import Words, tr
from crmdesk.identify.importing.chunk import Chunk
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.run import Run


def _write_concessions(run: Run, chunk: Chunk) -> None:
    chunk = not_negative(in_order(given(chunk, "kind", "from_on"), "from_on", "to_on"), "amount")
    chunk = chunk.without("kind", lambda at: _lacking(chunk, at))
    chunk, clients = run.with_clients(chunk)
    columns: dict[str, Any] = {
        "client_id": clients,
        "kind": chunk.column("kind"),
        "standard": parts(chunk.column("standard"), 1_000_000),
        "granted": parts(chunk.column("granted"), 1_000_000),
        "amount": chunk.column("amount"),
        "from_on": chunk.column("from_on"),
        "to_on": chunk.column("to_on"),
        "reason": texts(chunk, "note", 2_000),
        "approver": texts(chunk, "approver", 60),
    }
    load(run, chunk, concession, columns, by=("client_no", "kind", "from_on"))


def _lacking(chunk: Chunk, at: int) -> str | None:
    """A fee waived needs its amount, every other kind both rates."""
    kind, standard, granted, amount = (chunk.column(name)[at] for name in ("kind", "standard", "granted", "amount"))
    if code_list("concession_kind")[kind].extra["base"] == "once":
        return tr("A value is missing.") if not amount else None
    return tr("Give both rates: the standard and the one granted.") if standard is None or granted is None else None


CONCESSIONS = Kind(
    "concessions",
    Words("优惠", "concessions"),
    order=102,
    fields={
        "client_no": "key",
        "kind": "code:concession_kind",
        "standard": "rate",
        "granted": "rate",
        "amount": "money",
        "from_on": "day",
        "to_on": "expiry",
        "approver": "words",
        "note": "words",
        "ref": "key",
    },
    required=(("client_no",), ("kind",), ("from_on",), ("granted", "amount")),
    write=_write_concessions,
    tables=(concession,),
)


def _write_contracts(run: Run, chunk: Chunk) -> None:
    chunk = not_negative(in_order(given(chunk, "begins_on", "ends_on"), "begins_on", "ends_on"), "fee")
    chunk, clients = run.with_clients(chunk)
    columns: dict[str, Any] = {
        "client_id": clients,
        "kind": [code or "other" for code in chunk.column("kind")],
        "contract_no": texts(chunk, "contract_no", 60),
        "fee": [cents or 0 for cents in chunk.column("fee")],
        **{name: chunk.column(name) for name in ("begins_on", "ends_on", "ended_on")},
        "note": texts(chunk, "note", 2_000),
    }
    load(run, chunk, service_contract, columns, by=("client_no", "kind", "contract_no", "begins_on"))


CONTRACTS = Kind(
    "contracts",
    Words("服务合同", "service contracts"),
    order=103,
    fields={
        "client_no": "key",
        "kind": "code:contract_kind",
        "contract_no": "key",
        "fee": "money",
        "begins_on": "day",
        "ends_on": "day",
        "ended_on": "day",
        "note": "words",
        "ref": "key",
    },
    required=(("client_no",), ("begins_on",), ("ends_on",), ("kind", "contract_no")),
    write=_write_contracts,
    tables=(service_contract,),
)
