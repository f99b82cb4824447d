"""Clients: each row of a file finds its client or makes a new one; what else the row says goes to its tables.

A row's client is found by its number in the source, else by its ID number, else by its account number; nothing
fuzzier happens here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from crmdesk import dates
from crmdesk.i18n import Words, tr
from crmdesk.identify.checks.numbers import resident_id
from crmdesk.identify.form import FORMS, Field
from crmdesk.identify.importing.chunk import Chunk
from crmdesk.identify.importing.client_changes import update_clients
from crmdesk.identify.importing.client_parts import write_parts
from crmdesk.identify.importing.client_rows import ClientPart, add_clients, add_source_keys
from crmdesk.identify.importing.client_search import refresh_search
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.people import looks_resident
from crmdesk.identify.importing.run import Run
from crmdesk.identify.importing.sync import waves
from crmdesk.identify.tables import FORM_TABLES, account, client, source_key
from crmdesk.store.bulk import rows_by_key

_READINGS = {"text": "words", "int": "count", "money": "money", "date": "day", "bool": "yes_no"}
_SPECIAL = {
    "name": "name",
    "birth_date": "birth_day",
    "id_no": "id",
    "uscc": "id",
    "id_to": "expiry",
    "licence_to": "expiry",
    "mobile": "phones",
    "phone_home": "phones",
    "phone_office": "phones",
    "client_no": "key",
    "postcode": "key",
    "bank_card": "key",
}

#: Fields that a wide client export fills beside those of the form.
_FURTHER = {
    "client_kind": "words",
    "manager": "words",
    "branch": "words",
    "status": "code:account_status",
    "opened_on": "day",
    "closed_on": "day",
    "region_code": "key",
    "account_no": "account",
    "custody_bank": "words",
    "risk_level": "risk",
    "assessed_on": "day",
    "risk_valid_to": "expiry",
    "data_date": "period_end",
    "total_assets": "money",
    "avg_assets": "money",
    "cash": "money",
    "equity": "money",
    "wealth": "money",
    "deposit_demand": "money",
    "deposit_time": "money",
    "fund": "money",
    "insurance": "money",
    "trust": "money",
    "margin_debt": "money",
    "loan": "money",
}


def _reading(field: Field) -> str | None:
    if field.name in _SPECIAL:
        return _SPECIAL[field.name]
    if field.type == "code":
        return f"code:{field.codes}"
    return _READINGS.get(field.type)


def _client_fields() -> dict[str, str]:
    """Every field of the three forms that one cell can fill, and what a wide export carries beside them."""
    fields: dict[str, str] = {}
    for form in FORMS.values():
        for one in form.valued_fields():
            reading = _reading(one)
            if reading is not None:
                fields.setdefault(one.name, reading)
    return fields | _FURTHER


def _write_clients(run: Run, chunk: Chunk) -> None:
    chunk = _readable(chunk)
    for positions in waves(_keys(chunk), chunk.column("id_no"), chunk.column("uscc")):
        _write_wave(run, chunk.only(positions))


def _write_wave(run: Run, chunk: Chunk) -> None:
    chunk, ids = _matched(run, chunk)
    if not chunk.size:
        return
    fresh = [at for at, found in enumerate(ids) if found is None]
    part = ClientPart(run, chunk, ids, _keys(chunk), set(fresh))
    kept = [at for at, found in enumerate(part.ids) if found is not None]
    add_clients(part, fresh)
    changed = update_clients(part, kept) | add_source_keys(part) | write_parts(part)
    changed -= set(fresh)
    run.touched_in_file.update(one for one in part.ids if one is not None)
    chunk.settle("created", len(fresh))
    chunk.settle("updated", len(changed))
    chunk.settle("unchanged", chunk.size - len(fresh) - len(changed))


def _keys(chunk: Chunk) -> list[str | None]:
    """What the source calls the client: its number, else its account, else its ID number."""
    numbers = chunk.columns.get("client_no")
    if numbers is not None and all(numbers):
        return numbers
    rows = zip(*(chunk.column(name) for name in ("client_no", "account_no", "id_no", "uscc")), strict=True)
    return [next((one for one in row if one), None) for row in rows]


def _readable(chunk: Chunk) -> Chunk:
    keys = _keys(chunk)
    if None in keys:
        chunk = chunk.without("client_no", lambda at: None if keys[at] else tr("The client number is missing."))
    numbers, kinds = chunk.column("id_no"), chunk.column("id_type")
    if any(number is not None for number in numbers):
        today = dates.local_today()
        chunk = chunk.without("id_no", lambda at: _wrong_id(numbers[at], kinds[at], today))
    return chunk


def _wrong_id(number: str | None, id_type: str | None, today: date) -> str | None:
    """Why a resident ID number cannot be right; other documents' numbers are taken as they are."""
    if number is None or not (id_type == "resident_id" or (id_type is None and looks_resident(number))):
        return None
    found = resident_id(number, today)
    return str(found.message) if found.is_error else None


