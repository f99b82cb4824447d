"""The fields of a contact: channel, outcome, note, next step. Everything by keyboard, three clicks at most."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk import dates
from crmdesk.codes import code_list
from crmdesk.errors import CrmError
from crmdesk.i18n import language, tr
from crmdesk.interact.outcomes import SHORTEST_NOTE, outcome
from ui.framework.choices import PillChoices, SegmentBar
from ui.framework.editors import Choice, CodeEditor, DayEditor, LongTextEditor, NumberEditor, TextEditor
from ui.framework.form import FormField
from ui.framework.frames import Panel, column, row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.multi_editor import MultiEditor
from ui.interact.consequences import what_follows


def choices(list_name: str) -> list[Choice]:
    return [(code.value, str(code.words)) for code in code_list(list_name).values()]


def _outcomes(group: str) -> list[Choice]:
    codes = code_list("contact_outcome").values()
    return [
        (code.value, str(code.words)) for code in codes if (code.extra["group"] == "success") == (group == "success")
    ]


class ContactForm(QWidget):
    """Checks nothing itself: ``details`` is what ``log_contact`` takes, ``show_error`` shows errors at fields."""

    edited = Signal()

    def __init__(self, *, tier: str | None) -> None:
        super().__init__()
        self._tier = tier
        self.reached = PillChoices(_outcomes("success"), name=tr("Reached"))
        self.missed = PillChoices(_outcomes("missed"), name=tr("Not reached"))
        self.follows = WrappedLabel(role="caption", tone="secondary")
        self.direction = SegmentBar(choices("contact_direction"), name=tr("Direction"))
        self.direction.choose("OB")
        self._make_fields()
        self._arrange()
        self._connect()
        self.show_consequences()

    def _make_fields(self) -> None:
        width = 64 if language() == "zh" else 84
        self.channel = FormField("channel", tr("Channel"), CodeEditor(choices("contact_channel"), can_be_empty=False),
                                 label_width=width)  # fmt: skip
        self.channel.editor.show_value("01")
        self.purpose = FormField("purpose", tr("Purpose"), MultiEditor(choices("contact_purpose")), label_width=width)
        self.minutes = FormField("minutes", tr("Minutes"), NumberEditor(), label_width=width)
        self.note = FormField("note", tr("Note"), LongTextEditor(lines=4), label_width=width)
        self.next_on = FormField("next_on", tr("Next on"), DayEditor(), label_width=width)
        self.next_title = FormField("next_title", tr("What"), TextEditor(limit=200), label_width=width)
        self.next_channel = FormField(
            "next_channel", tr("By"), CodeEditor(choices("contact_channel")), label_width=width
        )
        self._field(self.note, LongTextEditor).setPlaceholderText(tr("What was said, what the client needs …"))
        self._field(self.next_on, DayEditor).setPlaceholderText(tr("+2w, 下周一, 11-25 …"))
        self._field(self.minutes, NumberEditor).setPlaceholderText(tr("usual length"))

    @staticmethod
    def _field(field: FormField, kind: type[Any]) -> Any:
        assert isinstance(field.editor, kind)
        return field.editor

    def _arrange(self) -> None:
        callout = Panel("hover", margin=2, gap=0)
        callout.body.addWidget(self.follows)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(row(self.channel, self.direction, gap=4))
        layout.addLayout(column(PlainLabel(tr("Reached"), role="caption", tone="tertiary"), self.reached, gap=1))
        layout.addLayout(column(PlainLabel(tr("Not reached"), role="caption", tone="tertiary"), self.missed, gap=1))
        layout.addWidget(callout)
        layout.addWidget(self.note)
        layout.addLayout(row(self.purpose, self.minutes, gap=4))
        layout.addWidget(PlainLabel(tr("Next step"), role="section"))
        layout.addLayout(row(self.next_on, self.next_channel, gap=4))
        layout.addWidget(self.next_title)

    def fields(self) -> list[FormField]:
        return [self.channel, self.note, self.purpose, self.minutes, self.next_on, self.next_channel, self.next_title]

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
        weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
        self.next_on.show_message(f"{tr(weekday[day.weekday()])} {day.isoformat()}" if day else "")

    # -- taking it out

    def details(self) -> dict[str, Any]:
        """Arguments of ``log_contact``; raises ``CrmError`` with the field for what cannot be read."""
        if not self.outcome():
            raise CrmError(tr("Choose an outcome."), field="outcome")
        values = {field.name: self._value(field) for field in self.fields()}
        return {
            **values,
            "outcome": self.outcome(),
            "direction": self.direction.value() or "OB",
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
