"""Which rows a field of the form stands for, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmdesk.identify.children import add_child, change_child, remove_child
from crmdesk.identify.clients import record
from crmdesk.identify.form import Field
from crmdesk.identify.form.children import CHILDREN
from crmdesk.identify.form.declare import code, day, money, text
from crmdesk.interact.needs import active_needs, add_need, change_need, close_need
from crmdesk.store.store import Store
from ui.identify.record_view import line_of, need_line
from ui.identify.rows_dialog import Row, RowKind

_NEED_FIELDS = (
    code("H", "kind", "需求类型|Kind", "need_kind", need="R"),
    text("H", "description", "说明|Description", 500, is_long=True),
    money("H", "amount", "金额|Amount"),
    code("H", "horizon", "期限|Horizon"),
    code("H", "priority", "优先级|Priority", "need_priority"),
    day("H", "due_on", "用款时间|Needed by"),
)


def kind_of(field: Field, client_id: int) -> RowKind:
    return _need_kind(field, client_id) if field.table == "need" else _child_kind(field, client_id)


def _child_kind(field: Field, client_id: int) -> RowKind:
    table = field.table
    has_role = table == "relation" and bool(field.role)
    fields = tuple(f for f in CHILDREN[table] if not (has_role and f.name == "role"))
    fixed = {"role": field.role} if has_role else {}

    def add(store: Store, values: dict[str, Any]) -> object:
        return add_child(store, client_id, table, {**values, **fixed})

    def change(store: Store, key: int, values: dict[str, Any]) -> object:
        return change_child(store, table, key, values)

    def remove(store: Store, key: int) -> object:
        remove_child(store, table, key)
        return None

    return RowKind(str(field.label), fields, {}, add, change, remove)


def _need_kind(field: Field, client_id: int) -> RowKind:
    def given(values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if value is not None}

    def add(store: Store, values: dict[str, Any]) -> object:
        return add_need(store, client_id, **{"kind": "", **given(values)})

    def change(store: Store, key: int, values: dict[str, Any]) -> object:
        return change_need(store, key, **given(values))

    def close(store: Store, key: int) -> object:
        close_need(store, key, status="abandoned")
        return None

    return RowKind(str(field.label), _NEED_FIELDS, {"priority": "medium"}, add, change, close)


def rows_of(connection: Any, field: Field, client_id: int) -> Sequence[Row]:
    """The rows of a field as they are stored now."""
    if field.table == "need":
        needs = active_needs(connection, client_id)
        return [Row(n.id, need_line(n), {f.name: getattr(n, f.name) for f in _NEED_FIELDS}) for n in needs]
    found = record(connection, client_id)
    has_role = field.table == "relation" and bool(field.role)
    children = found.relations(field.role) if has_role else found.children.get(field.table, ())
    return [Row(child.id, line_of(field.table, child), child.values) for child in children]
