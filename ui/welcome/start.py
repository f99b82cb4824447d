"""The first page ever seen: what this is, and three ways to begin."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from crmdesk.i18n import tr
from ui.framework.icons import paint_icon
from ui.framework.theme import theme
from ui.welcome.parts import GateForm


class _Way(QAbstractButton):
    """A large choice: icon, title and one sentence."""

    def __init__(self, icon: str, title: str, sentence: str) -> None:
        super().__init__()
        self._icon, self._sentence = icon, sentence
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(400, 68)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A choice, not a push button: Enter takes it as well as the space bar."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        is_active = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(theme.color("accent" if is_active else "line.strong"), 1))
        painter.setBrush(theme.color("bg.hover" if self.underMouse() else "bg.surface"))
        painter.drawRoundedRect(box, theme.size("radius.m"), theme.size("radius.m"))
        paint_icon(painter, self._icon, QRectF(16, 22, 24, 24), "accent")
        paint_icon(painter, "chevron-right", QRectF(box.right() - 32, 26, 16, 16), "text.tertiary")
        painter.setPen(theme.color("text.primary"))
        painter.setFont(theme.font("section"))
        painter.drawText(QRectF(56, 13, box.width() - 96, 20), int(Qt.AlignmentFlag.AlignVCenter), self.text())
        painter.setPen(theme.color("text.secondary"))
        painter.setFont(theme.font("caption"))
        painter.drawText(QRectF(56, 35, box.width() - 96, 20), int(Qt.AlignmentFlag.AlignVCenter), self._sentence)


class StartForm(GateForm):
    new_asked = Signal()
    open_asked = Signal()
    demo_asked = Signal()

    def __init__(self) -> None:
        super().__init__("CRM Desk", tr("The desk of an account manager: who to call, why, and what to bring."))
        ways = (
            ("file-plus-2", tr("New store"), tr("An empty, encrypted store on this computer."), self.new_asked),
            ("folder-open", tr("Open a store"), tr("A store you or a colleague made before."), self.open_asked),
            ("sparkles", tr("Look around"), tr("A demo branch with fictional clients."), self.demo_asked),
        )  # fmt: skip
        self.ways = []
        for icon, title, sentence, signal in ways:
            way = _Way(icon, title, sentence)
            way.clicked.connect(signal)
            self.body.addWidget(way)
            self.ways.append(way)
        self.setFocusProxy(self.ways[0])
