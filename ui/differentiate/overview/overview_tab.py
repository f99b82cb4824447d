"""Differentiate: how the clients divide by tier, recency, segment and stage, who moved, who is about to."""

from __future__ import annotations

from typing import ClassVar, cast

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout

from crmdesk.codes import code_list, code_words
from crmdesk.differentiate.segments import CODES
from crmdesk.i18n import Words, tr
from ui.differentiate.overview.heat_map import HeatMap
from ui.differentiate.overview.pyramid import TierPyramid, TierRow
from ui.differentiate.overview.segment_list import SegmentList
from ui.differentiate.overview.stage_flow import StageFlow
from ui.differentiate.overview.view import (
    NEAR_SHOWN,
    OverviewView,
    Watched,
    countdown_words,
    flow_answer,
    flow_days,
    missing_words,
    pyramid_answer,
    read_overview,
    read_watched,
    recency_answer,
    recency_grid,
    tier_cells,
)
from ui.differentiate.pieces import PictureCard, not_yet, quiet
from ui.differentiate.scope import PictureTab
from ui.framework.chips import ChipLabel, tier_chip
from ui.framework.frames import Card, Scroll, clear_layout, row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.links import Link
from ui.framework.page import Desk

#: Below this width the segments stand in the last row.
_NARROW = 1180


