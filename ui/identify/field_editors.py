"""From a field of the declared form to its editor, and between stored values and what the editor holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crmdesk.identify.form import Field, split_codes
from ui.framework.editors import (
    AmountEditor,
    Choice,
    CodeEditor,
    DayEditor,
    LongTextEditor,
    NumberEditor,
    TextEditor,
    YesNoEditor,
)
from ui.framework.form import AnyEditor, SecretEditor
from ui.framework.multi_editor import MultiEditor


def editor_for(field: Field) -> AnyEditor:
    """The editor of a field with one value of its own."""
    editor = _editor_for(field)
    if field.is_read_only:
        editor.setEnabled(False)
    return editor


def _editor_for(field: Field) -> AnyEditor:
    if field.type == "date":
        return DayEditor(can_be_forever=field.check == "expiry")
    if field.type == "code":
        return CodeEditor(_choices(field))
    if field.type == "multi":
        return MultiEditor(_choices(field))
    if field.type == "text":
        return _text_editor_for(field)
    by_type: dict[str, Callable[[], AnyEditor]] = {"bool": YesNoEditor, "money": AmountEditor, "int": NumberEditor}
    return by_type[field.type]()


def _text_editor_for(field: Field) -> AnyEditor:
    if is_secret(field):
        return SecretEditor(limit=field.length)
    return LongTextEditor(lines=2) if field.is_long else TextEditor(limit=field.length)


def _choices(field: Field) -> list[Choice]:
    return [(code.value, str(code.words)) for code in field.choices.values()]


def is_secret(field: Field) -> bool:
    """Whether the form shows the value masked until it is asked for."""
    return field.type == "text" and field.home != "client" and field.mask not in ("", "name")


def show_in(field: Field, editor: AnyEditor, value: Any) -> None:
    editor.show_value(split_codes(value) if field.type == "multi" else value)


def value_from(field: Field, editor: AnyEditor) -> Any:
    """The value as it is stored; raises ``CrmError`` for text that cannot be read."""
    value = editor.value()
    return ",".join(value) if field.type == "multi" and value else value
