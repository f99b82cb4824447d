"""The set in a store: imported file by file, or every record as a client of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import select

from crmdesk import dates
from crmdesk.i18n import Words
from crmdesk.identify import names
from crmdesk.identify.importing import import_files
from crmdesk.identify.tables import FORM_TABLES, client, source_key
from crmdesk.store.bulk import driver_rows, insert_columns, insert_new
from crmdesk.store.search import rebuilt_after
from crmdesk.text import half_width
from tests.truth.files import write_files
from tests.truth.truth import SYSTEMS

_PAPERS = {"resident": "resident_id", "passport": "passport", "": None}
_AT_ONCE = 100_000


@dataclass(frozen=True)
class Loaded:
    """``client_of[place]``: id of the client that a record became or was joined to, -1 where its row was refused."""

    client_of: np.ndarray
    results: tuple

    @property
    def refused(self):
        return int((self.client_of < 0).sum())


def import_set(store, records, folder):
    """Write the files and import them, one system after the other, as a user would."""
    results = tuple(
        import_files(store, [file], recipe=str(recipe)).files[0] for file, recipe in write_files(records, folder)
    )
    with store.read() as connection:
        keys = driver_rows(connection, select(source_key.c.source, source_key.c.key, source_key.c.client_id))
    known = {(source, key): found for source, key, found in keys}
    places = zip(records.system.tolist(), records.key.tolist(), strict=True)
    return Loaded(np.array([known.get((SYSTEMS[system], key), -1) for system, key in places]), results)


def fill(store, records, *, first_no=0):
    """Every record a client of its own, with its cells as they were written; nothing is joined or refused."""
    found = np.full(records.size, -1)
    with store.batch(Words("真值集", "Truth set"), detail={}) as connection, rebuilt_after(connection):
        for start in range(0, records.size, _AT_ONCE):
            places = np.arange(start, min(start + _AT_ONCE, records.size))
            found[places] = _insert(connection, records.only(places), first_no + start)
    return Loaded(found, ())


def _insert(connection, records, start):
    given = records["name"].tolist()
    known = {name: (names.name_key(name), names.search_text(name)) for name in set(given)}
    numbers = [f"R{start + at:08d}" for at in range(records.size)]
    form = _form(records)
    sought = [(names.KEY_FIELDS[one], form[one]) for one in ("id_no", "mobile", "uscc")]
    columns = {
        "client_no": numbers,
        "kind": records.kind.tolist(),
        "name": given,
        "name_key": [known[name][0] for name in given],
        "search_text": [known[name][1] for name in given],
        "search_keys": list(names.search_keys_of(numbers, sought)),
        **{name: [""] * records.size for name in ("manager", "branch")},
        "status": ["active"] * records.size,
        "source": [SYSTEMS[system] for system in records.system],
        "recorded_at": [dates.now()] * records.size,
    }  # fmt: skip
    ids = np.array(insert_new(connection, client, columns))
    for kind in ("person", "organisation"):
        at = np.flatnonzero(records.kind == kind)
        table = FORM_TABLES[kind]
        if len(at):
            own = {name: [values[i] for i in at] for name, values in form.items() if name in table.c}
            insert_columns(connection, table, {"client_id": ids[at].tolist(), **own})
    return ids


def _form(records):
    is_person = records.kind == "person"
    address = records["address"]
    texts = {
        "id_no": records["id_no"], "mobile": records["mobile"], "uscc": records["uscc"], "email": records["email"],
        "phone_office": records["office_phone"], "sex": records["sex"],
        "addr_home": np.where(is_person, address, ""), "addr_office": np.where(is_person, "", address),
    }  # fmt: skip
    found = {name: [half_width(one) or None for one in values] for name, values in texts.items()}
    found["id_type"] = [_PAPERS[one] for one in records["id_type"]]
    found["birth_date"] = [date.fromisoformat(one) if one else None for one in records["birth"]]
    return found
