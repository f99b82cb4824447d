"""Third page: column by column what it becomes; what is needed and still missing; the recipe to keep."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crmdesk.i18n import tr
from crmdesk.identify.importing.chosen import Chosen
from crmdesk.identify.importing.labels import field_words
from crmdesk.identify.importing.looking import TableLook
from ui.framework.frames import Line, Panel, column, row
from ui.framework.icons import IconLabel
from ui.framework.labels import ElidedLabel, PlainLabel
from ui.framework.page import Desk
from ui.framework.theme import theme
from ui.identify.importing.journey import Journey
from ui.identify.importing.mapping.column_panel import ColumnPanel
from ui.identify.importing.mapping.columns_grid import ColumnsGrid
from ui.identify.importing.mapping.recipe_card import RecipeCard
from ui.identify.importing.step import Step
from ui.identify.importing.table_list import TableList


class MappingStep(Step):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.list = TableList()
        self.grid = ColumnsGrid()
        self.panel = ColumnPanel()
        self.recipe = RecipeCard()
        self._needed = PlainLabel()
        self._needed_icon = IconLabel("circle-check", "state.ok")
        self._unmapped = ElidedLabel(tone="secondary")
        head = Panel("surface")
        head.body.setContentsMargins(theme.space(4), theme.space(2), theme.space(4), theme.space(2))
        facts = row(self._needed_icon, self._needed, Line("separator"), self._unmapped)
        facts.setStretchFactor(self._unmapped, 1)
        head.body.addLayout(facts)
        middle = row(self.list, column(head, Line(), self.grid, gap=0), Line("vertical"), self.panel, gap=0)
        middle.setStretch(1, 1)
        self.body.addLayout(column(middle, Line(), self.recipe, gap=0))
        self._shown: TableLook | None = None
        self._is_private = False
        self._connect()

    def _connect(self) -> None:
        self.list.chosen.connect(self._choose_table)
        self.grid.current_changed.connect(lambda _row: self._show_column())
        self.grid.opened.connect(lambda _row: self._edit())
        self.panel.said.connect(self._say)
        self.panel.done.connect(self.grid.setFocus)
        self.recipe.source_said.connect(self._say_source)
        self.recipe.named.connect(self._keep_as)

    def _say_source(self, source: str) -> None:
        self.journey.say_source(source)

    def _keep_as(self, name: str | None) -> None:
        self.journey.keep_as(name)

    def _choose_table(self, at: int) -> None:
        self.journey.show_entry(at)

    def _say(self, chosen: Chosen) -> None:
        self.journey.choose(chosen)

    def _edit(self) -> None:
        """Enter on a column: the keyboard goes to its field."""
        self.panel.field.setFocus()
        line = self.panel.field.lineEdit()
        if line is not None:
            line.selectAll()

    def show_journey(self, journey: Journey) -> None:
        self.list.show_journey(journey)
        self.recipe.show_journey(journey)
        look = journey.entry.look if journey.entry else None
        self.panel.setVisible(look is not None)
        if look is None:
            self.grid.show_rows(())
            self._say_needed(tr("This table cannot be read; see the page before."), is_bad=True)
            return
        is_private = self.desk.shown.is_private
        if look is not self._shown or is_private != self._is_private:
            self._shown, self._is_private = look, is_private
            self.grid.show_look(look, is_private=is_private)
        self._show_facts(look)
        self._show_column()

    def _show_facts(self, look: TableLook) -> None:
        if look.missing:
            wanted = ", ".join(" / ".join(str(field_words(name)) for name in group) for group in look.missing)
            self._say_needed(tr("Needed and not there: {fields}", fields=wanted), is_bad=True)
        else:
            self._say_needed(tr("All that {kind} need is there.", kind=look.kind.words), is_bad=False)
        names = ", ".join(look.unmapped)
        self._unmapped.setText(
            tr("Columns that fill no field: {columns}.", columns=names) if names else tr("Every column fills a field.")
        )

    def _say_needed(self, text: str, *, is_bad: bool) -> None:
        self._needed.setText(text)
        self._needed.set_tone("bad" if is_bad else "ok")
        self._needed_icon.show_icon(*(("circle-alert", "state.bad") if is_bad else ("circle-check", "state.ok")))

    def _show_column(self) -> None:
        look, name = self._shown, self.grid.current_key()
        found = next((one for one in look.columns if one.name == name), None) if look else None
        if look is not None and found is not None:
            self.panel.show_column(look, found)

    def start(self) -> QWidget:
        return self.grid
