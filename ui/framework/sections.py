"""The parts of a long form: sections that fold, and the index at the side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from crmdesk.i18n import tr
from ui.framework.frames import Line, column, row
from ui.framework.icons import paint_icon
from ui.framework.links import Link
from ui.framework.marks import Mark, paint_mark
from ui.framework.theme import theme


class FoldHead(QAbstractButton):
    """The head of a section: chevron, title, count; at the right a summary, or in red what is wrong."""

    def __init__(self, title: str, count: str) -> None:
        super().__init__()
        self._count, self._summary, self._is_alarm = count, "", False
        self.setText(title)
        self.setCheckable(True)
        self.setFixedHeight(44)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{title}, {count}")

    def show_summary(self, text: str, *, is_alarm: bool = False) -> None:
        self._summary, self._is_alarm = text, is_alarm
        self.setAccessibleDescription(text)
        self.update()

    def show_count(self, count: str) -> None:
        self._count = count
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 44)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        name = "chevron-down" if self.isChecked() else "chevron-right"
        paint_icon(painter, name, QRectF(0, 14, 16, 16), "text.tertiary")
        title = QFontMetrics(theme.font("section")).horizontalAdvance(self.text())
        middle = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(theme.font("section"))
        painter.setPen(theme.color("text.primary"))
        painter.drawText(QRectF(24, 0, title + 4, 44), middle, self.text())
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.tertiary"))
        painter.drawText(QRectF(24 + title + 8, 0, 160, 44), middle, self._count)
        taken = 24 + title + 16 + QFontMetrics(theme.font("caption")).horizontalAdvance(self._count)
        self._paint_summary(painter, QRectF(taken, 0, self.width() - taken, 44))

    def _paint_summary(self, painter: QPainter, room: QRectF) -> None:
        metrics = QFontMetrics(theme.font("caption"))
        text = metrics.elidedText(self._summary, Qt.TextElideMode.ElideRight, int(room.width()) - 16)
        if self._is_alarm and text:
            width = metrics.horizontalAdvance(text) + 14
            ground = QRectF(room.right() - width, 12, width, 20)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("state.bad.soft"))
            painter.drawRoundedRect(ground, 4, 4)
            room = ground.adjusted(0, 0, -7, 0)
        painter.setPen(theme.color("state.bad" if self._is_alarm else "text.tertiary"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)


class FoldSection(QWidget):
    """A section of fields in columns. A field is made by ``make(name)`` when it is first shown.

    Fields outside the core (``set_core``; all of them until it is called) wait behind a line that says how many
    they are.
    """

    def __init__(self, title: str, count: str, names: Sequence[str], make: Callable[[str], QWidget]) -> None:
        super().__init__()
        self.head = FoldHead(title, count)
        self._names, self._make = names, make
        self._columns, self._shows_all = 2, False
        self._fields: dict[str, QWidget] = {}
        self._core: set[str] | None = None
        self._body = QWidget()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.space(6))
        self._grid.setVerticalSpacing(theme.space(2))
        self._more = Link("")
        self._more.clicked.connect(self.show_all)
        self._more.hide()
        self._arrange_frame()
        self.head.toggled.connect(self._on_toggled)

    def _arrange_frame(self) -> None:
        inner = column(self._grid, row(self._more, None), gap=2)
        inner.setContentsMargins(0, 0, 0, 14)
        self._body.setLayout(inner)
        self._body.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.head, self._body, Line()):
            layout.addWidget(part)

    @property
    def is_open(self) -> bool:
        return self.head.isChecked()

    def open(self) -> None:
        self.head.setChecked(True)

    def _on_toggled(self, on: bool) -> None:  # noqa: FBT001
        if on:
            self._arrange()
        self._body.setVisible(on)

    def set_columns(self, columns: int) -> None:
        if columns != self._columns:
            self._columns = columns
            self._arrange()

    def set_core(self, names: set[str]) -> None:
        """Which fields stand there at once."""
        if names != self._core:
            self._core = names
            self._arrange()

    def show_all(self) -> None:
        self._shows_all = True
        self._arrange()

    def ensure(self, name: str) -> None:
        """Open the section with this field in it."""
        if self._core is not None:
            self._core.add(name)
        self.open()
        self._arrange()

    def _is_shown(self, name: str) -> bool:
        return self._shows_all or self._core is None or name in self._core

    def _arrange(self) -> None:
        """Reading order runs along the rows; a field marked wide takes a row of its own."""
        if not self.is_open:
            return
        place = 0
        for name in self._names:
            if self._is_shown(name):
                place = self._place(name, place)
            elif name in self._fields:
                self._grid.removeWidget(self._fields[name])
                self._fields[name].hide()
        for side in range(2):
            self._grid.setColumnStretch(side, int(side < self._columns))
        hidden = sum(not self._is_shown(name) for name in self._names)
        self._more.set_text(tr("Show {count} more fields", count=hidden))
        self._more.setVisible(hidden > 0)

    def _place(self, name: str, place: int) -> int:
        """Put a field at the next free place of the grid; returns the one after it."""
        if name not in self._fields:
            self._fields[name] = self._make(name)
        field = self._fields[name]
        is_wide = bool(field.property("wide"))
        if is_wide and place % self._columns:
            place += 1
        at, side = divmod(place, self._columns)
        self._grid.addWidget(field, at, side, 1, self._columns if is_wide else 1)
        field.show()
        return place + (self._columns if is_wide else 1)


class IndexEntry(QAbstractButton):
    """A line of the index: the section's worst mark, its title, how much is filled."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._mark: Mark = ""
        self._count = ""
        self.setText(title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(32)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, mark: Mark, count: str) -> None:
        self._mark, self._count = mark, count
        self.setAccessibleName(f"{self.text()} {count}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(168, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on = self.isChecked()
        if is_on or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("bg.selected" if is_on else "bg.hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        paint_mark(painter, self._mark, QRectF(10, 11, 10, 10))
        painter.setFont(theme.font("strong" if is_on else "body"))
        painter.setPen(theme.color("accent" if is_on else "text.primary"))
        count = QFontMetrics(theme.font("caption")).horizontalAdvance(self._count)
        room = QRectF(28, 0, self.width() - 28 - 10 - count - 6, 32)
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.tertiary"))
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(self.rect()).adjusted(0, 0, -10, 0), right, self._count)
