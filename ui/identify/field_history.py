"""Where a value came from, what stood there before, and taking a former value back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crmdesk import dates
from crmdesk.codes import code_words
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.masking import masked_value
from crmdesk.store.store import Store
from ui.framework.big_table.cells import Cell, Column, paint_name, paint_text
from ui.framework.buttons import Button
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import row
from ui.framework.grid import Grid, GridRow
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk
from ui.identify.record_view import RecordView

if TYPE_CHECKING:
    from crmdesk.identify.history import FieldChange
    from crmdesk.identify.lineage import Lineage


@dataclass(frozen=True)
class _Told:
    """``now`` is None for a field without a value."""

    now: Lineage | None
    changes: list[FieldChange]


@dataclass(frozen=True)
class _Value:
    """A value that stood in the field; ``change`` brought it, None for what stood there before the first change."""

    value: Any
    change: FieldChange | None


class FieldHistoryDialog(QDialog):
    """Enter takes the chosen value back; the frame's toast offers to undo it. Identifying values stay masked."""

    def __init__(self, desk: Desk, view: RecordView, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._client_id = desk, view.client_id
        self._field = view.form.field(name)
        self.setWindowTitle(tr("History of {field}", field=self._field.label))
        self.origin = WrappedLabel(view.origin(name), tone="secondary")
        self.values = Grid(_columns(), name=tr("Values until now, the newest first"))
        self.problem = WrappedLabel(tone="bad")
        self.restore_button = Button(tr("Take this value back"), icon="undo-2", kind="primary", key="Enter")
        self.close_button = Button(tr("Close"), key="Esc")
        self._arrange()
        self.values.opened.connect(lambda _row: self.restore())
        self.values.current_changed.connect(lambda _row: self._look())
        self.restore_button.clicked.connect(self.restore)
        self.close_button.clicked.connect(self.accept)
        FocusRing(self)
        self._read()

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(PlainLabel(str(self._field.label), role="title"))
        for part in (self.origin, self.values, self.problem):
            layout.addWidget(part, int(part is self.values))
        layout.addLayout(row(None, self.close_button, self.restore_button))
        self.resize(820, 420)
        self.restore_button.setEnabled(False)
        self.values.setFocus()

    def _read(self) -> None:
        client_id, name = self._client_id, self._field.name
        self._desk.runner.read(lambda c: _told(c, client_id, name), then=self.show_told, owner=self, key="history")

    def show_told(self, told: _Told) -> None:
        if told.now is not None:
            self.origin.setText(origin_words(told.now))
        values = [_Value(one.after, one) for one in told.changes]
        if told.changes and told.changes[-1].before not in (None, ""):
            values.append(_Value(told.changes[-1].before, None))
        self.values.show_rows([self._row(one) for one in values])
        if not values:
            self.problem.set_tone("tertiary")
            self.problem.setText(tr("No change has been recorded at this desk."))
        self._look()

    def _row(self, one: _Value) -> GridRow:
        words = self._words(one.value)
        if one.change is None:
            return GridRow([Cell(words), Cell(tr("before")), Cell("–"), Cell("–"), Cell("–")], key=one)
        change = one.change
        moment = f"{change.at.astimezone(dates.CHINA):%Y-%m-%d %H:%M}"
        file = change.file or "–"
        if change.file and change.row is not None:
            file = tr("{file}, row {row}", file=change.file, row=f"{change.row:,}")
        return GridRow([Cell(text) for text in (words, moment, change.actor, str(change.label), file)], key=one)

    def _words(self, value: Any) -> str:
        from crmdesk.identify.history import stored_value

        return masked_value(self._field, stored_value(self._field, value)) or tr("empty")

    def chosen(self) -> _Value | None:
        found: _Value | None = self.values.current_key()
        return found

    def _look(self) -> None:
        """Any value but the one that stands can be taken back."""
        self.restore_button.setEnabled(self.chosen() is not None and self.values.currentIndex().row() > 0)

    def restore(self) -> None:
        one = self.chosen()
        if one is None or not self.restore_button.isEnabled():
            return
        client_id, name = self._client_id, self._field.name

        def work(store: Store) -> Any:
            from crmdesk.identify.history import restore_value

            return restore_value(store, client_id, name, one.value)

        self._desk.runner.write(work, then=lambda _done: self._restored(), owner=self, failed=self._refuse)

    def _restored(self) -> None:
        self.problem.setText("")
        self.values.setCurrentIndex(self.values.model_.index(0, 0))
        self._read()

    def _refuse(self, error: CrmError) -> None:
        self.problem.set_tone("bad")
        self.problem.setText(error.message)


def origin_words(one: Lineage) -> str:
    """Source and trust, file and row, day, person, confirmation, merge: what is known, in one line."""
    day = f"{one.at.astimezone(dates.CHINA):%Y-%m-%d}"
    parts = [tr("Source {source}", source=one.words)]
    if one.trust is not None:
        parts.append(tr("trust {trust}", trust=one.trust))
    if one.file:
        parts.append(tr("{file}, row {row}", file=one.file, row=one.row or "–"))
    if one.data_date:
        parts.append(tr("data of {day}", day=one.data_date))
    parts.append(tr("entered {day} by {actor}", day=day, actor=one.by) if one.by else tr("entered {day}", day=day))
    if one.verified_on:
        parts.append(_verified(one.verified_on, one.verified_how))
    if one.merged_from:
        parts.append(tr("taken from {number} in a merge", number=one.merged_from))
    return " · ".join(parts)


def _verified(on: date, how: str | None) -> str:
    words = code_words("verified_how", how) if how else "–"
    return tr("confirmed {day} ({how})", day=on, how=words)


def _columns() -> list[Column]:
    return [
        Column("value", tr("Content"), 200, paint_name),
        Column("at", tr("When"), 130, paint_text),
        Column("actor", tr("Done by"), 90, paint_text),
        Column("label", tr("What happened"), 180, paint_text),
        Column("file", tr("File"), 170, paint_text),
    ]


def _told(connection: Any, client_id: int, name: str) -> _Told:
    from crmdesk.identify.history import field_history
    from crmdesk.identify.lineage import lineage

    return _Told(lineage(connection, client_id).get(name), field_history(connection, client_id, name))
