"""Under which ids, names and numbers a client that is to be erased is known, and where they stand with others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, or_, select

from crmdesk.identify.form import FORMS
from crmdesk.identify.tables import FORM_TABLES, account, client, contact_point, merge, merge_client, relation, trash
from crmdesk.identify.trash.listing import Trashed
from crmdesk.store.tables import operation_row

_NOBODY = "—"
#: Columns of a client's rows that tell who it is, besides the masked fields of the form.
_TELLING = {
    client.name: ("name", "client_no", "name_key"),
    account.name: ("account_no",),
    contact_point.name: ("value",),
    **{table.name: tuple(f.name for f in FORMS[kind].valued_fields() if f.mask) for kind, table in FORM_TABLES.items()},
}
#: A shorter text says nothing of anybody.
_SHORTEST = 4


@dataclass(frozen=True)
class Person:
    """``ids``: its own and those of clients merged into it. ``names``: every name and number, the longest first.

    ``merges`` it took part in, ``relations`` of others to it, ``images`` of others that hold what tells of it.
    """

    ids: tuple[int, ...]
    names: tuple[str, ...]
    merges: tuple[int, ...]
    relations: tuple[int, ...]
    images: tuple[int, ...]

    def unnamed(self, text: str) -> str:
        for name in self.names:
            text = text.replace(name, _NOBODY)
        return text


def person_of(connection: Connection, entry: Trashed) -> Person:
    m = merge_client.c
    links = connection.execute(select(trash.c.shared).where(trash.c.id == entry.id)).scalar_one()["links"]
    held_rows = _linked(links, merge_client)
    held = connection.execute(select(m.dropped_id).where(m.id.in_(held_rows))).scalars()
    ids = tuple(sorted({entry.client_id, *held}))
    here = or_(m.id.in_(held_rows), m.dropped_id.in_(ids))
    merges = tuple(connection.execute(select(m.merge_id).where(here).distinct()).scalars())
    telling = set(_telling(connection, ids)) | {entry.name, entry.client_no}
    named = _names(connection, ids) | {entry.name, entry.client_no}
    return Person(
        ids,
        tuple(sorted(named, key=len, reverse=True)),
        merges,
        tuple({*_linked(links, relation), *_relations_to(connection, ids)}),
        tuple(_images_telling(connection, _partners(connection, merges, ids), telling)),
    )


def _linked(links: Iterable[Any], table: Table) -> list[int]:
    """Rows of others that referred to the client when it went to the trash."""
    return [key for name, key, _column, _value in links if name == table.name]


def _sides(connection: Connection, ids: Collection[int], tables: Collection[str]) -> Iterator[tuple[str, Any]]:
    r = operation_row.c
    query = select(r.table_name, r.before, r.after).where(r.client_id.in_(ids), r.table_name.in_(tables))
    for name, *sides in connection.execute(query):
        yield from ((name, side) for side in sides if side)


def _names(connection: Connection, ids: Collection[int]) -> set[str]:
    m = merge_client.c
    merged = connection.execute(select(m.name, m.client_no).where(m.dropped_id.in_(ids)))
    found = {text for row in merged for text in row}
    sides = _sides(connection, ids, {client.name})
    return found | {side[column] for _name, side in sides for column in ("name", "client_no") if side.get(column)}


def _telling(connection: Connection, ids: Collection[int]) -> Iterator[str]:
    for name, side in _sides(connection, ids, _TELLING):
        for column in _TELLING[name]:
            text = side.get(column)
            if isinstance(text, str) and len(text) >= _SHORTEST:
                yield text


def _relations_to(connection: Connection, ids: Collection[int]) -> set[int]:
    """Relations of other clients that ever led to one of these, those in the trash included."""
    r = operation_row.c
    images = connection.execute(select(r.row_key, r.before, r.after).where(r.table_name == relation.name))
    return {key for key, *sides in images if any(side and side.get("other_client_id") in ids for side in sides)}


def _partners(connection: Connection, merges: Collection[int], ids: Collection[int]) -> list[int]:
    """The other clients of its merges, taken apart by now: their images of that time hold values of both."""
    kept = connection.execute(select(merge.c.keep_id).where(merge.c.id.in_(merges))).scalars()
    other = connection.execute(select(merge_client.c.dropped_id).where(merge_client.c.merge_id.in_(merges))).scalars()
    return sorted({*kept, *other} - set(ids))


def _images_telling(connection: Connection, clients: Collection[int], telling: Collection[str]) -> Iterator[int]:
    r = operation_row.c
    for key, *sides in connection.execute(select(r.id, r.before, r.after).where(r.client_id.in_(clients))):
        texts = [value for side in sides if side for value in side.values() if isinstance(value, str)]
        if any(known in text for text in texts for known in telling):
            yield key
