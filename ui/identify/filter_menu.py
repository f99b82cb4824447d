"""The menu that adds conditions: one submenu per condition, its values ticked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from crmdesk.codes import code_list
from crmdesk.i18n import Words, tr

if TYPE_CHECKING:
    from crmdesk.book.filters import ClientFilter

Apply = Callable[["ClientFilter"], None]

Choices = tuple[tuple[str, Words], ...]

_LISTS = (
    ("tiers", "tier", Words("层级", "Tier")),
    ("stages", "stage", Words("阶段", "Stage")),
    ("signs", "client_sign", Words("信号", "Sign")),
    ("kinds", "client_kind", Words("客户类型", "Kind")),
    ("statuses", "client_status", Words("状态", "Status")),
)
_NEXT: Choices = (
    ("overdue", Words("逾期", "Overdue")),
    ("today", Words("今天", "Today")),
    ("7d", Words("逾期或 7 天内", "Within 7 days")),
    ("14d", Words("逾期或 14 天内", "Within 14 days")),
    ("30d", Words("逾期或 30 天内", "Within 30 days")),
    ("none", Words("未安排", "Nothing planned")),
)
_LAST: Choices = (
    (">30d", Words("超过 30 天", "More than 30 days ago")),
    (">60d", Words("超过 60 天", "More than 60 days ago")),
    (">90d", Words("超过 90 天", "More than 90 days ago")),
    ("<30d", Words("近 30 天内", "Within the last 30 days")),
    ("never", Words("从未", "Never")),
)
_MANAGERS_SHOWN = 30


def fill_filter_menu(menu: QMenu, chosen: ClientFilter, managers: list[str], apply: Apply) -> None:
    """``apply`` gets the filter with the picked value added, or taken away when it was there."""
    for field, list_name, label in _LISTS:
        values = [(code.value, str(code.words)) for code in code_list(list_name).values()]
        _add_values(menu.addMenu(str(label)), chosen, field, values, apply)
    names = [(name, name.replace("&", "&&")) for name in managers[:_MANAGERS_SHOWN]]
    if names:
        _add_values(menu.addMenu(tr("Manager")), chosen, "managers", names, apply)
    menu.addSeparator()
    _add_single(menu.addMenu(tr("Next contact")), chosen, "next_contact", _NEXT, apply)
    _add_single(menu.addMenu(tr("Last contact")), chosen, "last_contact", _LAST, apply)
    menu.addSeparator()
    clear = menu.addAction(tr("Clear all filters"))
    clear.setEnabled(not chosen.is_empty)
    clear.triggered.connect(lambda: apply(type(chosen)()))


def _add_values(menu: QMenu, chosen: ClientFilter, field: str, values: list[tuple[str, str]], apply: Apply) -> None:
    present: tuple[str, ...] = getattr(chosen, field)
    for value, label in values:
        is_on = value in present
        new = tuple(one for one in present if one != value) if is_on else (*present, value)
        action = menu.addAction(label)
        action.setCheckable(True)
        action.setChecked(is_on)
        action.triggered.connect(lambda _checked=False, new=new: apply(replace(chosen, **{field: new})))


def _add_single(menu: QMenu, chosen: ClientFilter, field: str, values: Choices, apply: Apply) -> None:
    for value, label in values:
        is_on = getattr(chosen, field) == value
        action = menu.addAction(str(label))
        action.setCheckable(True)
        action.setChecked(is_on)
        new = "" if is_on else value
        action.triggered.connect(lambda _checked=False, new=new: apply(replace(chosen, **{field: new})))
