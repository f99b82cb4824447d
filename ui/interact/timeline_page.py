"""Tab Timeline: everything that happened and is planned, filters on top, the quick log at the side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from crmdesk import dates
from crmdesk.book.timeline import KINDS, Event, Kind, timeline
from crmdesk.i18n import Words, tr
from crmdesk.interact.follow_ups import FollowUp, client_follow_ups
from ui.client_tabs import ClientTab
from ui.framework.choices import PillTicks
from ui.framework.empty import EmptyState
from ui.framework.frames import Line as Hairline
from ui.framework.frames import Panel, Scroll, row
from ui.framework.page import Desk, State
from ui.identify.quick_log import QuickLog
from ui.interact.follow_up_list import FollowUpList
from ui.interact.stream import Line, StreamView

_NARROW = 860
_KIND_WORDS: dict[Kind, Words] = {
    "follow_up": Words("跟进", "Follow-ups"),
    "contact": Words("联系", "Contacts"),
    "need": Words("需求", "Needs"),
    "plan": Words("计划", "Plans"),
    "classification": Words("区分", "Classification"),
    "record": Words("档案与导入", "Record and imports"),
}
_ICONS: dict[Kind, str] = {
    "follow_up": "calendar-clock",
    "contact": "phone",
    "need": "target",
    "plan": "file-text",
    "classification": "layers",
    "record": "id-card",
}


@dataclass(frozen=True)
class Stream:
    """What the tab reads at once."""

    events: tuple[Event, ...]
    follow_ups: tuple[FollowUp, ...]


def stream(connection: Any, client_id: int) -> Stream:
    return Stream(tuple(timeline(connection, client_id, 300)), tuple(client_follow_ups(connection, client_id)))


class TimelineTab(ClientTab):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._stream = Stream((), ())
        self.filters = PillTicks([(kind, str(_KIND_WORDS[kind])) for kind in KINDS], name=tr("Show"))
        self.filters.changed.connect(self._show_lines)
        self.view = StreamView()
        self.empty = EmptyState(
            "history",
            tr("Nothing here yet"),
            tr("Contacts, needs, plans and changes will stand here by date."),
        )
        self.follow_ups = FollowUpList(desk)
        self.log = QuickLog(desk)
        self.log.plan_button.hide()
        self._arrange()

    def _arrange(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        head = Panel("surface", gap=0)
        head.body.setContentsMargins(16, 10, 16, 10)
        head.body.addWidget(self.filters)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(head)
        left.addWidget(Hairline())
        left.addWidget(self._stack, 1)
        scroll = Scroll("subtle", margin=4, gap=4)
        scroll.body.addWidget(self.follow_ups)
        scroll.body.addStretch(1)
        self._side = Panel("subtle", gap=0)
        self._side.setFixedWidth(336)
        self._side.body.addWidget(scroll, 1)
        self._side.body.addWidget(self.log)
        whole = row(Hairline("vertical"), self._side, gap=0)
        whole.insertLayout(0, left, 1)
        self.setLayout(whole)
        self.setProperty("ground", "surface")

    def show_client(self, client_id: int) -> None:
        is_other = client_id != self.client_id
        self.client_id = client_id
        self.log.set_client(client_id)
        self.desk.runner.read(
            lambda connection: stream(connection, client_id),
            then=lambda found: self._show(found, is_other=is_other),
            owner=self,
            key="stream",
        )

    def _show(self, found: Stream, *, is_other: bool) -> None:
        self._stream = found
        self.follow_ups.show_follow_ups(list(found.follow_ups))
        self._show_lines()
        if is_other:
            self.view.go_to_today()

    def _show_lines(self) -> None:
        wanted = self.filters.values() or KINDS
        events = [event for event in self._stream.events if event.kind in wanted]
        planned = [self._line(event) for event in events if event.is_open]
        past = [self._line(event) for event in events if not event.is_open]
        self.view.stream.show([*planned, Line(is_today=True), *past] if events else [])
        self._stack.setCurrentWidget(self.view if events else self.empty)

    def _line(self, event: Event) -> Line:
        is_late = event.is_open and event.day < dates.local_today()
        return Line(
            day=self.desk.shown.short_day(event.day),
            icon=_ICONS[event.kind],
            title=str(event.title),
            detail=str(event.detail).strip(),
            is_open=event.is_open,
            is_late=is_late,
        )

    def state(self) -> State:
        return {"kinds": list(self.filters.values())}

    def restore(self, state: State) -> None:
        self.filters.choose(state.get("kinds", []))

    def focus_start(self) -> None:
        self.view.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setVisible(self.width() >= _NARROW)
