"""The rows of a client itself: the narrow one, the wide one of its form, and its numbers in the sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from crmdesk.identify import names
from crmdesk.identify.checks.masks import fuller, is_masked
from crmdesk.identify.checks.numbers import id_birth, id_sex
from crmdesk.identify.importing.chunk import Chunk, picked
from crmdesk.identify.importing.finding import FOUND_BY
from crmdesk.identify.importing.people import is_mobile, looks_resident
from crmdesk.identify.importing.run import Run
from crmdesk.identify.tables import FORM_TABLES, client, source_key
from crmdesk.store.bulk import insert_columns, insert_new, rows_by_key

_OWN = ("name", "manager", "branch", "opened_on", "closed_on", "status")
_KIND_WORDS = {
    "个人": "person",
    "自然人": "person",
    "person": "person",
    "1": "person",
    "0": "person",
    "机构": "organisation",
    "企业": "organisation",
    "对公": "organisation",
    "organisation": "organisation",
    "产品": "product",
    "product": "product",
}


@dataclass
class ClientPart:
    """Rows of a chunk with the client of each; the positions ``fresh`` get theirs when added."""

    run: Run
    chunk: Chunk
    ids: list[int | None]
    keys: list[str | None]
    fresh: set[int] = field(default_factory=set)

    @property
    def size(self) -> int:
        return self.chunk.size

    def client_id(self, at: int) -> int:
        found = self.ids[at]
        assert found is not None
        return found

    @cached_property
    def all_keys(self) -> frozenset[str | None]:
        """The source's numbers of all clients of the chunk."""
        return frozenset(self.keys)

    @cached_property
    def kinds(self) -> list[str]:
        """The kind of client each row speaks of, for clients that are new."""
        rows = zip(self.chunk.column("client_kind"), self.chunk.column("uscc"), strict=True)
        return [_KIND_WORDS.get(str(word).lower(), "organisation" if uscc else "person") for word, uscc in rows]

    @cached_property
    def own(self) -> dict[str, list[Any]]:
        """Values of the narrow row by column name, as far as the file has them."""
        found = {name: self.chunk.column(name) for name in _OWN if name in self.chunk.columns}
        if "name" in found:
            found["name"] = [pair and pair[0] for pair in found["name"]]
        if "status" in found:
            found["status"] = [code and ("closed" if code == "closed" else "active") for code in found["status"]]
        return found

    @cached_property
    def form(self) -> dict[str, list[Any]]:
        """Values of the form by field name, as far as the file has them or they follow from it."""
        known = {column.name for table in FORM_TABLES.values() for column in table.columns}
        found = {name: values for name, values in self.chunk.columns.items() if name in known}
        found.update(self._phones)
        if "region_code" in self.chunk.columns and "addr_home" not in found:
            found["addr_home"] = self.run.region_texts(self.chunk.column("region_code"))
        _fill_from_id(found, self.chunk.column(FOUND_BY), self.chunk.column("id_type"))
        if any(pair and pair[1] for pair in self.chunk.column("name")):
            remarks = zip(self.chunk.column("name"), self.chunk.column("note"), strict=True)
            found["note"] = ["; ".join(filter(None, (pair and pair[1], note))) or None for pair, note in remarks]
        return found

    @cached_property
    def _phones(self) -> dict[str, list[str | None]]:
        """The first number of each phone column; a mobile in a column of other phones fills an empty mobile."""
        found: dict[str, list[str | None]] = {}
        for name in ("mobile", "phone_home", "phone_office"):
            if name in self.chunk.columns:
                wants_mobile = name == "mobile"
                found[name] = [_first(cell, wants_mobile) for cell in self.chunk.columns[name]]
        if "mobile" not in found and "phone_home" in found:
            cells = self.chunk.columns["phone_home"]
            found["mobile"] = [_first(cell, wants_mobile=True) for cell in cells]
        return found

    @cached_property
    def further_phones(self) -> list[tuple[int, str, str]]:
        """``(position, kind, number)`` of every number of a cell that the form has no place for."""
        further = []
        for name in ("mobile", "phone_home", "phone_office"):
            cells = self.chunk.columns.get(name) or []
            for at, (cell, first) in enumerate(zip(cells, self._phones.get(name, []), strict=True)):
                if cell is None or (len(cell) == 1 and cell[0] == first):
                    continue
                placed = {self._phones[one][at] for one in self._phones}
                for number in cell:
                    if number not in placed and not (is_masked(number) and _is_among(number, placed)):
                        further.append((at, "mobile" if is_mobile(number) else "phone_home", number))
        return further


def _is_among(masked: str, placed: set[str | None]) -> bool:
    """Whether a masked number is one of those in a place of their own."""
    return any(fuller("mobile", masked, one) for one in placed)


