"""What a user does with a client's record: create it, change it, confirm it, hand it on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, func, select

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.checks import Problem, read_values
from crmdesk.identify.checks.masks import fuller
from crmdesk.identify.checks.together import check_together
from crmdesk.identify.form import FORMS
from crmdesk.identify.former import former_clients, holders
from crmdesk.identify.names import name_key, search_keys, search_text, search_text_of
from crmdesk.identify.record import (
    Child,
    Provenance,
    Record,
    client_id_by_no,
    form_values,
    record,
)
from crmdesk.identify.tables import FORM_TABLES, account, client, contact_point, merge_client, provenance, trash
from crmdesk.store.history import Unit
from crmdesk.store.store import Store

__all__ = [
    "Child",
    "Provenance",
    "Record",
    "assign_manager",
    "client_id_by_no",
    "create_client",
    "edit_client",
    "next_client_no",
    "record",
    "refresh_search",
]

#: A source that is a person's act at the desk; anything else is the name of a system.
TYPED_SOURCES = frozenset({"", "meeting", "phone", "document", "client", "inferred", "restored"})
#: Ways to reach a client: a value that is replaced is kept as a former contact point.
REACH_FIELDS = (
    "mobile",
    "phone_home",
    "phone_office",
    "email",
    "wechat",
    "addr_home",
    "addr_office",
    "addr_registered",
)
#: What a note says of an imported or merged value, and not of one that was typed.
_NO_ORIGIN = dict.fromkeys(("file_id", "row_no", "data_date", "source_key", "merged_from"))
_OWN_NUMBER = re.compile(r"C(\d{8})")


def next_client_no(connection: Connection) -> str:
    """The next number of the desk's own series ``C00000001`` … that nobody has or had: trash and merges count, too."""
    highest = max(_highest_own(connection, table.c.client_no) for table in (client, trash, merge_client))
    found = _OWN_NUMBER.fullmatch(highest)
    return f"C{int(found[1]) + 1 if found else 1:08d}"


def _highest_own(connection: Connection, number: Column[Any]) -> str:
    own = (number >= "C00000000") & (number <= "C99999999") & (func.length(number) == 9)
    return connection.execute(select(func.max(number)).where(own)).scalar() or "C00000000"


def _refuse(problems: Iterable[Problem]) -> None:
    for problem in problems:
        if problem.is_error:
            raise CrmError(str(problem.message), field=problem.field)


def _require_free(connection: Connection, client_no: str, *, client_id: int = 0) -> None:
    taken = connection.execute(select(client.c.name).where(client.c.client_no == client_no, client.c.id != client_id))
    name = taken.scalar()
    if name is None and (holder := holders(connection, [client_no]).get(client_no)):
        name = connection.execute(select(client.c.name).where(client.c.id == holder)).scalar()
    if name is not None:
        raise CrmError(
            tr("Client number {number} already belongs to {name}.", number=client_no, name=name), field="client_no"
        )


def create_client(
    store: Store,
    *,
    kind: str,
    values: Mapping[str, Any],
    client_no: str | None = None,
    manager: str = "",
    source: str = "",
    status: str = "prospect",
) -> int:
    """A new client from the values known so far; only the name must be there. Returns its id.

    Raises ``CrmError`` with its ``field`` for a value that is wrong or a number that is taken.
    """
    reading = read_values(kind, values, on=dates.local_today())
    _refuse(reading.problems)
    found = {name: value for name, value in reading.values.items() if value is not None}
    name = found.pop("name", None)
    if not name:
        raise CrmError(tr("A client needs a name."), field="name")
    typed_no = found.pop("client_no", None)
    with store.write(Words("新建客户“{name}”", "New client “{name}”").format(name=name)) as unit:
        number = client_no or typed_no or next_client_no(unit.connection)
        _require_free(unit.connection, number)
        core = {"client_no": number, "kind": kind, "name": name, "manager": manager, "source": source}
        client_id = unit.add(client, core | _search_columns(name, number, found) | _new_row(status))
        unit.add(FORM_TABLES[kind], {"client_id": client_id, **found})
        if source and source not in TYPED_SOURCES:
            return client_id
        for field in ("name", *found):
            _note_source(unit, client_id, field, source=source, by=store.actor, how=None)
    return client_id


def _new_row(status: str) -> dict[str, Any]:
    return {"status": status, "branch": "", "recorded_at": dates.now()}


def _search_columns(name: str, client_no: str, values: Mapping[str, Any]) -> dict[str, str]:
    return {
        "name_key": name_key(name),
        "search_text": search_text(name),
        "search_keys": search_keys(client_no, values),
    }


def refresh_search(unit: Unit, client_id: int, *, also: Mapping[str, Any] | None = None) -> None:
    """Bring the search columns of a client in line with its record, accounts and contact points.

    ``also`` are other columns of the client to be set with them.
    """
    row = unit.connection.execute(
        select(client.c.kind, client.c.client_no, client.c.name).where(client.c.id == client_id)
    ).one()
    values = form_values(unit.connection, client_id, row.kind)
    accounts = unit.connection.execute(select(account.c.account_no).where(account.c.client_id == client_id)).scalars()
    former = unit.connection.execute(
        select(contact_point.c.value).where(
            contact_point.c.client_id == client_id,
            contact_point.c.kind.in_(("mobile", "phone_home", "phone_office")),
        )
    ).scalars()
    merged = former_clients(unit.connection, [client_id]).get(client_id, [])
    name = (also or {}).get("name", row.name)
    found_by = {
        **(also or {}),
        "name_key": name_key(name),
        "search_text": search_text_of([name, *(one.name for one in merged)]),
        "search_keys": search_keys(row.client_no, values, accounts, former, merged=[one.client_no for one in merged]),
    }
    unit.change(client, client_id, found_by)


