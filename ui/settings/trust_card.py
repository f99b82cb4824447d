"""Sources and trust: whose values replace whose, for a source as a whole and field by field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.form import FORMS
from crmdesk.identify.importing import Trust, set_trust, trusts
from crmdesk.identify.importing.labels import field_words
from crmdesk.store.store import Store
from ui.framework.buttons import Button
from ui.framework.editors import CodeEditor
from ui.framework.fields import LabelledField
from ui.framework.frames import Card, Line, clear_layout, column, row
from ui.framework.labels import ElidedLabel, PlainLabel, WrappedLabel
from ui.framework.links import Link
from ui.framework.page import Desk
from ui.framework.segmented import Segmented
from ui.identify.importing.trial.values import TRUSTS, source_words, trust_words

_NAME, _CHOICE = 240, 200


class TrustCard(Card):
    """What is set counts from the next import on; nothing in the store changes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(tr("Sources and trust"), gap=2)
        self._desk = desk
        self.choices: dict[tuple[str, str], Segmented] = {}
        self.resets: dict[tuple[str, str], Link] = {}
        self._lines = column(gap=2)
        self.source = CodeEditor((), can_be_empty=False)
        self.field = CodeEditor(_fields(), can_be_empty=False)
        self.add = Button(tr("Set for this field"), icon="plus")
        self._source = LabelledField(tr("Source"), self.source)
        self._field = LabelledField(tr("Field"), self.field)
        self.problem = PlainLabel(tone="bad")
        self._lay_out()
        self.add.clicked.connect(self._add)
        desk.changes.changed.connect(lambda _change: self.read())
        self.read()

    def _lay_out(self) -> None:
        for text in _rules():
            self.body.addWidget(WrappedLabel(text, tone="secondary"))
        self.body.addWidget(Line())
        self.body.addLayout(self._lines)
        self.body.addWidget(Line())
        self.body.addWidget(WrappedLabel(tr("A source may know one field better than the rest:"), tone="secondary"))
        grid = QGridLayout()
        grid.addWidget(self._source, 0, 0)
        grid.addWidget(self._field, 0, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addLayout(row(self.add, self.problem, None))

    # -- showing

    def read(self) -> None:
        def known(connection: Any) -> list[Trust]:
            return trusts(connection)

        self._desk.runner.read(known, then=self.show_trusts, owner=self, key="trusts")

    def show_trusts(self, found: Sequence[Trust]) -> None:
        focus = next((key for key, choice in self.choices.items() if choice.hasFocus()), None)
        clear_layout(self._lines)
        self.choices, self.resets = {}, {}
        if not found:
            self._lines.addWidget(PlainLabel(tr("No source has brought clients yet."), tone="tertiary"))
        for one in found:
            self._lines.addLayout(self._line(one))
        self.source.offer([(name, source_words(name)) for name in dict.fromkeys(one.source for one in found)])
        self.add.setEnabled(bool(found))
        if focus in self.choices:
            self.choices[focus].setFocus()

    def _line(self, one: Trust) -> QHBoxLayout:
        key = (one.source, one.field)
        name = source_words(one.source)
        label = f"{name} · {field_words(one.field)}" if one.field else name
        choice = Segmented([(str(value), str(value)) for value in TRUSTS], name=label, value=str(one.value))
        choice.setFixedWidth(_CHOICE)
        choice.chosen.connect(lambda text: self._set(*key, int(text)))
        self.choices[key] = choice
        words = PlainLabel(trust_words(one.value), tone="secondary")
        shown = ElidedLabel(label, role="body" if one.field else "strong")
        shown.setFixedWidth(_NAME)
        if not one.is_set:
            return row(
                shown, choice, words, PlainLabel(tr("by its recipe"), role="caption", tone="tertiary"), None, gap=3
            )
        reset = Link(tr("As before"), name=tr("{source}: forget what was set", source=label))
        reset.clicked.connect(lambda: self._set(*key, None))
        self.resets[key] = reset
        return row(shown, choice, words, reset, None, gap=3)

    # -- what the user sets

    def _set(self, source: str, field: str, value: int | None) -> None:
        def keep(store: Store) -> None:
            set_trust(store, source, field, value)

        self._desk.runner.write(keep, then=lambda _none: self.read(), owner=self)

    def _add(self) -> None:
        """One step above the source as a whole: it is there to be set higher."""
        for labelled, editor in ((self._source, self.source), (self._field, self.field)):
            labelled.clear_error()
            try:
                if editor.value() is None:
                    labelled.show_error(tr("Choose one."))
                    return
            except CrmError as error:
                labelled.show_error(error.message)
                return
        source, field = str(self.source.value()), str(self.field.value())
        whole = self.choices.get((source, ""))
        self._set(source, field, min(int(whole.value) + 1 if whole else TRUSTS[-1], TRUSTS[-1]))


def _rules() -> tuple[str, ...]:
    """How an import decides between two values, in the order in which it asks."""
    return (
        tr("1. What a person typed or verified here stays."),
        tr("2. Else the source that is trusted more for this field counts."),
        tr("3. Between equals the value of the newer data date counts."),
        tr("A value that is not taken is never lost: it is kept as a conflict and can be taken later."),
    )


def _fields() -> list[tuple[str, str]]:
    names = dict.fromkeys(field.name for form in FORMS.values() for field in form.stored_fields())
    return [(name, str(field_words(name))) for name in names]