class OverviewTab(PictureTab):
    name: ClassVar[str] = "overview"
    title: ClassVar[Words] = Words("总览", "Overview")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._view: OverviewView | None = None
        self._watched: Watched | None = None
        self._waiting: tuple[Card, ...] = ()
        self._is_narrow = False
        self._body = Scroll("window", margin=4, gap=4)
        self.setLayout(row(self._body, gap=0))

    def load(self) -> None:
        scope = self.scope
        self.desk.runner.read(lambda c: read_overview(c, scope), then=self._take, owner=self, key="overview")

    def _take(self, view: OverviewView | None) -> None:
        """The pictures stand at once; who is about to change follows."""
        self._view, self._watched, scope = view, None, self.scope
        self._show()
        if view is not None:
            read = self.desk.runner.read
            read(lambda c: read_watched(c, scope, view), then=self._take_watched, owner=self, key="watched")

    def _take_watched(self, watched: Watched) -> None:
        """Only the two cards change: the keyboard may be in a picture above them."""
        self._watched = watched
        if self._view is None:
            return
        old, new = self._waiting, (self._near(watched), self._radar(self._view, watched))
        for before, after in zip(old, new, strict=True):
            self._body.body.replaceWidget(before, after)
            before.hide()
            before.deleteLater()
        self._waiting = new

    def _show(self) -> None:
        clear_layout(self._body.body)
        view = self._view
        if view is None:
            self._body.body.addWidget(not_yet(self.desk, self), 1)
            return
        for cards in self._lines(view):
            self._body.body.addLayout(self._line(cards, (5, 4, 3) if len(cards) == 3 else (1, 1)))
        self._body.body.addStretch(1)

    def _lines(self, view: OverviewView) -> list[list[Card]]:
        """What stands beside what: as much as there is room for."""
        pyramid, recency, segments = self._pyramid(view), self._recency(view), self._segments(view)
        flow, near, radar = self._flow(view), self._near(self._watched), self._radar(view, self._watched)
        self._waiting = (near, radar)
        if self._is_narrow:
            return [[pyramid, recency], [flow], [segments, radar], [near]]
        return [[pyramid, recency, segments], [flow], [near, radar]]

    @staticmethod
    def _line(cards: list[Card], shares: tuple[int, ...]) -> QLayout:
        line = row(*cards, gap=4)
        for place, share in zip(range(len(cards)), shares, strict=False):
            line.setStretch(place, share)
        return line

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            if self._view is not None:
                self._show()

    # -- cards

    def _pyramid(self, view: OverviewView) -> Card:
        pyramid = TierPyramid()
        pyramid.show_rows([TierRow(*cells) for cells in tier_cells(view.cube, self.desk.shown)])
        pyramid.chosen.connect(lambda tier: self.open_class(code_words("tier", tier), tier=tier))
        total = quiet(tr("{count} clients", count=f"{view.cube.clients:,}"))
        return _card(pyramid_answer(view.cube), pyramid, total)

    def _recency(self, view: OverviewView) -> Card:
        heat = HeatMap()
        heat.show_grid(recency_grid(view.cube, view.rulebook))
        heat.chosen.connect(self._open_points)
        return _card(recency_answer(view.cube, view.rulebook), heat, quiet(tr("R × F, clients")))

    def _open_points(self, key: object) -> None:
        recency, frequency = cast("tuple[str, str]", key)
        words = Words(f"R {recency} 分 · F {frequency} 分", f"R {recency} · F {frequency} points")
        self.open_class(words, R=recency, F=frequency)

    def _segments(self, view: OverviewView) -> Card:
        found = view.cube.clients_by("segment")
        segments = SegmentList()
        segments.show_counts({code: found.get(code, 0) for code in sorted(CODES, key=list(code_list("segment")).index)})
        segments.chosen.connect(lambda code: self.open_class(code_words("segment", code), segment=code))
        high = quiet(tr("R F M, 1 = {points} points or more", points=view.rulebook.high_cut))
        return _card(tr("Eight segments"), segments, high)

    def _flow(self, view: OverviewView) -> Card:
        moves = view.cube.moves("stage")
        flow = StageFlow()
        flow.show_flow(view.cube.clients_by("stage"), moves)
        flow.chosen.connect(self._open_stage)
        return _card(flow_answer(moves), flow, quiet(flow_days(view.cube)))

    def _open_stage(self, key: object) -> None:
        if isinstance(key, str):
            self.open_class(code_words("stage", key), stage=key)
            return
        old, new = cast("tuple[str, str]", key)
        before, after = code_words("stage", old), code_words("stage", new)
        words = Words(f"{before.zh} → {after.zh}", f"{before.en} → {after.en}")
        self.open_class(words, stage_before=old, stage=new)

    def _near(self, view: Watched | None) -> Card:
        if view is None:
            card = Card(tr("Near the next tier"))
            card.body.addWidget(quiet(tr("Counting…")))
            card.body.addStretch(1)
            return card
        every = Link(tr("All {count} clients", count=f"{len(view.near):,}"))
        every.clicked.connect(lambda: self.tab_asked.emit("watch"))
        card = Card(tr("Near the next tier"), right=(every,) if view.near else ())
        if not view.near:
            card.body.addWidget(PlainLabel(tr("Nobody is near the next tier."), tone="secondary"))
        ids = [one.client_id for one in view.near]
        for one in view.near[:NEAR_SHOWN]:
            found = view.names.get(one.client_id)
            link = Link(found.name if found is not None else "", role="body")
            link.clicked.connect(
                lambda _checked=False, cid=one.client_id: self.desk.navigate.open_client(cid, tab="value", among=ids)
            )
            chips = (
                ChipLabel(tier_chip(one.tier)),
                PlainLabel("→", tone="tertiary"),
                ChipLabel(tier_chip(one.next_tier)),
            )
            missing = PlainLabel(missing_words(one, self.desk.shown), tone="secondary")
            card.body.addLayout(row(link, None, missing, *chips))
        card.body.addStretch(1)
        return card

    def _radar(self, view: OverviewView, watched: Watched | None) -> Card:
        sleepers = watched.sleepers if watched is not None else []
        every = Link(tr("All {count} clients", count=f"{len(sleepers):,}"))
        every.clicked.connect(lambda: self.tab_asked.emit("watch"))
        card = Card(tr("Dormancy radar"), right=(every,) if sleepers else ())
        answer = tr("Counting…") if watched is None else countdown_words(sleepers, self.desk.shown)
        card.body.addWidget(WrappedLabel(answer, role="strong"))
        found = view.cube.clients_by("dormancy")
        for code in code_list("dormancy"):
            words = code_words("dormancy", code)
            link = Link(f"{found.get(code, 0):,}", role="body", name=f"{words}: {found.get(code, 0):,}")
            link.clicked.connect(lambda _checked=False, code=code, words=words: self.open_class(words, dormancy=code))
            card.body.addLayout(row(PlainLabel(str(words)), None, link))
        card.body.addStretch(1)
        return card


def _card(title: str, picture: TierPyramid | HeatMap | SegmentList | StageFlow, note: PlainLabel) -> Card:
    card = PictureCard(title, right=(note,))
    card.body.addWidget(picture)
    card.body.addStretch(1)
    return card
