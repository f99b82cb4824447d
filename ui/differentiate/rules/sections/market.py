"""The market: which index the rules follow, when its fall shields tiers, and the levels that are kept of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from crmdesk.i18n import Words, tr
from ui.differentiate.rules.section import RulesSection
from ui.differentiate.rules.view import RulesView
from ui.framework.frames import Card
from ui.framework.labels import PlainLabel, TagLabel, WrappedLabel
from ui.framework.links import Link
from ui.framework.page import Desk

if TYPE_CHECKING:
    from crmdesk.differentiate.market import KnownLevels, LevelsKept
    from crmdesk.store.store import Store
    from ui.differentiate.rules.state import RulesState

_INDEX = ("market", "index")


class MarketSection(RulesSection):
    """Levels are content of the store, not of a rulebook: importing them asks for no version."""

    name: ClassVar[str] = "market"
    title: ClassVar[Words] = Words("市场", "Market")
    about: ClassVar[Words] = Words(
        "有指数点位，才能把市场涨跌与客户的新资金分开，也才能在市场大跌时保住缓冲区内的层级。各类资产随市场变动的比例见“费率与口径”。",
        "With levels of an index, gains by the market are told from new money, and a falling market need not cost a "
        "tier. How much of an asset class moves with it stands in the rate card.",
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._levels: tuple[KnownLevels, ...] = ()
        self.used: dict[str, TagLabel] = {}

    def show_state(self, state: RulesState) -> None:
        self._levels = state.levels

    def structure(self, _view: RulesView) -> object:
        return self._levels

    def build(self, _view: RulesView) -> None:
        self.body.addWidget(self._fall())
        self.body.addWidget(self._levels_card())

    def _fall(self) -> QWidget:
        card = Card(tr("When the whole market falls"))
        card.body.addWidget(self.labelled(self.number(_INDEX, width=140), width=300))
        card.body.addWidget(self.switch(("market", "is_neutral")))
        for key in ("fall", "months"):
            card.body.addWidget(self.labelled(self.number(("market", key), width=72), width=300))
        return card

    def _levels_card(self) -> QWidget:
        bring = Link(tr("Import index levels…"), role="body")
        bring.clicked.connect(self._ask_file)
        card = Card(tr("Index levels kept"), right=(bring,), gap=3)
        self.missing = WrappedLabel(tone="warn")
        card.body.addWidget(self.missing)
        self.used.clear()
        if self._levels:
            card.body.addLayout(self._table())
        said = tr("A CSV file with columns code, day, level. Days kept before are set anew; one undo takes it back.")
        card.body.addWidget(WrappedLabel(said, role="caption", tone="secondary"))
        return card

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        for column, text in enumerate((tr("Index"), tr("Newest day"), tr("Days kept"), tr("Oldest day"))):
            grid.addWidget(PlainLabel(text, role="caption", tone="secondary"), 0, column)
        for line, one in enumerate(self._levels, 1):
            cells = (one.code, one.last.isoformat(), f"{one.days:,}", one.first.isoformat())
            for column, text in enumerate(cells):
                grid.addWidget(PlainLabel(text), line, column)
            self.used[one.code] = TagLabel(tr("used by the rules"), tag="accent")
            grid.addWidget(self.used[one.code], line, len(cells))
        grid.setColumnStretch(5, 1)
        return grid

    def follow(self, view: RulesView) -> None:
        index = str(view.value(*_INDEX) or "").strip()
        for code, tag in self.used.items():
            tag.setVisible(code == index)
        self.missing.setVisible(bool(index) and index not in self.used)
        self.missing.setText(tr("No level of index {code} is kept yet: its moves are not known.", code=index))

    # -- levels

    def _ask_file(self) -> None:
        kinds = tr("Tables (*.csv);;All files (*)")
        source, _kind = QFileDialog.getOpenFileName(self, tr("Import index levels"), str(Path.home()), kinds)
        if source:
            self.import_from(Path(source))

    def import_from(self, source: Path) -> None:
        """Keep the levels of a file; what cannot be read is named by its line and nothing is kept."""

        def work(store: Store) -> LevelsKept:
            from crmdesk.differentiate.market import import_levels

            return import_levels(store, source)

        self._desk.runner.write(work, then=self._imported, owner=self)

    def _imported(self, kept: LevelsKept) -> None:
        said = tr("{added} levels added, {changed} changed.", added=kept.added, changed=kept.changed)
        self._desk.navigate.toast(said)
