"""Bulk changes too large for undo: when, what, and the way to take one back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import Line, clear_layout, column, row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk

if TYPE_CHECKING:
    from crmdesk.identify.bulk_change import DoneBulk, TakenBackBulk
    from crmdesk.progress import Progress
    from crmdesk.store.store import Store


class BulkHistoryDialog(QDialog):
    def __init__(self, desk: Desk, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle(tr("Bulk changes"))
        self.setMinimumWidth(560)
        about = tr("Changes of up to 10,000 clients are undone with Ctrl+Z. Larger ones are taken back here.")
        close = Button(tr("Close"), key="Esc")
        close.clicked.connect(self.accept)
        self._lines = column(gap=2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(PlainLabel(tr("Bulk changes"), role="title"))
        layout.addWidget(WrappedLabel(about, tone="secondary"))
        layout.addLayout(self._lines)
        layout.addStretch(1)
        layout.addLayout(row(None, close))
        FocusRing(self)
        self.refresh()

    def refresh(self) -> None:
        self._desk.runner.read(_done, then=self._show, owner=self, key="bulk")

    def _show(self, found: Sequence[DoneBulk]) -> None:
        clear_layout(self._lines)
        if not found:
            self._lines.addWidget(PlainLabel(tr("None yet."), tone="tertiary"))
        for place, one in enumerate(found):
            if place:
                self._lines.addWidget(Line())
            self._lines.addLayout(self._line(one))

    def _line(self, one: DoneBulk) -> Any:
        words = tr(
            "{when}, {who}: {field} of {count} clients became “{value}”",
            when=f"{one.at.astimezone():%Y-%m-%d %H:%M}",
            who=one.actor,
            field=one.label,
            count=f"{one.clients:,}",
            value=one.value or "—",
        )
        back = Button(tr("Take back"), icon="undo-2", is_small=True, name=f"{tr('Take back')} {words}")
        back.setEnabled(one.taken_back_at is None)
        back.clicked.connect(partial(self._take_back, one.id))
        line = row(WrappedLabel(words), back, gap=3)
        line.setStretch(0, 1)
        return line

    def _take_back(self, bulk_id: int) -> None:
        def work(store: Store, progress: Progress) -> TakenBackBulk:
            from crmdesk.identify.bulk_change import take_back_bulk

            return take_back_bulk(store, bulk_id, progress=progress)

        self._desk.runner.job(tr("Take back a bulk change"), work, then=self._taken_back, owner=self)

    def _taken_back(self, taken: TakenBackBulk) -> None:
        text = tr("{count} clients have their old value again.", count=f"{taken.restored:,}")
        if taken.left:
            numbers = ", ".join(taken.left_nos)
            text += " " + tr("{count} were changed since and stay: {numbers}", count=f"{taken.left:,}", numbers=numbers)
        self._desk.navigate.toast(text)
        self.refresh()


def _done(connection: Any) -> Sequence[DoneBulk]:
    from crmdesk.identify.bulk_change import bulk_changes

    return bulk_changes(connection)
