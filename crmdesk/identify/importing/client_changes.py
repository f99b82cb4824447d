"""Changed values of clients that are there: what may change does, with its images; what was replaced stays known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert

from crmdesk.identify.checks.masks import NUMBER_FIELDS, fuller
from crmdesk.identify.importing.client_rows import ClientPart
from crmdesk.identify.importing.client_search import called_now
from crmdesk.identify.importing.report.odd import is_same_writing
from crmdesk.identify.importing.survivorship import allowed_changes
from crmdesk.identify.importing.sync import change_rows, differences
from crmdesk.identify.tables import FORM_TABLES, client, contact_point
from crmdesk.store.bulk import rows_by_key

KEPT_WHEN_CHANGED = ("mobile", "phone_home", "phone_office", "addr_home")


def update_clients(part: ClientPart, kept: Sequence[int]) -> set[int]:
    """Bring changed values into the clients of the positions ``kept``; the positions that changed."""
    if not kept:
        return set()
    changed: set[int] = set()
    own_names = [name for name in part.own if name != "status" or any(part.own["status"])]
    old = _rows_of(part, client, "id", kept, ["kind", *own_names])
    changed |= _update(part, client, kept, old, {name: part.own[name] for name in own_names})
    for kind, table in FORM_TABLES.items():
        places = [at for at in kept if old[part.client_id(at)]["kind"] == kind]
        new = {name: values for name, values in part.form.items() if name in table.c}
        if places and new:
            about_mobile = {"contact_status", "contact_verified_at"} - set(new) if "mobile" in new else ()
            rows = _rows_of(part, table, "client_id", places, [*new, *sorted(about_mobile)])
            if "mobile" in new:
                _watch_phones(part, places, rows)
            changed |= _update(part, table, places, rows, new)
    return changed


def _watch_phones(part: ClientPart, places: Sequence[int], rows: Mapping[int, Any]) -> None:
    known = [at for at in places if rows[part.client_id(at)]["mobile"]]
    missing = [part.client_id(at) for at in known if not part.form["mobile"][at]]
    part.run.watch.phones(len(known), missing)


def _rows_of(part: ClientPart, table: Any, key: str, places: Sequence[int], columns: Sequence[str]) -> dict[int, Any]:
    ids = {(part.client_id(at),) for at in places}
    found = rows_by_key(part.run.connection, table, (key,), ids, columns)
    return {one[0]: dict(zip(columns, row, strict=True)) for one, row in found.items()}


def _update(
    part: ClientPart, table: Any, places: Sequence[int], old: Mapping[int, Any], new: Mapping[str, Sequence[Any]]
) -> set[int]:
    wanted: dict[int, dict[str, Any]] = {}
    for at in places:
        before = old[part.client_id(at)]
        change = differences(before, {name: values[at] for name, values in new.items()})
        for name in NUMBER_FIELDS & change.keys():
            if before[name] and fuller(name, before[name], change[name]) == before[name]:
                del change[name]  # the same number, masked or as it was written until 1999
        if "name" in change and is_same_writing(before["name"], change["name"]):
            del change["name"]
        if before.get("note"):
            change.pop("note", None)
        if before.get("opened_on") and change.get("opened_on", before["opened_on"]) > before["opened_on"]:
            del change["opened_on"]  # the day of the first account: an earlier one is known
        if change:
            wanted[at] = change
    allowed = allowed_changes(part, wanted, old)
    changes = {part.client_id(at): change for at, change in allowed.items()}
    called = called_now(
        part.run.connection, {one: change["name"] for one, change in changes.items() if "name" in change}
    )
    full = [
        (one, old[one], change | called.get(one, {}) | _unverified(old[one], change)) for one, change in changes.items()
    ]
    change_rows(part.run, table, full)
    part.run.touched_clients.update(changes)
    _keep_former(part, allowed, old)
    return set(allowed)


def _unverified(old: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """What was known about the mobile that is replaced does not hold for the new one."""
    if "mobile" not in change or not old["mobile"] or fuller("mobile", old["mobile"], change["mobile"]):
        return {}
    unknown = {"contact_status": "0", "contact_verified_at": None}
    return {name: value for name, value in unknown.items() if old[name] is not None and name not in change}


def _keep_former(part: ClientPart, allowed: Mapping[int, dict[str, Any]], old: Mapping[int, Any]) -> None:
    """A phone or address that was replaced stays known as a former one."""
    rows = [
        {
            "client_id": part.client_id(at),
            "kind": name,
            "value": old[part.client_id(at)][name][:200],
            "valid_to": part.run.today,
            "status": "8",
            "source": part.run.source,
        }
        for at, change in allowed.items()
        for name in KEPT_WHEN_CHANGED
        if name in change and (was := old[part.client_id(at)][name]) and not fuller(name, was, change[name])
    ]
    if rows:
        part.run.connection.execute(insert(contact_point), rows)
