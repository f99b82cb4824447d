"""Line icons (Lucide) in a token's colour, drawn from their paths at device pixels."""

from __future__ import annotations

import atexit
import os
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from crmdesk.resources import resource_path, resource_text
from ui.framework.theme import theme

_STROKE = "1.75"


def _svg(name: str, color: str) -> str:
    drawn = resource_text("icons", f"{name}.svg").replace("currentColor", color)
    return drawn.replace('stroke-width="2"', f'stroke-width="{_STROKE}"')


@cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_svg(name, color).encode("utf-8")))


def paint_icon(painter: QPainter, name: str, rect: QRectF, token: str) -> None:
    """Draw an icon into ``rect`` in the colour of a token."""
    _renderer(name, theme.hex(token)).render(painter, rect)


def has_icon(name: str) -> bool:
    return resource_path("icons", f"{name}.svg").is_file()


class _TokenEngine(QIconEngine):
    """An icon that asks for its colour when it is painted, so that a change of theme needs nothing."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name = name
        self._token = token

    def paint(self, painter: QPainter, rect: object, mode: QIcon.Mode, _state: QIcon.State) -> None:
        token = "text.tertiary" if mode == QIcon.Mode.Disabled else self._token
        paint_icon(painter, self._name, QRectF(rect), token)  # type: ignore[call-overload]

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _TokenEngine(self._name, self._token)


def icon(name: str, color: str = "text.primary") -> QIcon:
    """A ``QIcon`` that follows the theme. Raises ``KeyError`` for a name that is not shipped."""
    if not has_icon(name):
        raise KeyError(name)
    return QIcon(_TokenEngine(name, color))


@cache
def _folder() -> Path:
    folder = mkdtemp(prefix="crmdesk-icons-")
    atexit.register(_remove, folder, os.getpid())
    return Path(folder)


def _remove(folder: str, owner: int) -> None:
    """A forked child that ends must not take its parent's icons away."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def icon_file(name: str, color: str) -> str:
    """A coloured copy on disk for the places where a style sheet wants a URL."""
    path = _folder() / f"{name}-{color.lstrip('#')}.svg"
    path.write_text(_svg(name, color), "utf-8")
    return path.as_posix()


class IconLabel(QWidget):
    """An icon in a layout; ``name`` is what a screen reader says."""

    def __init__(self, icon: str, color: str = "text.secondary", *, size: int = 16, name: str = "") -> None:
        super().__init__()
        self._icon, self._color = icon, color
        self.setFixedSize(size, size)
        self.setAccessibleName(name)

    def show_icon(self, icon: str, color: str) -> None:
        self._icon, self._color = icon, color
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._icon:
            paint_icon(QPainter(self), self._icon, QRectF(self.rect()), self._color)
