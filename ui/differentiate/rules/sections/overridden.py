"""Clients whose tier or stage was set by hand: their share against what is allowed, and which end soon."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal

from crmdesk import dates
from crmdesk.i18n import Words, tr
from ui.differentiate.rules.section import RulesSection
from ui.differentiate.rules.view import RulesView
from ui.framework.big_table import Cell, Column
from ui.framework.big_table.cells import paint_text
from ui.framework.empty import EmptyState
from ui.framework.frames import Card
from ui.framework.grid import Grid, GridRow
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk
from ui.standing_cells import stage_cell, tier_cell, tier_column

if TYPE_CHECKING:
    from crmdesk.differentiate.overrides import NamedOverride, OverrideShare

_SOON_DAYS = 30
_MOST = 2_000
_CHIP = 124  # a tier or a stage, in either language


class OverriddenSection(RulesSection):
    """``client_asked`` with a client's id."""

    name: ClassVar[str] = "overridden"
    title: ClassVar[Words] = Words("人工特批", "Set by hand")
    about: ClassVar[Words] = Words(
        "特批在客户页设置：层级最长 12 个月，阶段最长 3 个月，到期自动恢复按规则判定。特批过多，说明规则该改了。",
        "Set on the client's page: a tier for 12 months at most, a stage for 3. Too many ask for other rules.",
    )

    client_asked = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: list[NamedOverride] = []
        self._share: OverrideShare | None = None

    def show_overrides(self, found: list[NamedOverride], share: OverrideShare) -> None:
        self._found, self._share = found, share

    def structure(self, _view: RulesView) -> object:
        return self._found, self._share, self._desk.shown.is_private

    def build(self, _view: RulesView) -> None:
        if self._share is None:
            return
        self.body.addWidget(self._share_card(self._share))
        if not self._found:
            said = tr("Open a client, then choose “Set tier or stage by hand” from the command palette (Ctrl+K).")
            self.body.addWidget(EmptyState("shield-check", tr("No client is set by hand"), said))
            return
        columns = (
            Column("client", tr("Client"), 120, paint_text),
            replace(tier_column(is_sortable=False), title=tr("Set to"), width=_CHIP),
            Column("until", tr("Last day"), 180, paint_text),
            Column("approver", tr("Approved by"), 100, paint_text),
            Column("reason", tr("Reason"), 200, paint_text),
        )
        self.grid = Grid(columns, name=str(self.title))
        self.grid.show_rows([_row(one) for one in self._found[:_MOST]])
        self.grid.setMinimumHeight(min(560, 34 + 32 * len(self._found)))
        self.grid.opened.connect(lambda at: self.client_asked.emit(int(self.grid.row_key(at))))
        self.body.addWidget(self.grid)
        if len(self._found) > _MOST:
            said = tr("The first {count} of {all}.", count=f"{_MOST:,}", all=f"{len(self._found):,}")
            self.body.addWidget(WrappedLabel(said, role="caption", tone="tertiary"))

    def _share_card(self, share: OverrideShare) -> Card:
        from crmdesk.differentiate.overrides import TARGET_SHARE

        soon = sum(1 for one in self._found if _left(one) <= _SOON_DAYS)
        ending = PlainLabel(
            tr("{count} end within 30 days", count=soon), role="caption", tone="warn" if soon else "secondary"
        )
        title = tr("{count} of {clients} clients: {share}", count=f"{share.overridden:,}", clients=f"{share.clients:,}",
                   share=f"{share.share:.2%}")  # fmt: skip
        card = Card(title, right=(ending,))
        is_fine = share.is_within_target
        said = tr("Within the {target} allowed.", target=f"{TARGET_SHARE:.0%}") if is_fine else tr(
            "More than the {target} allowed: look whether the rules fit.", target=f"{TARGET_SHARE:.0%}"
        )  # fmt: skip
        card.body.addWidget(WrappedLabel(said, tone="ok" if is_fine else "bad"))
        return card


def _left(one: NamedOverride) -> int:
    return (one.override.expires_on - dates.local_today()).days


def _row(one: NamedOverride) -> GridRow:
    bent, left = one.override, _left(one)
    tone = "state.warn" if left <= _SOON_DAYS else "text.primary"
    chip = tier_cell(bent.code) if bent.what == "tier" else stage_cell(bent.code, None)
    until = tr("{day} · {count} days", day=bent.expires_on, count=left)
    cells = (Cell(one.name, tooltip=one.client_no), chip, Cell(until, tone), Cell(bent.approver), Cell(bent.reason))
    return GridRow(cells, key=bent.client_id)
