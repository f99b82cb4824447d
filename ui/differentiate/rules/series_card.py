"""A worked series: month after month the assets, the tier of the month alone, and the tier that is held."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from crmdesk import money
from crmdesk.codes import code_words
from crmdesk.differentiate.rule_fields.series import EXAMPLE, SeriesMonth, tier_series
from crmdesk.i18n import language, tr
from ui.differentiate.rules.view import RulesView
from ui.framework import shapes
from ui.framework.frames import Card
from ui.framework.labels import PlainLabel, WrappedLabel, restyle
from ui.framework.theme import theme

_ROW, _HEAD, _LABEL = 30, 22, 96


class SeriesTable(QWidget):
    """Months from left to right; a change of the tier held is framed, watch and buffer are written under it."""

    def __init__(self) -> None:
        super().__init__()
        self.months: list[SeriesMonth] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_months(self, months: Sequence[SeriesMonth]) -> None:
        self.months = list(months)
        said = [f"{one.tier} {one.status}" for one in months]
        self.setAccessibleDescription(", ".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, _HEAD + 3 * _ROW + 18)

    def minimumSizeHint(self) -> QSize:
        return QSize(400, self.sizeHint().height())

    def _cell(self, at: int) -> tuple[float, float]:
        width = (self.width() - _LABEL) / max(len(self.months), 1)
        return _LABEL + at * width, width

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_labels(painter)
        for at, one in enumerate(self.months):
            self._paint_month(painter, at, one)

    def _paint_labels(self, painter: QPainter) -> None:
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.secondary"))
        unit = tr("Assets (10k)") if language() == "zh" else tr("Assets (k)")
        for line, text in enumerate((unit, tr("This month alone"), tr("Tier held"))):
            box = QRectF(0, _HEAD + line * _ROW, _LABEL - 8, _ROW)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_month(self, painter: QPainter, at: int, one: SeriesMonth) -> None:
        left, width = self._cell(at)
        centred = int(Qt.AlignmentFlag.AlignCenter)
        painter.setPen(theme.color("text.tertiary"))
        painter.drawText(QRectF(left, 0, width, _HEAD), centred, str(at + 1))
        painter.setPen(theme.color("text.primary"))
        painter.drawText(QRectF(left, _HEAD, width, _ROW), centred, _short(one.assets))
        self._paint_tier(painter, QRectF(left, _HEAD + _ROW, width, _ROW), one.raw, is_quiet=True)
        held = QRectF(left, _HEAD + 2 * _ROW, width, _ROW)
        self._paint_ground(painter, held, one)
        self._paint_tier(painter, held, one.tier, is_quiet=False)
        if one.status != "normal":
            painter.setPen(theme.color("state.warn"))
            below = QRectF(left - 4, held.bottom(), width + 8, 18)
            painter.drawText(below, centred, str(code_words("tier_status", one.status)))

    def _paint_ground(self, painter: QPainter, box: QRectF, one: SeriesMonth) -> None:
        inner = box.adjusted(1, 2, -1, -2)
        painter.setBrush(theme.color(f"tier.{one.tier}.soft"))
        pen = QPen(theme.color(f"tier.{one.tier}"), 1.5) if one.has_changed else Qt.PenStyle.NoPen
        painter.setPen(pen)
        painter.drawRoundedRect(inner, 4, 4)

    def _paint_tier(self, painter: QPainter, box: QRectF, tier: str, *, is_quiet: bool) -> None:
        color = theme.color("text.tertiary" if is_quiet else f"tier.{tier}")
        name = str(code_words("tier", tier))
        room = theme.metrics("caption").horizontalAdvance(name) + 18
        if room <= box.width():
            glyph = QRectF(box.center().x() - room / 2 + 2, box.center().y() - 5, 10, 10)
            shapes.paint_tier(painter, tier, glyph, color)
            painter.setPen(color)
            text = QRectF(glyph.right() + 4, box.top(), room, box.height())
            painter.drawText(text, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)
        else:
            shapes.paint_tier(painter, tier, QRectF(box.center().x() - 5, box.center().y() - 5, 10, 10), color)


def _short(cents: int | None) -> str:
    if cents is None:
        return "–"
    return f"{money.to_yuan(cents) / (10_000 if language() == 'zh' else 1_000):,.0f}"


class SeriesCard(Card):
    """Months of the specification's example or of a client; assets decide here, whatever the mode."""

    #: The number of a client whose own months are to be shown; empty for the example.
    client_asked = Signal(str)

    def __init__(self) -> None:
        self._changes = PlainLabel(role="caption", tone="secondary")
        self.client = QLineEdit()
        self.client.setPlaceholderText(tr("Client number, for the client's own months"))
        self.client.setAccessibleName(tr("Client number, for the client's own months"))
        self.client.setFixedWidth(260)
        self.client.editingFinished.connect(self._ask)
        super().__init__(tr("What it makes of fifteen months"), right=(self._changes, self.client))
        self._assets: tuple[int | None, ...] = EXAMPLE
        self._asked = ""
        self.table = SeriesTable()
        self._problem = WrappedLabel(tone="bad")
        self._problem.hide()
        self.body.addWidget(self.table)
        self.body.addWidget(self._problem)
        note = tr("Decided by assets. Framed: the tier changed. The bounds are those of the section Tiers.")
        self.body.addWidget(WrappedLabel(note, role="caption", tone="tertiary"))

    def _ask(self) -> None:
        number = self.client.text().strip()
        if number != self._asked:
            self._asked = number
            self.client_asked.emit(number)

    def show_client(self, name: str, assets: Sequence[int | None]) -> None:
        """A client's months, or without any the example; ``show_rules`` follows."""
        self._assets = tuple(assets) or EXAMPLE
        restyle(self.client, invalid=False)
        self.title.setText(tr("What it makes of {name}", name=name) if name else tr("What it makes of fifteen months"))

    def refuse(self, message: str) -> None:
        restyle(self.client, invalid=True)
        self._problem.setText(message)
        self._problem.show()

    def show_rules(self, view: RulesView) -> None:
        """The last good rules stay while something is wrong."""
        self._problem.setVisible(view.rulebook is None)
        self._problem.setText(tr("Put the marked figures right to see the series."))
        if view.rulebook is None:
            return
        months = tier_series(self._assets, view.rulebook)
        self.table.show_months(months)
        changes = sum(one.has_changed for one in months)
        bare = tier_series(self._assets, view.rulebook, is_held=False)
        without = sum(one.has_changed for one in bare)
        self._changes.setText(
            tr("{changes} changes of tier; {without} without a rule", changes=changes, without=without)
        )
