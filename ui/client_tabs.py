"""The tabs of the client page. A tab is one line here and a class in its room, imported when it is first shown."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crmdesk.i18n import Words
from ui.framework.marks import Mark
from ui.framework.page import Command, Desk, State


class ClientTab(QWidget):
    """One tab. ``show_client`` is called for each client and again after every change that touches it."""

    #: A mark on the tab and its reason: something behind it is wrong.
    marked = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.client_id = 0
        self.setProperty("ground", "window")

    def show_client(self, client_id: int) -> None:
        """Read and show; the answer comes later, and an older one never overwrites a newer one."""
        raise NotImplementedError

    def mark(self, mark: Mark, reason: str = "") -> None:
        self.marked.emit(mark, reason)

    def commands(self) -> list[Command]:
        return []

    def state(self) -> State:
        return {}

    def restore(self, state: State) -> None:
        """Take back what ``state`` gave."""

    def focus_start(self) -> None:
        self.setFocus()

    def leave(self) -> None:
        """Another client or page follows: keep what is typed."""


@dataclass(frozen=True)
class TabEntry:
    """``page`` is ``module:class``."""

    name: str
    title: Words
    page: str

    def make(self, desk: Desk) -> ClientTab:
        module, _colon, name = self.page.partition(":")
        tab = getattr(import_module(module), name)(desk)
        assert isinstance(tab, ClientTab)
        return tab


TABS: tuple[TabEntry, ...] = (
    TabEntry("record", Words("档案", "Record"), "ui.identify.record_page:RecordTab"),
    TabEntry("value", Words("价值", "Value"), "ui.differentiate.value.page:ValueTab"),
    TabEntry("timeline", Words("时间线", "Timeline"), "ui.interact.timeline_page:TimelineTab"),
    TabEntry("plan", Words("计划", "Plan"), "ui.customize.plan_page:PlanTab"),
)
