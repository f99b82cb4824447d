"""Today: a day with an end. Whom to contact first and why, and what does not compete for rank beside it."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from crmdesk.book.client_list import managers
from crmdesk.book.today import QueueEntry, TodayView, today
from crmdesk.dates import local_today
from crmdesk.i18n import Words, language, tr
from crmdesk.interact.follow_ups import postpone_follow_up
from crmdesk.store.history import Change
from ui.framework.buttons import Button
from ui.framework.empty import EmptyState
from ui.framework.frames import Line, Panel, Scroll, clear_layout, column, row
from ui.framework.labels import PlainLabel
from ui.framework.page import Desk, Page, State
from ui.framework.pick import Pick
from ui.framework.theme import theme
from ui.interact.log_contact_dialog import LogContactDialog
from ui.today.queue import DayBlocks, QueueRow
from ui.today.side import cards

_WEEKDAYS = (
    Words("周一", "Monday"),
    Words("周二", "Tuesday"),
    Words("周三", "Wednesday"),
    Words("周四", "Thursday"),
    Words("周五", "Friday"),
    Words("周六", "Saturday"),
    Words("周日", "Sunday"),
)
_SHOWN = 25


class TodayPage(Page):
    """The queue of the day in order of priority, 25 at a time."""

    name: ClassVar[str] = "today"
    title: ClassVar[Words] = Words("今日", "Today")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._view: TodayView | None = None
        self._manager: str | None = None
        self._shown_rows = _SHOWN
        self._lines: list[QueueRow] = []
        self._heading = PlainLabel(role="display")
        self._progress = PlainLabel(tone="secondary")
        self._blocks = DayBlocks()
        self._queue = Scroll("surface", margin=0, gap=0)
        self._side = Scroll("surface", margin=4, gap=3)
        self._foot = PlainLabel(tone="secondary")
        self._pick = Pick(tr("All managers"), name=tr("Account manager"))
        self._lay_out()
        self._pick.chosen.connect(self._choose_manager)
        desk.changes.changed.connect(self._on_change)
        desk.runner.read(managers, then=self._pick.offer, owner=self, key="managers")
        self._load()

    def _lay_out(self) -> None:
        head = Panel("surface", margin=6, gap=1)
        head.body.addLayout(row(self._heading, None, self._progress))
        hint = PlainLabel(tr("By tier, stage, value at risk and days overdue"), tone="secondary")
        head.body.addLayout(row(hint, None, self._blocks))
        foot = Panel("subtle")
        foot.body.addLayout(row(self._foot, None))
        foot.body.setContentsMargins(theme.space(6), theme.space(3), theme.space(6), theme.space(3))
        self._side.setFixedWidth(theme.size("panel.client"))
        main = column(head, Line(), self._queue, Line(), foot, gap=0)
        self.setLayout(row(main, Line("vertical"), self._side, gap=0))

    # -- frame

    def top_buttons(self) -> list[QWidget]:
        return [self._pick]

    def state(self) -> State:
        return {"manager": self._manager, "rows": self._shown_rows}

    def restore(self, state: State) -> None:
        self._shown_rows = int(state.get("rows", _SHOWN))
        if state.get("manager"):
            self._pick.choose(str(state["manager"]))

    def focus_start(self) -> None:
        """The first client of the queue; its keys are ``L``, ``Enter`` and the arrows."""
        (self._lines[0] if self._lines else self).setFocus(Qt.FocusReason.OtherFocusReason)

    # -- data

    def _on_change(self, _change: Change) -> None:
        self._load()

    def _choose_manager(self, manager: str) -> None:
        self._manager = manager or None
        self._load()

    def _load(self) -> None:
        on, manager = local_today(), self._manager
        self.desk.runner.read(
            lambda connection: today(connection, on=on, manager=manager), then=self._show, owner=self, key="today"
        )

    def _show(self, view: TodayView) -> None:
        self._view = view
        self._heading.setText(day_text(view.on))
        self._show_progress(view)
        self._show_queue(view)
        clear_layout(self._side.body)
        for card in cards(view, self.desk.shown, self._open):
            self._side.body.addWidget(card)
        self._side.body.addStretch(1)

    def _show_progress(self, view: TodayView) -> None:
        done, left = len(view.done), len(view.queue)
        hours, minutes = divmod(view.minutes_left, 60)
        self._progress.setText(
            tr(
                "{done} done, {left} to go, about {hours} h {minutes} min",
                done=done,
                left=left,
                hours=hours,
                minutes=minutes,
            )
        )
        self._blocks.show_day(done, left)
        rest = left - min(left, self._shown_rows)
        self._foot.setText(
            tr("{rest} more below. No new names are added today.", rest=rest)
            if rest
            else tr("When these are done, the day is done.")
        )

    def _show_queue(self, view: TodayView) -> None:
        was_in_queue = self._has_focus()
        clear_layout(self._queue.body)
        self._lines = []
        if not view.queue:
            self._queue.body.addWidget(self._nothing_to_do(view))
        for number, entry in enumerate(view.queue[: self._shown_rows], start=1):
            line = QueueRow(entry, number=number, on=view.on, shown=self.desk.shown)
            line.opened.connect(self._open)
            line.log_wanted.connect(self._log)
            line.postponed.connect(self._postpone)
            line.stepped.connect(partial(self._step, len(self._lines)))
            self._lines.append(line)
            self._queue.body.addWidget(line)
            self._queue.body.addWidget(Line())
        if len(view.queue) > self._shown_rows:
            self._queue.body.addLayout(row(None, self._more_button(), None))
        self._queue.body.addStretch(1)
        if was_in_queue:
            self.focus_start()

    def _has_focus(self) -> bool:
        """Also while a dialog stands before the window."""
        focused = self.window().focusWidget()
        return focused is not None and (focused is self or self._queue.isAncestorOf(focused))

    def _step(self, place: int, step: int) -> None:
        target = self._lines[max(0, min(place + step, len(self._lines) - 1))]
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        self._queue.ensureWidgetVisible(target)

    def _more_button(self) -> Button:
        button = Button(tr("Show more"), icon="chevron-down", kind="quiet")
        button.clicked.connect(self._show_more)
        return button

    def _show_more(self) -> None:
        self._shown_rows += _SHOWN
        if self._view is not None:
            self._show(self._view)

    def _nothing_to_do(self, view: TodayView) -> EmptyState:
        text = (
            tr("Nobody is planned and some are owed a contact: see the list at the right.")
            if view.suggested
            else tr("Log a contact on a client's page with L; its next step comes back here on its day.")
        )
        empty = EmptyState("calendar-check", tr("Nothing is due today."), text)
        empty.add_action(Button(tr("To the clients"), icon="users"), lambda: self.desk.navigate.go("clients"))
        return empty

    # -- acts

    def _open(self, client_id: int) -> None:
        among = [entry.follow_up.client_id for entry in self._view.queue] if self._view else []
        self.desk.navigate.open_client(client_id, among=among)

    def _log(self, entry: QueueEntry) -> None:
        item = entry.follow_up
        LogContactDialog(self.desk, item.client_id, item.name, tier=item.tier, parent=self).open()

    def _postpone(self, entry: QueueEntry) -> None:
        line = self.sender()
        assert isinstance(line, QueueRow)
        item, to = entry.follow_up, line.tomorrow()
        self.desk.runner.write(
            lambda store: postpone_follow_up(store, item.id, to=to),
            then=lambda _none: self.desk.navigate.toast(tr("{name}: tomorrow", name=item.name), can_undo=True),
            owner=self,
        )


def day_text(day: date) -> str:
    weekday = _WEEKDAYS[day.weekday()]
    return f"{day.month} 月 {day.day} 日 {weekday}" if language() == "zh" else f"{weekday}, {day.day} {day:%B}"
