"""The menu that adds conditions: one submenu per condition, its values ticked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from crmdesk.i18n import tr

if TYPE_CHECKING:
    from crmdesk.book.filters import ClientFilter
    from crmdesk.book.filters.terms import Term
    from crmdesk.book.filters.tree import Value

Apply = Callable[["ClientFilter"], None]

#: In the order of the menu; one line of the menu is one group.
_GROUPS = (
    ("tier", "stage", "sign", "kind", "status", "manager", "branch", "source"),
    ("next", "last", "birth_month", "opened", "age"),
    ("risk", "plan", "missing", "contact_status"),
)
#: Ready values of fields that have too many.
_READY = {
    "opened": ("<30d", "<90d", "<365d"),
    "age": ("<30", "30..44", "45..59", ">=60"),
    "missing": ("mobile", "email", "id_no", "occupation", "contact_window"),
}
_SHOWN = 30


def fill_filter_menu(
    menu: QMenu, chosen: ClientFilter, names: Mapping[str, Sequence[str]], apply: Apply, type_in: Callable[[], None]
) -> None:
    """``apply`` gets the filter with the picked value added, or taken away when it was there.

    ``names`` are the managers, branches and sources there are; ``type_in`` brings the user to the field
    where any other condition is typed.
    """
    from crmdesk.book.filters.fields import terms

    for group in _GROUPS:
        for field in group:
            _add_values(menu.addMenu(str(terms()[field].label)), chosen, terms()[field], names, apply)
        menu.addSeparator()
    menu.addAction(tr("Another field …")).triggered.connect(type_in)
    clear = menu.addAction(tr("Clear all filters"))
    clear.setEnabled(not chosen.is_empty)
    clear.triggered.connect(lambda: apply(type(chosen)()))


def _add_values(
    menu: QMenu, chosen: ClientFilter, term: Term, names: Mapping[str, Sequence[str]], apply: Apply
) -> None:
    present = chosen.values(term.name)
    known: list[Value] = list(names.get(term.name, ()))
    ready = _READY.get(term.name) or [offer.en for offer in term.offers()]
    menu.setEnabled(bool(known or ready))
    for value in [*known[:_SHOWN], *(term.read(text) for text in ready)]:
        is_on = value in present
        new = [one for one in present if one != value] if is_on else [*(present if term.grows else ()), value]
        action = menu.addAction(str(term.say(value)).replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(is_on)
        action.triggered.connect(lambda _checked=False, new=new: apply(chosen.with_values(term.name, new)))
