"""A section of a side panel: padding, title line, hairline below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.framework.frames import row
from ui.framework.labels import PlainLabel
from ui.framework.theme import theme


class PanelSection(QWidget):
    """``right`` stands at the end of the title line; put the content into ``body``."""

    def __init__(self, title: str, *, right: QWidget | None = None) -> None:
        super().__init__()
        self.setProperty("bar", "section")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self.title = PlainLabel(title, role="section")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(theme.space(4), theme.space(3), theme.space(4), theme.space(3))
        self.body.setSpacing(theme.space(1))
        self.body.addLayout(row(self.title, None, *([right] if right else [])))
