"""After all files of an import: what a client's row takes from its accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, select

from crmdesk.identify import names
from crmdesk.identify.importing.run import Run
from crmdesk.identify.tables import FORM_TABLES, account, account_holder, client, contact_point
from crmdesk.store.bulk import rows_by_key, update_rows

_AT_ONCE = 5_000
_PHONES = ("mobile", "phone_home", "phone_office")


def refresh_search(run: Run) -> None:
    """Bring the searched numbers and the day of the first account of every touched client up to date."""
    touched = iter(sorted(run.touched_clients))
    while part := list(islice(touched, _AT_ONCE)):
        _refresh(run.connection, part)


def _refresh(connection: Connection, ids: list[int]) -> None:
    found = rows_by_key(
        connection, client, ("id",), ((one,) for one in ids), ("client_no", "kind", "search_keys", "opened_on")
    )
    values = _numbers(connection, ids)
    accounts, opened = _accounts(connection, ids)
    former = _other_phones(connection, ids)
    changes = []
    for (client_id,), (client_no, _kind, old_keys, old_opened) in found.items():
        keys = names.search_keys(
            client_no, values.get(client_id, {}), accounts.get(client_id, []), former.get(client_id, [])
        )
        first = min(filter(None, (opened.get(client_id), old_opened)), default=None)
        if keys != old_keys or first != old_opened:
            changes.append(((client_id,), {"search_keys": keys, "opened_on": first}))
    update_rows(connection, client, ("id",), changes)


def _numbers(connection: Connection, ids: list[int]) -> dict[int, dict[str, Any]]:
    """The form's numbers by which a client is found."""
    values: dict[int, dict[str, Any]] = {}
    for table in FORM_TABLES.values():
        fields = [name for name in names.KEY_FIELDS if name in table.c]
        rows = rows_by_key(connection, table, ("client_id",), ((one,) for one in ids), fields)
        values.update({key[0]: dict(zip(fields, row, strict=True)) for key, row in rows.items()})
    return values


def _other_phones(connection: Connection, ids: list[int]) -> dict[int, list[str]]:
    """Further and former numbers of each client."""
    p = contact_point.c
    query = select(p.client_id, p.value).where(p.client_id.in_(ids), p.kind.in_(_PHONES)).order_by(p.id)
    phones: dict[int, list[str]] = defaultdict(list)
    for client_id, number in connection.execute(query):
        phones[client_id].append(number)
    return phones


def _accounts(connection: Connection, ids: list[int]) -> tuple[dict[int, list[str]], dict[int, date]]:
    """Per client the numbers of the accounts owned, and the day of the first account owned or disposed of."""
    numbers: dict[int, list[str]] = defaultdict(list)
    opened: dict[int, date] = {}
    for client_id, number, day in _owned(connection, ids):
        numbers[client_id].append(number)
        if day is not None:
            opened[client_id] = min(day, opened.get(client_id, day))
    h, a = account_holder.c, account.c
    shared = (
        select(h.client_id, func.min(a.opened_on))
        .join(account, (a.system == h.system) & (a.account_no == h.account_no))
        .where(h.client_id.in_(ids), a.opened_on.is_not(None))
        .group_by(h.client_id)
    )
    for client_id, day in connection.execute(shared):
        opened[client_id] = min(day, opened.get(client_id, day))
    return numbers, opened


def _owned(connection: Connection, ids: list[int]) -> Iterator[tuple[int, str, date | None]]:
    a = account.c
    query = select(a.client_id, a.account_no, a.opened_on).where(a.client_id.in_(ids)).order_by(a.client_id, a.id)
    for row in connection.execute(query):
        yield row[0], row[1], row[2]
