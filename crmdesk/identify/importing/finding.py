"""Which client a row of a file is of: by its number in the source, else by its ID number, else by an account (§9.5).

Whoever is not found is a new client; the search for duplicates compares it with all others afterwards. Nothing is
guessed: where an ID number stands for several clients, or for one with an entirely different name, the row becomes a
client of its own, which the search for duplicates shows beside the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crmdesk.i18n import tr
from crmdesk.identify.checks.numbers import id_of_18
from crmdesk.identify.importing.chunk import Chunk
from crmdesk.identify.importing.report.odd import is_other_name
from crmdesk.identify.importing.run import Run
from crmdesk.identify.tables import FORM_TABLES, client
from crmdesk.store.bulk import all_by_key, rows_by_key

#: Fields with a number that an authority gave, and the kind of client it is of.
_NUMBERS = {"id_no": "person", "uscc": "organisation"}


class Named(NamedTuple):
    client_id: int
    name: str


def keys_of(chunk: Chunk) -> list[str | None]:
    """What the source calls the client: its number, else its account, else its ID number."""
    numbers = chunk.columns.get("client_no")
    if numbers is not None and all(numbers):
        return numbers
    rows = zip(*(chunk.column(name) for name in ("client_no", "account_no", "id_no", "uscc")), strict=True)
    return [next((one for one in row if one), None) for row in rows]


def id_numbers(chunk: Chunk) -> list[str | None]:
    """The ID numbers of the rows, those of 15 digits in the form of 18: one person, however it is written."""
    return [id_of_18(one) if one is not None and len(one) == 15 else one for one in chunk.column("id_no")]


def with_clients(run: Run, chunk: Chunk) -> tuple[Chunk, list[int | None]]:
    """The acceptable rows and the client each belongs to, None for a new one."""
    keys = keys_of(chunk)
    ids: list[int | None] = list(map(run.client_ids(keys).get, keys))
    in_doubt: set[int] = set()
    for name, kind in _NUMBERS.items():
        if name in chunk.columns and None in ids:
            in_doubt |= _fill_by_number(run, chunk, ids, (name, kind))
    _fill_by_account(run, chunk, ids, in_doubt)
    if not any(ids) and all(chunk.column("name")):
        return chunk, ids
    known = _names_of(run, {found for found in ids if found is not None})
    rows = zip(ids, chunk.column("name"), strict=True)
    reasons = [_why_not(known.get(found or 0), name, in_file=found in run.touched_in_file) for found, name in rows]
    if not any(reasons):
        return chunk, ids
    kept = [at for at, reason in enumerate(reasons) if reason is None]
    return chunk.without("name", lambda at: reasons[at]), [ids[at] for at in kept]


def _why_not(known: str | None, given: tuple[str, str] | None, *, in_file: bool) -> str | None:
    if given is None:
        return None if known else tr("The name is missing.")
    if known is None or known == given[0] or not in_file:
        return None
    return tr("The same client number stands in this file with another name.")


def _fill_by_number(run: Run, chunk: Chunk, ids: list[int | None], field: tuple[str, str]) -> set[int]:
    """Clients found by an ID number, into the places where ``ids`` knows none; the places that stay in doubt."""
    name, in_doubt = field[0], set()
    numbers = id_numbers(chunk) if name == "id_no" else chunk.column(name)
    if name == "id_no" and any(one is not None and len(one) == 15 for one in chunk.column(name)):
        run.has_old_ids = True
    wanted = {at: one for at, one in enumerate(numbers) if one is not None and ids[at] is None}
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
    return tr("This ID number belongs to a client with another name. Both are kept; the duplicates page shows them.")


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
