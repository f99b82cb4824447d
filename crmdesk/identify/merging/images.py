"""What a merge did, read back from the row images of its operation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.merging.log import Merge
from crmdesk.identify.merging.parties import Row
from crmdesk.identify.merging.references import moved
from crmdesk.identify.tables import FORM_TABLES, client, contact_point, provenance
from crmdesk.identify.tables.matching import match_pair
from crmdesk.identify.tables.merging import merge, merge_client
from crmdesk.store.history import RowChange, load_images
from crmdesk.store.tables import operation_row

_FORMS = frozenset(table.name for table in FORM_TABLES.values())


class Place(NamedTuple):
    """A column by which rows hang on a client."""

    table: str
    column: str


@dataclass
class Done:
    """One merge, sorted out. Rows by client id, notes by client id and field."""

    merge: Merge
    #: The client that has it all now: the kept one, unless that was merged itself.
    holder: int
    cores: dict[int, Row] = field(default_factory=dict)
    forms: dict[int, Row] = field(default_factory=dict)
    notes: dict[int, dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))
    #: The kept client as the merge left it.
    core_after: Row = field(default_factory=dict)
    form_after: Row = field(default_factory=dict)
    notes_after: dict[str, Row] = field(default_factory=dict)
    #: Ids of rows that moved, by column and the client they came from.
    moves: dict[Place, dict[int, list[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    removed: list[RowChange] = field(default_factory=list)
    points: list[RowChange] = field(default_factory=list)
    pairs: list[RowChange] = field(default_factory=list)
    _notes_by_id: dict[Any, Row] = field(default_factory=dict)

    @property
    def keep_id(self) -> int:
        return self.merge.keep_id

    def take(self, image: RowChange) -> None:
        if image.table == client.name:
            self._take_core(image)
        elif image.table in _FORMS:
            self._take_form(image)
        elif image.table == provenance.name:
            self._take_note(image)
        elif image.table == match_pair.name:
            self.pairs.append(image)
        elif image.after is None:
            self.removed.append(image)
        elif image.before is not None:
            self._take_move(image)
        elif image.table == contact_point.name:
            self.points.append(image)

    def _take_core(self, image: RowChange) -> None:
        if image.before is not None and (image.after is None or image.after == image.before):
            self.cores[int(image.before["id"])] = image.before
        if image.key == self.keep_id:
            self.core_after.update(image.after or {})

    def _take_form(self, image: RowChange) -> None:
        before = image.before
        if before is not None and (image.after is None or image.after == before):
            self.forms[int(before["client_id"])] = before
        if image.key == self.keep_id:
            self.form_after.update(image.after or {})

    def _take_note(self, image: RowChange) -> None:
        if image.before is not None and image.before == image.after:
            self._notes_by_id[image.key] = image.before
            self.notes[int(image.before["client_id"])][image.before["field"]] = image.before
            if image.before["client_id"] == self.keep_id:
                self.notes_after[image.before["field"]] = image.before
        elif image.after is None and image.before is not None:
            if image.before["client_id"] == self.keep_id:
                del self.notes_after[image.before["field"]]
        elif image.after is not None:
            whole = self._notes_by_id.get(image.key, {}) | image.after
            self.notes_after[whole["field"]] = whole

    def _take_move(self, image: RowChange) -> None:
        before, after = image.before or {}, image.after or {}
        for one in moved():
            name = str(one.column.name)
            is_move = after.get(name) == self.keep_id and before.get(name) in self.merge.drop_ids
            if one.table.name == image.table and is_move:
                self.moves[Place(image.table, name)][before[name]].append(int(str(image.key)))


def done(connection: Connection, one: Merge, *, held_by: int) -> Done:
    """Sort out what a merge did; ``held_by`` is the client that has everything now. ``CrmError``: it was erased."""
    found = Done(one, held_by)
    for image in _images(connection, one):
        if image.table not in (merge.name, merge_client.name) or image.before is not None:
            found.take(image)
    return found


def _images(connection: Connection, one: Merge) -> Iterator[RowChange]:
    """The images from the row of this merge to the next one in the same operation."""
    r = operation_row.c
    query = select(r.id, r.row_key, r.after).where(r.operation_id == one.operation_id, r.table_name == merge.name)
    marks = connection.execute(query.order_by(r.id)).all()
    own = [mark.id for mark in marks if mark.row_key == one.id and "operation_id" in (mark.after or {})]
    if not own:
        raise CrmError(tr("This merge cannot be taken apart any more: the record of what it did was erased."))
    start = own[-1]
    end = next((mark.id for mark in marks if mark.id > start), None)
    within = [r.id > start] if end is None else [r.id > start, r.id < end]
    yield from load_images(connection, one.operation_id, *within)
