"""The ways to better records, one button above the list: duplicates, quality, the trash, imports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.icons import icon
from ui.framework.menus import popped_up
from ui.framework.page import Desk


@dataclass(frozen=True)
class _Waiting:
    """Pairs that wait for a decision, clients in the trash."""

    pairs: int
    trashed: int


class TidyButton(Button):
    """Counts are read when the menu is asked for: they are not worth a query after every change."""

    def __init__(self, desk: Desk, *, parent: QWidget) -> None:
        super().__init__(tr("Tidy up"), icon="clipboard-check", parent=parent)
        self._desk = desk
        self.clicked.connect(self.ask)

    def ask(self) -> None:
        self._desk.runner.read(_waiting, then=self._show, owner=self, key="tidy")

    def _show(self, waiting: _Waiting) -> None:
        menu = QMenu(self)
        for text, name, room in (
            (_counted(tr("Possible duplicates"), waiting.pairs), "users", "duplicates"),
            (tr("Data quality"), "shield-check", "quality"),
            (tr("Import history"), "history", "import"),
            (_counted(tr("Trash"), waiting.trashed), "trash-2", "trash"),
        ):
            action = menu.addAction(icon(name, "text.secondary"), text)
            action.triggered.connect(lambda _on=False, room=room: self._desk.navigate.go(room))
        popped_up(menu, self)
        menu.setActiveAction(menu.actions()[0])


def _counted(text: str, count: int) -> str:
    return f"{text}  {count:,}" if count else text


def _waiting(connection: Any) -> _Waiting:
    from crmdesk.identify.matching import pair_count
    from crmdesk.identify.trash import trashed_count

    return _Waiting(pair_count(connection), trashed_count(connection))
