"""Which client a row of a file is of: by its number in the source, else by its ID number, else by an account (§9.5).

Whoever is not found is a new client; the search for duplicates compares it with all others afterwards. Nothing is
guessed: where an ID number stands for several clients, or for one with an entirely different name, the row becomes a
client of its own, which the search for duplicates shows beside the other. A masked or wrong ID number finds nobody: two
people can show the same digits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select

from crmdesk.i18n import tr
from crmdesk.identify.checks.masks import is_masked
from crmdesk.identify.importing.chunk import Chunk
from crmdesk.identify.importing.report.odd import is_other_name, is_same_writing
from crmdesk.identify.importing.run import Run
from crmdesk.identify.tables import FORM_TABLES, client, source_key
from crmdesk.store.bulk import all_by_key, rows_by_key

#: Fields with a number that an authority gave, and the kind of client it is of.
_NUMBERS = {"id_no": "person", "uscc": "organisation"}

#: The column of a chunk with the ID numbers that may find a client.
FOUND_BY = "id_found_by"

#: What tells rows without any number apart, the name first.
_TOLD_APART = ("name", "id_no", "mobile", "phone_home", "birth_date", "addr_home")


class Named(NamedTuple):
    client_id: int
    name: str


def keys_of(chunk: Chunk) -> list[str | None]:
    """What the source calls the client: its number, else its account, else its ID number; of a row with a name and no
    number a short digest of who it speaks of, so that the same row again is the same client."""
    numbers = chunk.columns.get("client_no")
    if numbers is not None and all(numbers):
        return numbers
    rows = zip(*(chunk.column(name) for name in ("client_no", "account_no", FOUND_BY, "uscc")), strict=True)
    keys = [next((one for one in row if one), None) for row in rows]
    if None in keys:
        told = list(zip(*(chunk.column(name) for name in _TOLD_APART), strict=True))
        keys = [_digest(told[at]) if one is None and told[at][0] else one for at, one in enumerate(keys)]
    return keys


def _digest(told: tuple[Any, ...]) -> str:
    text = "\n".join("" if one is None else str(one) for one in (told[0][0], *told[1:]))
    return f"N-{hashlib.blake2b(text.encode(), digest_size=6).hexdigest().upper()}"


def with_clients(run: Run, chunk: Chunk) -> tuple[Chunk, list[int | None]]:
    """The acceptable rows and the client each belongs to, None for a new one."""
    keys = keys_of(chunk)
    ids: list[int | None] = list(map(run.client_ids(keys).get, keys))
    by_key = {at for at, found in enumerate(ids) if found is not None}
    in_doubt: set[int] = set()
    for name, kind in _NUMBERS.items():
        if name in chunk.columns and None in ids:
            in_doubt |= _fill_by_number(run, chunk, ids, (name, kind))
    by_number = {at for at, found in enumerate(ids) if found is not None} - by_key
    _fill_by_account(run, chunk, ids, in_doubt)
    if not any(ids) and all(chunk.column("name")):
        return chunk, ids
    known = _names_of(run, {found for found in ids if found is not None})
    names = chunk.column("name")
    other = [at for at, found in enumerate(ids) if found in run.touched_in_file and _is_other(known[found], names[at])]
    if by_number:
        for at in by_number.intersection(other):
            ids[at] = None
            chunk.remark(at, "id_no", _another_name())
    reasons = [_nameless(known.get(found or 0), name) for found, name in zip(ids, names, strict=True)]
    for at in _contradicting(run, ids, [at for at in other if at not in by_number]):
        reasons[at] = _contradiction() if at in by_key else tr("This account stands in this file with another name.")
    if not any(reasons):
        return chunk, ids
    kept = [at for at, reason in enumerate(reasons) if reason is None]
    return chunk.without("name", lambda at: reasons[at]), [ids[at] for at in kept]


def _is_other(known: str, given: tuple[str, str] | None) -> bool:
    return given is not None and known != given[0] and not is_same_writing(known, given[0])


def _nameless(known: str | None, given: tuple[str, str] | None) -> str | None:
    return tr("The name is missing.") if given is None and not known else None


def _contradicting(run: Run, ids: Sequence[int | None], places: Sequence[int]) -> list[int]:
    """Those of the places whose client has one number only in the source: two rows of it cannot have two names."""
    if not places:
        return []
    k = source_key.c
    query = select(k.client_id).where(k.source == run.source, k.client_id.in_({ids[at] for at in places}))
    several = set(run.connection.execute(query.group_by(k.client_id).having(func.count() > 1)).scalars())
    return [at for at in places if ids[at] not in several]


def _contradiction() -> str:
    return tr("The same client number stands in this file with another name.")


def _another_name() -> str:
    return tr("This ID number belongs to a client with another name. Both are kept; the duplicates page shows them.")


def _fill_by_number(run: Run, chunk: Chunk, ids: list[int | None], field: tuple[str, str]) -> set[int]:
    """Clients found by an ID number, into the places where ``ids`` knows none; the places that stay in doubt."""
    name, in_doubt = field[0], set()
    numbers = chunk.column(FOUND_BY if name == "id_no" else name)
    if name == "id_no" and any(one is not None and len(one) == 15 for one in chunk.column(name)):
        run.has_old_ids = True
    wanted = {at: one for at, one in enumerate(numbers) if one is not None and ids[at] is None and not is_masked(one)}
    clients = _holders(run, set(wanted.values()), field)
    names = chunk.column("name")
    for at, number in wanted.items():
        if number in clients:
            ids[at] = _only_one(clients[number], names[at])
            if ids[at] is None:
                in_doubt.add(at)
                chunk.remark(at, name, _why_new(clients[number]))
    return in_doubt


def _holders(run: Run, numbers: set[str], field: tuple[str, str]) -> dict[str, list[Named]]:
    """The clients with each of these numbers, in either form of it."""
    name, kind = field
    forms = {form: number for number in numbers for form in _forms_of(run, number)}
    found = all_by_key(run.connection, FORM_TABLES[kind], (name,), {(one,) for one in forms}, ("client_id",))
    names = _names_of(run, {row[0] for rows in found.values() for row in rows})
    holders: dict[str, list[Named]] = {}
    for (form,), rows in found.items():
        holders.setdefault(forms[form], []).extend(Named(row[0], names[row[0]]) for row in rows)
    return holders


def _forms_of(run: Run, number: str) -> tuple[str, ...]:
    """An ID number as it is and, of somebody born before 2000, as it was written until 1999."""
    if run.has_old_ids and len(number) == 18 and number[6:8] == "19" and number[:17].isdigit():
        return number, number[:6] + number[8:17]
    return (number,)


def _only_one(holders: Sequence[Named], given: tuple[str, str] | None) -> int | None:
    """The client that is meant, when there is no doubt: the only one who may bear the name, or who bears exactly it."""
    if given is None:
        return holders[0].client_id if len(holders) == 1 else None
    fitting = [one for one in holders if not is_other_name(one.name, given[0])]
    exactly = [one for one in holders if one.name == given[0]]
    for found in (exactly, fitting):
        if len(found) == 1:
            return found[0].client_id
    return None


def _why_new(holders: Sequence[Named]) -> str:
    if len(holders) > 1:
        return tr(
            "{count} clients have this ID number. It is not clear which is meant; the duplicates page shows them.",
            count=len(holders),
        )
    return _another_name()


def _fill_by_account(run: Run, chunk: Chunk, ids: list[int | None], in_doubt: set[int]) -> None:
    """Clients found by an account of theirs, where ``ids`` knows none and no ID number speaks against it."""
    if "account_no" not in chunk.columns:
        return
    numbers = chunk.column("account_no")
    accounts = run.account_ids(no for no, found in zip(numbers, ids, strict=True) if found is None)
    for at, (number, found) in enumerate(zip(numbers, ids, strict=True)):
        if found is None and number in accounts and at not in in_doubt:
            ids[at] = accounts[number].client_id


def _names_of(run: Run, ids: set[int]) -> dict[int, str]:
    rows: Mapping[tuple[int, ...], tuple[str, ...]] = rows_by_key(
        run.connection, client, ("id",), {(found,) for found in ids}, ("name",)
    )
    return {key[0]: row[0] for key, row in rows.items()}
