"""The sections of the editor with their index; a section is made when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QWidget

from crmdesk.differentiate.rule_fields import SECTIONS
from crmdesk.i18n import tr
from ui.differentiate.rules.section import RulesSection
from ui.differentiate.rules.sections.breakpoints import BreakpointsSection
from ui.differentiate.rules.sections.dormancy import DormancySection
from ui.differentiate.rules.sections.hysteresis import HysteresisSection
from ui.differentiate.rules.sections.lifetime import LifetimeSection
from ui.differentiate.rules.sections.market import MarketSection
from ui.differentiate.rules.sections.overridden import OverriddenSection
from ui.differentiate.rules.sections.rates import RatesSection
from ui.differentiate.rules.sections.review import ReviewSection
from ui.differentiate.rules.sections.stages import StagesSection
from ui.differentiate.rules.sections.tiers import TiersSection
from ui.differentiate.rules.sections.versions import VersionsSection
from ui.differentiate.rules.sections.weights import WeightsSection
from ui.framework.frames import Line, Panel
from ui.framework.page import Desk
from ui.framework.sections import IndexEntry

if TYPE_CHECKING:
    from crmdesk.differentiate.overrides import NamedOverride, OverrideShare
    from ui.differentiate.rules.rules_tab import RulesTab
    from ui.differentiate.rules.state import RulesState
    from ui.differentiate.rules.view import RulesView

_INDEX = 196
_KINDS: tuple[type[RulesSection], ...] = (
    *(WeightsSection, BreakpointsSection, TiersSection, HysteresisSection),
    *(DormancySection, StagesSection, LifetimeSection, RatesSection, MarketSection),
    *(ReviewSection, VersionsSection, OverriddenSection),
)
#: A line stands before these.
_BREAKS = ("review",)


class SectionStack(QWidget):
    """``made`` with each new section, ``chosen`` when another one is shown."""

    made = Signal(object)
    chosen = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._made: dict[str, RulesSection] = {}
        self._overridden: tuple[list[NamedOverride], OverrideShare] | None = None
        self.entries = {kind.name: IndexEntry(str(kind.title)) for kind in _KINDS}
        self._stack = QStackedWidget()
        self._name = _KINDS[0].name
        self._arrange()

    def _arrange(self) -> None:
        index = Panel("surface", margin=3, gap=1)
        index.setFixedWidth(_INDEX)
        index.setAccessibleName(tr("Sections of the rules"))
        group = QButtonGroup(self)
        for name, entry in self.entries.items():
            if name in _BREAKS:
                index.body.addSpacing(8)
                index.body.addWidget(Line())
                index.body.addSpacing(8)
            group.addButton(entry)
            index.body.addWidget(entry)
            entry.clicked.connect(lambda _on=False, name=name: self.choose(name))
        index.body.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (index, Line("vertical")):
            layout.addWidget(part)
        layout.addWidget(self._stack, 1)
        self.entries[self._name].setChecked(True)

    def name(self) -> str:
        return self._name

    def holds_figures(self) -> bool:
        """False where what is done changes the store and not the rules being edited."""
        return self._name not in ("market", "versions", "overridden")

    def current(self) -> RulesSection:
        return self.section(self._name)

    def section(self, name: str) -> RulesSection:
        """The section of that name, made if it was never shown."""
        if name not in self._made:
            kind = next(kind for kind in _KINDS if kind.name == name)
            made = kind(self._desk) if kind in (MarketSection, OverriddenSection) else kind()
            self._made[name] = made
            self._stack.addWidget(made)
            self.made.emit(made)
        return self._made[name]

    def choose(self, name: str) -> None:
        if name in self.entries:
            self._name = name
            self.entries[name].setChecked(True)
            self.chosen.emit()

    def wire(self, section: RulesSection, tab: RulesTab) -> None:
        """Connect what only some sections ask for."""
        if isinstance(section, BreakpointsSection):
            section.calibration_asked.connect(lambda: tab.calibrate(section.calibration.show_proposal))
        elif isinstance(section, HysteresisSection):
            section.series_asked.connect(lambda number: tab.read_series(number, section))
        elif isinstance(section, ReviewSection):
            section.place_asked.connect(tab.go_to)
        elif isinstance(section, VersionsSection):
            section.act_asked.connect(tab.acts.act)
            section.preset_asked.connect(tab.begin_from)
        elif isinstance(section, OverriddenSection):
            section.client_asked.connect(lambda client_id: self._desk.navigate.open_client(client_id, tab="value"))

    # -- showing

    def show_overridden(self, found: list[NamedOverride], share: OverrideShare) -> None:
        self._overridden = found, share

    def show_view(self, view: RulesView, state: RulesState) -> None:
        """The section in view follows at once, the others when they are shown."""
        self._mark(view)
        shown = self.current()
        if isinstance(shown, VersionsSection | MarketSection):
            shown.show_state(state)
        if isinstance(shown, OverriddenSection) and self._overridden is not None:
            shown.show_overrides(*self._overridden)
        shown.show_view(view)
        self._stack.setCurrentWidget(shown)

    def _mark(self, view: RulesView) -> None:
        changes = [one.section.name for one in view.editing.changes() if one.section is not None]
        for section in SECTIONS:
            wrong = view.problems_in(section.name)
            count = changes.count(section.name)
            self.entries[section.name].show_state("invalid" if wrong else "", _count(wrong, count))
        self.entries["review"].show_state("", str(len(changes)) if changes else "")
        ending = self._overridden[1].overridden if self._overridden is not None else 0
        self.entries["overridden"].show_state("", f"{ending:,}" if ending else "")

    def focus_start(self) -> None:
        self.entries[self._name].setFocus()


def _count(wrong: int, changes: int) -> str:
    if wrong:
        return tr("{count} wrong", count=wrong)
    return tr("{count} changed", count=changes) if changes else ""
