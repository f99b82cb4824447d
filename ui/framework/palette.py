"""The palette (Ctrl+K): type to find a client or a command, Enter to go there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from crmdesk.i18n import tr
from ui.framework.frames import Line, column, row
from ui.framework.icons import IconLabel, paint_icon
from ui.framework.labels import PlainLabel
from ui.framework.theme import theme

Index = QModelIndex | QPersistentModelIndex
_ROW, _WIDTH, _SHOWN_ROWS, _PAUSE_MS = 36, 560, 10, 5


@dataclass(frozen=True)
class Choice:
    """One line of the palette: what it is, a hint at the right end, and what Enter does."""

    text: str
    run: Callable[[], None]
    hint: str = ""
    icon: str = "command"
    detail: str = ""


#: Given the text typed and where to hand what was found.
Lookup = Callable[[str, Callable[[list[Choice]], None]], None]


def matching(commands: Sequence[Choice], typed: str) -> list[Choice]:
    """Commands whose words all contain a part typed, in their own order."""
    parts = typed.lower().split()
    return [choice for choice in commands if all(part in choice.text.lower() for part in parts)]


class _Choices(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.choices: list[Choice] = []

    def show(self, choices: list[Choice]) -> None:
        self.beginResetModel()
        self.choices = choices
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.choices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        choice = self.choices[index.row()]
        return f"{choice.text} {choice.detail} {choice.hint}".strip()


class _ChoiceDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, _Choices)
        choice = model.choices[index.row()]
        box = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.color("bg.selected"))
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.color("accent"))
        paint_icon(painter, choice.icon, QRectF(box.left() + 16, box.center().y() - 8, 16, 16), "text.secondary")
        self._paint_words(painter, choice, box.adjusted(44, 0, -16, 0))
        painter.restore()

    def _paint_words(self, painter: QPainter, choice: Choice, box: QRectF) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.tertiary"))
        painter.drawText(box, int(middle | Qt.AlignmentFlag.AlignRight), choice.hint)
        room = box.width() - painter.fontMetrics().horizontalAdvance(choice.hint) - 12
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text.primary"))
        name = painter.fontMetrics().elidedText(choice.text, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(box, int(middle), name)
        used = painter.fontMetrics().horizontalAdvance(name) + 12
        painter.setPen(theme.color("text.tertiary"))
        detail = painter.fontMetrics().elidedText(choice.detail, Qt.TextElideMode.ElideRight, max(0, int(room - used)))
        painter.drawText(box.adjusted(used, 0, 0, 0), int(middle), detail)


class Palette(QWidget):
    """Lies over the whole window while it is open; a click beside it or Esc closes it."""

    def __init__(self, window: QWidget, *, placeholder: str) -> None:
        super().__init__(window)
        self._window = window
        self._lookup: Lookup | None = None
        self._commands: list[Choice] = []
        self._found: list[Choice] = []
        self._box = QFrame(self)
        self._box.setProperty("floating", True)  # noqa: FBT003
        self.field = QLineEdit()
        self.field.setProperty("quiet", True)  # noqa: FBT003
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(tr("Find a client or a command"))
        self._model = _Choices(self)
        self.list = QListView()
        self._build_list()
        self._nothing = PlainLabel(tr("Nothing found. Try pinyin initials, the end of a phone or an account number."))
        self._nothing.set_tone("tertiary")
        self._nothing.setContentsMargins(16, 10, 16, 10)
        self._arrange()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.field.textChanged.connect(self._on_typed)
        self.field.installEventFilter(self)
        window.installEventFilter(self)
        self._before: QWidget | None = None
        self.hide()

    def _build_list(self) -> None:
        self.list.setModel(self._model)
        self.list.setItemDelegate(_ChoiceDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("Clients and commands found"))
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.clicked.connect(lambda _index: self._run())

    def _arrange(self) -> None:
        head = row(IconLabel("search", "text.tertiary"), self.field)
        head.setContentsMargins(16, 8, 16, 8)
        body = column(head, Line(), self.list, self._nothing, gap=0)
        body.setContentsMargins(1, 1, 1, 4)
        self._box.setLayout(body)

    # -- opening

    def open(self, commands: list[Choice], lookup: Lookup) -> None:
        self._commands, self._lookup, self._found = commands, lookup, []
        self.field.clear()
        self._show_choices()
        self.setGeometry(self._window.rect())
        self._before = QApplication.focusWidget()
        self.show()
        self.raise_()
        self.field.setFocus()

    def close_palette(self) -> None:
        """The keyboard goes back to where it was: the keys of a page work only inside it."""
        self.hide()
        before = self._before
        is_there = before is not None and isValid(before) and before.isVisible()
        (before if before is not None and is_there else self._window).setFocus()

    # -- finding

    def _on_typed(self, _text: str) -> None:
        self._show_choices()
        self._pause.start()

    def _search(self) -> None:
        text = self.field.text().strip()
        if self._lookup is None or not text:
            self._take([], "")
            return
        self._lookup(text, lambda found: self._take(found, text))

    def _take(self, found: list[Choice], text: str) -> None:
        if text == self.field.text().strip():
            self._found = found
            self._show_choices()

    def _show_choices(self) -> None:
        typed = self.field.text().strip()
        commands = matching(self._commands, typed)
        self._model.show([*(self._found if typed else []), *commands])
        count = self._model.rowCount()
        if count:
            self.list.setCurrentIndex(self._model.index(0, 0))
        self.list.setVisible(count > 0)
        self._nothing.setVisible(count == 0)
        self._place()

    def _place(self) -> None:
        rows = min(self._model.rowCount(), _SHOWN_ROWS)
        self.list.setFixedHeight(rows * _ROW)
        width = min(_WIDTH, self._window.width() - 80)
        self._box.setFixedWidth(width)
        self._box.adjustSize()
        self._box.move((self._window.width() - width) // 2, 60)

    # -- acting

    def _run(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            choice = self._model.choices[index.row()]
            self.close_palette()
            choice.run()

    def _move(self, step: int) -> None:
        count = self._model.rowCount()
        if count:
            self.list.setCurrentIndex(self._model.index((self.list.currentIndex().row() + step) % count, 0))

    def _on_key(self, key: int) -> bool:
        moves = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _SHOWN_ROWS,
            Qt.Key.Key_PageUp: -_SHOWN_ROWS,
        }
        if key in moves:
            self._move(moves[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run()
        elif key == Qt.Key.Key_Escape:
            self.close_palette()
        else:
            return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event.key())
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
            self._place()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._box.geometry().contains(event.position().toPoint()):
            self.close_palette()