def edit_client(
    store: Store,
    client_id: int,
    values: Mapping[str, Any],
    *,
    source: str = "",
    verified_how: str | None = None,
) -> tuple[str, ...]:
    """Change some values of a record; the others stay. Returns the names of the fields that changed.

    ``source`` is a code of ``value_source`` or the name of a system. With ``verified_how`` (code list) every
    value given counts as confirmed today, changed or not. A replaced phone or address is kept as a former one.
    Raises ``CrmError`` with its ``field`` for a value that is wrong; values that were wrong before do not stop it.
    """
    today = dates.local_today()
    with store.read() as connection:
        before = record(connection, client_id)
    changed = _changed_values(before, values, on=today)
    if source in TYPED_SOURCES:
        _refuse_read_only(before, changed)
    confirmed = list(values) if verified_how else list(changed)
    with store.write(_edit_label(before, [name for name in changed if name in values])) as unit:
        _write_values(unit, before, changed)
        _keep_former(unit, before, changed, today)
        for field in confirmed:
            _note_source(unit, client_id, field, source=source, by=store.actor, how=verified_how)
        if changed:
            refresh_search(unit, client_id)
    return tuple(changed)


def _changed_values(before: Record, values: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    reading = read_values(before.kind, values, on=on)
    _refuse(problem for problem in reading.problems if problem.field in values)
    changed = {name: value for name, value in reading.values.items() if value != before.values[name]}
    if "name" in changed and not changed["name"]:
        raise CrmError(tr("A client needs a name."), field="name")
    if "client_no" in changed and not changed["client_no"]:
        raise CrmError(tr("A client needs a number."), field="client_no")
    if "mobile" in changed:
        for name in ("contact_status", "contact_verified_at"):
            if before.values[name] is not None:
                changed.setdefault(name, "0" if name == "contact_status" else None)
    known = set(check_together(before.values, on))
    _refuse(problem for problem in check_together(before.values | changed, on) if problem not in known)
    return changed


def _refuse_read_only(before: Record, changed: Mapping[str, Any]) -> None:
    for name in changed:
        field = FORMS[before.kind].field(name)
        if field.is_read_only:
            raise CrmError(tr("“{field}” comes from imports only.", field=field.label), field=name)


def _edit_label(before: Record, changed: list[str]) -> Words:
    if len(changed) == 1:
        label = FORMS[before.kind].field(changed[0]).label
        return Words(f"修改“{before.name}”的{label.zh}", f"Change {label.en.lower()} of {before.name}")
    if not changed:
        return Words("核实“{name}”的资料", "Confirm the record of {name}").format(name=before.name)
    return Words("修改“{name}”的资料", "Edit the record of {name}").format(name=before.name)


def _write_values(unit: Unit, before: Record, changed: Mapping[str, Any]) -> None:
    core = {name: value for name, value in changed.items() if name in ("client_no", "name")}
    if "client_no" in core:
        _require_free(unit.connection, core["client_no"], client_id=before.client_id)
    if core:
        unit.change(client, before.client_id, core)
    stored = {name: value for name, value in changed.items() if name not in core}
    table = FORM_TABLES[before.kind]
    if not stored:
        return
    exists = unit.connection.execute(select(table.c.client_id).where(table.c.client_id == before.client_id)).scalar()
    if exists is None:
        unit.add(table, {"client_id": before.client_id, **stored})
    else:
        unit.change(table, before.client_id, stored)


def _keep_former(unit: Unit, before: Record, changed: Mapping[str, Any], today: date) -> None:
    for name in REACH_FIELDS:
        old = before.values.get(name)
        if name not in changed or not old or fuller(name, old, changed[name]):
            continue
        is_mobile = name == "mobile"
        unit.add(
            contact_point,
            {
                "client_id": before.client_id,
                "kind": name,
                "value": old,
                "owner": before.values.get("mobile_owner") if is_mobile else None,
                "status": before.values.get("contact_status") if is_mobile else "8",
                "valid_from": before.confirmed_on(name),
                "valid_to": today,
                "source": before.provenance[name].source if name in before.provenance else before.source,
            },
        )


def _note_source(unit: Unit, client_id: int, field: str, *, source: str, by: str, how: str | None) -> None:
    noted: dict[str, Any] = {"source": source, "entered_by": by, "entered_at": dates.now()} | _NO_ORIGIN
    if how:
        noted |= {"verified_on": dates.local_today(), "verified_how": how}
    key = unit.connection.execute(
        select(provenance.c.id).where(provenance.c.client_id == client_id, provenance.c.field == field)
    ).scalar()
    if key is None:
        unit.add(provenance, {"client_id": client_id, "field": field, **noted})
    else:
        unit.change(provenance, key, noted)


def assign_manager(store: Store, client_ids: Iterable[int], manager: str) -> int:
    """Hand clients to an account manager in one step. Returns how many changed hands."""
    label = Words("分配给“{name}”", "Assign to {name}").format(name=manager or "—")
    with store.write(label) as unit:
        return sum(unit.change(client, client_id, {"manager": manager}) for client_id in client_ids)
