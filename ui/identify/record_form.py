"""The client form on screen, generated from its declaration: index at the left, folded sections, a mark per field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import language, tr
from crmdesk.identify.form import Form, Section
from crmdesk.identify.form.children import CHILDREN
from crmdesk.identify.masking import shown_value
from ui.framework.editors import AmountEditor
from ui.framework.form import FormField, MessageKind, SecretEditor
from ui.framework.frames import Line, Panel, Scroll, column, row
from ui.framework.labels import PlainLabel
from ui.framework.marks import Mark, MarkLabel, mark_words, worst
from ui.framework.sections import FoldSection, IndexEntry
from ui.framework.theme import theme
from ui.identify.field_editors import editor_for, is_secret, show_in, value_from
from ui.identify.rows_field import RowsField

_OPEN_AT_FIRST = ("A", "B", "C")
#: Room for two columns; English labels are wider.
_TWO_COLUMNS = {"zh": 620, "en": 720}


@dataclass(frozen=True)
class FieldState:
    """What the form says of one field: mark, its reason, and the sentence below."""

    mark: Mark = ""
    reason: str = ""
    message: str = ""
    kind: MessageKind = "hint"


@dataclass(frozen=True)
class Shown:
    """What the form shows: stored values, masked ones in ``masks``, rows of child tables in ``rows``."""

    values: dict[str, Any] = field(default_factory=dict)
    masks: dict[str, str] = field(default_factory=dict)
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)


class RecordForm(QWidget):
    """Holds what was typed and not saved; what is right or wrong is told to it."""

    edited = Signal(str)
    reveal_asked = Signal(str)
    history_asked = Signal(str)
    rows_asked = Signal(str)

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form
        self.fields: dict[str, FormField] = {}
        self.sections: dict[str, FoldSection] = {}
        self.entries: dict[str, IndexEntry] = {}
        self._rows: dict[str, RowsField] = {}
        self._shown = Shown()
        self._states: dict[str, FieldState] = {}
        self._touched: dict[str, str] = {}
        self._is_unfolded = False
        self._is_read_only = False
        self.area = Scroll("surface", margin=0, gap=0)
        self.area.body.setContentsMargins(20, 0, 20, 24)
        self._index = Panel("surface", margin=2, gap=0)
        self._index.body.setSpacing(2)
        self._make_sections()
        self._arrange()
        self.area.verticalScrollBar().valueChanged.connect(self._follow_scroll)

    # -- making

    def _make_sections(self) -> None:
        self._index.body.addSpacing(4)
        for section in self.form.sections:
            title = f"{section.letter} {section.title}"
            count = tr("{count} fields", count=len(section.fields))
            names = [declared.name for declared in section.fields]
            fold = FoldSection(title, count, names, self._field)
            self.sections[section.letter] = fold
            self.area.body.addWidget(fold)
            entry = IndexEntry(str(section.title))
            entry.clicked.connect(lambda _on, letter=section.letter: self.go_to(letter))
            self.entries[section.letter] = entry
            self._index.body.addWidget(entry)
        self.area.body.addStretch(1)
        self.entries[self.form.sections[0].letter].setChecked(True)

    def _arrange(self) -> None:
        self._index.setFixedWidth(184 if language() == "zh" else 216)
        self._index.body.addStretch(1)
        legend = column(gap=1)
        legend.setContentsMargins(10, 0, 0, 8)
        marks: tuple[Mark, ...] = ("ok", "stale", "missing", "invalid")
        for mark in marks:
            words = PlainLabel(mark_words(mark), role="caption", tone="secondary")
            legend.addLayout(row(MarkLabel(mark), words, None))
        self._index.body.addLayout(legend)
        whole = row(self._index, Line("vertical"), self.area, gap=0)
        self.setLayout(whole)

    def _field(self, name: str) -> QWidget:
        declared = self.form.field(name)
        width = 92 if language() == "zh" else 128
        if declared.type in ("child", "derived"):
            is_ours = declared.type == "child" and (declared.table == "need" or declared.table in CHILDREN)
            rows = RowsField(declared.name, str(declared.label), label_width=width, can_edit=is_ours)
            rows.asked.connect(self.rows_asked)
            self._rows[declared.name] = rows
            self._show_rows(declared.name)
            return rows
        made = FormField(declared.name, str(declared.label), editor_for(declared), label_width=width)
        made.setProperty("wide", declared.is_long)
        made.edited.connect(self._on_edited)
        made.history_asked.connect(self.history_asked)
        if isinstance(made.editor, SecretEditor):
            made.editor.reveal_asked.connect(lambda: self.reveal_asked.emit(declared.name))
        made.editor.setEnabled(not self._is_read_only)
        self.fields[declared.name] = made
        self._show_field(declared.name)
        return made

    def set_read_only(self, *, is_read_only: bool) -> None:
        """The past can be read, unfolded and searched, not typed in."""
        self._is_read_only = is_read_only
        for made in self.fields.values():
            made.editor.setEnabled(not is_read_only)

    # -- showing

    def show_record(self, shown: Shown) -> None:
        """Put stored values into every field that has not been typed in."""
        self._shown = shown
        for name in self.fields:
            if name not in self._touched:
                self._show_field(name)
        for name in self._rows:
            self._show_rows(name)

    def _show_field(self, name: str) -> None:
        made, declared = self.fields[name], self.form.field(name)
        mask = self._shown.masks.get(name)
        if name in self._touched:
            made.editor.show_typed(self._touched[name])
        elif isinstance(made.editor, SecretEditor) and mask:
            made.editor.show_masked(mask)
        elif isinstance(made.editor, AmountEditor) and mask:
            made.editor.show_hidden(mask)
        else:
            show_in(declared, made.editor, self._shown.values.get(name))
        self._show_state(name)

    def _show_rows(self, name: str) -> None:
        self._rows[name].show_rows(self._shown.rows.get(name, ()))
        state = self._states.get(name, FieldState())
        self._rows[name].mark.show_mark(state.mark, reason=state.reason)

    def reveal(self, name: str, value: Any) -> None:
        """Show a secret in full; it may be edited now."""
        editor = self.fields[name].editor
        if name not in self._touched:
            editor.show_value(value)

    def hide_again(self, name: str) -> None:
        """Mask a revealed secret again, unless it is being changed."""
        if name not in self._touched and name in self.fields:
            self._show_field(name)

    def show_states(self, states: dict[str, FieldState]) -> None:
        self._states = states
        for name in self.fields:
            self._show_state(name)
        for name in self._rows:
            self._show_rows(name)
        for section in self.form.sections:
            self._show_section(section)
        if not self._is_unfolded:
            self._is_unfolded = True
            for letter in self.sections.keys() & set(_OPEN_AT_FIRST):
                self.sections[letter].open()

    def _show_state(self, name: str) -> None:
        state = self._states.get(name, FieldState())
        self.fields[name].show_mark(state.mark, reason=state.reason)
        self.fields[name].show_message(state.message, state.kind)

    def _show_section(self, section: Section) -> None:
        states = [(f, self._states.get(f.name, FieldState())) for f in section.fields]
        counted = [(f, s) for f, s in states if s.mark]
        filled = sum(s.mark != "missing" for _f, s in counted)
        wrong = sum(s.mark == "invalid" for _f, s in counted)
        mark: Mark = worst([s.mark for _f, s in counted])
        self.entries[section.letter].show_state(mark, f"{filled}/{len(counted)}" if counted else "–")
        fold = self.sections[section.letter]
        summary = tr("{count} wrong", count=wrong) if wrong else self._summary(section)
        fold.head.show_summary(summary, is_alarm=wrong > 0)
        core = {f.name for f, s in states if f.need == "R" or s.mark or f.name in self._touched}
        fold.set_core(core or {f.name for f in section.fields})

    def _summary(self, section: Section) -> str:
        """The first values of a section that are no secrets, for its folded head."""
        texts = []
        for declared in section.fields:
            value = self._shown.values.get(declared.name)
            if declared.type in ("code", "multi") and value:
                texts.append(shown_value(declared, value))
        return " · ".join(texts[:3])

    # -- typing

    def _on_edited(self, name: str) -> None:
        self._touched[name] = self.fields[name].editor.typed()
        self.edited.emit(name)

    @property
    def touched(self) -> dict[str, str]:
        """The text typed and not saved, by field."""
        return dict(self._touched)

    def show_touched(self, typed: dict[str, str]) -> None:
        """Bring back what a draft kept."""
        for name, text in typed.items():
            if self.form.has(name):
                self._touched[name] = text
                if name in self.fields:
                    self.fields[name].editor.show_typed(text)

    def forget_touched(self) -> None:
        """Saved or given up: the stored values stand again."""
        self._touched.clear()
        for name in self.fields:
            self._show_field(name)

    def changed_values(self) -> tuple[dict[str, Any], dict[str, str]]:
        """Values typed in, and for what cannot be read the sentence that says why."""
        values: dict[str, Any] = {}
        unread: dict[str, str] = {}
        for name in self._touched:
            self._make_field(name)
            try:
                values[name] = value_from(self.form.field(name), self.fields[name].editor)
            except CrmError as error:
                unread[name] = error.message
        return values, unread

    def is_masked(self, name: str) -> bool:
        return is_secret(self.form.field(name)) and name not in self._touched

    # -- going to a field

    def _letter_of(self, name: str) -> str:
        return next(s.letter for s in self.form.sections if any(f.name == name for f in s.fields))

    def _make_field(self, name: str) -> None:
        if name not in self.fields:
            self.sections[self._letter_of(name)].ensure(name)

    def focus_field(self, name: str) -> None:
        """Open the section of a field, bring it into view, put the focus there."""
        self.sections[self._letter_of(name)].ensure(name)
        target: QWidget = self.fields[name] if name in self.fields else self._rows[name]

        def bring() -> None:
            self.area.ensureWidgetVisible(target, 0, 80)

        if name in self.fields:
            self.fields[name].focus()
        QTimer.singleShot(0, self, bring)

    def go_to(self, letter: str) -> None:
        fold = self.sections[letter]
        fold.open()
        QTimer.singleShot(0, self, lambda: self.area.verticalScrollBar().setValue(fold.y()))
        fold.head.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_scroll(self, value: int) -> None:
        """The index shows the section at the top of the view."""
        at_end = value >= self.area.verticalScrollBar().maximum() > 0
        above = [letter for letter, fold in self.sections.items() if fold.y() <= value + 8]
        if above and not at_end:
            self.entries[above[-1]].setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - self._index.width() - 2 * theme.space(5)
        for fold in self.sections.values():
            fold.set_columns(2 if room >= _TWO_COLUMNS[language()] else 1)
