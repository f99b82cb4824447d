"""Who is about to change class: near the next tier, and who falls asleep with the calendar year."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout

from crmdesk.differentiate.watching import Sleeper
from crmdesk.i18n import Words, tr
from ui.differentiate.overview.view import countdown_words
from ui.differentiate.pieces import PictureCard
from ui.differentiate.scope import PictureTab
from ui.differentiate.watch.watch_rows import NearRows, SleepRows, WatchRows
from ui.framework.buttons import Button
from ui.framework.frames import row
from ui.framework.page import Desk, State

#: Below this width the two lists stand below each other.
_NARROW = 1100


class WatchTab(PictureTab):
    name: ClassVar[str] = "watch"
    title: ClassVar[Words] = Words("临界与休眠", "On watch")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.near, self.asleep = NearRows(desk), SleepRows(desk)
        self.near_card = _ListCard(self.near, tr("Near the next tier"))
        self.sleep_card = _ListCard(self.asleep, tr("Dormancy radar"))
        self._line = row(self.near_card, self.sleep_card, gap=4)
        self._line.setContentsMargins(16, 16, 16, 16)
        self._line.setStretch(0, 1)
        self._line.setStretch(1, 1)
        self.setLayout(self._line)
        self.near.found.connect(self._show_near)
        self.asleep.found.connect(self._show_asleep)
        self.near_card.list.clicked.connect(lambda: self._open(self.near, Words("临界升级", "Near the next tier")))
        self.sleep_card.list.clicked.connect(lambda: self._open(self.asleep, Words("休眠雷达", "Dormancy radar")))

    def load(self) -> None:
        for rows in (self.near, self.asleep):
            rows.read_scope(self.scope)

    def _show_near(self, count: int) -> None:
        self.near_card.tell(tr("{count} clients are near the next tier", count=f"{count:,}"), count)

    def _show_asleep(self, count: int) -> None:
        found: list[Sleeper] = list(self.asleep.figures.values())
        self.sleep_card.tell(countdown_words(found, self.desk.shown), count)

    def _open(self, rows: WatchRows, words: Words) -> None:
        self.open_ids(rows.clients_in_order(), words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW
        side, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._line.setDirection(below if is_narrow else side)

    def tab_state(self) -> State:
        return {"near": self.near.state(), "asleep": self.asleep.state()}

    def restore_tab(self, state: State) -> None:
        self.near.restore(state.get("near", {}))
        self.asleep.restore(state.get("asleep", {}))

    def focus_start(self) -> None:
        self.near.table.setFocus()


class _ListCard(PictureCard):
    """A list under the sentence that says what it holds; ``list`` opens all of it among the clients."""

    def __init__(self, rows: Any, title: str) -> None:
        self.list = Button(tr("Open as a list"), icon="users", is_small=True)
        super().__init__(title, right=(self.list,))
        self.body.addWidget(rows, 1)
        self.list.setEnabled(False)

    def tell(self, sentence: str, count: int) -> None:
        self.say(sentence)
        self.list.setEnabled(count > 0)
