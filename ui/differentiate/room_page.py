"""The room Differentiate: one page with tabs, all about the same clients as of the same day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from crmdesk.book.client_list import managers
from crmdesk.differentiate.cube import classified_days
from crmdesk.i18n import Words, tr
from ui.differentiate.classify_dialog import ClassifyDialog
from ui.differentiate.room_tab import RoomTab
from ui.framework.buttons import Button
from ui.framework.frames import Line
from ui.framework.page import Command, Crumb, Desk, Page, State
from ui.framework.pick import Pick
from ui.framework.tabs import Tabs

if TYPE_CHECKING:
    from crmdesk.store.history import Change


@dataclass(frozen=True)
class TabEntry:
    """``widget`` is ``module:class`` below ``ui.differentiate``, imported when the tab is first shown."""

    name: str
    title: Words
    widget: str

    @property
    def _module(self) -> str:
        return f"ui.differentiate.{self.widget.partition(':')[0]}"

    @property
    def is_there(self) -> bool:
        try:
            return find_spec(self._module) is not None
        except ModuleNotFoundError:
            return False

    def make(self, desk: Desk) -> RoomTab:
        made = getattr(import_module(self._module), self.widget.partition(":")[2])(desk)
        assert isinstance(made, RoomTab)
        return made


TABS: tuple[TabEntry, ...] = (
    TabEntry("overview", Words("总览", "Overview"), "overview.overview_tab:OverviewTab"),
    TabEntry("distribution", Words("分布", "Distribution"), "distribution.distribution_tab:DistributionTab"),
    TabEntry("movement", Words("变动", "Movement"), "movement.movement_tab:MovementTab"),
    TabEntry("watch", Words("临界与休眠", "On watch"), "watch.watch_tab:WatchTab"),
    TabEntry("drivers", Words("动因", "Drivers"), "drivers.board:DriverBoard"),
    TabEntry("forecast", Words("预测", "Forecast"), "forecast.forecast_tab:ForecastTab"),
    TabEntry("rules", Words("规则", "Rules"), "rules.rules_tab:RulesTab"),
    TabEntry("rehearsal", Words("预演", "Rehearsal"), "rehearsal.rehearsal_tab:RehearsalTab"),
)


class DifferentiatePage(Page):
    """Scope (whose clients, as of which day) is chosen once, at the top; only the tab in view reads."""

    name: ClassVar[str] = "differentiate"
    title: ClassVar[Words] = Words("区分", "Differentiate")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._entries = {entry.name: entry for entry in TABS if entry.is_there}
        self._made: dict[str, RoomTab] = {}
        self._states: dict[str, State] = {}
        self._stale: set[str] = set()
        self.manager: str | None = None
        self.as_of: date | None = None
        self.managers = Pick(tr("All managers"), name=tr("Account manager"))
        self.days = Pick(tr("As of the newest run"), name=tr("As of"))
        self.classify = Button(tr("Classify"), icon="layers", kind="primary")
        self.tabs = Tabs([(e.name, str(e.title)) for e in self._entries.values()], name=tr("Parts of the room"))
        self._stack = QStackedWidget()
        self._arrange()
        self._connect()
        self.tabs.choose(next(iter(self._entries)))

    def _arrange(self) -> None:
        bar = QWidget()
        bar.setProperty("ground", "surface")
        line = QVBoxLayout(bar)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.tabs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (bar, Line()):
            layout.addWidget(part)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._show_tab)
        self.managers.chosen.connect(self._choose_manager)
        self.days.chosen.connect(self._choose_day)
        self.classify.clicked.connect(self.ask_classify)
        self.desk.changes.changed.connect(self._on_change)
        self.desk.shown.changed.connect(self._read_again)
        self._offer()

    def _offer(self) -> None:
        read = self.desk.runner.read
        read(managers, then=self.managers.offer, owner=self, key="managers")
        read(classified_days, then=self._offer_days, owner=self, key="days")

    def _offer_days(self, days: Any) -> None:
        self.days.offer([day.isoformat() for day in days])

    # -- tabs

    def tab(self, name: str) -> RoomTab:
        """The tab of that name, made if it was never shown."""
        if name not in self._made:
            made = self._entries[name].make(self.desk)
            made.restore_tab(self._states.get(name, {}))
            made.frame_changed.connect(self.frame_changed)
            made.tab_asked.connect(self.show_tab)
            made.handed_over.connect(self.hand_over)
            self._made[name] = made
            self._stale.add(name)
            self._stack.addWidget(made)
        return self._made[name]

    def current(self) -> RoomTab:
        return self.tab(self.tabs.current())

    def show_tab(self, name: str) -> None:
        if name in self._entries:
            self.tabs.choose(name)

    def hand_over(self, name: str, state: State) -> None:
        """To a tab, with what another one left it."""
        if name in self._entries:
            self.tab(name).restore_tab(state)
            self._stale.add(name)
            self.show_tab(name)

    def _show_tab(self, name: str) -> None:
        self._stack.setCurrentWidget(self.tab(name))
        self._read_if_stale()
        self.frame_changed.emit()

    def _read_if_stale(self) -> None:
        name = self.tabs.current()
        if name in self._stale:
            self._stale.discard(name)
            shown = self.tab(name)
            shown.as_of = self.as_of
            shown.show_scope(self.manager)

    def _read_again(self) -> None:
        self._stale.update(self._made)
        self._read_if_stale()

    # -- scope

    def _choose_manager(self, manager: str) -> None:
        self.manager = manager or None
        self._read_again()

    def _choose_day(self, day: str) -> None:
        self.as_of = date.fromisoformat(day) if day else None
        self._read_again()

    def _on_change(self, change: Change) -> None:
        if change.is_batch:
            self._offer()
        self._stale.update(name for name, made in self._made.items() if made.concerns(change))
        self._read_if_stale()

    # -- frame

    def crumbs(self) -> list[Crumb]:
        return [Crumb(str(self.title)), Crumb(str(self._entries[self.tabs.current()].title))]

    def top_buttons(self) -> list[QWidget]:
        return [self.managers, self.days, self.classify]

    def commands(self) -> list[Command]:
        acts = [Command(Words("重新分类", "Classify clients"), self.ask_classify, icon="layers")]
        for number, entry in enumerate(self._entries.values(), 1):
            words = Words(f"转到「{entry.title.zh}」", f"Go to {entry.title.en}")
            acts.append(Command(words, lambda name=entry.name: self.show_tab(name), f"Alt+{number}", "columns-3"))  # type: ignore[misc]
        return acts + self.current().commands()

    def ask_classify(self) -> None:
        ClassifyDialog(self.desk, parent=self).open()

    def state(self) -> State:
        self._states.update({name: made.tab_state() for name, made in self._made.items()})
        day = self.as_of.isoformat() if self.as_of else ""
        return {"manager": self.manager, "as_of": day, "tab": self.tabs.current(), "tabs": self._states}

    def restore(self, state: State) -> None:
        self._states = dict(state.get("tabs", {}))
        for name, made in self._made.items():
            made.restore_tab(self._states.get(name, {}))
        for pick, key in ((self.managers, "manager"), (self.days, "as_of")):
            if state.get(key):
                pick.choose(str(state[key]))
        self.show_tab(str(state.get("tab", "")))

    def undo_here(self, *, is_redo: bool = False) -> bool:
        return self.current().undo_here(is_redo=is_redo)

    def focus_start(self) -> None:
        self.current().focus_start()
