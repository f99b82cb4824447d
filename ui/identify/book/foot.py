"""The foot of the client list: how many, what is ticked and its sum, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.labels import ElidedLabel, PlainLabel
from ui.framework.links import Link
from ui.framework.shown import Shown
from ui.framework.theme import theme

if TYPE_CHECKING:
    from crmdesk.book.client_list import Totals


class ListFoot(QWidget):
    clear_asked = Signal()
    plans_asked = Signal()
    export_asked = Signal()
    change_asked = Signal()
    merge_asked = Signal()
    trash_asked = Signal()

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self.setProperty("bar", "foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.size("bar.foot"))
        self.count = PlainLabel()
        self.ticked = PlainLabel("", role="strong")
        self.sum = ElidedLabel()
        self.clear = Link(tr("Clear selection"), role="body")
        self.clear.clicked.connect(self.clear_asked)
        self.change = Button(tr("Change"), icon="sliders-horizontal", is_small=True)
        self.change.clicked.connect(self.change_asked)
        self.merge = Button(tr("Merge…"), icon="merge", is_small=True)
        self.merge.clicked.connect(self.merge_asked)
        self.trash = Button(icon="trash-2", is_small=True, name=tr("Move to trash…"))
        self.trash.clicked.connect(self.trash_asked)
        self.plans = Button(tr("Print plans"), icon="printer", is_small=True)
        self.plans.clicked.connect(self.plans_asked)
        self.export = Button(tr("Export"), icon="download", is_small=True)
        self.export.clicked.connect(self.export_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.space(4), 0, theme.space(4), 0)
        layout.setSpacing(theme.space(3))
        for widget in (self.count, self.ticked, self.sum, self.clear):
            layout.addWidget(widget)
        layout.addStretch(1)
        for button in (self.trash, self.merge, self.change, self.plans, self.export):
            layout.addWidget(button)
        self.show_ticked(None)

    def show_counts(self, found: int, everyone: int) -> None:
        words = tr("{found} of {everyone} clients", found=f"{found:,}", everyone=f"{everyone:,}")
        self.count.setText(words if found != everyone else tr("{count} clients", count=f"{everyone:,}"))

    def show_ticked(self, totals: Totals | None) -> None:
        """None when nothing is ticked."""
        for widget in (self.ticked, self.sum, self.clear):
            widget.setVisible(totals is not None)
        self.trash.setVisible(totals is not None)
        self.merge.setVisible(totals is not None and totals.clients > 1)
        self.change.setEnabled(totals is not None)
        self.plans.setEnabled(totals is not None)
        if totals is not None:
            self.ticked.setText(tr("{count} selected", count=f"{totals.clients:,}"))
            self.sum.setText(tr("average assets {amount}", amount=self._shown.amount(totals.assets)))
            self.sum.setToolTip(self._shown.exact(totals.assets))
