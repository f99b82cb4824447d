"""The column in view: the field it fills, and what each text of a code column means."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from crmdesk.codes import code_list
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.importing.chosen import Chosen
from crmdesk.identify.importing.labels import field_words
from crmdesk.identify.importing.looking import ColumnLook, Meaning, TableLook
from ui.framework.editors import CodeEditor
from ui.framework.fields import LabelledField
from ui.framework.frames import Scroll, clear_layout
from ui.framework.labels import ElidedLabel, PlainLabel, WrappedLabel
from ui.framework.theme import theme

_WIDTH = 304


class ColumnPanel(Scroll):
    """``said`` with the new mapping; ``done`` when the keyboard goes back to the list of columns."""

    said = Signal(Chosen)
    done = Signal()

    def __init__(self) -> None:
        super().__init__("surface", margin=4, gap=3)
        self.setFixedWidth(_WIDTH)
        self.title = ElidedLabel(role="section")
        self.field = CodeEditor(())
        self._labelled = LabelledField(tr("Fills the field"), self.field, hint=tr("Type to search. Empty: no field."))
        self._heading = PlainLabel(tr("What its texts mean"), role="section")
        self._hint = WrappedLabel(tone="secondary", role="caption")
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(theme.space(2))
        self._grid.setHorizontalSpacing(theme.space(2))
        self.meanings: dict[str, CodeEditor] = {}
        for widget in (self.title, self._labelled, self._heading, self._hint):
            self.body.addWidget(widget)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)
        self._look: TableLook | None = None
        self._column: ColumnLook | None = None
        _on_change(self.field, self._tell_field)

    def show_column(self, look: TableLook, column: ColumnLook) -> None:
        self._look, self._column = look, column
        self.title.setText(column.name)
        taken = {one.field for one in look.columns if one.field and one is not column}
        self.field.offer([(name, _field_label(name, taken)) for name in look.kind.fields])
        self.field.show_value(column.field)
        self.field.setEnabled(not column.is_secret)
        self._labelled.clear_error()
        self._show_meanings(column)

    def _show_meanings(self, column: ColumnLook) -> None:
        clear_layout(self._grid)
        self.meanings = {}
        for widget in (self._heading, self._hint):
            widget.setVisible(bool(column.meanings))
        open_ones = sum(not one.code for one in column.meanings)
        self._hint.setText(
            tr("{count} texts mean nothing yet and are left out.", count=open_ones)
            if open_ones
            else tr("Every text of the rows read has its meaning.")
        )
        self._hint.set_tone("warn" if open_ones else "secondary")
        for at, meaning in enumerate(column.meanings):
            self._add_meaning(at, meaning, column.codes)

    def _add_meaning(self, at: int, meaning: Meaning, codes: str) -> None:
        editor = CodeEditor([(code.value, str(code.words)) for code in code_list(codes).values()])
        editor.setMinimumContentsLength(6)
        editor.show_value(meaning.code)
        editor.setAccessibleName(tr("What {text} means", text=meaning.text))
        _on_change(editor, lambda: self._tell_meaning(meaning, editor))
        self.meanings[meaning.text] = editor
        self._grid.addWidget(ElidedLabel(meaning.text), at, 0)
        self._grid.addWidget(PlainLabel(f"× {meaning.count:,}", role="caption", tone="tertiary"), at, 1)
        self._grid.addWidget(editor, at, 2)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(2, 3)

    def _tell_field(self) -> None:
        if self._look is None or self._column is None:
            return
        try:
            name = self.field.value() or ""
        except CrmError as error:
            self._labelled.show_error(error.message)
            return
        if name != self._column.field:
            self.said.emit(self._look.asked.chosen.with_column(self._column.name, name))
        self.done.emit()

    def _tell_meaning(self, meaning: Meaning, editor: CodeEditor) -> None:
        if self._look is None or self._column is None:
            return
        try:
            code = editor.value() or ""
        except CrmError:
            editor.show_value(meaning.code)
            return
        if code != meaning.code:
            self.said.emit(self._look.asked.chosen.with_value(self._column.field, meaning.text, code))


def _field_label(name: str, taken: set[str]) -> str:
    label = str(field_words(name))
    return tr("{field} (filled by another column)", field=label) if name in taken else label


def _on_change(editor: CodeEditor, tell: object) -> None:
    """When an entry is chosen from the list, or typed and confirmed with Enter or by leaving the field."""
    assert callable(tell)
    line = editor.lineEdit()
    assert line is not None
    editor.activated.connect(lambda _index: tell())
    line.returnPressed.connect(tell)
