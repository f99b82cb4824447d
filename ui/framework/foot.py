"""The foot of a list: how many rows, how many are ticked, and what can be done with them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.labels import ElidedLabel, PlainLabel
from ui.framework.links import Link
from ui.framework.theme import theme


class Foot(QWidget):
    clear_asked = Signal()

    def __init__(self, *buttons: Button) -> None:
        super().__init__()
        self.setProperty("bar", "foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.size("bar.foot"))
        self.count = PlainLabel()
        self.ticked = PlainLabel(role="strong")
        self.clear = Link(tr("Clear selection"), role="body")
        self.clear.clicked.connect(self.clear_asked)
        self.note = ElidedLabel(tone="secondary")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.space(4), 0, theme.space(4), 0)
        layout.setSpacing(theme.space(3))
        for widget in (self.count, self.ticked, self.clear):
            layout.addWidget(widget)
        layout.addWidget(self.note, 1)
        for button in buttons:
            layout.addWidget(button)
        self.show_ticked(0)

    def show_waiting(self) -> None:
        """Instead of the count while a long list is read."""
        self.count.setText(tr("Reading…"))

    def show_ticked(self, count: int) -> None:
        self.ticked.setText(tr("{count} selected", count=f"{count:,}"))
        for widget in (self.ticked, self.clear):
            widget.setVisible(bool(count))
