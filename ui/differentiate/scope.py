"""Whose clients, as of which day: what every picture of the room reads, and how a click on it opens the clients."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from crmdesk.i18n import Words
from ui.differentiate.room_tab import RoomTab
from ui.framework.page import Desk

#: Parts of a class, and the field of the client list that asks for each.
_FIELDS = {
    "tier": "tier",
    "stage": "stage",
    "dormancy": "dormancy",
    "segment": "segment",
    "stage_before": "stage-before",
    "tier_before": "tier-before",
    "R": "points-r",
    "F": "points-f",
    "M": "points-m",
}


@dataclass(frozen=True)
class Scope:
    """``day`` None: as the newest run left it."""

    manager: str | None = None
    day: date | None = None

    def named(self, words: Words) -> Words:
        """Words for a list of this scope: ``Gold · 2026-05-31 · He``."""
        rest = [str(self.day)] if self.day is not None else []
        rest += [self.manager] if self.manager else []
        return Words(" · ".join([words.zh, *rest]), " · ".join([words.en, *rest]))

    def expression(self, **parts: str) -> str:
        """The filter of a class of the newest run."""
        conditions = [f"{_FIELDS[name]}:{value}" for name, value in parts.items()]
        return " ".join([*conditions, *([f'manager:"{self.manager}"'] if self.manager else [])])


def shown_day(connection: Any, scope: Scope) -> date | None:
    """The day the pictures show; None before the first run."""
    from crmdesk.differentiate.overview import latest_run

    newest = latest_run(connection)
    return scope.day if scope.day is not None or newest is None else newest.as_of


class PictureTab(RoomTab):
    """A tab of pictures, each of which opens the clients behind what is clicked."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.scope = Scope()

    def show_scope(self, manager: str | None) -> None:
        self.scope = Scope(manager, self.as_of)
        self.load()

    def load(self) -> None:
        """Read what the tab shows of ``self.scope``."""
        raise NotImplementedError

    def open_class(self, words: Words, **parts: str) -> None:
        """The clients of a class: a filter for the newest run, a list of names for an earlier day."""
        scope = self.scope
        if scope.day is None:
            self.desk.navigate.list_clients(scope.expression(**parts))
            return
        self.open_found(words, lambda connection: _class_clients(connection, scope, parts))

    def open_found(self, words: Words, find: Callable[[Any], Iterable[int]]) -> None:
        """The clients that ``find`` finds; of a million this takes a moment."""
        self.desk.runner.read(find, then=lambda ids: self.open_ids(ids, words), owner=self, key="clients")

    def open_ids(self, ids: Iterable[int], words: Words) -> None:
        self.desk.navigate.list_these(ids, self.scope.named(words))


def _class_clients(connection: Any, scope: Scope, parts: dict[str, str]) -> Any:
    from crmdesk.differentiate.cube import class_clients

    assert scope.day is not None
    return class_clients(connection, scope.day, parts, manager=scope.manager)
