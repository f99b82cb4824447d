"""The room of interaction: what comes next with whom, and what was said."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from crmdesk.book.client_list import managers
from crmdesk.i18n import Words, tr
from ui.framework.frames import Line, Panel
from ui.framework.page import Command, Desk, Page, State
from ui.framework.pick import Pick
from ui.framework.tabs import Tabs
from ui.interact.log_panel import LogPanel
from ui.interact.steps_panel import StepsPanel


class InteractPage(Page):
    """Two tabs over one choice of manager."""

    name: ClassVar[str] = "interact"
    title: ClassVar[Words] = Words("互动", "Interact")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._manager = ""
        self.tabs = Tabs([("steps", tr("Next steps")), ("log", tr("Contact log"))], name=tr("Interact"))
        self.steps, self.log = StepsPanel(desk), LogPanel(desk)
        self.stack = QStackedWidget()
        self.pick = Pick(tr("All managers"), name=tr("Account manager"))
        self._arrange()
        self._connect()
        self.tabs.choose("steps")
        desk.runner.read(managers, then=self.pick.offer, owner=self, key="managers")

    def _arrange(self) -> None:
        head = Panel("surface", gap=0)
        head.body.addWidget(self.tabs)
        head.body.addWidget(Line())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(self.stack, 1)
        for panel in (self.steps, self.log):
            self.stack.addWidget(panel)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._show_tab)
        self.pick.chosen.connect(self._take_manager)
        for panel in (self.steps, self.log):
            panel.opened.connect(self._open)

    def _show_tab(self, _name: str) -> None:
        self.stack.setCurrentWidget(self._panel())
        self.focus_start()

    def _take_manager(self, manager: str) -> None:
        self._manager = manager
        self.steps.take_manager(manager)
        self.log.take_manager(manager)

    def _panel(self) -> StepsPanel | LogPanel:
        return self.log if self.tabs.current() == "log" else self.steps

    def _open(self, client_id: int) -> None:
        if client_id:
            among = self._panel().rows.clients_in_order()
            self.desk.navigate.open_client(client_id, tab="timeline", among=among)

    # -- frame

    def top_buttons(self) -> list[QWidget]:
        return [self.pick]

    def commands(self) -> list[Command]:
        return [
            Command(Words("下一步", "Next steps"), lambda: self.tabs.choose("steps"), "", "calendar-clock"),
            Command(Words("联系日志", "Contact log"), lambda: self.tabs.choose("log"), "", "history"),
            Command(Words("记录联系", "Log a contact"), lambda: self._panel().log_contact(), "L", "phone"),
            Command(Words("推迟所选下一步", "Postpone the selected steps"), self._postpone, "D", "clock-arrow-down"),
            Command(Words("所选下一步已完成", "The selected steps are done"), self._complete, "Ctrl+Return", "check"),
        ]

    def _postpone(self) -> None:
        if self._panel() is self.steps:
            self.steps.ask_postpone()

    def _complete(self) -> None:
        if self._panel() is self.steps:
            self.steps.complete()

    def came_back(self, client_id: int) -> None:
        self._panel().rows.go_to_client(client_id)

    def focus_start(self) -> None:
        self._panel().rows.table.setFocus()

    def state(self) -> State:
        tab = self.tabs.current()
        return {"tab": tab, "manager": self._manager, "steps": self.steps.state(), "log": self.log.state()}

    def restore(self, state: State) -> None:
        if state:
            self._manager = state["manager"]
            self.tabs.choose(state["tab"])
            self.steps.restore(state["steps"], manager=self._manager)
            self.log.restore(state["log"], manager=self._manager)
            self.pick.choose(self._manager)
