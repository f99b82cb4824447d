"""Differentiate: how the clients divide by tier, stage and segment, who moved, who is near the next tier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from crmdesk.codes import code_list, code_words
from crmdesk.differentiate import overview, rulebooks
from crmdesk.differentiate.overview import ClassCounts, LatestRun, NearTier
from crmdesk.i18n import Words, tr
from ui.differentiate.classify_dialog import ClassifyDialog
from ui.differentiate.overview.heat_map import HeatMap
from ui.differentiate.overview.pyramid import TierPyramid, TierRow
from ui.differentiate.overview.stage_flow import StageFlow
from ui.differentiate.room_tab import RoomTab
from ui.framework.buttons import Button
from ui.framework.chips import ChipLabel, tier_chip
from ui.framework.empty import EmptyState
from ui.framework.frames import Card, Scroll, clear_layout, row
from ui.framework.labels import PlainLabel
from ui.framework.links import Link
from ui.framework.page import Desk

_NEAR = 8


@dataclass(frozen=True)
class _View:
    run: LatestRun
    counts: ClassCounts
    segments: dict[str, int]
    dormancy: dict[str, int]
    moves: dict[tuple[str, str], int]
    near: list[NearTier]


class OverviewTab(RoomTab):
    name: ClassVar[str] = "overview"
    title: ClassVar[Words] = Words("总览", "Overview")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._body = Scroll("window", margin=4, gap=4)
        self.setLayout(row(self._body, gap=0))

    def show_scope(self, manager: str | None) -> None:
        self.desk.runner.read(lambda c: _read(c, manager), then=self._show, owner=self, key="overview")

    def _show(self, view: _View | None) -> None:
        clear_layout(self._body.body)
        if view is None:
            self._body.body.addWidget(self._not_yet())
            return
        self._body.body.addLayout(row(self._pyramid(view), self._heat(view), gap=4))
        self._body.body.addWidget(self._flow(view))
        self._body.body.addLayout(row(self._segments(view), self._near(view), self._radar(view), gap=4))
        self._body.body.addStretch(1)

    def _not_yet(self) -> EmptyState:
        empty = EmptyState(
            "layers",
            tr("Nobody is classified yet."),
            tr(
                "Import transactions or balances, then classify: "
                "every client gets a tier and a stage, with the reasons."
            ),
        )
        empty.add_action(Button(tr("Classify"), icon="layers", kind="primary"), self.ask_classify)
        return empty

    # -- cards

    def _pyramid(self, view: _View) -> Card:
        clients = view.counts.by_tier()
        total = sum(clients.values()) or 1
        assets = {tier: sum(v for (t, _s), v in view.counts.assets.items() if t == tier) for tier in clients}
        money = sum(assets.values()) or 1
        high = ("platinum", "diamond", "private")
        title = tr(
            "{count} clients from platinum up hold {share} of the assets",
            count=f"{sum(clients[t] for t in high):,}",
            share=f"{sum(assets[t] for t in high) / money:.1%}",
        )
        pyramid = TierPyramid()
        order = [*[t for t in reversed(list(clients)) if t != "dormant"], "dormant"]
        pyramid.show_rows(
            [
                TierRow(
                    tier,
                    clients[tier],
                    (
                        f"{clients[tier]:,}",
                        f"{clients[tier] / total:.1%}",
                        self.desk.shown.amount(assets[tier]),
                        f"{assets[tier] / money:.1%}",
                    ),
                )
                for tier in order
            ]
        )
        card = Card(title, right=(_quiet(tr("{count} clients", count=f"{total:,}")),))
        card.body.addWidget(pyramid)
        card.body.addStretch(1)
        return card

    def _heat(self, view: _View) -> Card:
        stages, tiers = list(code_list("stage")), [t for t in code_list("tier") if t != "dormant"]
        counts = [[view.counts.clients[tier, stage] for tier in tiers] for stage in stages]
        decline = sum(view.counts.clients[tier, "decline"] for tier in tiers)
        heat = HeatMap()
        heat.show_counts(
            counts,
            rows=[str(code_words("stage", stage)) for stage in stages],
            columns=[str(code_words("tier", tier)) for tier in tiers],
            axes=("", tr("Stage × tier, clients")),
        )
        card = Card(tr("{count} clients are in decline", count=f"{decline:,}"))
        card.body.addWidget(heat)
        card.body.addStretch(1)
        return card

    def _flow(self, view: _View) -> Card:
        entered = sum(count for (_old, new), count in view.moves.items() if new == "decline")
        ended = sum(count for (_old, new), count in view.moves.items() if new == "termination")
        recovered = sum(count for (old, new), count in view.moves.items() if old == "decline" and new != "termination")
        title = tr(
            "This month {entered} entered decline, {recovered} recovered, {ended} ended",
            entered=entered,
            recovered=recovered,
            ended=ended,
        )
        flow = StageFlow()
        flow.show_flow(view.counts.by_stage(), view.moves)
        card = Card(title, right=(_quiet(tr("data date {day}", day=view.run.as_of)),))
        card.body.addWidget(flow)
        return card

    def _segments(self, view: _View) -> Card:
        card = Card(tr("Eight segments"), right=(_quiet(tr("R F M high = 1")),))
        for code, count in view.segments.items():
            number = PlainLabel(f"{count:,}")
            card.body.addLayout(
                row(
                    PlainLabel(" ".join(code), tone="tertiary"),
                    PlainLabel(str(code_words("segment", code))),
                    None,
                    number,
                )
            )
        card.body.addStretch(1)
        return card

    def _near(self, view: _View) -> Card:
        card = Card(tr("Near the next tier"), right=(_quiet(f"{len(view.near):,}"),))
        if not view.near:
            card.body.addWidget(PlainLabel(tr("Nobody is within a tenth of the next tier."), tone="secondary"))
        ids = [one.client_id for one in view.near]
        for one in view.near[:_NEAR]:
            link = Link(one.name, role="body")
            link.clicked.connect(
                lambda _checked=False, cid=one.client_id: self.desk.navigate.open_client(cid, tab="value", among=ids)
            )
            next_chip = ChipLabel(tier_chip(one.next_tier))
            card.body.addLayout(
                row(link, ChipLabel(tier_chip(one.tier)), None, PlainLabel("→", tone="tertiary"), next_chip)
            )
        card.body.addStretch(1)
        return card

    def _radar(self, view: _View) -> Card:
        card = Card(tr("Dormancy radar"))
        for code, count in view.dormancy.items():
            card.body.addLayout(row(PlainLabel(str(code_words("dormancy", code))), None, PlainLabel(f"{count:,}")))
        card.body.addStretch(1)
        return card

    # -- acts

    def ask_classify(self) -> None:
        ClassifyDialog(self.desk, parent=self).open()


def _quiet(text: str) -> PlainLabel:
    return PlainLabel(text, role="caption", tone="tertiary")


def _read(connection: Any, manager: str | None) -> _View | None:
    newest = overview.latest_run(connection)
    if newest is None:
        return None
    rules = rulebooks.of_standing(connection, newest.rulebook, newest.rulebook_version)
    return _View(
        newest,
        overview.class_counts(connection, manager=manager),
        overview.segment_counts(connection, manager=manager),
        overview.dormancy_counts(connection, manager=manager),
        overview.stage_moves(connection, manager=manager),
        overview.near_tier(connection, rules, manager=manager),
    )
