"""Why two clients may be one: field by field, in words, with the bits each field weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from crmdesk.i18n import Words
from crmdesk.identify.form import FORMS
from crmdesk.identify.masking import masked, masked_contact
from crmdesk.identify.matching.through import Through, added_through
from crmdesk.identify.tables import client

if TYPE_CHECKING:
    from crmdesk.identify.matching.engine.comparison import Agreement, Comparison
    from crmdesk.identify.matching.records import Records

_THROUGH = Words("第三位客户", "A third client")
_BOTH = Words("双方均与其为同一客户", "Both are one with this client")
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
    kinds = set(connection.execute(select(client.c.kind).where(client.c.id.in_((a, b)))).scalars())
    if len(kinds) != 1 or a == b:
        return ()
    return pairs_reasons(connection, kinds.pop(), [(a, b)], is_masked=is_masked)[0]


def pairs_reasons(
    connection: Connection, kind: str, pairs: Sequence[tuple[int, int]], *, is_masked: bool = True
) -> list[tuple[Reason, ...]]:
    """``pair_reasons`` of many pairs of clients of one kind, in their order: read, compared and weighed together."""
    import numpy as np

    from crmdesk.identify.matching.engine.blocking import Pairs
    from crmdesk.identify.matching.engine.matching import field_bits
    from crmdesk.identify.matching.kinds import schema_of
    from crmdesk.identify.matching.models import model_of
    from crmdesk.identify.matching.records import some_records

    schema, model = schema_of(kind), model_of(connection, kind)
    records = some_records(connection, kind, schema.columns, {client_id for pair in pairs for client_id in pair})
    place_of = {client_id: place for place, client_id in enumerate(records.ids.tolist())}
    there = [pair for pair in pairs if pair[0] in place_of and pair[1] in place_of]
    places = [(place_of[a], place_of[b]) for a, b in there]
    features = schema.prepare(records.columns)
    found = Pairs(*np.array(places, np.int32).reshape(-1, 2).T)
    patterns = schema.patterns(features, found)
    bits = field_bits(schema, features, patterns, found, model)
    through = added_through(connection, there, (model.prior_bits + bits.sum(axis=1)).tolist())
    reasons = {}
    for pair, place, levels, own in zip(there, places, patterns.tolist(), bits.tolist(), strict=True):
        worded = worded_reasons(records, place, (levels, own), is_masked=is_masked)
        reasons[pair] = (*_third(through.get(pair)), *worded)
    return [reasons.get(pair, ()) for pair in pairs]


def _third(found: Through | None) -> tuple[Reason, ...]:
    if found is None:
        return ()
    shown = f"{found.name} {found.client_no}"
    return (Reason("through", _THROUGH, _BOTH, "same", found.bits, shown, shown),)


def worded_reasons(
    records: Records, places: tuple[int, int], found: tuple[list[int], list[float]], *, is_masked: bool = True
) -> tuple[Reason, ...]:
    """Levels and bits of a pair, comparison by comparison, in words."""
    from crmdesk.identify.matching.kinds import schema_of

    reasons = [
        _reason(records, one, level, weight, places, is_masked=is_masked)
        for one, level, weight in zip(schema_of(records.kind).comparisons, *found, strict=True)
    ]
    return tuple(sorted(reasons, key=lambda reason: (reason.agreement == "missing", -abs(reason.weight))))


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
