"""Whose numbers these are, and keeping what was corrected as a recipe: the next file of its kind is read with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from crmdesk.i18n import tr
from ui.framework.editors import TextEditor
from ui.framework.frames import Panel, row
from ui.framework.labels import ElidedLabel, PlainLabel, plain_tooltip
from ui.framework.theme import theme
from ui.identify.importing.journey import Journey

_WIDTH = 180


class RecipeCard(Panel):
    """``source_said`` with the source system, ``named`` with the name to keep the recipe under, or None."""

    source_said = Signal(str)
    named = Signal(object)

    def __init__(self) -> None:
        super().__init__("surface")
        self.body.setContentsMargins(theme.space(4), theme.space(2), theme.space(4), theme.space(2))
        self.source = TextEditor(limit=60)
        self.keep = QCheckBox(tr("Keep as recipe"))
        self.keep.setToolTip(plain_tooltip(tr("The next file with these columns is read in the same way.")))
        self.recipe_name = TextEditor(limit=60)
        self.problem = ElidedLabel(tone="bad")
        source_label = PlainLabel(tr("Source system"), tone="secondary")
        for editor, name in ((self.source, tr("Source system")), (self.recipe_name, tr("Name of the recipe"))):
            editor.setAccessibleName(name)
            editor.setPlaceholderText(name)
            editor.setFixedWidth(_WIDTH)
        source_label.setBuddy(self.source)
        line = row(source_label, self.source, 3, self.keep, self.recipe_name, self.problem)
        line.setStretchFactor(self.problem, 1)
        self.body.addLayout(line)
        self.setTabOrder(self.keep, self.recipe_name)

        self.source.editingFinished.connect(lambda: self.source_said.emit(self.source.text().strip()))
        self.keep.clicked.connect(self._tell_name)
        self.recipe_name.textEdited.connect(self._tell_name)

    def _tell_name(self) -> None:
        self.named.emit(self.recipe_name.text().strip() if self.keep.isChecked() else None)

    def show_journey(self, journey: Journey) -> None:
        if not self.source.hasFocus():
            self.source.setText(journey.source)
        is_kept = journey.recipe_name is not None
        self.recipe_name.setVisible(is_kept)
        self.keep.setChecked(is_kept)
        if is_kept and self.recipe_name.text().strip() != journey.recipe_name:
            self.recipe_name.setText(journey.recipe_name or "")
        self.problem.setText(journey.recipe_problem())
