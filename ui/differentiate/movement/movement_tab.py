"""Who moved between two month-ends: the matrix, the arithmetic of each tier, the flow of stages, and the names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, cast

from crmdesk.book.client_list import ClientRow, client_rows
from crmdesk.codes import code_list, code_words
from crmdesk.differentiate.cube import classified_days
from crmdesk.differentiate.movement import Migration, migration, tiers
from crmdesk.i18n import Words, tr
from crmdesk.supervise.growth import sentence
from ui.differentiate.movement.growth_table import GrowthTable
from ui.differentiate.movement.matrix import Move, MoveMatrix, Moves
from ui.differentiate.movement.month_range import MonthRange
from ui.differentiate.overview.stage_flow import StageFlow
from ui.differentiate.overview.view import flow_answer
from ui.differentiate.pieces import PictureCard, not_yet, quiet, under
from ui.differentiate.scope import PictureTab, Scope, shown_day
from ui.framework.chips import ChipLabel, tier_chip
from ui.framework.empty import EmptyState
from ui.framework.frames import Card, Scroll, clear_layout, row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.links import Link
from ui.framework.page import Desk, State
from ui.framework.segmented import Segmented

_NAMES = 8
#: Months between the two days that are compared first.
_SPAN = 12


@dataclass(frozen=True)
class _View:
    """``names`` are those of the clients who moved up and down, the most assets first."""

    days: list[date]
    found: Migration | None
    up: list[ClientRow]
    down: list[ClientRow]


class MovementTab(PictureTab):
    name: ClassVar[str] = "movement"
    title: ClassVar[Words] = Words("变动", "Movement")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted: tuple[date | None, date | None] = (None, None)
        self._view: _View | None = None
        self._is_shown = False
        self.months = MonthRange()
        self.figures = Segmented([("counts", tr("Counts")), ("shares", tr("Shares"))], name=tr("Figures"))
        self._body = Scroll("window", margin=4, gap=4)
        self.setLayout(row(self._body, gap=0))
        self.months.ranged.connect(self.compare)
        self.figures.chosen.connect(self._show_again)

    # -- reading

    def show_scope(self, manager: str | None) -> None:
        """Another day at the top of the room is another second day; days that were taken back stay at first."""
        if self._is_shown and self.as_of != self.scope.day:
            self._wanted = (None, None)
        self._is_shown = True
        super().show_scope(manager)

    def load(self) -> None:
        scope, wanted = self.scope, self._wanted
        self.desk.runner.read(lambda c: _read(c, scope, wanted), then=self._take, owner=self, key="movement")

    def compare(self, first: date, second: date) -> None:
        """Any two classified days."""
        self._wanted = (first, second)
        self.load()

    def _take(self, view: _View) -> None:
        self._view = view
        self._show_again()

    def _show_again(self) -> None:
        view = self._view
        if view is None:
            return
        for kept in (self.months, self.figures):
            kept.setParent(self)
            kept.hide()
        clear_layout(self._body.body)
        if not view.days:
            self._body.body.addWidget(not_yet(self.desk, self), 1)
        elif view.found is None:
            title, words = tr("One month-end is classified."), tr("Classify another one to see who moved between them.")
            self._body.body.addWidget(EmptyState("layers", title, words), 1)
        else:
            self._show_cards(view, view.found)

    def _show_cards(self, view: _View, found: Migration) -> None:
        body = self._body.body
        self.months.show_days(view.days, found.first, found.second)
        for part in (
            self._range(found),
            self._matrix(found),
            self._growth(found),
            self._flow(found),
            row(self._movers(found, view.up, is_up=True), self._movers(found, view.down, is_up=False), gap=4),
        ):
            body.addLayout(part) if not isinstance(part, Card) else body.addWidget(part)
        body.addStretch(1)
        for kept in (self.months, self.figures):
            kept.show()

    # -- cards

    def _range(self, found: Migration) -> Card:
        card = PictureCard(
            tr("{first} compared with {second}", first=found.first, second=found.second),
            right=(quiet(tr("A click moves the nearer end")),),
        )
        card.body.addWidget(self.months)
        return card

    def _matrix(self, found: Migration) -> Card:
        report = found.growth
        base = report.total.before or 1
        title = tr(
            "{up} rose ({up_share}), {down} fell ({down_share}), {new} new, {lost} lost",
            up=f"{report.upgrades:,}",
            up_share=f"{report.upgrades / base:.2%}",
            down=f"{report.downgrades:,}",
            down_share=f"{report.downgrades / base:.2%}",
            new=f"{report.total.new:,}",
            lost=f"{report.total.lost:,}",
        )
        card = PictureCard(title, right=(self.figures,))
        matrix = MoveMatrix()
        moves = Moves("tier", tiers(), found.matrix, tr("Lost"))
        matrix.show_moves(moves, shares=self.figures.value == "shares")
        matrix.chosen.connect(self._open_tiers)
        note = tr("Dormant clients and those in termination stand outside the tiers: lost when they leave, new again.")
        card.body.addWidget(matrix)
        card.body.addWidget(under(note))
        return card

    def _growth(self, found: Migration) -> Card:
        card = Card()
        card.body.addWidget(WrappedLabel(str(sentence(found.growth)), role="section"))
        table = GrowthTable()
        table.show_report(found.growth)
        note = tr("After = before + new + in − out − lost. * from a base below 200.")
        card.body.addWidget(table)
        card.body.addWidget(under(note))
        return card

    def _flow(self, found: Migration) -> Card:
        moves = {(old, new): count for (old, new), count in found.stage_matrix.items() if old and new and old != new}
        stages = list(code_list("stage"))
        now = {
            stage: sum(count for (_old, new), count in found.stage_matrix.items() if new == stage) for stage in stages
        }
        flow, matrix = StageFlow(), MoveMatrix()
        flow.show_flow(now, moves)
        flow.chosen.connect(self._open_stages)
        gone = tr("Gone")
        matrix.show_moves(Moves("stage", stages, found.stage_matrix, gone), shares=self.figures.value == "shares")
        matrix.chosen.connect(self._open_stages)
        card = PictureCard(flow_answer(moves, is_month=False), right=(quiet(f"{found.first} → {found.second}"),))
        card.body.addWidget(flow)
        card.body.addWidget(matrix)
        return card

    def _movers(self, found: Migration, names: list[ClientRow], *, is_up: bool) -> Card:
        ids = found.moved(up=is_up)
        words = Words("升级", "Moved up") if is_up else Words("降级", "Moved down")
        every = Link(tr("All {count} clients", count=f"{len(ids):,}"))
        every.clicked.connect(lambda: self._open_moved(ids, words))
        card = Card(str(words), right=(every,) if ids else ())
        if not ids:
            card.body.addWidget(PlainLabel(tr("Nobody."), tone="secondary"))
        for one in names:
            link = Link(one.name, role="body")
            link.clicked.connect(
                lambda _checked=False, cid=one.id: self.desk.navigate.open_client(cid, tab="value", among=ids)
            )
            old, new = (ChipLabel(tier_chip(tier)) for tier in found.tiers_of(one.id) if tier is not None)
            assets = PlainLabel(self.desk.shown.amount(one.assets), tone="secondary")
            card.body.addLayout(row(link, None, assets, old, PlainLabel("→", tone="tertiary"), new))
        card.body.addStretch(1)
        return card

    # -- to the clients

    def _open_tiers(self, key: object) -> None:
        if self._view is not None and self._view.found is not None:
            old, new = cast("Move", key)
            self._open_moved(self._view.found.tier_clients(old, new), _pair("tier", old, new))

    def _open_stages(self, key: object) -> None:
        if self._view is None or self._view.found is None:
            return
        found = self._view.found
        if isinstance(key, str):
            self._open_moved(found.stage_clients_now(key), code_words("stage", key))
            return
        old, new = cast("Move", key)
        self._open_moved(found.stage_clients(old, new), _pair("stage", old, new))

    def _open_moved(self, ids: Iterable[int], words: Words) -> None:
        """The chip says the two days; of the account manager alone the room's scope tells."""
        found = self._view.found if self._view is not None else None
        assert found is not None
        days = f"{found.first} → {found.second}"
        scope = Scope(self.scope.manager)
        self.desk.navigate.list_these(ids, scope.named(Words(f"{words.zh} · {days}", f"{words.en} · {days}")))

    # -- state

    def tab_state(self) -> State:
        first, second = (day.isoformat() if day else "" for day in self._wanted)
        return {"first": first, "second": second, "figures": self.figures.value}

    def restore_tab(self, state: State) -> None:
        first, second = (date.fromisoformat(state[name]) if state.get(name) else None for name in ("first", "second"))
        self._wanted = (first, second)
        self.figures.choose(state.get("figures", "counts"))


