"""What stays of each field when clients are merged: a row per field, a column per client, number keys choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from crmdesk.i18n import tr
from crmdesk.identify.form import FORMS
from crmdesk.identify.masking import masked
from ui.framework.big_table.cells import Cell, Column, paint_name
from ui.framework.grid import Grid, GridRow
from ui.identify.matching.painting import paint_option

if TYPE_CHECKING:
    from crmdesk.identify.merging import FieldChoice, MergePreview, Option


#: The row that says which record is kept, among the fields.
KEPT = ""


class FieldChoices(Grid):
    """``chosen`` tells (field, client id) when another value shall stay, (``KEPT``, client id) for another record.

    Conflicts stand first. A number key or a click chooses, Space the value the arrows point at.
    """

    chosen = Signal(str, object)

    def __init__(self) -> None:
        super().__init__(_columns(()), name=tr("What stays"))
        self._clients: tuple[int, ...] = ()

    def show_preview(self, preview: MergePreview, *, order: Sequence[int] = ()) -> None:
        """With an ``order`` (client ids) the columns keep their places, and the first row chooses the record kept."""
        known = {one.id: one for one in (preview.keep, *preview.drops)}
        people = [known[one] for one in order or known]
        self._clients = tuple(one.id for one in people)
        fields = sorted(preview.fields, key=lambda one: (not one.is_conflict, not _differs(one)))
        rows = [_row(one, self._clients) for one in fields]
        if order:
            names = [Cell(f"{one.name} {one.client_no}", content=one.id == preview.keep.id) for one in people]
            rows.insert(0, GridRow([Cell(tr("Kept record")), *names], "bg.subtle", key=KEPT))
        titles = [f"{number} · {one.client_no}" for number, one in enumerate(people, start=1)]
        if [column.title for column in self.model_.columns[1:]] != titles:
            self.show_columns(_columns(titles), rows)
        else:
            self.show_rows(rows)

    def go_to_first(self) -> None:
        self.setCurrentIndex(self.model_.index(0, 0))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, row: int, place: int) -> None:
        choice: FieldChoice | str | None = self.row_key(row)
        if choice is not None and 0 <= place < len(self._clients):
            self.chosen.emit(KEPT if isinstance(choice, str) else choice.field, self._clients[place])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = event.key() - int(Qt.Key.Key_1)
        if 0 <= place < min(9, len(self._clients)) and not event.modifiers():
            self._choose(self.currentIndex().row(), place)
        elif event.key() == Qt.Key.Key_Space:
            self._choose(self.currentIndex().row(), max(self.currentIndex().column(), 1) - 1)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() > 0:
            self._choose(index.row(), index.column() - 1)


def _columns(titles: Sequence[str]) -> list[Column]:
    return [
        Column("field", tr("Field"), 130, paint_name),
        *(Column(f"client{at}", title, 200, paint_option) for at, title in enumerate(titles)),
    ]


def _row(choice: FieldChoice, clients: Sequence[int]) -> GridRow:
    options = {one.client_id: one for one in choice.options}
    label = Cell(str(choice.label), icon="triangle-alert" if choice.is_conflict else "")
    cells = [_cell(choice, options.get(one)) for one in clients]
    return GridRow([label, *cells], "state.warn.soft" if choice.is_conflict else "bg.surface", key=choice)


def _cell(choice: FieldChoice, option: Option | None) -> Cell:
    if option is None or not option.shown:
        return Cell("–", content=None)
    trust = "" if option.trust is None else f" {option.trust}"
    origin = f"{option.source}{trust} · {option.at}" if option.source else f"{option.at}"
    return Cell(shown_option(choice.field, option.shown), tooltip=origin, content=option.client_id == choice.chosen)


def shown_option(field: str, text: str) -> str:
    """Identifying values in their masked form."""
    for form in FORMS.values():
        if form.has(field):
            found = form.field(field)
            return masked(found.mask, text) if found.mask and found.mask != "name" else text
    return text


def _differs(choice: FieldChoice) -> bool:
    return len({one.shown for one in choice.options if one.shown}) > 1
