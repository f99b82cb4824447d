"""The stream of a client's events as a list: planned ones on top, today's dashed line, what happened below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from crmdesk.i18n import tr
from ui.framework.icons import paint_icon
from ui.framework.theme import theme

Index = QModelIndex | QPersistentModelIndex
_DAY, _DOT, _TEXT, _RIGHT = 16, 92, 112, 24
_TITLE, _GAP, _TODAY, _LINES = 20, 14, 36, 4


@dataclass(frozen=True)
class Line:
    """One entry as it is shown; ``is_today`` is the dashed line and nothing else."""

    day: str = ""
    icon: str = ""
    title: str = ""
    detail: str = ""
    is_open: bool = False
    is_late: bool = False
    is_today: bool = False

    @property
    def spoken(self) -> str:
        return tr("Today") if self.is_today else f"{self.day} {self.title} {self.detail}"


class StreamModel(QAbstractListModel):
    """The lines in order; ``Qt.UserRole`` gives the ``Line``."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[Line] = ()

    def show(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.spoken
        return None


class StreamDelegate(QStyledItemDelegate):
    """Date, dot on the line of time, icon and title, the text below in at most four lines."""

    def _detail_height(self, text: str, width: int) -> int:
        if not text:
            return 0
        metrics = QFontMetrics(theme.font("caption"))
        flags = int(Qt.TextFlag.TextWordWrap)
        needed = metrics.boundingRect(QRect(0, 0, max(width, 80), 10_000), flags, text).height()
        return min(needed, metrics.lineSpacing() * _LINES)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line: Line = index.data(Qt.ItemDataRole.UserRole)
        width = self._width(option)
        height = _TODAY if line.is_today else _TITLE + self._detail_height(line.detail, width - _TEXT - _RIGHT) + _GAP
        return QSize(width, height)

    @staticmethod
    def _width(option: QStyleOptionViewItem) -> int:
        view = option.widget
        return view.viewport().width() if isinstance(view, QListView) else 400

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(Qt.ItemDataRole.UserRole)
        box: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(box.adjusted(4, 0, -4, -4), theme.color("bg.hover"))
        self._paint_thread(painter, box, index)
        painter.translate(box.topLeft())
        if line.is_today:
            self._paint_today(painter, box.width())
        else:
            self._paint_line(painter, line, box)
        painter.restore()

    def _paint_thread(self, painter: QPainter, box: QRect, index: Index) -> None:
        """The line of time, from the first dot to the last."""
        model = index.model()
        top = box.top() + (_TITLE // 2 if index.row() == 0 else 0)
        bottom = box.top() + _TITLE // 2 if index.row() == model.rowCount() - 1 else box.bottom() + 1
        painter.fillRect(QRectF(box.left() + _DOT - 0.5, top, 1, bottom - top), theme.color("line.strong"))

    def _paint_today(self, painter: QPainter, width: int) -> None:
        painter.setPen(theme.color("accent"))
        painter.setFont(theme.font("strong"))
        painter.drawText(QRectF(_DAY, 0, _DOT - _DAY - 12, 20), int(Qt.AlignmentFlag.AlignVCenter), tr("Today"))
        painter.setPen(QPen(theme.color("accent"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(_TEXT, 10, width - _RIGHT, 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(QRectF(_DOT - 4, 6, 8, 8))

    def _paint_line(self, painter: QPainter, line: Line, box: QRect) -> None:
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("state.bad" if line.is_late else "text.secondary"))
        painter.drawText(QRectF(_DAY, 0, _DOT - _DAY - 12, _TITLE), middle, line.day)
        painter.setPen(QPen(theme.color("accent"), 2) if line.is_open else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("bg.surface" if line.is_open else "line.strong"))
        painter.drawEllipse(QRectF(_DOT - 4, 6, 8, 8))
        paint_icon(painter, line.icon, QRectF(_TEXT, 3, 14, 14), "text.tertiary")
        painter.setPen(theme.color("text.primary"))
        painter.setFont(theme.font("strong"))
        room = QRectF(_TEXT + 20, 0, box.width() - _TEXT - 20 - _RIGHT, _TITLE)
        shown = painter.fontMetrics().elidedText(line.title, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, middle, shown)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.secondary"))
        width = box.width() - _TEXT - _RIGHT
        detail = QRectF(_TEXT, _TITLE, width, self._detail_height(line.detail, width))
        painter.drawText(detail, int(Qt.TextFlag.TextWordWrap), line.detail)


class StreamView(QListView):
    """Scrolls by pixel; rows are measured again when the width changes."""

    def __init__(self) -> None:
        super().__init__()
        self.stream = StreamModel()
        self.setModel(self.stream)
        self.setItemDelegate(StreamDelegate(self))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setAccessibleName(tr("Timeline"))
        self.setViewportMargins(0, 12, 0, 12)

    def go_to_today(self) -> None:
        """Two planned entries stay in view above today's line."""
        place = next((i for i, line in enumerate(self.stream.lines) if line.is_today), 0)
        if place > 6:
            self.scrollTo(self.stream.index(place - 2), QListView.ScrollHint.PositionAtTop)
