"""The rail: rooms above, settings and lock at the foot."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from crmdesk.i18n import tr
from ui.framework.icons import paint_icon
from ui.framework.labels import plain_tooltip
from ui.framework.theme import theme

_BOX, _ICON = 52, 20


class RailButton(QAbstractButton):
    """An entry of the rail: icon over label, a bar at the left edge when chosen, a count in the corner."""

    def __init__(self, icon: str, text: str, *, shortcut: str = "", is_choice: bool = True) -> None:
        super().__init__()
        self._icon = icon
        self._count = 0
        self.setText(text)
        self.setCheckable(is_choice)
        self.setAccessibleName(text)
        self.setToolTip(plain_tooltip(f"{text}  {shortcut}".strip()))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_count(self, count: int) -> None:
        self._count = count
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(max(_BOX, QFontMetrics(theme.font("caption")).horizontalAdvance(self.text()) + 12), _BOX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("bg.selected" if self.isChecked() else "bg.hover"))
            painter.drawRoundedRect(box, theme.size("radius.m"), theme.size("radius.m"))
        color = "accent" if self.isChecked() else "text.secondary"
        paint_icon(painter, self._icon, QRectF(box.center().x() - _ICON / 2, 7, _ICON, _ICON), color)
        painter.setPen(theme.color(color))
        font = theme.font("caption")
        font.setBold(self.isChecked())
        painter.setFont(font)
        painter.drawText(box.adjusted(0, 31, 0, -4), int(Qt.AlignmentFlag.AlignCenter), self.text())
        if self._count:
            self._paint_count(painter, box)

    def _paint_count(self, painter: QPainter, box: QRectF) -> None:
        text = str(self._count) if self._count < 100 else "99+"
        font = theme.font("caption")
        font.setBold(True)
        width = max(20, QFontMetrics(font).horizontalAdvance(text) + 8)
        badge = QRectF(box.right() - width - 2, 2, width, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("state.bad"))
        painter.drawRoundedRect(badge, 6, 6)
        painter.setPen(theme.color("bg.surface"))
        painter.setFont(font)
        painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), text)


class _Logo(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(36, 36)
        self.setAccessibleName("CRM Desk")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent.fill"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.size("radius.m"), theme.size("radius.m"))
        paint_icon(painter, "book-user", QRectF(8, 8, 20, 20), "on.accent")


class Rail(QWidget):
    """64 px wide, wider only where a label of the language needs it."""

    chosen = Signal(str)
    lock_asked = Signal()

    def __init__(self, rooms: list[tuple[str, str, str]]) -> None:
        """``rooms``: (name, icon, label) from top to bottom; ``settings`` is added at the foot."""
        super().__init__()
        self.setProperty("bar", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Rooms"))
        self.buttons: dict[str, RailButton] = {}
        self._bars: list[QRectF] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 10, 6, 8)
        layout.setSpacing(theme.space(1))
        layout.addWidget(_Logo(), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(6)
        for number, (name, icon, label) in enumerate(rooms, 1):
            layout.addWidget(self._entry(name, RailButton(icon, label, shortcut=f"Ctrl+{number}")))
        layout.addStretch(1)
        layout.addWidget(self._entry("settings", RailButton("settings", tr("Settings"), shortcut="Ctrl+,")))
        lock = RailButton("lock", tr("Lock"), shortcut="Ctrl+Shift+L", is_choice=False)
        lock.clicked.connect(self.lock_asked)
        layout.addWidget(lock)
        widest = max(button.sizeHint().width() for button in [*self.buttons.values(), lock])
        self.setFixedWidth(max(theme.size("rail"), widest + 12))

    def _entry(self, name: str, button: RailButton) -> RailButton:
        button.clicked.connect(lambda: self.chosen.emit(name))
        self.buttons[name] = button
        return button

    def show_room(self, room: str) -> None:
        for name, button in self.buttons.items():
            button.setChecked(name == room)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        for button in self.buttons.values():
            if button.isChecked():
                painter.drawRoundedRect(QRectF(0, button.y() + 12, 3, button.height() - 24), 1.5, 1.5)
