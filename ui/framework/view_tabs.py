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
        self._views: dict[str, _View] = {}
        self._group = QButtonGroup(self)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.space(1))
        self._line.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

        self.set_views(views)

    def set_views(self, views: Sequence[tuple[str, str]]) -> None:
        """Other views; those that stay keep their counts."""
        old, self._views = self._views, {}
        for place, (key, label) in enumerate(views):
            known = old.pop(key, None)
            view = known if known is not None and known.text() == label else self._made(key, label)
            if view is not known and known is not None:
                self._drop(known)
            self._views[key] = view
            self._line.insertWidget(place, view)
        for gone in old.values():
            self._drop(gone)

    def _made(self, key: str, label: str) -> _View:
        view = _View(label)
        self._group.addButton(view)
        view.clicked.connect(lambda: self.chosen.emit(key))
        return view

    def _drop(self, view: _View) -> None:
        self._group.removeButton(view)
        self._line.removeWidget(view)
        view.hide()
        view.deleteLater()

    def show_chosen(self, key: str) -> None:
        """An unknown key leaves none taken: the filter was changed by hand."""
        self._group.setExclusive(False)
        for name, view in self._views.items():
            view.setChecked(name == key)
        self._group.setExclusive(key in self._views)

    def show_counts(self, counts: dict[str, int]) -> None:
        for key, count in counts.items():
            if key in self._views:
                self._views[key].show_count(count)
