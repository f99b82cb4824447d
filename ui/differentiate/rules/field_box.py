"""One figure of the rules: its field, its unit, what is wrong with it, what is in force instead, and its lock."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from crmdesk.differentiate.rule_fields import Path, RuleField
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from ui.differentiate.rules.view import RulesView
from ui.framework.choices import PillChoices, PillTicks
from ui.framework.frames import column, row
from ui.framework.icons import IconLabel
from ui.framework.labels import PlainLabel, WrappedLabel, plain_tooltip, restyle
from ui.framework.links import Link

#: Width of what is said below a narrow field.
_NOTE = 120


class FieldBox(QWidget):
    """``put`` (path, value) for every good value, ``unread`` (path, text) for a text that is none yet, ``restored``
    (path) when what is in force shall stand again.

    ``show_view`` never touches the text somebody is typing.
    """

    put = Signal(object, object)
    unread = Signal(object, str)
    restored = Signal(object)

    def __init__(self, path: Path, editor: QWidget, *, name: str) -> None:
        super().__init__()
        self.path = path
        self.editor = editor
        editor.setAccessibleName(name)
        self.unit = PlainLabel(tone="tertiary")
        self._lock = IconLabel("lock", "text.tertiary", size=14)
        self._lock.hide()
        self._note = WrappedLabel(role="caption", tone="tertiary")
        self._back = Link(tr("Restore"), name=tr("Restore {name}", name=name))
        self._back.clicked.connect(self._restore)
        self._below = QWidget()
        self._below.setLayout(self._note_line())
        self._below.hide()
        self._base: Any = None
        self.hint = ""
        self._after = ""
        self._arrange()

    def _note_line(self) -> QLayout:
        return row(self._note, self._back, None, gap=2)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        first = row(self.editor, self.unit, self._lock, gap=1)
        first.setStretch(0, 1)
        layout.addLayout(first)
        layout.addWidget(self._below)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def unit_after(self, text: str) -> None:
        """Words that read on after the unit."""
        self._after = text

    def show_view(self, view: RulesView) -> None:
        field = view.field(self.path)
        if field is None:
            return
        lock = view.lock(self.path)
        self._base = view.editing.base_value(self.path)
        self.show_value(field, view.editing.value(self.path), view.editing.unread.get(self.path))
        self.editor.setEnabled(lock is None)
        self._lock.setVisible(lock is not None)
        self.setToolTip(plain_tooltip(str(lock) if lock else ""))
        self._say(field, view)

    def show_value(self, field: RuleField, value: Any, typed: str | None) -> None:
        raise NotImplementedError

    def _say(self, field: RuleField, view: RulesView) -> None:
        """An error before what is in force, that before a hint."""
        problem = self._problem(field, view)
        is_changed = view.is_changed(self.path) and view.editing.base_value(self.path[:-1]) is not None
        text = str(problem) if problem else ""
        if not text:
            text = tr("now {value}", value=field.shown(self._base)) if is_changed else self.hint
        self._note.setText(text)
        self._note.set_tone("bad" if problem else "accent" if is_changed else "tertiary")
        self._back.setVisible(is_changed and self.editor.isEnabled())
        self._below.setVisible(bool(text))
        restyle(self.editor, invalid=problem is not None)
        self.editor.setAccessibleDescription(text)

    def _problem(self, field: RuleField, view: RulesView) -> Words | None:
        typed = view.editing.unread.get(self.path)
        if typed is None:
            return view.problem(self.path)
        try:
            field.read(typed)
        except CrmError as error:
            return Words(error.message, error.message)
        return None

    def problem(self) -> str:
        """What is said to be wrong; empty when nothing is."""
        return self._note.text() if self.editor.property("invalid") else ""

    def _restore(self) -> None:
        self.editor.clearFocus()
        self.restored.emit(self.path)


class NumberBox(FieldBox):
    """A number, a share or an amount, right-aligned with its unit after it."""

    def __init__(self, path: Path, *, name: str, width: int = 96, unit: Words | None = None) -> None:
        self._line = QLineEdit()
        self._width = width
        super().__init__(path, self._line, name=name)
        self._unit = unit
        self._field: RuleField | None = None
        self._line.setFixedWidth(width)
        self._line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._line.textEdited.connect(self._on_text)
        self._line.editingFinished.connect(self._write_out)

    def show_default(self, text: str) -> None:
        """What an empty field means."""
        self._line.setPlaceholderText(text)

    def _note_line(self) -> QLayout:
        """Below each other, so that a narrow column of a table stays narrow."""
        self._note.setMaximumWidth(max(self._width + 36, _NOTE))
        return column(self._note, self._back, gap=0)

    def _arrange(self) -> None:
        super()._arrange()
        first = self.layout().itemAt(0).layout()  # type: ignore[union-attr]
        assert isinstance(first, QHBoxLayout)
        first.setStretch(0, 0)
        first.addStretch(1)

    def _on_text(self, text: str) -> None:
        assert self._field is not None
        try:
            value = self._field.read(text)
        except CrmError:
            self.unread.emit(self.path, text)
            return
        self.put.emit(self.path, value)

    def _write_out(self) -> None:
        """A good text stands in its full form once the field is left."""
        if self._field is not None and self._line.text():
            try:
                self._line.setText(self._field.written(self._field.read(self._line.text())))
            except CrmError:
                return

    def show_value(self, field: RuleField, value: Any, typed: str | None) -> None:
        self._field = field
        if field.declared.kind == "text":
            self._line.setAlignment(Qt.AlignmentFlag.AlignLeft)
        unit = str(self._unit if self._unit is not None else field.unit)
        joint = "" if self._after[:1] in ("", "，", ",") else " "
        self.unit.setText(f"{unit}{joint}{self._after}")
        if not self._line.hasFocus():
            self._line.setText(field.written(value) if typed is None else typed)


class ChoiceBox(FieldBox):
    """One of a few, as pills."""

    def __init__(self, field: RuleField) -> None:
        pills = PillChoices([(code, str(words)) for code, words in field.choices], name=str(field.label))
        super().__init__(field.path, pills, name=str(field.label))
        self.pills = pills
        pills.chosen.connect(lambda code: self.put.emit(self.path, code))

    def show_value(self, field: RuleField, value: Any, typed: str | None) -> None:
        self.pills.choose(str(value))
        del field, typed


class TicksBox(FieldBox):
    """Any of a list of codes, in the order of the list."""

    def __init__(self, field: RuleField) -> None:
        ticks = PillTicks([(code, str(words)) for code, words in field.choices], name=str(field.label))
        super().__init__(field.path, ticks, name=str(field.label))
        self.ticks = ticks
        ticks.changed.connect(lambda: self.put.emit(self.path, list(ticks.values())))

    def show_value(self, field: RuleField, value: Any, typed: str | None) -> None:
        self.ticks.choose(tuple(value or ()))
        del field, typed


class SwitchBox(FieldBox):
    """Yes or no."""

    def __init__(self, field: RuleField) -> None:
        self.switch = QCheckBox(str(field.declared.words))
        super().__init__(field.path, self.switch, name=str(field.label))
        self.switch.clicked.connect(lambda is_on: self.put.emit(self.path, is_on))

    def show_value(self, field: RuleField, value: Any, typed: str | None) -> None:
        self.switch.setChecked(bool(value))
        del field, typed
