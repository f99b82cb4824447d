"""Why in words: tier, stage and values, each with the answer first."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLayout, QWidget

from crmdesk.i18n import Words, tr
from ui.differentiate.value.view import ValueView
from ui.framework import shapes
from ui.framework.frames import Card, Line, clear_layout, column, row
from ui.framework.icons import IconLabel
from ui.framework.labels import WrappedLabel
from ui.framework.links import Link
from ui.framework.theme import theme

_MAIN = 3


class Glyph(QWidget):
    """The shape of a tier or a stage at the head of a line."""

    def __init__(self, kind: str, code: str) -> None:
        super().__init__()
        self._kind, self._code = kind, code
        self.setFixedSize(14, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint = shapes.paint_tier if self._kind == "tier" else shapes.paint_stage
        paint(QPainter(self), self._code, QRectF(2, 5, 10, 10), theme.color(f"{self._kind}.{self._code}"))


def _line(mark: QWidget, words: str, *, is_first: bool) -> QLayout:
    text = WrappedLabel(words, role="strong" if is_first else "body")
    line = row(mark, text, gap=2)
    line.setStretch(1, 1)
    line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    return line


class WhyCard(Card):
    """Tier, stage and values; the first line of each is the answer, further ones stand behind a link."""

    def __init__(self) -> None:
        self._all = Link(tr("Every reason"))
        super().__init__(tr("Why"), right=(self._all,), gap=2)
        self._lines = column(gap=1)
        self._shows_all = False
        self._shown: tuple[ValueView, bool] | None = None
        self.body.addLayout(self._lines)
        self._all.clicked.connect(self._toggle)

    def _toggle(self) -> None:
        self._shows_all = not self._shows_all
        self._all.set_text(tr("The main reasons") if self._shows_all else tr("Every reason"))
        if self._shown is not None:
            self.show_view(self._shown[0], is_private=self._shown[1])

    def show_view(self, view: ValueView, *, is_private: bool) -> None:
        self._shown = (view, is_private)
        clear_layout(self._lines)
        if view.standing is None or view.why is None:
            return
        if is_private:
            words = tr("The reasons hold amounts. F8 shows them again.")
            self._lines.addWidget(WrappedLabel(words, tone="secondary"))
            return
        groups = (
            (Glyph("tier", view.standing.tier), view.why.tier, len(view.why.tier_answer)),
            (Glyph("stage", view.standing.stage), view.why.stage, _MAIN),
            (IconLabel("coins", "accent", size=14), view.why.values, _MAIN),
        )
        for place, (mark, lines, count) in enumerate(groups):
            if place:
                self._lines.addWidget(Line())
            self._add_group(mark, lines if self._shows_all else lines[:count])

    def _add_group(self, mark: QWidget, lines: tuple[Words, ...]) -> None:
        for place, words in enumerate(lines):
            space = QWidget()
            space.setFixedSize(14, 20)
            self._lines.addLayout(_line(space if place else mark, str(words), is_first=place == 0))