def _matched(run: Run, chunk: Chunk) -> tuple[Chunk, list[int | None]]:
    """The acceptable rows and the client each belongs to, None for a new one."""
    keys = _keys(chunk)
    ids: list[int | None] = list(map(run.client_ids(keys).get, keys))
    by_number = _by_id_number(run, chunk, ids)
    _fill_by_account(run, chunk, ids, by_number)
    if not any(ids) and all(chunk.column("name")):
        return chunk, ids
    names = _names_of(run, ids)
    in_file = [found in run.touched_in_file for found in ids]
    reasons = [
        _conflict(names.get(found or 0), name, is_new_number=at in by_number, in_file=in_file[at])
        for at, (found, name) in enumerate(zip(ids, chunk.column("name"), strict=True))
    ]
    if any(reasons):
        kept = [at for at, reason in enumerate(reasons) if reason is None]
        return chunk.without("name", lambda at: reasons[at]), [ids[at] for at in kept]
    return chunk, ids


def _fill_by_account(run: Run, chunk: Chunk, ids: list[int | None], by_number: Mapping[int, int]) -> None:
    """Clients found by their ID number, else by an account, into the places where ``ids`` knows none."""
    if not by_number and "account_no" not in chunk.columns:
        return
    numbers = chunk.column("account_no")
    accounts = run.account_ids(no for no, found in zip(numbers, ids, strict=True) if found is None)
    for at, (number, found) in enumerate(zip(numbers, ids, strict=True)):
        if found is None:
            held = accounts.get(number)
            ids[at] = by_number.get(at) or (held.client_id if held else None)


def _conflict(known: str | None, given: tuple[str, str] | None, *, is_new_number: bool, in_file: bool) -> str | None:
    if given is None:
        return None if known else tr("The name is missing.")
    if known is None or known == given[0]:
        return None
    if is_new_number:
        return tr("This ID number belongs to a client with another name. Check both records.")
    return tr("The same client number stands in this file with another name.") if in_file else None


def _by_id_number(run: Run, chunk: Chunk, ids: Sequence[int | None]) -> dict[int, int]:
    """Position → client with the same ID number, for rows whose number in the source is new."""
    found: dict[int, int] = {}
    for name, kind in (("id_no", "person"), ("uscc", "organisation")):
        if name not in chunk.columns:
            continue
        numbers = {at: one for at, one in enumerate(chunk.column(name)) if one is not None and ids[at] is None}
        rows = rows_by_key(
            run.connection, FORM_TABLES[kind], (name,), {(one,) for one in numbers.values()}, ("client_id",)
        )
        found.update({at: rows[(one,)][0] for at, one in numbers.items() if (one,) in rows})
    return found


def _names_of(run: Run, ids: Sequence[int | None]) -> dict[int, str]:
    wanted = {(found,) for found in ids if found is not None}
    rows = rows_by_key(run.connection, client, ("id",), wanted, ("name",))
    return {key[0]: row[0] for key, row in rows.items()}


CLIENTS = Kind(
    "clients",
    Words("客户", "clients"),
    order=20,
    fields=_client_fields(),
    required=(("client_no", "account_no", "id_no", "uscc"),),
    write=_write_clients,
    filled=(client, *FORM_TABLES.values(), source_key),
    sought=frozenset(("id_no", "uscc")),
    finish=refresh_search,
    tables=(client, *FORM_TABLES.values(), account),
)
