"""After all files of an import: what a client's row takes from its accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, select

from crmdesk.identify import names
from crmdesk.identify.former import former_clients
from crmdesk.identify.importing.run import Run
from crmdesk.identify.importing.sync import change_rows
from crmdesk.identify.tables import FORM_TABLES, account, account_holder, client, contact_point
from crmdesk.store.bulk import rows_by_key

_AT_ONCE = 5_000
_PHONES = ("mobile", "phone_home", "phone_office")


def refresh_search(run: Run) -> None:
    """Bring the searched numbers and the day of the first account of every touched client up to date."""
    touched = iter(sorted(run.touched_clients))
    while part := list(islice(touched, _AT_ONCE)):
        _refresh(run, part)
    run.touched_clients.clear()


def _refresh(run: Run, ids: list[int]) -> None:
    was = ("search_keys", "opened_on")
    found = rows_by_key(run.connection, client, ("id",), ((one,) for one in ids), was)
    opened = _first_days(run.connection, ids)
    changes = []
    for client_id, keys in search_keys_now(run.connection, ids).items():
        old = dict(zip(was, found[(client_id,)], strict=True))
        first = min(filter(None, (opened.get(client_id), old["opened_on"])), default=None)
        new = {"search_keys": keys, "opened_on": first}
        if new != old:
            changes.append((client_id, old, new))
    change_rows(run, client, changes)


def search_keys_now(connection: Connection, ids: list[int]) -> dict[int, str]:
    """What the column ``search_keys`` has to say of each of these clients, as the store is now."""
    found = rows_by_key(connection, client, ("id",), ((one,) for one in ids), ("client_no",))
    values, merged = _numbers(connection, ids), former_clients(connection, ids)
    accounts, phones = _account_numbers(connection, ids), _other_phones(connection, ids)
    return {
        one: names.search_keys(
            number,
            values.get(one, {}),
            accounts.get(one, []),
            phones.get(one, []),
            merged=[other.client_no for other in merged.get(one, [])],
        )
        for (one,), (number,) in found.items()
    }


def called_now(connection: Connection, called: Mapping[int, str]) -> dict[int, dict[str, str]]:
    """By client the columns that a name is sorted and searched by; the names of clients merged into it find it, too."""
    merged = former_clients(connection, called.keys())
    return {
        one: {
            "name_key": names.name_key(name),
            "search_text": names.search_text_of([name, *(other.name for other in merged.get(one, []))]),
        }
        for one, name in called.items()
    }


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


def _account_numbers(connection: Connection, ids: list[int]) -> dict[int, list[str]]:
    a = account.c
    query = select(a.client_id, a.account_no).where(a.client_id.in_(ids)).order_by(a.client_id, a.id)
    numbers: dict[int, list[str]] = defaultdict(list)
    for client_id, number in connection.execute(query):
        numbers[client_id].append(number)
    return numbers


def _first_days(connection: Connection, ids: list[int]) -> dict[int, date]:
    """The day of the first account owned or disposed of."""
    h, a = account_holder.c, account.c
    owned = select(a.client_id, func.min(a.opened_on)).where(a.client_id.in_(ids)).group_by(a.client_id)
    shared = (
        select(h.client_id, func.min(a.opened_on))
        .join(account, (a.system == h.system) & (a.account_no == h.account_no))
        .where(h.client_id.in_(ids))
        .group_by(h.client_id)
    )
    opened: dict[int, date] = {}
    for query in (owned, shared):
        for client_id, day in connection.execute(query.where(a.opened_on.is_not(None))):
            opened[client_id] = min(day, opened.get(client_id, day))
    return opened
