"""The records behind a figure: when, what, on which account, how much."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from crmdesk.differentiate.explaining import Record, Records
from crmdesk.i18n import tr
from ui.framework.labels import ElidedLabel, PlainLabel, WrappedLabel
from ui.framework.shown import HIDDEN, Shown

_LISTED = 18
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RecordLines(QWidget):
    """``value``: the figure of the run; where the rows of today no longer make it, that is said."""

    def __init__(self, records: Records, shown: Shown, *, value: int | None = None) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 8)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        for place, record in enumerate(records.rows[:_LISTED]):
            self._add(place, record, shown)
        more = records.more + max(len(records.rows) - _LISTED, 0)
        if more:
            self._note(tr("and {count} more", count=more), "tertiary")
        if not records.rows:
            self._note(tr("No records: nothing was found for it."), "tertiary")
        if value is not None and not records.is_current(value):
            self._note(tr("Records came in since this run and no longer make this figure. Classify again."), "warn")

    def _add(self, place: int, record: Record, shown: Shown) -> None:
        when = PlainLabel(record.when, role="caption", tone="secondary")
        when.setMinimumWidth(68)
        words = ElidedLabel(str(record.words), role="caption")
        account = PlainLabel(record.account, role="caption", tone="tertiary")
        figure = PlainLabel(_figure(record, shown), role="caption")
        figure.setAlignment(_RIGHT)
        for column, label in enumerate((when, words, account, figure)):
            self._grid.addWidget(label, place, column)

    def _note(self, text: str, tone: str) -> None:
        label = WrappedLabel(text, role="caption", tone="warn" if tone == "warn" else "tertiary")
        self._grid.addWidget(label, self._grid.rowCount(), 0, 1, 4)


def _figure(record: Record, shown: Shown) -> str:
    if record.kind == "point":
        return "✓" if record.count == 1 else "–" if not record.count else str(record.count)
    if record.amount is None:
        return "" if record.count is None else str(record.count)
    amount = shown.exact(record.amount) or HIDDEN
    return f"{record.count} · {amount}" if record.count is not None and record.kind == "day" else amount
