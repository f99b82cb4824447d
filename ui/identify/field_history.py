"""Who changed a field, when, and what stood there before."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crmdesk import dates
from crmdesk.i18n import tr
from crmdesk.identify.form import Field
from crmdesk.identify.history import FieldChange, field_history
from crmdesk.identify.masking import masked_value
from ui.framework.buttons import Button
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import Line, column, row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk
from ui.identify.record_view import RecordView

_SHOWN = 12


class FieldHistoryDialog(QDialog):
    """Where the value came from, then every change, newest first. Identifying values stay masked."""

    def __init__(self, desk: Desk, view: RecordView, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = view.form.field(name)
        self.setWindowTitle(tr("History of {field}", field=self._field.label))
        self.setMinimumWidth(480)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(PlainLabel(str(self._field.label), role="title"))
        layout.addWidget(WrappedLabel(view.origin(name), tone="secondary"))
        layout.addWidget(Line())
        self._lines = column(gap=2)
        layout.addLayout(self._lines)
        close = Button(tr("Close"), key="Esc")
        close.clicked.connect(self.accept)
        layout.addLayout(row(None, close))
        FocusRing(self)
        client_id = view.client_id
        desk.runner.read(
            lambda connection: field_history(connection, client_id, name), then=self.show_changes, owner=self
        )

    def show_changes(self, changes: list[FieldChange]) -> None:
        if not changes:
            self._lines.addWidget(PlainLabel(tr("No change has been recorded at this desk."), tone="tertiary"))
        for change in changes[:_SHOWN]:
            self._lines.addLayout(self._line(change))

    def _line(self, change: FieldChange) -> Any:
        moment = f"{change.at.astimezone(dates.CHINA):%Y-%m-%d %H:%M}"
        what = f"{_words(self._field, change.before)} → {_words(self._field, change.after)}"
        return column(
            WrappedLabel(what, role="strong"),
            WrappedLabel(f"{moment} · {change.actor} · {change.label}", role="caption", tone="secondary"),
            gap=0,
        )


def _words(field: Field, value: Any) -> str:
    return masked_value(field, value) or tr("empty")
