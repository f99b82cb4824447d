"""How the clients spread: recency by frequency for each contribution, who holds the assets, scores and their tiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, cast

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from crmdesk import money
from crmdesk.differentiate.concentration import Concentration, concentration, top_clients
from crmdesk.differentiate.cube import Cube, band_clients, cube
from crmdesk.differentiate.distribution import Spread, asset_spread, score_spread
from crmdesk.differentiate.overview import rulebook_of, run_of
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.i18n import Words, language, tr
from ui.differentiate.distribution.lorenz_chart import TOP, LorenzChart, percent
from ui.differentiate.distribution.spread_chart import SpreadChart
from ui.differentiate.overview.heat_map import HeatMap
from ui.differentiate.overview.view import recency_grid
from ui.differentiate.pieces import PictureCard, not_yet, quiet, under
from ui.differentiate.scope import PictureTab, Scope, shown_day
from ui.framework.frames import Card, Scroll, clear_layout, column, row
from ui.framework.labels import PlainLabel
from ui.framework.page import Desk
from ui.framework.shown import HIDDEN

_NARROW = 1180
_SMALL_ROW = 22


@dataclass(frozen=True)
class _View:
    counts: Cube
    rules: Rulebook
    held: Concentration
    spread: Spread


class DistributionTab(PictureTab):
    name: ClassVar[str] = "distribution"
    title: ClassVar[Words] = Words("分布", "Distribution")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._view: _View | None = None
        self._is_narrow = False
        self._body = Scroll("window", margin=4, gap=4)
        self.setLayout(row(self._body, gap=0))

    def load(self) -> None:
        scope = self.scope
        self.desk.runner.read(lambda c: _read(c, scope), then=self._take, owner=self, key="distribution")

    def _take(self, view: _View | None) -> None:
        self._view = view
        self._show()

    def _show(self) -> None:
        clear_layout(self._body.body)
        view = self._view
        if view is None:
            self._body.body.addWidget(not_yet(self.desk, self), 1)
            return
        charts: QHBoxLayout | QVBoxLayout = column(gap=4) if self._is_narrow else row(gap=4)
        for card in (self._lorenz(view), self._spread(view)):
            charts.addWidget(card, 1)
        self._body.body.addLayout(charts)
        self._body.body.addWidget(self._maps(view))
        self._body.body.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            if self._view is not None:
                self._show()

    # -- who holds the assets

    def _lorenz(self, view: _View) -> Card:
        chart = LorenzChart()
        chart.show_concentration(view.held)
        chart.chosen.connect(self._open_top)
        share, held = percent(view.held.whole(TOP)), percent(view.held.held(TOP))
        title = tr("The top {share} hold {held} of the assets", share=share, held=held)
        card = PictureCard(title, right=(quiet(tr("Gini {value}", value=f"{view.held.gini:.2f}")),))
        card.body.addWidget(chart)
        card.body.addWidget(
            under(tr("Share of the assets by share of the clients, the richest first; dashed: all alike"))
        )
        return card

    def _open_top(self, share: float) -> None:
        if self._view is None:
            return
        scope, day, count = self.scope, self._view.counts.day, self._view.held.count(share)
        shown = percent(self._view.held.whole(share))
        words = Words(f"资产最多的 {shown}", f"Top {shown} by assets")
        self.open_found(words, lambda connection: top_clients(connection, day, count, manager=scope.manager))

    # -- scores and tiers

    def _spread(self, view: _View) -> Card:
        chart = SpreadChart(self._amount)
        chart.show_spread(view.spread)
        chart.chosen.connect(self._open_bar)
        card = PictureCard(
            _spread_answer(view.spread), right=(quiet(tr("{count} clients", count=f"{view.spread.clients:,}")),)
        )
        card.body.addWidget(chart)
        if view.spread.by_assets:
            card.body.addWidget(under(tr("Clients by assets, bars by magnitude; lines: where a tier begins")))
        else:
            card.body.addWidget(under(tr("Clients by composite score, points; lines: where a tier begins")))
        return card

    def _amount(self, cents: int) -> str:
        return HIDDEN if self.desk.shown.is_private else money.short(cents, language()).replace(".0", "")

    def _open_bar(self, bar: int) -> None:
        view = self._view
        if view is None:
            return
        low, high = view.spread.edges[bar], view.spread.edges[bar + 1]
        what = "assets" if view.spread.by_assets else "score"
        if self.scope.day is None:
            self.desk.navigate.list_clients(self._bar_expression(what, low, high))
            return
        scope, day = self.scope, view.counts.day
        words = Words(f"综合分 {low / 10:g}–{high / 10:g}", f"Score {low / 10:g}–{high / 10:g}")
        if view.spread.by_assets:
            shown = f"{self._amount(low)} – {self._amount(high)}"
            words = Words(f"资产 {shown}", f"Assets {shown}")
        self.open_found(
            words, lambda connection: band_clients(connection, day, what, (low, high), manager=scope.manager)
        )

    def _bar_expression(self, what: str, low: int, high: int) -> str:
        if what == "score":
            # The last bar holds the full score too.
            top = high / 10 if high == self._view_top() else (high - 1) / 10
            return f"score:{low / 10:g}..{top:g} tier:!dormant {self.scope.expression()}".strip()
        return f"assets:{low / 100:.2f}..{(high - 1) / 100:.2f} {self.scope.expression()}".strip()

    def _view_top(self) -> int:
        return self._view.spread.edges[-1] if self._view is not None else 0

    # -- recency, frequency, contribution

    def _maps(self, view: _View) -> Card:
        note = quiet(tr("R × F for each score of M, clients"))
        card = PictureCard(_maps_answer(view.counts, view.rules), right=(note,))
        grids = {points: recency_grid(view.counts, view.rules, monetary=points) for points in "543210"}
        most = max((max(grid.counts.values(), default=0) for grid in grids.values()), default=0)
        lines = QGridLayout()
        lines.setHorizontalSpacing(24)
        lines.setVerticalSpacing(12)
        across = 2 if self._is_narrow else 3
        for place, points in enumerate("543210"):
            lines.addWidget(self._small_map(view, points, most), place // across, place % across)
            lines.setColumnStretch(place % across, 1)
        card.body.addLayout(lines)
        return card

    def _small_map(self, view: _View, points: str, most: int) -> QWidget:
        grid = recency_grid(view.counts, view.rules, monetary=points, most=most)
        heat = HeatMap(row_height=_SMALL_ROW, is_small=True)
        heat.show_grid(grid)
        heat.chosen.connect(lambda key: self._open_points(key, points))
        holder = QWidget()
        count = f"{sum(grid.counts.values()):,}"
        head = row(
            PlainLabel(f"M {points}", role="strong"), quiet(self._band(view.rules, int(points))), None, quiet(count)
        )
        holder.setLayout(column(head, heat, gap=1))
        return holder

    def _band(self, rules: Rulebook, points: int) -> str:
        """What contribution earns these points."""
        cuts = rules.breakpoints.monetary
        if points == 0:
            return tr("nothing earned") if cuts[0] <= 1 else f"< {self._amount(cuts[0])}"
        low = self._amount(cuts[points - 1]) if cuts[points - 1] > 1 else "> 0"
        return f"≥ {low}" if points == len(cuts) else f"{low} – {self._amount(cuts[points])}"

    def _open_points(self, key: object, monetary: str) -> None:
        recency, frequency = cast("tuple[str, str]", key)
        words = Words(
            f"R {recency} 分 · F {frequency} 分 · M {monetary} 分", f"R {recency} · F {frequency} · M {monetary} points"
        )
        self.open_class(words, R=recency, F=frequency, M=monetary)


def _maps_answer(counts: Cube, rules: Rulebook) -> str:
    """Whether those who earn most also come often."""
    best = [row for row in counts.rows if row.points and int(row.points[2]) >= rules.high_cut]
    total = sum(row.clients for row in best)
    if not total:
        return tr("Nobody reaches {points} points for the contribution", points=rules.high_cut)
    lively = sum(row.clients for row in best if min(int(row.points[0]), int(row.points[1])) >= rules.high_cut)
    return tr(
        "{count} contribute most; {share} of them traded recently and often",
        count=f"{total:,}",
        share=f"{lively / total:.0%}",
    )


def _spread_answer(spread: Spread) -> str:
    """How many stand just below a tier, where hysteresis and the near-tier list work."""
    if not spread.clients:
        return tr("Nobody is scored.")
    if spread.by_assets:
        reached = sum(
            count for edge, count in zip(spread.edges, spread.counts, strict=False) if edge >= spread.bounds[0][1]
        )
        return tr("{share} have assets for a tier above base", share=f"{reached / spread.clients:.0%}")
    below = sum(
        count
        for edge, count in zip(spread.edges, spread.counts, strict=False)
        if any(bound - 50 <= edge < bound for _tier, bound in spread.bounds)
    )
    return tr("{count} stand less than 5 points below a tier", count=f"{below:,}")


def _read(connection: Any, scope: Scope) -> _View | None:
    day = shown_day(connection, scope)
    found = None if day is None else run_of(connection, day)
    if day is None or found is None:
        return None
    rules = rulebook_of(connection, found)
    held = concentration(connection, day, manager=scope.manager)
    if rules.thresholds.mode == "AUM":
        spread = asset_spread(held.assets, rules.thresholds.assets)
    else:
        spread = score_spread(connection, day, rules, manager=scope.manager)
    return _View(cube(connection, day, manager=scope.manager), rules, held, spread)
