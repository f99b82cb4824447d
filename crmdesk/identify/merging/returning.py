"""Which value goes where when a merge is taken apart: a pure rule per field.

Unchanged since the merge: each client gets its old value back. Brought since by an import for a number of a dropped
client: that one gets it, and the kept client its old one. Changed in any other way: the kept client keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from crmdesk.i18n import Words
from crmdesk.identify.masking import shown_value
from crmdesk.identify.merging.images import Done
from crmdesk.identify.merging.parties import CORE_FIELDS, Party, Row
from crmdesk.identify.merging.survivors import label_of

#: Columns of a note that tell one statement about a value from another.
_SAID = ("source", "entered_by", "entered_at", "verified_on", "verified_how", "file_id", "row_no", "data_date")

What = Literal["unchanged", "stays", "goes"]


@dataclass(frozen=True)
class Value:
    """A value and the note on it, None where the record's own source holds."""

    value: Any
    note: Row | None


@dataclass(frozen=True)
class FieldReturn:
    """``now`` as it stands, ``keep`` and ``drops`` (by client id) as they will: shown values.

    ``what``: unchanged since the merge, changed since and ``stays`` with the kept client, or ``goes`` to ``to``.
    """

    field: str
    label: Words
    what: What
    to: int
    now: str
    keep: str
    drops: Mapping[int, str]


@dataclass(frozen=True)
class Settled:
    """A field of all clients after the merge is taken apart."""

    field: str
    what: What
    to: int
    keep: Value
    drops: Mapping[int, Value]


def settle(merged: Done, now: Party, bringer: Callable[[Row], int | None]) -> Iterator[Settled]:
    """Every field of the kept client and of the dropped ones; ``bringer`` says whose number an import's note is of."""
    for name in now.values:
        present = Value(now.values[name], now.notes.get(name))
        after = Value(_after(merged, name), merged.notes_after.get(name))
        keep = _before(merged, merged.keep_id, name)
        drops = {one: _before(merged, one, name) for one in sorted(merged.merge.drop_ids)}
        if present.value == after.value and _said(present.note) == _said(after.note):
            yield Settled(name, "unchanged", 0, keep, drops)
            continue
        to = bringer(present.note) if present.note else None
        if to is None:
            yield Settled(name, "stays", merged.keep_id, present, drops)
        else:
            yield Settled(name, "goes", to, keep, drops | {to: _own(present)})


def _before(merged: Done, client_id: int, name: str) -> Value:
    row = merged.cores[client_id] if name in CORE_FIELDS else merged.forms.get(client_id, {})
    value = row.get(name)
    return Value((value or None) if name in CORE_FIELDS else value, merged.notes[client_id].get(name))


def _after(merged: Done, name: str) -> Any:
    return (merged.core_after.get(name) or None) if name in CORE_FIELDS else merged.form_after.get(name)


def _said(note: Row | None) -> Any:
    return None if note is None else tuple(note[name] for name in _SAID)


def _own(present: Value) -> Value:
    """Back with the client it is of, a value was taken from nobody."""
    return Value(present.value, None if present.note is None else {**present.note, "merged_from": None})


def shown(one: Settled, now: Party) -> FieldReturn:
    def text(value: Any) -> str:
        return str(value or "") if one.field in CORE_FIELDS else shown_value(now.form.field(one.field), value)

    drops = {client_id: text(value.value) for client_id, value in one.drops.items()}
    label = label_of(now, one.field)
    return FieldReturn(one.field, label, one.what, one.to, text(now.values[one.field]), text(one.keep.value), drops)


def is_worth_showing(one: Settled, now: Party) -> bool:
    """Whether the kept client's value changes, or a value has changed since the merge."""
    return one.what != "unchanged" or one.keep.value != now.values[one.field]
