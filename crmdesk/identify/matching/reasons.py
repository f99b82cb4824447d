"""Why two clients may be one: field by field, in words, with the bits each field weighs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from crmdesk.i18n import Words
from crmdesk.identify.form import FORMS
from crmdesk.identify.masking import masked, masked_contact
from crmdesk.identify.tables import client

if TYPE_CHECKING:
    from crmdesk.identify.matching.engine.comparison import Agreement, Comparison, Features, Schema
    from crmdesk.identify.matching.engine.model import Model
    from crmdesk.identify.matching.records import Records

_MISSING = Words("至少一方没有", "Missing on one side at least")


@dataclass(frozen=True)
class Reason:
    """``weight`` in bits: log2 of how much likelier the agreement is for one client than for two."""

    field: str
    label: Words
    level: Words
    agreement: Agreement
    weight: float
    a_value: str
    b_value: str


def pair_reasons(connection: Connection, a: int, b: int, *, is_masked: bool = True) -> tuple[Reason, ...]:
    """Every compared field of two clients, the heaviest evidence first, missing ones last.

    By the model of the last scan. Identifying values are masked unless the caller may show them. Empty when a client
    is gone or the two are of different kinds.
    """
    from crmdesk.identify.matching.kinds import schema_of
    from crmdesk.identify.matching.models import model_of
    from crmdesk.identify.matching.records import some_records

    kinds = set(connection.execute(select(client.c.kind).where(client.c.id.in_((a, b)))).scalars())
    if len(kinds) != 1 or a == b:
        return ()
    kind = kinds.pop()
    records = some_records(connection, kind, schema_of(kind).columns, (a, b))
    if len(records) != 2:
        return ()
    place = (0, 1) if a < b else (1, 0)
    return reasons_of(records, model_of(connection, kind), place, is_masked=is_masked)


def reasons_of(
    records: Records, model: Model, places: tuple[int, int] = (0, 1), *, is_masked: bool = True
) -> tuple[Reason, ...]:
    """The reasons of two of the records, by their places."""
    from crmdesk.identify.matching.kinds import schema_of

    schema = schema_of(records.kind)
    weights = weighed_levels(schema, schema.prepare(records.columns), model, places)
    found = [
        _reason(records, one, level, weight, places, is_masked=is_masked)
        for one, (level, weight) in zip(schema.comparisons, weights, strict=True)
    ]
    return tuple(sorted(found, key=lambda reason: (reason.agreement == "missing", -abs(reason.weight))))


def weighed_levels(
    schema: Schema, features: Features, model: Model, places: tuple[int, int]
) -> list[tuple[int, float]]:
    """(level, bits) of each comparison of one pair, rare values adjusted."""
    import numpy as np

    from crmdesk.identify.matching.engine.blocking import Pairs
    from crmdesk.identify.matching.engine.matching import adjustment

    pairs = Pairs(np.array([places[0]], np.int32), np.array([places[1]], np.int32))
    pattern = schema.patterns(features, pairs)
    tables = model.weights(schema.comparisons)
    extra = [adjustment(schema, features, pattern, pairs, model, place) for place in range(len(tables))]
    return [
        (int(level), float(tables[place][level] + extra[place][0])) for place, level in enumerate(pattern[0].tolist())
    ]


def _reason(
    records: Records, one: Comparison, level: int, weight: float, places: tuple[int, int], *, is_masked: bool
) -> Reason:
    from crmdesk.identify.matching.wording import worded

    values = [shown_values(records, one, place) for place in places]
    shown = [_shown(records.kind, value, is_masked=is_masked) for value in values]
    words = worded(one, level, *values) if level else _MISSING
    return Reason(one.name, one.label, words, one.agreement(level), weight, *shown)


def shown_values(records: Records, one: Comparison, place: int) -> dict[str, str]:
    """The given values of the fields a comparison reads."""
    found = {}
    for name in one.fields:
        column = records.columns.get(name)
        if column is not None and column.codes[place] >= 0:
            found[name] = column.values[column.codes[place]]
    return found


def _shown(kind: str, values: Mapping[str, str], *, is_masked: bool) -> str:
    texts = [_text(kind, name, value, is_masked=is_masked) for name, value in values.items()]
    return " · ".join(dict.fromkeys(texts))


def _text(kind: str, name: str, value: str, *, is_masked: bool) -> str:
    from crmdesk.codes import code_words

    form = FORMS[kind]
    if not form.has(name):
        return "、".join(map(masked_contact, value.split("、"))) if is_masked else value
    field: Any = form.field(name)
    if field.codes:
        return str(code_words(field.codes, value))
    return masked(field.mask, value) if is_masked and field.mask != "name" else value
