"""Tab Forecast: the next twelve months and how sure that is, the trial on the past, whose income is at stake."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout

from crmdesk.codes import code_words
from crmdesk.differentiate.forecast import sentences
from crmdesk.i18n import Words, tr
from ui.differentiate.forecast.calibration_plot import POOR, CalibrationPlot, is_poor
from ui.differentiate.forecast.phase_grid import PhaseGrid
from ui.differentiate.forecast.view import ForecastView, read_forecast
from ui.differentiate.pieces import not_yet, quiet
from ui.differentiate.scope import PictureTab
from ui.framework.buttons import Button
from ui.framework.chips import ChipLabel, tier_chip
from ui.framework.empty import EmptyState
from ui.framework.frames import Card, Scroll, clear_layout, column, row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.links import Link
from ui.framework.page import Command, Desk

if TYPE_CHECKING:
    from crmdesk.differentiate.forecast.queries import AtStake, ForecastRun
    from crmdesk.progress import Progress
    from crmdesk.store.store import Store

#: Clients named in the card; the link opens the others.
_NAMED = 8
#: Below this width the cards stand below each other.
_NARROW = 1000


class ForecastTab(PictureTab):
    name: ClassVar[str] = "forecast"
    title: ClassVar[Words] = Words("预测", "Forecast")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._view: ForecastView | None = None
        self._is_narrow = False
        self._body = Scroll("window", margin=4, gap=4)
        self.setLayout(row(self._body, gap=0))

    # -- reading and making

    def load(self) -> None:
        scope = self.scope
        self.desk.runner.read(
            lambda c: read_forecast(c, manager=scope.manager, as_of=scope.day), then=self._take, owner=self, key="view"
        )

    def _take(self, view: ForecastView | None) -> None:
        self._view = view
        self._show()

    def commands(self) -> list[Command]:
        return [Command(Words("预测客户价值", "Forecast clients' value"), self.run, icon="chart-line")]

    def run(self) -> None:
        """A forecast from the day shown, in the background."""
        view = self._view
        if view is None:
            return
        day: date = view.newest

        def work(store: Store, progress: Progress) -> ForecastRun:
            from crmdesk.differentiate.forecast.runs import run_forecast

            return run_forecast(store, as_of=day, progress=progress)

        self.desk.runner.job(tr("Forecast as of {day}", day=day), work)

    # -- showing

    def _show(self) -> None:
        clear_layout(self._body.body)
        view = self._view
        if view is None:
            self._body.body.addWidget(not_yet(self.desk, self), 1)
            return
        if view.run is None:
            self._body.body.addWidget(self._first(view), 1)
            return
        ahead, tried = self._ahead(view, view.run), self._tried(view.run)
        at_stake, phases = self._at_stake(view), self._phases(view)
        if self._is_narrow:
            self._body.body.addLayout(column(ahead, tried, at_stake, phases, gap=4))
        else:
            sides = row(column(ahead, at_stake, None, gap=4), column(tried, phases, None, gap=4), gap=4)
            for place in (0, 1):
                sides.setStretch(place, 1)
            self._body.body.addLayout(sides)
        self._body.body.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            if self._view is not None:
                self._show()

    def _first(self, view: ForecastView) -> EmptyState:
        empty = EmptyState(
            "chart-line",
            tr("No forecast as of {day} yet", day=view.newest),
            tr("How likely each client is still active, what she brings within twelve months, and how such a forecast "
               "would have done on the past."),
        )  # fmt: skip
        empty.add_action(
            Button(tr("Forecast as of {day}", day=view.newest), icon="chart-line", kind="primary"), self.run
        )
        return empty

    def _ahead(self, view: ForecastView, run: ForecastRun) -> Card:
        """The branch's next twelve months, or what is missing; the model in a banker's words."""
        text = tr("Forecast again") if view.is_newest else tr("Forecast as of {day}", day=view.newest)
        again = Button(text, icon="refresh-cw", is_small=True)
        again.clicked.connect(self.run)
        is_private = self.desk.shown.is_private
        card = Card(tr("Forecast"), right=(again,))
        if not is_private:
            card.body.addWidget(WrappedLabel(sentences.headline(run), role="strong"))
        for text in sentences.missing(run):
            card.body.addWidget(WrappedLabel(text, role="strong"))
        if not is_private:
            for text in (self._book(view), *sentences.in_words(run)):
                if text:
                    card.body.addWidget(WrappedLabel(text))
        if run.activity is not None:
            for text in (sentences.spoken(run), sentences.apart()):
                card.body.addWidget(WrappedLabel(text, tone="secondary"))
            for text in (sentences.method(), "" if is_private else sentences.parameters(run)):
                card.body.addWidget(WrappedLabel(text, role="caption", tone="tertiary"))
        card.body.addStretch(1)
        return card

    def _book(self, view: ForecastView) -> str:
        """The part of one account manager."""
        book, manager = view.book, self.scope.manager
        if manager is None or book is None or view.run is None or view.run.total is None:
            return ""
        shown = self.desk.shown
        return tr(
            "{manager}: {clients} clients, {alive} likely still active, {expected} expected (last year {past})",
            manager=manager, clients=f"{book.clients:,}", alive=f"{book.alive:,.0f}",
            expected=shown.amount(book.expected), past=shown.amount(book.past),
        )  # fmt: skip

    def _tried(self, run: ForecastRun) -> Card:
        """The back-test: its sentence, the tenths, bias and ranking."""
        card = Card(tr("Back-test"), right=(quiet(tr("data date {day}", day=run.as_of)),))
        card.body.addWidget(WrappedLabel(sentences.coverage(run), role="strong"))
        test = run.back_test
        if test is None:
            card.body.addStretch(1)
            return card
        plot = CalibrationPlot()
        is_private = self.desk.shown.is_private
        plot.show_test(test, currency=run.currency, is_hidden=is_private)
        plot.chosen.connect(self._open_tenth)
        card.body.addWidget(plot, 1)
        for text in ("" if is_private else sentences.bias(test, run.currency), sentences.ranking(test)):
            if text:
                card.body.addWidget(WrappedLabel(text, tone="secondary"))
        if any(is_poor(one) for one in test.tenths):
            note = tr("Marked: tenths of which fewer than {share} fell inside.", share=sentences.share(POOR))
            card.body.addWidget(WrappedLabel(note, role="caption", tone="tertiary"))
        return card

    def _open_tenth(self, place: int) -> None:
        view = self._view
        if view is None or view.run is None:
            return
        run = view.run
        words = Words(f"回测第 {place + 1} 组", f"Back-test, tenth {place + 1}")

        def find(connection: object) -> list[int]:
            from crmdesk.differentiate.forecast.queries import tenth_clients

            return list(tenth_clients(connection, run, place))  # type: ignore[arg-type]

        self.open_found(words, find)

    def _at_stake(self, view: ForecastView) -> Card:
        """Who was worth something and is probably gone, the greatest first."""
        found, words = view.at_stake, Words("收入可能流失", "Income at stake")
        ids = [one.client_id for one in found]
        every = Link(tr("All {count} clients", count=f"{len(found):,}"))
        every.clicked.connect(lambda: self.open_ids(ids, words))
        card = Card(str(words), right=(every,) if found else ())
        total = self.desk.shown.amount(sum(one.at_stake for one in found))
        said = tr("{count} clients are probably gone, {amount} a year with them", count=len(found), amount=total)
        nobody = tr("Nobody with income is likely to be gone")
        card.body.addWidget(WrappedLabel(said if found else nobody, role="strong"))
        for one in found[:_NAMED]:
            card.body.addLayout(self._stake_line(one, ids))
        return card

    def _stake_line(self, one: AtStake, among: list[int]) -> QLayout:
        link = Link(one.name, role="body")
        link.clicked.connect(lambda: self.desk.navigate.open_client(one.client_id, tab="value", among=among))
        alive = PlainLabel(tr("{share} active", share=sentences.share(one.alive)), tone="secondary")
        chips = (ChipLabel(tier_chip(one.tier)),) if one.tier else ()
        return row(link, None, alive, PlainLabel(self.desk.shown.amount(one.past), role="strong"), *chips)

    def _phases(self, view: ForecastView) -> Card:
        """CLV phase × stage, with the value at risk."""
        shown = self.desk.shown
        amount = shown.amount(view.phases.at_risk)
        card = Card(tr("Value at risk"), right=(quiet(tr("clients and value at risk")),))
        said = tr("{amount} of potential value is lost if everybody slips into decline", amount=amount)
        card.body.addWidget(WrappedLabel(said, role="strong"))
        grid = PhaseGrid()
        grid.show_table(view.phases, shown)
        grid.chosen.connect(self._open_phase)
        card.body.addWidget(grid)
        card.body.addStretch(1)
        return card

    def _open_phase(self, pair: object) -> None:
        view = self._view
        if view is None or not isinstance(pair, tuple):
            return
        stage, phase = (code_words(name, code) for name, code in zip(("stage", "clv_phase"), pair, strict=True))
        words = Words(f"{stage.zh} × {phase.zh}", f"{stage.en} × {phase.en}")
        day, manager = view.phases.as_of, self.scope.manager

        def find(connection: object) -> list[int]:
            from crmdesk.differentiate.forecast.phases import phase_clients

            return phase_clients(connection, day, pair, manager=manager)  # type: ignore[arg-type]

        self.open_found(words, find)