def _first(cell: Sequence[str] | None, wants_mobile: bool) -> str | None:  # noqa: FBT001 (a test of the column)
    for number in cell or ():
        if is_mobile(number) == wants_mobile:
            return number
    return None


def _fill_from_id(form: dict[str, list[Any]], numbers: Sequence[str | None], types: Sequence[str | None]) -> None:
    """Sex and date of birth from a resident ID, where the file does not say them. ``numbers``: the sound ones."""
    if not any(numbers):
        return
    is_resident = [
        number is not None and len(number) == 18 and looks_resident(number) and kind in (None, "resident_id")
        for number, kind in zip(numbers, types, strict=True)
    ]
    for name, fact in (("sex", id_sex), ("birth_date", id_birth)):
        given = form.get(name) or [None] * len(numbers)
        form[name] = [
            fact(number) if value is None and number is not None and resident else value
            for value, number, resident in zip(given, numbers, is_resident, strict=True)
        ]


# -- new clients


def add_clients(part: ClientPart, fresh: Sequence[int]) -> None:
    """Insert the clients of the positions ``fresh`` and put their ids into ``part.ids``."""
    if not fresh:
        return
    run, count = part.run, len(fresh)
    numbers = _free_numbers(run, [part.keys[at] or "" for at in fresh])
    own = _rows_of(part.own, fresh, part.size)
    form = _rows_of(part.form, fresh, part.size)
    accounts = picked(part.chunk.column("account_no"), fresh)
    kinds = picked(part.kinds, fresh)
    columns = {
        "client_no": numbers,
        "kind": kinds,
        "name": own["name"],
        **_found_by(own["name"]),
        "search_keys": list(names.search_keys_of(numbers, [*_key_columns(form), ("a", accounts)])),
        "status": [status or "active" for status in own.get("status", [None] * count)],
        "manager": [manager or "" for manager in own.get("manager", [""] * count)],
        "branch": [branch or "" for branch in own.get("branch", [""] * count)],
        "opened_on": own.get("opened_on", [None] * count),
        "closed_on": own.get("closed_on", [None] * count),
        "source": [run.source] * count,
        "recorded_at": [run.at] * count,
    }
    ids = insert_new(run.connection, client, columns)
    for at, client_id in zip(fresh, ids, strict=True):
        part.ids[at] = client_id
    _add_forms(run, ids, kinds, form)


def _rows_of(columns: Mapping[str, Sequence[Any]], places: Sequence[int], size: int) -> dict[str, Sequence[Any]]:
    """The columns reduced to some of their ``size`` rows, which come in their order."""
    if len(places) == size:
        return dict(columns)
    return {name: picked(values, places) for name, values in columns.items()}


def _found_by(given: Sequence[str]) -> dict[str, list[str]]:
    """What names are sorted and searched by, computed once for equal names: many clients share one."""
    values = {name: (names.name_key(name), names.search_text(name)) for name in set(given)}
    return {"name_key": [values[name][0] for name in given], "search_text": [values[name][1] for name in given]}


def _key_columns(form: Mapping[str, Sequence[Any]]) -> Iterator[tuple[str, Sequence[Any]]]:
    return ((sign, form[name]) for name, sign in names.KEY_FIELDS.items() if name in form)


def _free_numbers(run: Run, keys: Sequence[str]) -> list[str]:
    """Client numbers for new clients: the source's own, with the source in front where another client has it, or had
    it before it was merged or went to the trash."""
    taken: set[tuple[str, ...]] = set()
    for table in (client, *run.left_clients):
        taken.update(rows_by_key(run.connection, table, ("client_no",), {(key,) for key in keys}, ("id",)))
    return [f"{run.source}-{key}" if (key,) in taken else key for key in keys]


def _add_forms(run: Run, ids: Sequence[int], kinds: Sequence[str], form: Mapping[str, Sequence[Any]]) -> None:
    for kind, table in FORM_TABLES.items():
        places = [at for at, one in enumerate(kinds) if one == kind]
        if places:
            known = {name: values for name, values in form.items() if name in table.c}
            columns = _rows_of(known, places, len(ids))
            insert_columns(run.connection, table, {"client_id": picked(ids, places), **columns})


def add_source_keys(part: ClientPart) -> set[int]:
    """Remember what the source calls each client; the positions for which that was new."""
    known = part.run.client_ids(part.keys)
    new = {key: at for at, key in enumerate(part.keys) if key is not None and key not in known}
    insert_columns(
        part.run.connection,
        source_key,
        {
            "client_id": [part.client_id(at) for at in new.values()],
            "source": [part.run.source] * len(new),
            "key": list(new),
            "file_id": [part.run.file_id] * len(new),
            "row_no": picked(part.chunk.numbers, new.values()),
        },
    )
    part.run.remember_clients({key: part.client_id(at) for key, at in new.items()})
    return set(new.values())
