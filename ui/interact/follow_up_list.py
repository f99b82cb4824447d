"""What is still open with a client: done, or later."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLayout, QMenu

from crmdesk import dates
from crmdesk.i18n import tr
from crmdesk.interact.follow_ups import FollowUp, complete_follow_up, postpone_follow_up
from crmdesk.store.store import Store
from ui.framework.buttons import Button
from ui.framework.frames import Card, Line, clear_layout, column, row
from ui.framework.icons import IconLabel
from ui.framework.labels import PlainLabel, Tone, WrappedLabel
from ui.framework.page import Desk

_TONES: dict[str, Tone] = {"state.bad": "bad", "state.warn": "warn"}


class FollowUpList(Card):
    """A card; one row per open follow-up, the earliest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(tr("Open follow-ups"))
        self._desk = desk
        self._rows = column(gap=2)
        self.body.addLayout(self._rows)

    def show_follow_ups(self, items: list[FollowUp]) -> None:
        clear_layout(self._rows)
        if not items:
            words = tr("Nothing is planned. Log a contact with a next step, so that nobody is forgotten.")
            self._rows.addWidget(WrappedLabel(words, tone="tertiary"))
        for place, item in enumerate(items):
            if place:
                self._rows.addWidget(Line())
            self._rows.addLayout(self._row(item))

    def _row(self, item: FollowUp) -> QLayout:
        due = self._desk.shown.due(item.due_on)
        tone: Tone = _TONES.get(due.tone, "secondary")
        words = " · ".join(filter(None, [due.text, item.due_time]))
        done = Button(tr("Done"), icon="check", is_small=True)
        later = Button(tr("Later"), is_small=True, kind="quiet")
        done.clicked.connect(lambda: self._complete(item.id))
        later.clicked.connect(lambda: self._offer_days(item, later))
        done.setAccessibleName(f"{tr('Done')}: {item.words}")
        later.setAccessibleName(f"{tr('Later')}: {item.words}")
        state = row(IconLabel(due.icon, due.tone, size=14), PlainLabel(words, role="caption", tone=tone), None, gap=1)
        return column(WrappedLabel(str(item.words)), row(state, done, later, gap=1), gap=1)

    def _complete(self, follow_up_id: int) -> None:
        def complete(store: Store) -> None:
            complete_follow_up(store, follow_up_id)

        self._desk.runner.write(complete, owner=self)

    def _offer_days(self, item: FollowUp, button: Button) -> None:
        """Tomorrow, in three days, next week, in two weeks."""
        menu, today = QMenu(button), dates.local_today()
        start = max(today, item.due_on)
        for words, day in (
            (tr("Tomorrow"), today + timedelta(days=1)),
            (tr("In 3 days"), start + timedelta(days=3)),
            (tr("In a week"), start + timedelta(days=7)),
            (tr("In two weeks"), start + timedelta(days=14)),
        ):
            menu.addAction(f"{words} · {day:%m-%d}").triggered.connect(lambda _on, day=day: self._postpone(item, day))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

    def _postpone(self, item: FollowUp, day: date) -> None:
        def postpone(store: Store) -> None:
            postpone_follow_up(store, item.id, to=day, due_time=item.due_time)

        self._desk.runner.write(postpone, owner=self)
