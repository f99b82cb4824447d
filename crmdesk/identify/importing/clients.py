"""Clients: each row of a file finds its client or makes a new one; what else the row says goes to its tables.

Which client a row is of, ``finding.py`` says.
"""

from __future__ import annotations

from datetime import date

from crmdesk import dates
from crmdesk.i18n import Words, tr
from crmdesk.identify.checks.masks import is_masked
from crmdesk.identify.checks.numbers import id_of_18, resident_id
from crmdesk.identify.form import FORMS, Field
from crmdesk.identify.importing.balances import CLASSES
from crmdesk.identify.importing.chunk import Chunk, picked
from crmdesk.identify.importing.client_changes import update_clients
from crmdesk.identify.importing.client_parts import write_parts
from crmdesk.identify.importing.client_rows import ClientPart, add_clients, add_source_keys
from crmdesk.identify.importing.client_search import refresh_search
from crmdesk.identify.importing.finding import FOUND_BY, keys_of, with_clients
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.people import looks_resident
from crmdesk.identify.importing.run import Run
from crmdesk.identify.importing.sync import waves
from crmdesk.identify.tables import FORM_TABLES, account, client, source_key

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

_OLD_LENGTH = 15

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
    for positions in waves(keys_of(chunk), chunk.column(FOUND_BY), chunk.column("uscc")):
        _write_wave(run, chunk.only(positions))


def _write_wave(run: Run, chunk: Chunk) -> None:
    chunk, ids = with_clients(run, chunk)
    if not chunk.size:
        return
    fresh = [at for at, found in enumerate(ids) if found is None]
    part = ClientPart(run, chunk, ids, keys_of(chunk), set(fresh))
    kept = [at for at, found in enumerate(part.ids) if found is not None]
    add_clients(part, fresh)
    changed: set[int] = set()
    for places in waves([part.ids[at] for at in kept]):  # a client may have two numbers in this source
        changed |= update_clients(part, picked(kept, places))
    changed |= add_source_keys(part) | write_parts(part)
    changed -= set(fresh)
    run.touched_in_file.update(one for one in part.ids if one is not None)
    chunk.settle("created", len(fresh))
    chunk.settle("updated", len(changed))
    chunk.settle("unchanged", chunk.size - len(fresh) - len(changed))


def _readable(chunk: Chunk) -> Chunk:
    if "id_no" in chunk.columns:
        chunk = chunk.with_column(FOUND_BY, _sound_ids(chunk, dates.local_today()))
    keys = keys_of(chunk)
    if None in keys:
        chunk = chunk.without("client_no", lambda at: None if keys[at] else tr("The client number is missing."))
    return chunk


def _sound_ids(chunk: Chunk, today: date) -> list[str | None]:
    """The ID numbers by which a client may be found, 15 digits in the form of 18; None for one that is masked or wrong.

    A wrong number is kept as it was written, with a remark: its record shows the error until somebody corrects it.
    """
    found: list[str | None] = []
    for at, (number, kind) in enumerate(zip(chunk.column("id_no"), chunk.column("id_type"), strict=True)):
        if number is None or ("*" in number and is_masked(number)):
            found.append(None)
        elif kind == "resident_id" or (kind is None and looks_resident(number)):
            read = resident_id(number, today)
            found.append(None if read.is_error else read.value)
            if read.is_error:
                chunk.remark(at, "id_no", str(read.message))
        else:
            found.append(id_of_18(number) if len(number) == _OLD_LENGTH else number)
    return found


CLIENTS = Kind(
    "clients",
    Words("客户", "clients"),
    order=20,
    fields=_client_fields(),
    required=(("client_no", "account_no", "id_no", "uscc"),),
    write=_write_clients,
    filled=(client, *FORM_TABLES.values(), source_key),
    sought=frozenset(("id_no", "uscc", "client_id")),
    finish=refresh_search,
    vital=frozenset(("client_no",)),
    along={
        "account_no": ("custody_bank", *CLASSES),
        "data_date": tuple(CLASSES),
        "assessed_on": ("risk_level", "risk_valid_to"),
        "risk_valid_to": ("risk_level", "assessed_on"),
    },
    tables=(client, *FORM_TABLES.values(), account),
)
