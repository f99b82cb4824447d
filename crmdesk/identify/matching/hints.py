"""Who is meant, while a client is being typed: a few indexed look-ups, weighed by the same model as a scan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from crmdesk.identify.checks.numbers import id_of_18
from crmdesk.identify.matching.reasons import Reason, worded_reasons
from crmdesk.identify.names import is_han, name_key, plain_number
from crmdesk.identify.tables import FORM_TABLES, client
from crmdesk.store.search import ids_with_keys

#: Clients looked at for each thing typed, and the least probability that is worth a word.
_LOOKED_AT, _WORTH_SAYING = 40, 0.2
_NUMBERS = ("mobile", "phone_home", "phone_office", "legal_rep_phone")
_UNIQUE = ("id_no", "uscc")


@dataclass(frozen=True)
class Likely:
    """A client that may be the one being typed."""

    client_id: int
    client_no: str
    name: str
    probability: float
    reasons: tuple[Reason, ...]


def likely_clients(
    connection: Connection, kind: str, values: Mapping[str, Any], *, limit: int = 5, except_id: int = 0
) -> list[Likely]:
    """The clients that are probably the one whose ``values`` are given (stored form or as typed), the likeliest first.

    ``except_id`` is the client being edited: the same question is asked on every way a client is written.
    """
    texts = {name: str(value) for name, value in values.items() if value not in (None, "")}
    ids = dict.fromkeys(key for key in _candidates(connection, kind, texts) if key != except_id)
    if not ids or "name" not in texts:
        return []
    return _weighed(connection, kind, texts, list(ids), limit)


def _candidates(connection: Connection, kind: str, values: Mapping[str, str]) -> Iterator[int]:
    form = FORM_TABLES[kind]
    for name in _UNIQUE:
        if name in values and name in form.c:
            wanted = {values[name], id_of_18(values[name])}
            yield from connection.execute(select(form.c.client_id).where(form.c[name].in_(wanted))).scalars()
    for name in _NUMBERS:
        number = plain_number(values.get(name, ""))
        if len(number) >= 7:
            yield from ids_with_keys(connection, [number], limit=_LOOKED_AT)
    if "name" in values:
        yield from _of_the_name(connection, kind, values)


def _of_the_name(connection: Connection, kind: str, values: Mapping[str, str]) -> Iterator[int]:
    """Clients whose name is read the same; with a date of birth those come first."""
    key = name_key(values["name"])
    spoken = key.partition("  ")[0] + "  " if any(map(is_han, values["name"])) else key
    same = (client.c.name_key >= spoken, client.c.name_key < spoken + "\U0010ffff", client.c.kind == kind)
    form = FORM_TABLES[kind]
    born = _day(values.get("birth_date", ""))
    if born is not None and "birth_date" in form.c:
        query = select(client.c.id).join(form, form.c.client_id == client.c.id).where(*same, form.c.birth_date == born)
        yield from connection.execute(query.limit(_LOOKED_AT)).scalars()
    yield from connection.execute(select(client.c.id).where(*same).limit(_LOOKED_AT)).scalars()


def _day(text: str) -> date | None:
    """The day that was typed, None while it is not finished."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _weighed(connection: Connection, kind: str, values: Mapping[str, str], ids: list[int], limit: int) -> list[Likely]:
    import numpy as np

    from crmdesk.identify.matching.engine.blocking import Pairs
    from crmdesk.identify.matching.engine.matching import field_bits
    from crmdesk.identify.matching.engine.model import probability
    from crmdesk.identify.matching.kinds import schema_of
    from crmdesk.identify.matching.models import model_of
    from crmdesk.identify.matching.records import some_records, with_typed

    schema, model = schema_of(kind), model_of(connection, kind)
    records = with_typed(some_records(connection, kind, schema.columns, ids), values)
    count = len(records) - 1
    features = schema.prepare(records.columns)
    pairs = Pairs(np.zeros(count, np.int32), np.arange(1, count + 1, dtype=np.int32))
    patterns = schema.patterns(features, pairs)
    bits = field_bits(schema, features, patterns, pairs, model)
    chances = probability(model.prior_bits + bits.sum(axis=1))
    chances[schema.impossible(patterns)] = 0.0
    places = [place for place in np.argsort(-chances, kind="stable").tolist() if chances[place] >= _WORTH_SAYING]
    names = _names(connection, [int(records.ids[place + 1]) for place in places[:limit]])
    return [
        Likely(
            *names[int(records.ids[place + 1])],
            float(chances[place]),
            worded_reasons(records, (0, place + 1), (patterns[place].tolist(), bits[place].tolist())),
        )
        for place in places[:limit]
    ]


def _names(connection: Connection, ids: list[int]) -> dict[int, tuple[int, str, str]]:
    query = select(client.c.id, client.c.client_no, client.c.name).where(client.c.id.in_(ids))
    return {row.id: (row.id, row.client_no, row.name) for row in connection.execute(query)}
