"""What a row of a wide client export says beside the client: an account, balances, a risk level, more phones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crmdesk import dates
from crmdesk.identify.importing.accounts import account_columns, account_target
from crmdesk.identify.importing.balances import BALANCE, CLASSES, wide_columns
from crmdesk.identify.importing.chunk import Chunk, picked
from crmdesk.identify.importing.client_rows import ClientPart
from crmdesk.identify.importing.sync import Target, sync
from crmdesk.identify.tables import contact_point, risk_assessment
from crmdesk.store.bulk import insert_columns, rows_by_key

_RISK = Target(risk_assessment, ("client_id", "line", "assessed_on"), stamp=("source", "source_key"), is_unique=False)

#: A securities test counts for two years, a bank's for one.
_VALID_MONTHS = {"securities": 24, "fund": 24, "wealth": 12}


def write_parts(part: ClientPart) -> set[int]:
    """Bring the further parts of the rows into their tables; the positions of which something was new."""
    return _phones(part) | _accounts(part) | _risk(part)


def _phones(part: ClientPart) -> set[int]:
    wanted = {(part.client_id(at), kind, number): at for at, kind, number in part.further_phones}
    key = ("client_id", "kind", "value")
    known = rows_by_key(part.run.connection, contact_point, key, wanted, ("id",))
    new = {one: at for one, at in wanted.items() if one not in known}
    columns: dict[str, list[Any]] = {name: [one[place] for one in new] for place, name in enumerate(key)}
    columns["source"] = [part.run.source] * len(new)
    insert_columns(part.run.connection, contact_point, columns)
    part.run.touched_clients.update(columns["client_id"])
    return set(new.values())


def _rows_with(part: ClientPart, *names: str) -> tuple[Chunk, list[int]]:
    """The rows that fill one of these fields, and their positions."""
    columns = [part.chunk.columns[name] for name in names if name in part.chunk.columns]
    places = [at for at in range(part.size) if any(column[at] is not None for column in columns)]
    return part.chunk.only(places), places


def _accounts(part: ClientPart) -> set[int]:
    """The account of a row; where a row has balances and no account, one that is called like the client."""
    rows, places = _rows_with(part, "account_no", *CLASSES)
    if not places:
        return set()
    rows = rows.with_column("account_no", [one or part.keys[at] for one, at in _numbered(rows, places)])
    clients = [part.client_id(at) for at in places]
    columns = account_columns(part.run, rows, clients)
    if part.run.recipe.profile == "bank":
        columns["kind"] = ["deposit"] * rows.size
    target = replace(account_target(rows), stamp=("client_id", "source_key"))
    moved = set(picked(places, sync(part.run, target, columns).moved))
    part.run.touched_clients.update(part.client_id(at) for at in moved - part.fresh)
    return moved | _balances(part, rows, places)


def _numbered(rows: Chunk, places: list[int]) -> zip[tuple[str | None, int]]:
    return zip(rows.column("account_no"), places, strict=True)


def _balances(part: ClientPart, rows: Chunk, places: list[int]) -> set[int]:
    known = part.run.account_ids(rows.column("account_no"))
    accounts = [known[number] for number in rows.column("account_no")]
    days = [day or part.run.data_date for day in rows.column("data_date")]
    columns, origin = wide_columns(part.run, rows, accounts, days)
    moved = sync(part.run, BALANCE, columns).moved
    return {places[origin[at]] for at in moved}


def _risk(part: ClientPart) -> set[int]:
    rows, places = _rows_with(part, "risk_level")
    if not places:
        return set()
    line = "wealth" if part.run.recipe.profile == "bank" else "securities"
    given = zip(rows.column("assessed_on"), rows.column("data_date"), strict=True)
    assessed = [day or data_day or part.run.data_date for day, data_day in given]
    ends = zip(rows.column("risk_valid_to"), assessed, strict=True)
    columns: dict[str, list[Any]] = {
        "client_id": [part.client_id(at) for at in places],
        "line": [line] * rows.size,
        "level": rows.column("risk_level"),
        "assessed_on": assessed,
        "valid_to": [end or dates.add_months(day, _VALID_MONTHS[line]) for end, day in ends],
        "source": [part.run.source] * rows.size,
        "source_key": picked(part.keys, places),
    }
    return set(picked(places, sync(part.run, _RISK, columns).moved))
