"""Accounts, who may use them, standing orders and regions: rows of a source that hang on a client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from crmdesk.i18n import Words, tr
from crmdesk.identify.importing.chunk import Chunk, picked
from crmdesk.identify.importing.client_search import refresh_search
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.run import Run
from crmdesk.identify.importing.sync import Target, change_rows, sync
from crmdesk.identify.tables import account, account_holder, client, region, standing_order
from crmdesk.store.bulk import rows_by_key

ACCOUNT = Target(account, ("system", "account_no"), stamp=("source_key",))
_REGION = Target(region, ("source", "code"))
_HOLDER = Target(account_holder, ("system", "ref"), stamp=("source_key",))
_ORDER = Target(standing_order, ("account_id", "ref"))

_KEPT_AS_THEY_ARE = ("opened_on", "closed_on", "custody_bank", "detail", "principal", "instalment")


def _write_regions(run: Run, chunk: Chunk) -> None:
    names = ("code", "name", "area", "inhabitants", "mean_salary")
    columns: dict[str, list[Any]] = {name: chunk.column(name) for name in names}
    columns["source"] = [run.source] * chunk.size
    sync(run, _REGION, columns).settle(chunk)


def _write_holders(run: Run, chunk: Chunk) -> None:
    chunk, clients = run.with_clients(chunk)
    columns: dict[str, list[Any]] = {
        "client_id": clients,
        "system": [run.source] * chunk.size,
        "account_no": chunk.column("account_no"),
        "role": [role or "owner" for role in chunk.column("role")],
        "ref": chunk.column("ref"),
        "source_key": chunk.column("client_no"),
    }
    run.touched_clients.update(clients)
    sync(run, _HOLDER, columns).settle(chunk)


def _write_accounts(run: Run, chunk: Chunk) -> None:
    owners = account_owners(run, chunk)
    if None in owners:
        chunk = chunk.without("client_no", lambda at: None if owners[at] else _no_owner(chunk, at))
        owners = [owner for owner in owners if owner]
    run.touched_clients.update(owner for owner in owners if owner)
    sync(run, account_target(chunk), account_columns(run, chunk, owners)).settle(chunk)
    if "region_code" in chunk.columns:
        _fill_branches(run, owners, run.region_texts(chunk.column("region_code")))


def _fill_branches(run: Run, owners: Sequence[int | None], branches: Sequence[str | None]) -> None:
    """Where a client's account is kept is the client's branch, unless the record names one."""
    wanted = {owner: branch for owner, branch in zip(owners, branches, strict=True) if owner and branch}
    known = rows_by_key(run.connection, client, ("id",), ((owner,) for owner in wanted), ("branch",))
    change_rows(
        run,
        client,
        [(key[0], {"branch": row[0]}, {"branch": wanted[key[0]][:100]}) for key, row in known.items() if not row[0]],
    )


def account_target(chunk: Chunk) -> Target:
    """What the file does not say of an account is assumed for new ones only."""
    is_said = {name: name in chunk.columns for name in ("kind", "status", "currency")}
    is_said["status"] = is_said["status"] or "closed_on" in chunk.columns
    return replace(ACCOUNT, assumed=tuple(name for name, said in is_said.items() if not said))


def account_columns(run: Run, chunk: Chunk, owners: Sequence[int | None]) -> dict[str, list[Any]]:
    """Columns of ``account`` for the rows of a chunk; kind, status and currency have their usual defaults."""
    columns: dict[str, list[Any]] = {
        "client_id": list(owners),
        "system": [run.source] * chunk.size,
        "account_no": chunk.column("account_no"),
        "source_key": chunk.column("client_no"),
        "kind": [kind or "normal" for kind in chunk.column("kind")],
        "status": _status(chunk),
        "currency": [currency or run.recipe.currency for currency in chunk.column("currency")],
        "term_months": chunk.column("months"),
    }
    return columns | {name: chunk.column(name) for name in _KEPT_AS_THEY_ARE}


def _status(chunk: Chunk) -> list[str]:
    closed = zip(chunk.column("status"), chunk.column("closed_on"), strict=True)
    return [status or ("closed" if day else "normal") for status, day in closed]


def account_owners(run: Run, chunk: Chunk) -> list[int | None]:
    """The client of each account: named in the row, else through its holder, its parent account, or itself."""
    found: list[int | None] = [None] * chunk.size
    for name, lookup in (
        ("client_no", run.client_ids),
        ("holder_ref", lambda refs: _holders(run, ("system", "ref"), refs)),
        ("account_no", lambda numbers: _holders(run, ("system", "account_no", "role"), numbers, "owner")),
        ("parent_no", lambda numbers: _owners_there(run, numbers)),
        ("account_no", lambda numbers: _owners_there(run, numbers)),
    ):
        open_places = [at for at, owner in enumerate(found) if owner is None]
        if open_places and name in chunk.columns:
            names = chunk.column(name)
            owners = lookup(picked(names, open_places))
            for at in open_places:
                found[at] = owners.get(names[at])
    return found


def _owners_there(run: Run, numbers: Sequence[str | None]) -> dict[str | None, int]:
    known = run.account_ids(numbers)
    return {number: known[number].client_id for number in set(numbers) if number in known}


def _holders(run: Run, key: Sequence[str], names: Sequence[str | None], *rest: str) -> dict[str | None, int]:
    keys = ((run.source, name, *rest) for name in set(names) if name is not None)
    found = rows_by_key(run.connection, account_holder, key, keys, ("client_id",))
    return {one[1]: row[0] for one, row in found.items()}


def _no_owner(chunk: Chunk, at: int) -> str:
    number = chunk.column("client_no")[at] or chunk.column("parent_no")[at] or chunk.column("holder_ref")[at]
    if number:
        return tr("Client {number} is not in the store. Import the clients first.", number=number)
    return tr("Nothing says whose account this is. Import the clients, or who holds the accounts, first.")


def _write_orders(run: Run, chunk: Chunk) -> None:
    chunk, accounts = run.with_accounts(chunk)
    columns = {name: chunk.column(name) for name in ("ref", "amount", "purpose", "payee_bank", "payee_account")}
    columns["account_id"] = [one.account_id for one in accounts]
    columns["client_id"] = [one.client_id for one in accounts]
    sync(run, _ORDER, columns).settle(chunk)


REGIONS = Kind(
    "regions",
    Words("地区", "regions"),
    order=10,
    fields={"code": "key", "name": "words", "area": "words", "inhabitants": "count", "mean_salary": "money"},
    required=(("code",), ("name",)),
    write=_write_regions,
    tables=(region,),
)

HOLDERS = Kind(
    "holders",
    Words("账户权利人", "account holders"),
    order=30,
    fields={"ref": "key", "client_no": "key", "account_no": "account", "role": "words"},
    required=(("ref",), ("client_no",), ("account_no",)),
    write=_write_holders,
    finish=refresh_search,
    tables=(account_holder,),
)

ACCOUNTS = Kind(
    "accounts",
    Words("账户", "accounts"),
    order=40,
    fields={
        "account_no": "account",
        "client_no": "key",
        "holder_ref": "key",
        "parent_no": "account",
        "kind": "code:account_kind",
        "status": "code:account_status",
        "currency": "code:currency",
        "opened_on": "day",
        "closed_on": "day",
        "custody_bank": "words",
        "detail": "words",
        "region_code": "key",
        "principal": "money",
        "months": "small_count",
        "instalment": "money",
    },
    required=(("account_no",),),
    write=_write_accounts,
    finish=refresh_search,
    tables=(account,),
)

STANDING_ORDERS = Kind(
    "standing_orders",
    Words("定期付款", "standing orders"),
    order=50,
    fields={
        "ref": "key",
        "account_no": "account",
        "amount": "money",
        "purpose": "words",
        "payee_bank": "words",
        "payee_account": "key",
    },
    required=(("ref",), ("account_no",), ("amount",)),
    write=_write_orders,
    tables=(standing_order,),
)
