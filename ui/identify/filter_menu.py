"""The menu that adds conditions: one submenu per condition, its values ticked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from crmdesk.codes import code_list
from crmdesk.i18n import tr

if TYPE_CHECKING:
    from crmdesk.book.filters import ClientFilter

Apply = Callable[["ClientFilter"], None]

_LISTS = (
    ("tiers", "tier", "Tier"),
    ("stages", "stage", "Stage"),
    ("signs", "client_sign", "Sign"),
    ("kinds", "client_kind", "Kind"),
    ("statuses", "client_status", "Status"),
)
_NEXT = (("overdue", "Overdue"), ("today", "Today"), ("7d", "Within 7 days"), ("14d", "Within 14 days"),
         ("30d", "Within 30 days"), ("none", "Nothing planned"))  # fmt: skip
_LAST = ((">30d", "More than 30 days ago"), (">60d", "More than 60 days ago"), (">90d", "More than 90 days ago"),
         ("<30d", "Within the last 30 days"), ("never", "Never"))  # fmt: skip
_MANAGERS_SHOWN = 30


def fill_filter_menu(menu: QMenu, chosen: ClientFilter, managers: list[str], apply: Apply) -> None:
    """``apply`` gets the filter with the picked value added, or taken away when it was there."""
    for field, list_name, label in _LISTS:
        values = [(code.value, str(code.words)) for code in code_list(list_name).values()]
        _add_values(menu.addMenu(tr(label)), chosen, field, values, apply)
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


def _add_single(
    menu: QMenu, chosen: ClientFilter, field: str, values: tuple[tuple[str, str], ...], apply: Apply
) -> None:
    for value, label in values:
        is_on = getattr(chosen, field) == value
        action = menu.addAction(tr(label))
        action.setCheckable(True)
        action.setChecked(is_on)
        new = "" if is_on else value
        action.triggered.connect(lambda _checked=False, new=new: apply(replace(chosen, **{field: new})))
