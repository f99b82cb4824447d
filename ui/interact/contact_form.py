"""The fields of a contact: channel, outcome, note, next step. Everything by keyboard, three clicks at most."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLayout, QWidget

from crmdesk import dates
from crmdesk.codes import code_list
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, language, tr
from crmdesk.interact.outcomes import SHORTEST_NOTE, outcome
from ui.framework.choices import PillChoices
from ui.framework.editors import Choice, CodeEditor, DayEditor, LongTextEditor, NumberEditor, TextEditor
from ui.framework.form import AnyEditor, FormField, field_label
from ui.framework.frames import Line, Panel, row
from ui.framework.labels import WrappedLabel
from ui.framework.multi_editor import MultiEditor
from ui.framework.segmented import Segmented
from ui.interact.consequences import what_follows

_WEEKDAYS = tuple(
    Words(f"周{zh}", en)
    for zh, en in zip("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True)
)


def choices(list_name: str) -> list[Choice]:
    return [(code.value, str(code.words)) for code in code_list(list_name).values()]


def _outcomes(group: str) -> list[Choice]:
    codes = code_list("contact_outcome").values()
    return [
        (code.value, str(code.words)) for code in codes if (code.extra["group"] == "success") == (group == "success")
    ]


def _add(grid: QGridLayout, part: QWidget | QLayout, place: int) -> None:
    """A row over both columns."""
    if isinstance(part, QLayout):
        grid.addLayout(part, place, 0, 1, 2)
    else:
        grid.addWidget(part, place, 0, 1, 2)


class ContactForm(QWidget):
    """Checks nothing itself: ``details`` is what ``log_contact`` takes, ``show_error`` shows errors at fields."""

    edited = Signal()

    def __init__(self, *, tier: str | None) -> None:
        super().__init__()
        self._tier = tier
        self._label_width = 64 if language() == "zh" else 84
        self.reached = PillChoices(_outcomes("success"), name=tr("Reached"))
        self.missed = PillChoices(_outcomes("missed"), name=tr("Not reached"))
        self.follows = WrappedLabel(role="caption", tone="secondary")
        self.direction = Segmented(choices("contact_direction"), name=tr("Direction"), value="OB")
        self._make_fields()
        self._arrange()
        self._connect()
        self.show_consequences()

    def _make_fields(self) -> None:
        self.channel = self._made("channel", tr("Channel"), CodeEditor(choices("contact_channel"), can_be_empty=False))
        self.channel.editor.show_value("01")
        self.note = self._made("note", tr("Note"), LongTextEditor(lines=4), hint=tr("What was said, what is needed …"))
        self.purpose = self._made("purpose", tr("Purpose"), MultiEditor(choices("contact_purpose")))
        self.minutes = self._made("minutes", tr("Minutes"), NumberEditor(), hint=tr("usual length"))
        self.nps = self._made("nps", tr("NPS"), NumberEditor(), hint=tr("0–10: would recommend us"))
        self.next_on = self._made("next_on", tr("Next on"), DayEditor(), hint=tr("+2w, 下周一, 11-25 …"))
        self.next_channel = self._made("next_channel", tr("By"), CodeEditor(choices("contact_channel")))
        self.next_title = self._made("next_title", tr("What"), TextEditor(limit=200))

    def _made(self, name: str, label: str, editor: AnyEditor, *, hint: str = "") -> FormField:
        if hint and isinstance(editor, TextEditor | LongTextEditor):
            editor.setPlaceholderText(hint)
        return FormField(name, label, editor, label_width=self._label_width, has_mark=False)

    def _arrange(self) -> None:
        callout = Panel("hover", margin=2, gap=0)
        callout.body.addWidget(self.follows)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(12)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        grid.addWidget(self.channel, 0, 0)
        grid.addWidget(self.direction, 0, 1)
        rows: tuple[QWidget | QLayout, ...] = (
            self._labelled(tr("Reached"), self.reached),
            self._labelled(tr("Not reached"), self.missed),
            self._labelled("", callout),
            self.note,
        )
        for place, part in enumerate(rows, 1):
            _add(grid, part, place)
        _add(grid, self.purpose, 5)
        grid.addWidget(self.minutes, 6, 0)
        grid.addWidget(self.nps, 6, 1)
        _add(grid, Line(), 7)
        grid.addWidget(self.next_on, 8, 0)
        grid.addWidget(self.next_channel, 8, 1)
        _add(grid, self.next_title, 9)

    def _labelled(self, text: str, widget: QWidget) -> QLayout:
        label = field_label(text, width=self._label_width)
        label.setMinimumHeight(28)
        line = row(label, widget, gap=2)
        line.setAlignment(label, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        return line

    def fields(self) -> list[FormField]:
        told = [self.channel, self.note, self.purpose, self.minutes, self.nps]
        return [*told, self.next_on, self.next_channel, self.next_title]

    def _connect(self) -> None:
        self.reached.chosen.connect(lambda _code: self._chosen(besides=self.missed))
        self.missed.chosen.connect(lambda _code: self._chosen(besides=self.reached))
        for field in self.fields():
            field.edited.connect(self._on_edited)

    def _chosen(self, *, besides: PillChoices) -> None:
        besides.choose("")
        self.show_consequences()
        self.note.focus()
        self.edited.emit()

    def _on_edited(self, name: str) -> None:
        field = next(field for field in self.fields() if field.name == name)
        field.show_message("")
        if name == "note":
            self._count_note()
        if name == "next_on":
            self._show_day()
        self.edited.emit()

    # -- what is said while typing

    def outcome(self) -> str:
        return self.reached.value() or self.missed.value()

    def choose_outcome(self, code: str) -> None:
        self.reached.choose(code)
        self.missed.choose(code)
        self.show_consequences()

    def show_consequences(self) -> None:
        code = self.outcome()
        lines = what_follows(code, on=dates.local_today(), tier=self._tier) if code else []
        self.follows.setText(" · ".join(lines) or tr("Choose an outcome: what follows from it will stand here."))
        self._count_note()

    def _count_note(self) -> None:
        """Say how much is still to be written when the outcome counts."""
        code, length = self.outcome(), len(self.note.editor.typed().strip())
        is_short = bool(code) and outcome(code).is_effective and length < SHORTEST_NOTE
        missing = tr("{count} more characters: this outcome counts.", count=SHORTEST_NOTE - length)
        self.note.show_message(missing if is_short else "")

    def _show_day(self) -> None:
        """Read the day back while it is typed, so that ``+2w`` is no guess."""
        try:
            day: date | None = self.next_on.editor.value()
        except CrmError:
            return
        self.next_on.show_message(f"{_WEEKDAYS[day.weekday()]} {day.isoformat()}" if day else "")

    # -- taking it out

    def details(self) -> dict[str, Any]:
        """Arguments of ``log_contact``; raises ``CrmError`` with the field for what cannot be read."""
        if not self.outcome():
            raise CrmError(tr("Choose an outcome."), field="outcome")
        values = {field.name: self._value(field) for field in self.fields()}
        return {
            **values,
            "outcome": self.outcome(),
            "direction": self.direction.value,
            "note": values["note"] or "",
            "purpose": values["purpose"] or (),
            "next_title": values["next_title"] or "",
        }

    def _value(self, field: FormField) -> Any:
        try:
            return field.editor.value()
        except CrmError as error:
            raise CrmError(error.message, field=field.name) from None

    def show_error(self, error: CrmError) -> None:
        """Beside the field it belongs to, which gets the focus."""
        field = next((field for field in self.fields() if field.name == error.field), None)
        if field is None:
            self.follows.setText(error.message)
            self.follows.set_tone("bad")
            self.reached.pills[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        field.show_message(error.message, "error")
        field.focus()

    # -- draft

    def typed(self) -> dict[str, Any]:
        return {"outcome": self.outcome(), **{field.name: field.editor.typed() for field in self.fields()}}

    def show_typed(self, content: dict[str, Any]) -> None:
        for field in self.fields():
            if field.name in content:
                field.editor.show_typed(content[field.name])
        self.choose_outcome(content.get("outcome", ""))