def _pair(kind: str, old: str | None, new: str | None) -> Words:
    before, after = (
        code_words(kind, code) if code is not None else words
        for code, words in ((old, Words("新增", "New")), (new, Words("流失", "Lost")))
    )
    return Words(f"{before.zh} → {after.zh}", f"{before.en} → {after.en}")


def _read(connection: Any, scope: Scope, wanted: tuple[date | None, date | None]) -> _View:
    days = classified_days(connection)
    first, second = compared(days, shown_day(connection, scope), wanted)
    if first is None or second is None:
        return _View(days, None, [], [])
    found = migration(connection, first, second, manager=scope.manager)
    up, down = (_richest(connection, found.moved(up=is_up)) for is_up in (True, False))
    return _View(days, found, up, down)


def compared(
    days: list[date], shown: date | None, wanted: tuple[date | None, date | None]
) -> tuple[date | None, date | None]:
    """The two days: those that were chosen, else the day the room shows and the one about a year before."""
    if wanted[0] in days and wanted[1] in days:
        return wanted
    past = [day for day in days if shown is not None and day < shown]
    if shown is None or not past:
        return None, None
    return past[min(_SPAN, len(past)) - 1], shown


def _richest(connection: Any, ids: Iterable[int]) -> list[ClientRow]:
    from crmdesk.book.client_list import richest_of

    return client_rows(connection, richest_of(connection, ids, _NAMES))
