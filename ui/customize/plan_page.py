"""Tab Plan: versions on top, the editor at the left, the pages at the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from crmdesk.codes import code_words
from crmdesk.customize.content import ServiceLine
from crmdesk.customize.editing import ActionChange, AddAction, ChangeAction, Edit, RemoveAction, SetServices, SetText
from crmdesk.customize.plans import approve_plan, draft_plan, edit_plan
from crmdesk.customize.queries import Plan
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.store.store import Store
from ui.client_tabs import ClientTab
from ui.customize.action_dialog import ActionDialog
from ui.customize.plan_cards import ActionCard, NeedCard, ObstacleCard, ServiceCard, TextCard
from ui.customize.plan_preview import PlanPreview
from ui.customize.plan_view import PlanView, read_plans
from ui.framework.buttons import Button
from ui.framework.empty import EmptyState
from ui.framework.frames import Line, Panel, Scroll, row
from ui.framework.labels import TagLabel, WrappedLabel, restyle
from ui.framework.page import Command, Desk, State

_TAGS = {"draft": "warn", "approved": "ok", "superseded": "neutral"}


class PlanTab(ClientTab):
    """Every edit is an operation of its own: it is checked, saved, shown on paper, and can be undone."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._view: PlanView | None = None
        self._plan_id = 0
        self.obstacles, self.texts, self.needs = ObstacleCard(), TextCard(), NeedCard()
        self.actions_card, self.services = ActionCard(), ServiceCard()
        self.preview = PlanPreview(desk)
        self.versions = QComboBox()
        self.versions.setAccessibleName(tr("Version"))
        self.versions.setMinimumWidth(272)
        self.state_tag = TagLabel("")
        self.again = Button(tr("Draft again"), icon="refresh-cw", is_small=True)
        self.approve = Button(tr("Approve"), icon="check", kind="primary", is_small=True)
        self.save_pdf = Button(tr("Save as PDF"), icon="file-down", is_small=True)
        self.print_button = Button(tr("Print"), icon="printer", is_small=True)
        self.problem = WrappedLabel(tone="bad")
        self._arrange()
        self._connect()

    # -- making

    def _arrange(self) -> None:
        bar = Panel("surface", gap=0)
        line = row(self.versions, self.state_tag, self.again, None, self.save_pdf, self.print_button, self.approve)
        line.setContentsMargins(24, 8, 24, 8)
        bar.body.addLayout(line)
        self.problem.setContentsMargins(24, 8, 24, 8)
        self.problem.hide()
        editor = Scroll("window", margin=4, gap=3)
        for card in (self.obstacles, self.texts, self.needs, self.actions_card, self.services):
            editor.body.addWidget(card)
        editor.body.addStretch(1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(editor)
        split.addWidget(self.preview)
        split.setSizes([560, 640])
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (bar, Line(), self.problem):
            layout.addWidget(part)
        layout.addWidget(split, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(whole)
        self._stack.addWidget(self._empty_state())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _empty_state(self) -> QWidget:
        empty = EmptyState(
            "file-text",
            tr("No plan yet"),
            tr("Drafted from what is known of the client, edited by you, checked for suitability, then printed."),
        )
        self.make_full = Button(tr("Make a full plan"), kind="primary")
        self.make_short = Button(tr("Make a one-page plan"))
        empty.add_action(self.make_full, lambda: self._draft("full"))
        empty.add_action(self.make_short, lambda: self._draft("short"))
        return empty

    def _connect(self) -> None:
        self.versions.activated.connect(lambda place: self._choose(self.versions.itemData(place)))
        self.again.clicked.connect(self._draft_again)
        self.approve.clicked.connect(self.approve_plan)
        self.save_pdf.clicked.connect(self.preview.ask_for_file)
        self.print_button.clicked.connect(self.preview.print_out)
        self.texts.changed.connect(self._set_text)
        self.actions_card.add_asked.connect(lambda: self._open_action(""))
        self.actions_card.edit_asked.connect(self._open_action)
        self.actions_card.remove_asked.connect(lambda number: self._edit(RemoveAction(number)))
        self.services.changed.connect(self._set_services)
        self.desk.shown.changed.connect(self._show_again)

    # -- reading

    def show_client(self, client_id: int) -> None:
        if client_id != self.client_id:
            self.leave()
            self._plan_id = 0
            self._view = None
        self.client_id = client_id
        plan_id = self._plan_id
        self.desk.runner.read(
            lambda connection: read_plans(connection, client_id, plan_id), then=self._show, owner=self, key="plans"
        )

    def _show(self, view: PlanView) -> None:
        self._view = view
        self._show_again()

    def _show_again(self) -> None:
        view = self._view
        if view is None:
            return
        self._stack.setCurrentIndex(1 if view.current is None else 0)
        if view.current is None:
            return
        current, content = view.current, view.current.content
        self._plan_id = current.id
        self._show_bar(view, current)
        self.obstacles.show_view(view)
        self.texts.show_content(content, is_open=current.is_draft)
        self.needs.show_needs(content.needs, self.desk.shown)
        self.actions_card.show_view(view, self.desk.shown)
        self.services.show_services(content.services, is_open=current.is_draft)
        self.preview.show_plan(current)

    def _show_bar(self, view: PlanView, current: Plan) -> None:
        self.versions.clear()
        for plan in view.plans:
            form = code_words("plan_form", plan.form)
            self.versions.addItem(f"{plan.plan_no} {plan.version} · {form}", plan.id)
        self.versions.setCurrentIndex([plan.id for plan in view.plans].index(current.id))
        self.state_tag.setText(str(code_words("plan_status", current.status)))
        restyle(self.state_tag, tag=_TAGS[current.status])
        self.approve.setVisible(current.is_draft)
        self.approve.setEnabled(not view.obstacles)
        self.again.setText(tr("Draft again") if current.is_draft else tr("Begin the next version"))
        self.again.updateGeometry()

    def _choose(self, plan_id: int) -> None:
        self._plan_id = plan_id
        self.show_client(self.client_id)

    # -- acts

    def _draft_again(self) -> None:
        form = self._view.current.form if self._view and self._view.current else "full"
        self._draft(form)

    def _draft(self, form: str) -> None:
        client_id = self.client_id

        def draft(store: Store) -> int:
            return draft_plan(store, client_id, form=form)

        self.desk.runner.write(draft, then=self._drafted, failed=self._refused, owner=self)

    def _drafted(self, plan_id: int) -> None:
        self.problem.hide()
        self._choose(plan_id)

    def approve_plan(self) -> None:
        self.texts.flush()
        plan_id = self._plan_id

        def approve(store: Store) -> Plan:
            return approve_plan(store, plan_id)

        self.desk.runner.write(approve, then=self._edited, failed=self._refused, owner=self)

    def _edit(self, edit: Edit, *, then: Callable[[Any], None] | None = None, failed: Any = None) -> None:
        plan_id = self._plan_id

        def work(store: Store) -> Plan:
            return edit_plan(store, plan_id, edit)

        def done(plan: Plan) -> None:
            self._edited(plan)
            if then is not None:
                then(plan)

        self.desk.runner.write(work, then=done, failed=failed or self._refused, owner=self)

    def _edited(self, _plan: Plan) -> None:
        self.problem.hide()
        self.show_client(self.client_id)

    def _refused(self, error: CrmError) -> None:
        self.problem.setText(error.message)
        self.problem.show()

    def _set_text(self, part: str, text: Words) -> None:
        self._edit(SetText(part, text))

    def _set_services(self, services: tuple[ServiceLine, ...]) -> None:
        self._edit(SetServices(services))

    def _open_action(self, number: str) -> None:
        view = self._view
        if view is None or view.current is None:
            return
        action = next((a for a in view.current.content.actions if a.number == number), None)

        def accept(change: ActionChange, failed: Callable[[CrmError], None]) -> None:
            edit: Edit = ChangeAction(number, change) if action is not None else AddAction(change)
            self._edit(edit, then=lambda _plan: dialog.accept(), failed=failed)

        dialog = ActionDialog(action, view.catalogue, accept_change=accept, parent=self)
        dialog.open()

    # -- frame

    def commands(self) -> list[Command]:
        return [
            Command(Words("计划存为 PDF", "Save the plan as PDF"), self.preview.ask_for_file, icon="file-down"),
            Command(Words("打印计划", "Print the plan"), self.preview.print_out, icon="printer"),
        ]

    def leave(self) -> None:
        if self._view is not None and self._view.current is not None and self._view.current.is_draft:
            self.texts.flush()

    def state(self) -> State:
        self.leave()
        return {"edition": self.preview.edition.value, "copy": self.preview.copy_kind.value}

    def restore(self, state: State) -> None:
        self.preview.edition.choose(state.get("edition", ""))
        self.preview.copy_kind.choose(state.get("copy", ""))

    def focus_start(self) -> None:
        if self._stack.currentIndex():
            self.make_full.setFocus()
        else:
            self.versions.setFocus()
