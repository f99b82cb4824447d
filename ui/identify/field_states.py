"""What the form says of each field: its mark, the reason, and the sentence below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crmdesk.i18n import tr
from crmdesk.identify.checks import Problem, check_values
from crmdesk.identify.form import Field
from ui.identify.record_form import FieldState
from ui.identify.record_view import RecordView


def field_states(
    view: RecordView, typed: Mapping[str, Any], unread: Mapping[str, str], *, on: date
) -> dict[str, FieldState]:
    """``typed``: values changed and not saved; ``unread``: why a typed text is no value at all."""
    values = {**view.record.values, **typed}
    problems: dict[str, Problem] = {}
    for problem in check_values(view.kind, values, on=on):
        if problem.field not in problems or problem.is_error:
            problems[problem.field] = problem
    states = {}
    for field in view.form.fields():
        if field.name in unread:
            states[field.name] = FieldState("invalid", unread[field.name], unread[field.name], "error")
        else:
            states[field.name] = _state(view, field, values, problems.get(field.name), is_typed=field.name in typed)
    return states


def _state(
    view: RecordView, field: Field, values: Mapping[str, Any], problem: Problem | None, *, is_typed: bool
) -> FieldState:
    if problem is not None:
        words = str(problem.message)
        if problem.is_error:
            return FieldState("invalid", words, words, "error")
        return FieldState("stale", words, words, "warning")
    if not _is_filled(view, field, values):
        return FieldState("missing", tr("Not filled in yet")) if field in view.quality.missing else FieldState()
    return FieldState("ok", tr("Changed, not saved yet")) if is_typed else _stored_state(view, field)


def _stored_state(view: RecordView, field: Field) -> FieldState:
    """Of a value as it is stored: about to expire, stale, or fresh."""
    if field.name in view.alerts:
        return FieldState("stale", view.alerts[field.name], view.alerts[field.name], "warning")
    if field in view.quality.stale:
        words = str(view.quality.reasons.get(field.name, ""))
        return FieldState("stale", f"{words}\n{view.origin(field.name)}", words)
    return FieldState("ok", view.origin(field.name))


def _is_filled(view: RecordView, field: Field, values: Mapping[str, Any]) -> bool:
    if field.type == "derived":
        return False
    if field.type == "child":
        return bool(view.rows_of(field))
    return values.get(field.name) not in (None, "")
