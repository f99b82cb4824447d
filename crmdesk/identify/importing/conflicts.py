"""Values that an import brought and a record did not take: noted with both sides, to be worked through by the user."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crmdesk.identify.tables import import_conflict
from crmdesk.store.bulk import insert_columns, rows_by_key
from crmdesk.store.history import to_json

if TYPE_CHECKING:
    from crmdesk.identify.importing.client_rows import ClientPart
    from crmdesk.identify.importing.survivorship import Origin

#: Conflicts kept per import; more are remarks of their rows only.
MOST_KEPT = 100_000


class Kept(NamedTuple):
    """A value that stays in the record of ``client_id`` although the row at a position says ``new``."""

    at: int
    client_id: int
    field: str
    old: Any
    new: Any
    origin: Origin
    day: date


def as_text(value: Any) -> str:
    return json.dumps(to_json({"v": value})["v"], ensure_ascii=False)


def keep_conflicts(part: ClientPart, kept: Sequence[Kept]) -> None:
    """Note conflicts that are not known from an earlier import of the same value."""
    run = part.run
    if not kept or run.conflicts >= MOST_KEPT:
        return
    key = ("client_id", "field", "source", "new")
    keys = {one: (one.client_id, one.field, run.source, as_text(one.new)) for one in kept}
    known = rows_by_key(run.connection, import_conflict, key, keys.values(), ("id",))
    new = [one for one in kept if keys[one] not in known][: MOST_KEPT - run.conflicts]
    run.conflicts += len(new)
    columns: dict[str, list[Any]] = {
        "batch_id": [run.batch_id] * len(new),
        "file_id": [run.file_id] * len(new),
        "row_no": [part.chunk.numbers[one.at] for one in new],
        "client_id": [one.client_id for one in new],
        "field": [one.field for one in new],
        "old": [as_text(one.old) for one in new],
        "new": [as_text(one.new) for one in new],
        "old_source": [one.origin.source for one in new],
        "old_trust": [None if one.origin.is_by_hand else run.trusts.of(one.origin.source, one.field) for one in new],
        "old_date": [one.origin.day for one in new],
        "source": [run.source] * len(new),
        "source_key": [part.keys[one.at] for one in new],
        "trust": [run.trusts.of(run.source, one.field) for one in new],
        "data_date": [one.day for one in new],
    }
    insert_columns(run.connection, import_conflict, columns)
