"""The two lists of who is about to change class: near the next tier, and asleep from the next new year on."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from crmdesk.book.client_list import ClientRow, client_rows
from crmdesk.book.listed import Listed
from crmdesk.codes import code_words
from crmdesk.differentiate.overview import rulebook_of, run_of
from crmdesk.differentiate.watching import NearTier, Sleeper, countdown, near_tier
from crmdesk.i18n import tr
from ui.client_rows import ClientRows, Query
from ui.differentiate.scope import Scope, shown_day
from ui.framework.big_table import Cell, Column
from ui.framework.big_table.cells import Cells, paint_name, paint_number
from ui.framework.big_table.model import Loaded
from ui.framework.empty import EmptyState
from ui.framework.page import Desk
from ui.framework.shown import NOTHING, Shown
from ui.standing_cells import tier_cell, tier_column


def _columns(*middle: Column) -> tuple[Column, ...]:
    """Name, tier, what the list is about, and who looks after the client."""
    manager = Column("manager", tr("Manager"), 104, is_sortable=False, leaves=2)
    return (
        Column("name", tr("Client"), 128, paint_name, is_sortable=False),
        tier_column(is_sortable=False),
        *middle,
        manager,
    )


@dataclass(frozen=True)
class Watched(Listed):
    """The figures of each client stand beside the ids."""

    figures: dict[int, Any] = field(default_factory=dict)


class WatchRows(ClientRows):
    """Read and sorted at once: every figure of the list comes with it."""

    def __init__(self, desk: Desk, columns: Sequence[Column], *, name: str, empty: EmptyState) -> None:
        super().__init__(desk, columns, name=name, empty=empty)
        self.scope = Scope()
        self.listed: Listed = Watched()
        self.opened.connect(
            lambda client: desk.navigate.open_client(client, tab="value", among=self.clients_in_order())
        )

    def keys(self) -> dict[str, Callable[[Any], Any]]:
        """Sort keys by column."""
        raise NotImplementedError

    @property
    def figures(self) -> dict[int, Any]:
        return self.listed.figures if isinstance(self.listed, Watched) else {}

    def everybody(self, connection: Any, scope: Scope) -> Sequence[Any]:
        """Everybody on the list, in its own order."""
        raise NotImplementedError

    def query(self) -> Query:
        scope, key, descending = self.scope, self.keys().get(self.sort), self.descending

        def read(connection: Any) -> Watched:
            rows = self.everybody(connection, scope)
            ordered = rows if key is None else sorted(rows, key=key, reverse=descending)
            figures = {one.client_id: one for one in ordered}
            return Watched(array("q", figures), array("q", figures), figures)

        return read

    def read_scope(self, scope: Scope) -> None:
        self.scope = scope
        self.read()

    def cells(self, connection: Any, ids: Sequence[int]) -> Loaded:
        found, shown = self.figures, self.desk.shown
        rows = client_rows(connection, ids)
        return {row.id: self.line(row, found[row.id], shown) for row in rows if row.id in found}

    def line(self, client: ClientRow, one: Any, shown: Shown) -> Cells:
        raise NotImplementedError


class NearRows(WatchRows):
    """Everybody near the next tier: how much is missing, the nearest first."""

    def __init__(self, desk: Desk) -> None:
        empty = EmptyState("target", tr("Nobody is near the next tier."), tr("The rulebook says how near is near."))
        columns = _columns(
            Column("next", tr("Next tier"), 96, tier_column().paint, is_sortable=False),
            Column("missing", tr("Still missing"), 104, paint_number, is_right=True),
            Column("value", tr("Has now"), 96, paint_number, is_right=True, starts_descending=True, leaves=1),
            Column("closeness", tr("Of the bound"), 112, paint_number, is_right=True, starts_descending=True),
        )
        super().__init__(desk, columns, name=tr("Near the next tier"), empty=empty)
        self.sort, self.descending = "closeness", True
        self.give_room_to("name")

    def keys(self) -> dict[str, Callable[[NearTier], Any]]:
        return {
            "closeness": lambda near: (near.closeness, near.bound, -near.client_id),
            "missing": lambda near: (near.by_assets, near.missing),
            "value": lambda near: (near.by_assets, near.value),
        }

    def everybody(self, connection: Any, scope: Scope) -> list[NearTier]:
        day = shown_day(connection, scope)
        run = None if day is None else run_of(connection, day)
        if day is None or run is None:
            return []
        return near_tier(connection, day, rulebook_of(connection, run), manager=scope.manager)

    def line(self, client: ClientRow, one: NearTier, shown: Shown) -> Cells:
        return (
            Cell(client.name, tooltip=f"{client.name}\n{client.client_no}"),
            tier_cell(one.tier),
            tier_cell(one.next_tier),
            _measured(one.missing, one, shown),
            _measured(one.value, one, shown),
            Cell(f"{one.closeness:.1%}"),
            Cell(client.manager, "text.secondary", client.manager),
        )


def _measured(value: int, one: NearTier, shown: Shown) -> Cell:
    """Cents or tenths of a point."""
    if one.by_assets:
        return Cell(shown.amount(value), tooltip=shown.exact(value))
    return Cell(tr("{score} points", score=f"{value / 10:.1f}"))


class SleepRows(WatchRows):
    """Who counts as dormant from a day unless they trade before: the soonest first, then the most assets."""

    def __init__(self, desk: Desk) -> None:
        empty = EmptyState(
            "sunset",
            tr("Nobody becomes dormant before the next new year."),
            tr("Everybody traded, or nobody is classified yet."),
        )
        columns = _columns(
            Column("becomes", tr("Becomes"), 136, is_sortable=False),
            Column("idle_on", tr("On"), 96, paint_number, is_right=True, leaves=1),
            Column("days", tr("Days left"), 80, paint_number, is_right=True),
            Column("assets", tr("At stake"), 96, paint_number, is_right=True, starts_descending=True),
        )
        super().__init__(desk, columns, name=tr("Dormancy radar"), empty=empty)
        self.sort = "idle_on"
        self.give_room_to("name")

    def keys(self) -> dict[str, Callable[[Sleeper], Any]]:
        return {
            "idle_on": lambda one: (one.idle_on, -one.assets),
            "days": lambda one: (one.days_left, -one.assets),
            "assets": lambda one: one.assets,
        }

    def everybody(self, connection: Any, scope: Scope) -> list[Sleeper]:
        day = shown_day(connection, scope)
        return [] if day is None else countdown(connection, day, manager=scope.manager)

    def line(self, client: ClientRow, one: Sleeper, shown: Shown) -> Cells:
        tone = "state.warn" if one.becomes == "dormant" else "text.primary"
        return (
            Cell(client.name, tooltip=f"{client.name}\n{client.client_no}"),
            tier_cell(one.tier),
            Cell(str(code_words("dormancy", one.becomes)), tone),
            Cell(shown.day(one.idle_on)),
            Cell(f"{one.days_left:,}"),
            Cell(shown.amount(one.assets) if one.assets else NOTHING, tooltip=shown.exact(one.assets)),
            Cell(client.manager, "text.secondary", client.manager),
        )
