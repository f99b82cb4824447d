"""Several of a list of codes, in one field with a list of ticks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter

from crmdesk.i18n import language, tr
from ui.framework.editors import Choice
from ui.framework.labels import plain_tooltip
from ui.framework.theme import theme


class MultiEditor(QComboBox):
    """Values are tuples of codes in the list's order; the list stays open while entries are ticked."""

    edited = Signal()

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._model = QStandardItemModel(self)
        for code, words in choices:
            item = QStandardItem(words)
            item.setData(code, Qt.ItemDataRole.UserRole)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self._model.appendRow(item)
        self.setModel(self._model)
        self.setMaxVisibleItems(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view().viewport().installEventFilter(self)
        self.view().installEventFilter(self)

    # -- ticking

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click or a space ticks an entry and leaves the list open."""
        if event.type() == QEvent.Type.MouseButtonRelease and watched is self.view().viewport():
            self._toggle(self.view().currentIndex())
            return True
        is_space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if is_space and event.type() == QEvent.Type.KeyPress and watched is self.view():
            self._toggle(self.view().currentIndex())
            return True
        return super().eventFilter(watched, event)

    def _toggle(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        item = self._model.itemFromIndex(index)
        is_on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked)
        self._tell()
        self.edited.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the form; it never changes a value in passing."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.showPopup()
        else:
            super().keyPressEvent(event)

    # -- values

    def _items(self) -> list[QStandardItem]:
        return [self._model.item(row) for row in range(self._model.rowCount())]

    def value(self) -> Any:
        ticked = [item for item in self._items() if item.checkState() == Qt.CheckState.Checked]
        return tuple(item.data(Qt.ItemDataRole.UserRole) for item in ticked) or None

    def show_value(self, value: Iterable[str] | None) -> None:
        wanted = set(value or ())
        for item in self._items():
            on = item.data(Qt.ItemDataRole.UserRole) in wanted
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self._tell()

    def typed(self) -> str:
        return ",".join(self.value() or ())

    def show_typed(self, text: str) -> None:
        self.show_value([code for code in text.split(",") if code])

    # -- showing

    def words(self) -> str:
        sign = "、" if language() == "zh" else ", "
        return sign.join(item.text() for item in self._items() if item.checkState() == Qt.CheckState.Checked)

    def _tell(self) -> None:
        self.setToolTip(plain_tooltip(self.words()))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        words = self.words()
        painter.setPen(theme.color("text.primary" if words else "text.tertiary"))
        box = self.rect().adjusted(10, 0, -28, 0)
        shown = self.fontMetrics().elidedText(words or tr("Not filled in"), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
