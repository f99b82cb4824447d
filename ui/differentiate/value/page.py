"""Tab Value: why the client stands where they stand, what would change it, and the same for any past month."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crmdesk import dates
from crmdesk.differentiate.explaining import Record
from crmdesk.i18n import tr
from ui.client_tabs import ClientTab
from ui.differentiate.forecast.forecast_card import ForecastCard
from ui.differentiate.value.assets_card import AssetsCard
from ui.differentiate.value.days_dialog import DaysDialog
from ui.differentiate.value.past_banner import PastBanner
from ui.differentiate.value.score_card import ScoreCard
from ui.differentiate.value.signals_card import SignalsCard
from ui.differentiate.value.view import ValueView, read_days, read_value
from ui.differentiate.value.what_if_card import WhatIfCard
from ui.differentiate.value.why_card import WhyCard
from ui.differentiate.value.worth_card import WorthCard
from ui.framework.empty import EmptyState
from ui.framework.frames import Scroll, column
from ui.framework.page import Desk, State

_SIDE_BY_SIDE = 1_060
_SIDE_WIDTH = 420


class ValueTab(ClientTab):
    """``as_of`` is the past day shown, None for the newest run."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.as_of: date | None = None
        self.view: ValueView | None = None
        self.banner = PastBanner()
        self.score, self.assets = ScoreCard(), AssetsCard()
        self.signals, self.worth = SignalsCard(), WorthCard()
        self.why, self.what_if, self.forecast = WhyCard(), WhatIfCard(), ForecastCard()
        self._arrange()
        self.banner.left.connect(lambda: self.show_day(None))
        self.assets.month_chosen.connect(self._show_month)
        self.assets.span_chosen.connect(lambda _count: self._show_again())
        self.score.days_asked.connect(self._ask_days)
        desk.shown.changed.connect(self._show_again)

    def _arrange(self) -> None:
        self._left = QWidget()
        self._left.setLayout(column(self.score, self.assets, self.signals, self.worth, None, gap=3))
        self._right = QWidget()
        self._right.setLayout(column(self.why, self.what_if, self.forecast, None, gap=3))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(16)
        self._columns.addWidget(self._left, 1)
        self._columns.addWidget(self._right)
        self.area = Scroll("window", margin=0, gap=3)
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
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self._stack)

    def show_client(self, client_id: int) -> None:
        if client_id != self.client_id:
            self.area.verticalScrollBar().setValue(0)
            self.as_of = None
        self.client_id = client_id
        self._read()

    def show_day(self, day: date | None) -> None:
        """Everything as of a past day; None = by the newest run."""
        self.as_of = day
        self._read()

    def _show_month(self, month: int) -> None:
        """The end of a month; the newest month is today."""
        newest = self.view.months[-1].month if self.view is not None and self.view.months else month
        self.show_day(None if month >= newest else dates.month_last(month))

    def _read(self) -> None:
        client_id, as_of = self.client_id, self.as_of
        self.desk.runner.read(
            lambda connection: read_value(connection, client_id, as_of=as_of),
            then=self._show,
            owner=self,
            key="value",
        )

    def _show(self, view: ValueView) -> None:
        self.view = view
        self._show_again()

    def _show_again(self) -> None:
        view = self.view
        if view is None:
            return
        self.banner.show_day(view.as_of)
        self._stack.setCurrentWidget(self.area if view.why is not None or view.tiers else self._empty)
        is_private = self.desk.shown.is_private
        for card in (self.score, self.assets, self.signals, self.worth):
            card.show_view(view, self.desk.shown)
        self.why.show_view(view, is_private=is_private)
        self.what_if.show_view(view, is_private=is_private)
        self.forecast.show_client(view.forecast, is_private=is_private)

    # -- every day behind the frequency

    def _ask_days(self) -> None:
        if self.view is not None and self.view.why is not None:
            why = self.view.why
            self.desk.runner.read(
                lambda connection: read_days(connection, why), then=self._show_days, owner=self, key="days"
            )

    def _show_days(self, days: tuple[Record, ...]) -> None:
        DaysDialog(days, self.desk.shown, parent=self).open()

    # -- what survives

    def state(self) -> State:
        day = None if self.as_of is None else self.as_of.isoformat()
        return {"span": self.assets.span.value, "as_of": day, "client": self.client_id}

    def restore(self, state: State) -> None:
        self.assets.span.choose(state.get("span", ""))
        day: Any = state.get("as_of")
        if day and state.get("client") == self.client_id:
            self.show_day(date.fromisoformat(day))

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
