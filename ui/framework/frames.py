"""Boxes and lines: cards, hairlines, and rows and columns with the grid's spacing."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from ui.framework.labels import PlainLabel
from ui.framework.theme import theme

Ground = Literal["window", "surface", "subtle", "hover"]


def row(*items: QWidget | QLayout | int | None, gap: int = 2) -> QHBoxLayout:
    """Items side by side; an ``int`` is a fixed gap of that grid step, ``None`` takes the free room."""
    layout = QHBoxLayout()
    _fill(layout, items, gap)
    return layout


def column(*items: QWidget | QLayout | int | None, gap: int = 2) -> QVBoxLayout:
    """Items below each other; as ``row``."""
    layout = QVBoxLayout()
    _fill(layout, items, gap)
    return layout


def _fill(layout: QHBoxLayout | QVBoxLayout, items: tuple[QWidget | QLayout | int | None, ...], gap: int) -> None:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.space(gap))
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(theme.space(item))
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)


def clear_layout(layout: QLayout) -> None:
    """Remove and delete everything in a layout."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)


class Panel(QWidget):
    """A plain area of one ground colour with a vertical layout ``body``; margins in grid steps."""

    def __init__(self, ground: Ground = "surface", *, margin: int = 0, gap: int = 2) -> None:
        super().__init__()
        self.setProperty("ground", ground)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.body = QVBoxLayout(self)
        step = theme.space(margin)
        self.body.setContentsMargins(step, step, step, step)
        self.body.setSpacing(theme.space(gap))


class Card(QFrame):
    """A bordered surface with padding 16; ``title`` (14 bold) and widgets at the right end of its line are optional."""

    def __init__(self, title: str = "", *, right: tuple[QWidget, ...] = (), gap: int = 2) -> None:
        super().__init__()
        self.setProperty("card", True)  # noqa: FBT003
        self.body = QVBoxLayout(self)
        step = theme.space(4)
        self.body.setContentsMargins(step, theme.space(3), step, step)
        self.body.setSpacing(theme.space(gap))
        self.title = PlainLabel(title, role="section")
        if title or right:
            self.body.addLayout(row(self.title, None, *right))
        if title:
            self.setAccessibleName(title)


class Line(QFrame):
    """A hairline: horizontal, vertical, or the stronger separator between words of a bar."""

    def __init__(self, kind: Literal["horizontal", "vertical", "separator"] = "horizontal") -> None:
        super().__init__()
        self.setProperty("line", kind)
        if kind == "separator":
            self.setFixedHeight(12)


class Scroll(QScrollArea):
    """A page that scrolls up and down; put widgets into ``body``."""

    def __init__(self, ground: Ground = "window", *, margin: int = 6, gap: int = 4) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.panel = Panel(ground, margin=margin, gap=gap)
        self.body = self.panel.body
        self.setWidget(self.panel)
