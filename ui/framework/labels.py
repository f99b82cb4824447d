"""Labels that show text and never interpret it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

Role = Literal["display", "title", "section", "body", "strong", "caption"]
Tone = Literal["primary", "secondary", "tertiary", "accent", "ok", "warn", "bad"]
Tag = Literal["neutral", "accent", "ok", "warn", "bad"]


def restyle(widget: QWidget, **properties: object) -> None:
    """Set style-sheet properties and apply them at once."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class PlainLabel(QLabel):
    """Text as it is: ``<b>`` shows as five characters. The only label the windows may use."""

    def __init__(
        self, text: str = "", *, role: Role = "body", tone: Tone = "primary", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setText(text)

    def set_tone(self, tone: Tone) -> None:
        restyle(self, tone=tone)

    def set_role(self, role: Role) -> None:
        restyle(self, role=role)


class WrappedLabel(PlainLabel):
    """A sentence that breaks into lines and takes the height it needs."""

    def __init__(
        self, text: str = "", *, role: Role = "body", tone: Tone = "primary", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, role=role, tone=tone, parent=parent)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)


class ElidedLabel(PlainLabel):
    """One line that gives way: what does not fit ends in ``…`` and stands whole in the tooltip."""

    def __init__(
        self, text: str = "", *, role: Role = "body", tone: Tone = "primary", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, role=role, tone=tone, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        self.setToolTip(plain_tooltip(self.text()) if shown != self.text() else "")
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(box, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)


class TagLabel(PlainLabel):
    """A word on a tinted ground, height 20: a reason, a state, a warning."""

    def __init__(self, text: str, *, tag: Tag = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(text, role="caption", parent=parent)
        self.setProperty("tag", tag)
        self.setIndent(0)
        self.setFixedHeight(20)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


def plain_tooltip(text: str) -> str:
    """Tooltip text that Qt will not take for HTML, whatever it holds."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
    return f"<span>{escaped}</span>" if text else ""
