"""One action of a plan: what, with which product, who raised it, until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crmdesk.codes import code_list
from crmdesk.customize.content import Action, ProductLine
from crmdesk.customize.editing import ActionChange
from crmdesk.errors import CrmError
from crmdesk.i18n import language, tr
from ui.framework.buttons import Button
from ui.framework.editors import AmountEditor, Choice, CodeEditor, DayEditor, LongTextEditor, TextEditor
from ui.framework.focus_ring import FocusRing
from ui.framework.form import AnyEditor, FormField
from ui.framework.frames import row
from ui.framework.labels import PlainLabel, WrappedLabel

Accept = Callable[[ActionChange, Callable[[CrmError], None]], None]


def codes(list_name: str) -> list[Choice]:
    return [(code.value, str(code.words)) for code in code_list(list_name).values()]


class ActionDialog(QDialog):
    """``accept_change`` writes; the dialog closes when the window calls ``accept``, and shows errors at fields."""

    def __init__(
        self, action: Action | None, catalogue: Sequence[ProductLine], *, accept_change: Accept, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._action, self._accept = action, accept_change
        title = tr("New action") if action is None else tr("Action {number}", number=action.number)
        self.setWindowTitle(title)
        self.fields: dict[str, FormField] = {}
        products = [(line.code, f"{line.level} · {line.name}") for line in catalogue]
        self._make_fields(products)
        self._problem = WrappedLabel(tone="bad")
        self._problem.hide()
        self.save_button = Button(tr("Save"), icon="check", kind="primary", key="Ctrl ↵")
        self._arrange(title)
        if action is not None:
            self._show(action)
        self.fields["text"].focus()
        FocusRing(self)

    def _make_fields(self, products: list[Choice]) -> None:
        editors: tuple[tuple[str, str, AnyEditor], ...] = (
            ("text", tr("What"), LongTextEditor(lines=2)),
            ("product", tr("Product"), CodeEditor(products)),
            ("direction", tr("Direction"), CodeEditor(codes("action_direction"))),
            ("initiated_by", tr("Raised by"), CodeEditor(codes("initiated_by"), can_be_empty=False)),
            ("amount", tr("Amount"), AmountEditor()),
            ("due_on", tr("Due on"), DayEditor()),
            ("who", tr("Done by"), TextEditor(limit=60)),
            ("effect", tr("Expected effect"), TextEditor(limit=200)),
            ("warning_record", tr("Special warning"), TextEditor(limit=120)),
            ("confirmation", tr("Extra confirmation"), TextEditor(limit=120)),
        )
        width = 80 if language() == "zh" else 116
        for name, label, editor in editors:
            self.fields[name] = FormField(name, label, editor, label_width=width, has_mark=False)
        self.fields["initiated_by"].editor.show_value("manager")
        self.fields["warning_record"].show_message(tr("Form and recording number, when the client insists."))
        self.fields["confirmation"].show_message(tr("For clients of 65 and older."))

    def _arrange(self, title: str) -> None:
        cancel = Button(tr("Cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        self.save_button.clicked.connect(self.save)
        for keys in ("Ctrl+Return", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(10)
        layout.addWidget(PlainLabel(title, role="title"))
        for field in self.fields.values():
            field.setFixedWidth(520)
            layout.addWidget(field)
        layout.addWidget(self._problem)
        layout.addLayout(row(None, cancel, self.save_button))
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)

    def _show(self, action: Action) -> None:
        values: dict[str, Any] = {
            **{name: getattr(action, name) for name in self.fields if name not in ("text", "effect", "product")},
            "text": str(action.text),
            "effect": str(action.effect),
            "product": action.product.code if action.product else None,
        }
        for name, value in values.items():
            self.fields[name].editor.show_value(value or None)

    # -- saving

    def save(self) -> None:
        try:
            change = self._change()
        except CrmError as error:
            self.show_error(error)
            return
        self.save_button.setEnabled(False)
        self._accept(change, self.show_error)

    def _change(self) -> ActionChange:
        values: dict[str, Any] = {}
        for name, field in self.fields.items():
            try:
                values[name] = field.editor.value()
            except CrmError as error:
                raise CrmError(error.message, field=name) from None
        if not values["text"]:
            raise CrmError(tr("Say what is to be done."), field="text")
        if values["due_on"] is None:
            raise CrmError(tr("Give a date, for example +2w."), field="due_on")
        for name in ("who", "effect", "warning_record", "confirmation", "product"):
            values[name] = values[name] or ""
        if self._action is not None:
            values = self._only_changed(values)
        return ActionChange(**values)

    def _only_changed(self, values: dict[str, Any]) -> dict[str, Any]:
        """Texts of the other language stay where this one was not touched."""
        assert self._action is not None
        for name in ("text", "effect"):
            if values[name] == str(getattr(self._action, name)):
                values[name] = None
        return values

    def show_error(self, error: CrmError) -> None:
        self.save_button.setEnabled(True)
        field = self.fields.get(error.field or "")
        if field is None:
            self._problem.setText(error.message)
            self._problem.show()
            return
        field.show_message(error.message, "error")
        field.focus()
