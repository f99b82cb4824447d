"""Tab Value: the arithmetic of the tier made visible, assets, tier and stage on one axis, and why in words."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crmdesk.i18n import tr
from ui.client_tabs import ClientTab
from ui.differentiate.assets_card import AssetsCard
from ui.differentiate.score_card import ScoreCard
from ui.differentiate.value_view import ValueView, read_value
from ui.differentiate.why_cards import StepsCard, WhyCard
from ui.framework.empty import EmptyState
from ui.framework.frames import Scroll, column
from ui.framework.page import Desk, State

_SIDE_BY_SIDE = 1_060
_SIDE_WIDTH = 420


class ValueTab(ClientTab):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.score, self.assets = ScoreCard(), AssetsCard()
        self.why, self.steps = WhyCard(), StepsCard()
        self._view: ValueView | None = None
        self._arrange()
        self.assets.span_chosen.connect(lambda _count: self._show_again())
        desk.shown.changed.connect(self._show_again)

    def _arrange(self) -> None:
        self._left = QWidget()
        self._left.setLayout(column(self.score, self.assets, None, gap=3))
        self._right = QWidget()
        self._right.setLayout(column(self.why, self.steps, None, gap=3))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(16)
        self._columns.addWidget(self._left, 1)
        self._columns.addWidget(self._right)
        self.area = Scroll("window", margin=0)
        self.area.body.setContentsMargins(24, 16, 24, 16)
        self.area.body.addLayout(self._columns)
        self.area.body.addStretch(1)
        self._empty = EmptyState(
            "layers",
            tr("Not classified yet"),
            tr("Import balances and transactions, then classify: tier, stage and value with their reasons stand here."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.area)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def show_client(self, client_id: int) -> None:
        if client_id != self.client_id:
            self.area.verticalScrollBar().setValue(0)
        self.client_id = client_id
        self.desk.runner.read(
            lambda connection: read_value(connection, client_id), then=self._show, owner=self, key="value"
        )

    def _show(self, view: ValueView) -> None:
        self._view = view
        self._show_again()

    def _show_again(self) -> None:
        view = self._view
        if view is None:
            return
        self._stack.setCurrentWidget(self.area if view.standing is not None else self._empty)
        is_private = self.desk.shown.is_private
        self.score.show_view(view, self.desk.shown)
        self.assets.show_view(view, self.desk.shown)
        self.why.show_view(view, is_private=is_private)
        self.steps.show_view(view, is_private=is_private)

    def state(self) -> State:
        return {"span": self.assets.span.value}

    def restore(self, state: State) -> None:
        self.assets.span.choose(state.get("span", ""))

    def focus_start(self) -> None:
        self.assets.span.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Reasons beside the pictures, or below them on a narrow window."""
        super().resizeEvent(event)
        is_wide = self.width() >= _SIDE_BY_SIDE
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(direction)
        self._right.setMinimumWidth(_SIDE_WIDTH if is_wide else 0)
        self._right.setMaximumWidth(_SIDE_WIDTH if is_wide else 16_777_215)
