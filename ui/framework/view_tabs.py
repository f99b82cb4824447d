"""A row of views, each with a count: one is taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from ui.framework.theme import theme


class _View(QAbstractButton):
    def __init__(self, text: str) -> None:
        super().__init__()
        self._count = ""
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_count(self, count: int) -> None:
        self._count = f"{count:,}"
        self.setAccessibleDescription(self._count)
        self.updateGeometry()
        self.update()

    def _text_width(self) -> int:
        return QFontMetrics(theme.font("strong")).horizontalAdvance(self.text())

    def sizeHint(self) -> QSize:
        count = QFontMetrics(theme.font("caption")).horizontalAdvance(self._count)
        return QSize(20 + self._text_width() + (6 + count if self._count else 0), theme.size("control.s"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("bg.selected" if self.isChecked() else "bg.hover"))
            painter.drawRoundedRect(QRectF(self.rect()), theme.size("radius.m"), theme.size("radius.m"))
        font = theme.font("strong" if self.isChecked() else "body")
        painter.setFont(font)
        painter.setPen(theme.color("accent" if self.isChecked() else "text.secondary"))
        painter.drawText(QRectF(10, 0, self.width(), self.height()), int(Qt.AlignmentFlag.AlignVCenter), self.text())
        left = 16 + QFontMetrics(font).horizontalAdvance(self.text())
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("accent" if self.isChecked() else "text.tertiary"))
        painter.drawText(QRectF(left, 0, self.width(), self.height()), int(Qt.AlignmentFlag.AlignVCenter), self._count)


class ViewTabs(QWidget):
    """``views``: (key, label). ``chosen`` when the user takes another one; views without room at the end hide."""

    chosen = Signal(str)

    def __init__(self, views: Sequence[tuple[str, str]], *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._views = {key: _View(label) for key, label in views}
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.space(1))
        for key, view in self._views.items():
            self._group.addButton(view)
            layout.addWidget(view)
            view.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_chosen(self, key: str) -> None:
        """An unknown key leaves none taken: the filter was changed by hand."""
        self._group.setExclusive(False)
        for name, view in self._views.items():
            view.setChecked(name == key)
        self._group.setExclusive(key in self._views)

    def show_counts(self, counts: dict[str, int]) -> None:
        for key, count in counts.items():
            self._views[key].show_count(count)
