"""Tab Next steps: what is open with whom, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crmdesk.book.step_list import NextStep, StepDue, StepFilter, step_counts, step_rows
from crmdesk.codes import code_list
from crmdesk.dates import local_today
from crmdesk.i18n import Words, tr
from crmdesk.interact.follow_up_sets import cancel_follow_ups, complete_follow_ups, postpone_follow_ups
from crmdesk.store.store import Store
from ui.framework.buttons import Button
from ui.framework.foot import Foot
from ui.framework.frames import Panel, row
from ui.framework.page import Desk, State
from ui.framework.pick import Pick
from ui.framework.search_field import SearchField
from ui.framework.theme import theme
from ui.framework.view_tabs import ViewTabs
from ui.interact.log_contact_dialog import LogContactDialog
from ui.interact.postpone_dialog import PostponeDialog
from ui.interact.step_rows import StepRows

_DUES: dict[StepDue, Words] = {
    "all": Words("全部", "All"),
    "overdue": Words("逾期", "Overdue"),
    "today": Words("今天", "Today"),
    "week": Words("7 天内", "Next 7 days"),
}


class StepsPanel(Panel):
    """The acts work on the ticked rows, or on the current one when none is ticked."""

    opened = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__("surface", gap=0)
        self.desk = desk
        self.views = ViewTabs([(due, str(words)) for due, words in _DUES.items()], name=tr("Due"))
        self.kind = Pick(tr("All kinds"), name=tr("Kind"))
        self.search = SearchField(tr("Client"), within=self)
        self.rows = StepRows(desk)
        self.log = Button(tr("Log contact"), icon="phone", kind="primary", key="L", is_small=True)
        self.postpone = Button(tr("Postpone"), icon="clock-arrow-down", key="D", is_small=True)
        self.done = Button(tr("Done"), icon="check", is_small=True)
        self.drop = Button(tr("Cancel the step"), icon="x", is_small=True)
        self.foot = Foot(self.drop, self.done, self.postpone, self.log)
        self._arrange()
        self._connect()
        self.take_filter(StepFilter())

    def _arrange(self) -> None:
        for code in code_list("follow_up_kind").values():
            self.kind.addItem(str(code.words), code.value)
        line = row(self.views, self.kind, self.search, gap=3)
        line.setContentsMargins(theme.space(4), 0, theme.space(4), 0)
        line.setStretch(0, 1)
        holder = QWidget()
        holder.setProperty("bar", "filter")
        holder.setFixedHeight(theme.size("bar.filter"))
        holder.setLayout(line)
        self.body.addWidget(holder)
        self.body.addWidget(self.rows, 1)
        self.body.addWidget(self.foot)

    def _connect(self) -> None:
        self.views.chosen.connect(self._take_due)
        self.kind.chosen.connect(lambda kind: self.take_filter(replace(self.rows.filter, kind=kind)))
        self.search.searched.connect(lambda text: self.take_filter(replace(self.rows.filter, text=text)))
        self.rows.opened.connect(self.opened)
        self.rows.found.connect(self._show_found)
        self.rows.waiting.connect(self.foot.show_waiting)
        self.rows.changed.connect(self._count)
        self.rows.table.checks.changed.connect(self._show_ticked)
        self.foot.clear_asked.connect(self.rows.table.checks.clear)
        self.log.clicked.connect(self.log_contact)
        self.postpone.clicked.connect(self.ask_postpone)
        self.done.clicked.connect(self.complete)
        self.drop.clicked.connect(self.cancel)

    # -- filter

    def _take_due(self, due: str) -> None:
        chosen = next(known for known in _DUES if known == due)
        self.take_filter(replace(self.rows.filter, due=chosen))

    def take_manager(self, manager: str) -> None:
        self.take_filter(replace(self.rows.filter, manager=manager))

    def take_filter(self, chosen: StepFilter) -> None:
        self.rows.filter = chosen
        self.views.show_chosen(chosen.due)
        self.rows.table.checks.clear()
        self.rows.read()
        self._count()

    def _count(self) -> None:
        on, chosen = local_today(), self.rows.filter

        def read(connection: Any) -> dict[StepDue, int]:
            return step_counts(connection, on=on, manager=chosen.manager, kind=chosen.kind)

        self.desk.runner.read(read, then=self._show_counts, owner=self, key="counts")

    # -- what it shows

    def _show_counts(self, counts: dict[StepDue, int]) -> None:
        self.views.show_counts({str(due): number for due, number in counts.items()})
        if counts["all"]:
            self.rows.empty.say(
                tr("Nothing fits this filter"),
                tr("Choose the view “All”, another kind or manager, or empty the search."),
            )
        else:
            sentence = tr(
                "Log a contact with a next step on a client's page: it stands here until it is done, the longest "
                "overdue on top."
            )
            self.rows.empty.say(tr("No next steps"), sentence)

    def _show_found(self, count: int) -> None:
        self.foot.count.setText(tr("{count} next steps", count=f"{count:,}"))
        self._show_ticked()

    def _show_ticked(self) -> None:
        ticked = self.rows.table.checks.count(len(self.rows.listed.ids))
        self.foot.show_ticked(ticked)
        for button in (self.postpone, self.done, self.drop):
            button.setEnabled(bool(self.rows.listed.ids))
        self.log.setEnabled(bool(self.rows.listed.ids) and ticked <= 1)

    # -- acts

    def log_contact(self) -> None:
        ids = self.rows.chosen_ids()
        if len(ids) == 1:
            self._with_step(ids[0], self._open_log)

    def _open_log(self, step: NextStep) -> None:
        LogContactDialog(self.desk, step.client_id, step.name, tier=step.tier, parent=self).open()

    def ask_postpone(self) -> None:
        ids = self.rows.chosen_ids()
        if len(ids) > 1:
            self._open_postpone(ids, tr("{count} next steps", count=f"{len(ids):,}"))
        elif ids:
            self._with_step(ids[0], lambda step: self._open_postpone(ids, f"{step.name} · {step.words}"))

    def _open_postpone(self, ids: list[int], what: str) -> None:
        def postpone(day: date) -> None:
            self._act(lambda store: postpone_follow_ups(store, ids, to=day))

        PostponeDialog(what, postpone, parent=self).open()

    def complete(self) -> None:
        ids = self.rows.chosen_ids()
        if ids:
            self._act(lambda store: complete_follow_ups(store, ids))

    def cancel(self) -> None:
        ids = self.rows.chosen_ids()
        if ids:
            self._act(lambda store: cancel_follow_ups(store, ids))

    def _act(self, operation: Callable[[Store], int]) -> None:
        """The frame names the operation and offers to undo it; the list reads itself again."""
        self.desk.runner.write(operation, then=lambda _count: self.rows.table.checks.clear(), owner=self)

    def _with_step(self, step_id: int, then: Callable[[NextStep], None]) -> None:
        """Read a step and go on, unless it was closed meanwhile."""

        def go_on(found: list[NextStep]) -> None:
            if found:
                then(found[0])

        self.desk.runner.read(lambda connection: step_rows(connection, [step_id]), then=go_on, owner=self, key="step")

    # -- state

    def state(self) -> State:
        chosen = self.rows.filter
        return {**self.rows.state(), "due": chosen.due, "kind": chosen.kind, "text": chosen.text}

    def restore(self, state: State, *, manager: str) -> None:
        self.rows.restore(state)
        self.kind.choose(state["kind"])
        self.search.setText(state["text"])
        self.take_filter(StepFilter(state["due"], manager, state["kind"], state["text"]))
