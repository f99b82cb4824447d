"""The top bar: where you are, the search field, and what the page can do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from crmdesk.i18n import tr
from ui.frame.stepper import Stepper
from ui.framework.frames import clear_layout
from ui.framework.icons import IconLabel, paint_icon
from ui.framework.labels import ElidedLabel
from ui.framework.page import Crumb
from ui.framework.theme import theme


class _CrumbButton(QAbstractButton):
    """An earlier step of the breadcrumb; a click goes there."""

    def __init__(self, crumb: Crumb) -> None:
        super().__init__()
        self.setText(crumb.text)
        self.setAccessibleName(tr("Go to {place}", place=crumb.text))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if crumb.go is not None:
            self.clicked.connect(crumb.go)
        self.setEnabled(crumb.go is not None)

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(theme.font("body")).horizontalAdvance(self.text()) + 1, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("accent" if self.underMouse() and self.isEnabled() else "text.tertiary"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), self.text())


class SearchBox(QAbstractButton):
    """Looks like the search field and opens the palette."""

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self.setText(placeholder)
        self.setAccessibleName(tr("Find a client or a command"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(180)
        self.setMaximumWidth(400)
        self.setFixedHeight(theme.size("control"))

    def sizeHint(self) -> QSize:
        return QSize(400, theme.size("control"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.color("accent" if self.underMouse() else "line.field"), 1))
        painter.setBrush(theme.color("bg.surface"))
        painter.drawRoundedRect(box, theme.size("radius.m"), theme.size("radius.m"))
        paint_icon(painter, "search", QRectF(10, 8, 16, 16), "text.tertiary")
        key_width = self._paint_key(painter, box)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text.tertiary"))
        room = self.width() - 34 - key_width - 12
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(34, 0, room, self.height()), int(Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_key(self, painter: QPainter, box: QRectF) -> int:
        painter.setFont(theme.font("caption"))
        width = painter.fontMetrics().horizontalAdvance("Ctrl K") + 10
        cap = QRectF(box.right() - width - 6, box.center().y() - 10, width, 20).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.color("line.strong"), 1))
        painter.setBrush(theme.color("bg.subtle"))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setPen(theme.color("text.secondary"))
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), "Ctrl K")
        return width


class TopBar(QWidget):
    search_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("bar", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.size("bar.top"))
        self._crumbs = QHBoxLayout()
        self._crumbs.setSpacing(theme.space(2))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.space(2))
        self.search = SearchBox(tr("Name, pinyin zwb, phone tail, account or command"))
        self.stepper = Stepper()
        self.search.clicked.connect(self.search_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.space(4), 0, theme.space(4), 0)
        layout.setSpacing(theme.space(4))
        layout.addLayout(self._crumbs, 1)
        layout.addWidget(self.search, 1)
        layout.addWidget(self.stepper)
        layout.addLayout(self._buttons)
        self.stepper.hide()

    def show_page(self, crumbs: list[Crumb], buttons: list[QWidget]) -> None:
        """``buttons`` stay owned by their page: they are only placed here."""
        clear_layout(self._crumbs)
        for crumb in crumbs[:-1]:
            self._crumbs.addWidget(_CrumbButton(crumb))
            self._crumbs.addWidget(IconLabel("chevron-right", "text.tertiary", size=14))
        if crumbs:
            self._crumbs.addWidget(ElidedLabel(crumbs[-1].text, role="title"), 1)
        while (item := self._buttons.takeAt(0)) is not None:
            old = item.widget()
            if old is not None and old not in buttons:
                old.hide()
        for button in buttons:
            self._buttons.addWidget(button)
            button.show()
