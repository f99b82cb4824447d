"""The room of plans: every service plan, what waits for approval, what is due for review, who still needs one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.book.client_list import managers
from crmdesk.book.plan_list import PlanFilter, PlanState, clients_to_plan_for, plan_counts
from crmdesk.customize.printing import PrintOptions
from crmdesk.dates import local_today
from crmdesk.i18n import Words, tr
from ui.customize.plan_jobs import start_drafting, start_printing
from ui.customize.plan_rows import PlanRows
from ui.customize.plans_dialogs import DraftPlansDialog, PrintPlansDialog
from ui.framework.buttons import Button
from ui.framework.foot import Foot
from ui.framework.page import Command, Desk, Page, State
from ui.framework.pick import Pick
from ui.framework.search_field import SearchField
from ui.framework.theme import theme
from ui.framework.view_tabs import ViewTabs

_STATES: dict[PlanState, Words] = {
    "all": Words("全部", "All"),
    "draft": Words("草稿", "Drafts"),
    "approved": Words("已批准", "Approved"),
    "review": Words("30 天内应检视", "Review due"),
}


@dataclass(frozen=True)
class _Counts:
    states: dict[PlanState, int]
    to_draft: list[int]


class PlansRoomPage(Page):
    name: ClassVar[str] = "plans"
    title: ClassVar[Words] = Words("计划", "Plans")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._to_draft: list[int] = []
        self.views = ViewTabs([(state, str(words)) for state, words in _STATES.items()], name=tr("Views"))
        self.search = SearchField(tr("Client or plan number"), within=self)
        self.rows = PlanRows(desk)
        self.print_button = Button(tr("Print"), icon="printer", is_small=True)
        self.foot = Foot(self.print_button)
        self.pick = Pick(tr("All managers"), name=tr("Account manager"))
        self.draft_button = Button(tr("Draft plans"), icon="file-plus-2", kind="primary", parent=self)
        self.empty_draft = Button("", icon="file-plus-2", kind="primary")
        self._arrange()
        self._connect()
        self.views.show_chosen("all")
        desk.runner.read(managers, then=self.pick.offer, owner=self, key="managers")
        self._take_filter(PlanFilter())

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.space(4), 0, theme.space(4), 0)
        bar.setSpacing(theme.space(3))
        bar.addWidget(self.views, 1)
        bar.addWidget(self.search)
        holder = QWidget()
        holder.setProperty("bar", "filter")
        holder.setFixedHeight(theme.size("bar.filter"))
        holder.setLayout(bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (holder, self.rows, self.foot):
            layout.addWidget(widget, 1 if widget is self.rows else 0)
        self.rows.empty.add_action(self.empty_draft, self.ask_draft)

    def _connect(self) -> None:
        self.views.chosen.connect(self._take_state)
        self.search.searched.connect(lambda text: self._take_filter(replace(self.rows.filter, text=text)))
        self.pick.chosen.connect(lambda name: self._take_filter(replace(self.rows.filter, manager=name)))
        self.draft_button.clicked.connect(self.ask_draft)
        self.print_button.clicked.connect(self.ask_print)
        self.foot.clear_asked.connect(self.rows.table.checks.clear)
        self.rows.table.checks.changed.connect(self._show_ticked)
        self.rows.found.connect(self._show_found)
        self.rows.waiting.connect(self.foot.show_waiting)
        self.rows.changed.connect(self._count)
        self.rows.opened.connect(self._open)

    # -- filter

    def _take_state(self, state: str) -> None:
        chosen = next(known for known in _STATES if known == state)
        self._take_filter(replace(self.rows.filter, state=chosen))

    def _take_filter(self, chosen: PlanFilter) -> None:
        self.rows.filter = chosen
        self.views.show_chosen(chosen.state)
        self.rows.table.checks.clear()
        self.rows.read()
        self._count()

    def _count(self) -> None:
        on, manager = local_today(), self.rows.filter.manager

        def read(connection: Any) -> _Counts:
            states = plan_counts(connection, on=on, manager=manager)
            return _Counts(states, clients_to_plan_for(connection, manager=manager))

        self.desk.runner.read(read, then=self._show_counts, owner=self, key="counts")

    # -- what it shows

    def _show_counts(self, counts: _Counts) -> None:
        self._to_draft = counts.to_draft
        self.views.show_counts({str(state): number for state, number in counts.states.items()})
        count = f"{len(counts.to_draft):,}"
        self.draft_button.setText(tr("Draft missing plans ({count})", count=count))
        self.draft_button.setEnabled(bool(counts.to_draft))
        self.draft_button.set_kind("primary" if counts.states["all"] else "plain")
        self.draft_button.setToolTip(tr("Gold and above, with a need and without a plan"))
        self.draft_button.updateGeometry()
        self.empty_draft.setText(self.draft_button.text())
        self.empty_draft.updateGeometry()
        self._say_empty(has_plans=bool(counts.states["all"]))

    def _say_empty(self, *, has_plans: bool) -> None:
        self.empty_draft.setVisible(not has_plans and bool(self._to_draft))
        if has_plans:
            self.rows.empty.say(
                tr("No plan fits this filter"), tr("Choose the view “All” or another manager, or empty the search.")
            )
        elif self._to_draft:
            sentence = tr(
                "A plan says what the client needs, what we do about it and by when. Drafts are made from the "
                "record, the standing and the needs; you read, change and approve them on the client's page."
            )
            self.rows.empty.say(tr("No plans yet"), sentence)
        else:
            sentence = tr("Record a client's need first: a plan answers needs. Then open the tab Plan on that page.")
            self.rows.empty.say(tr("No plans yet"), sentence)

    def _show_found(self, count: int) -> None:
        self.foot.count.setText(tr("{count} plans", count=f"{count:,}"))
        self._show_ticked()

    def _show_ticked(self) -> None:
        count = self.rows.table.checks.count(len(self.rows.listed.ids))
        self.foot.show_ticked(count)
        self.print_button.setEnabled(bool(self.rows.listed.ids))
        self.print_button.setText(tr("Print {count}", count=f"{count:,}") if count else tr("Print"))
        self.print_button.updateGeometry()

    # -- acts

    def _open(self, client_id: int) -> None:
        if client_id:
            self.desk.navigate.open_client(client_id, tab="plan", among=self.rows.clients_in_order())

    def ask_draft(self) -> None:
        ids = list(self._to_draft)
        if ids:
            DraftPlansDialog(
                len(ids), lambda form: start_drafting(self.desk, ids, form, owner=self), parent=self
            ).open()

    def ask_print(self) -> None:
        ids = self.rows.chosen_ids()
        if ids:
            PrintPlansDialog(len(ids), lambda options: self._print(ids, options), parent=self).open()

    def _print(self, ids: list[int], options: PrintOptions) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Folder for the plans"), str(Path.home()))
        if folder:
            start_printing(self.desk, ids, Path(folder), options, owner=self)

    # -- frame

    def top_buttons(self) -> list[QWidget]:
        return [self.pick, self.draft_button]

    def commands(self) -> list[Command]:
        return [
            Command(Words("批量起草计划", "Draft plans for clients without one"), self.ask_draft, "", "file-plus-2"),
            Command(Words("打印所选计划", "Print the selected plans"), self.ask_print, "Ctrl+P", "printer"),
        ]

    def came_back(self, client_id: int) -> None:
        self.rows.go_to_client(client_id)

    def focus_start(self) -> None:
        self.rows.table.setFocus()

    def state(self) -> State:
        chosen = self.rows.filter
        return {**self.rows.state(), "state": chosen.state, "manager": chosen.manager, "text": chosen.text}

    def restore(self, state: State) -> None:
        if state:
            self.rows.restore(state)
            self.search.setText(state["text"])
            self.pick.choose(state["manager"])
            self._take_filter(PlanFilter(state["state"], state["manager"], state["text"]))
