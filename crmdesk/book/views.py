"""Views of the client list: filter, columns, order and groups under a name; ready ones per role, and the user's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, select

from crmdesk.book.client_list import Order
from crmdesk.book.columns import list_columns
from crmdesk.book.filters import ClientFilter
from crmdesk.book.groups import groupings
from crmdesk.book.tables import saved_view
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.store.meta import read_meta
from crmdesk.store.store import Store

#: Columns that are drawn and stand in no table.
DRAWN = frozenset({"trend"})
EVERYONE = ClientFilter()
_LONGEST = 80
_MOST_WIDTH = 1_000


@dataclass(frozen=True)
class View:
    """``columns`` are keys and widths in pixels, in order; none = those the program chooses. ``key`` names a tab."""

    key: str
    name: Words
    filter: ClientFilter = EVERYONE
    orders: tuple[Order, ...] = (Order("next_contact"),)
    group: str = ""
    columns: tuple[tuple[str, int], ...] = ()

    @property
    def id(self) -> int:
        """The row of a saved view; 0 of a ready one."""
        return int(self.key[1:]) if self.key.startswith("#") else 0

    def is_shown_as(self, other: View) -> bool:
        """Whether both show the same, under whatever name."""
        same = replace(other, key=self.key, name=self.name, filter=self.filter)
        return self.filter.is_same(other.filter) and same == self


def _ready(key: str, label: str, expression: str, *orders: Order, group: str = "") -> View:
    named = orders or (Order("next_contact"),)
    return View(key, Words(*label.split("|")), ClientFilter.parse(expression), named, group)


_MOST_ASSETS = Order("assets", descending=True)
_ALL = _ready("all", "全部|All", "", Order("name"))
_NEAR = _ready("near", "临界升级|Near next tier", "sign:near", _MOST_ASSETS)
_DECLINE = _ready("decline", "衰退|In decline", "stage:decline", _MOST_ASSETS)
_WATCH = _ready("watch", "降级关注|Tier at risk", "sign:watch", _MOST_ASSETS)
_DORMANT = _ready("dormant", "休眠|Dormant", "tier:dormant", _MOST_ASSETS)
_LATE = _ready("late", "逾期未联系|Overdue", "next:overdue stage:!termination", group="manager")
_HIGH = "tier:gold,platinum,diamond,private"

#: The views of each role (code list ``view_role``); the first is where the day begins.
READY: dict[str, tuple[View, ...]] = {
    "manager": (
        _ready("due", "近期应联系|To contact soon", "next:14d stage:!termination"),
        *(_ALL, _NEAR, _DECLINE, _WATCH, _DORMANT),
    ),
    "team_leader": (
        _LATE,
        _ready("team", "按经理|By manager", "", Order("manager"), _MOST_ASSETS, group="manager"),
        _ready("quiet", "重点客户未联系|Best, not contacted", f"{_HIGH} last:>90d", _MOST_ASSETS, group="manager"),
        *(_DECLINE, _WATCH, _NEAR, _ALL),
    ),
    "branch_head": (
        _ready("tiers", "按层级|By tier", "", _MOST_ASSETS, group="tier"),
        _ready("top", "重点客户|Best clients", _HIGH, _MOST_ASSETS),
        _ready("branches", "按网点|By branch", "", _MOST_ASSETS, group="branch"),
        _ready("new", "近 90 天开户|Opened in 90 days", "opened:<90d", Order("opened_on", descending=True)),
        *(_DECLINE, _DORMANT, _LATE, _ALL),
    ),
}


# -- as data


def view_content(view: View) -> dict[str, Any]:
    """The view without its name, as JSON."""
    return {
        "filter": view.filter.to_text(),
        "orders": [[order.key, order.descending] for order in view.orders],
        "group": view.group,
        "columns": [list(column) for column in view.columns],
    }


def view_of(content: Any, *, key: str, name: str) -> View:
    """A view from its data. Raises ``CrmError`` saying what is wrong with it."""
    if not isinstance(content, dict):
        raise _unreadable(name, "…")
    return View(
        key,
        Words(name, name),
        _filter_of(content.get("filter", ""), name),
        _orders_of(content.get("orders", []), name),
        _group_of(content.get("group", ""), name),
        _columns_of(content.get("columns", []), name),
    )


def _unreadable(name: str, part: str) -> CrmError:
    return CrmError(tr("The view “{name}” cannot be read: its “{part}” is not understood.", name=name, part=part))


def _filter_of(text: Any, name: str) -> ClientFilter:
    if not isinstance(text, str):
        raise _unreadable(name, "filter")
    try:
        return ClientFilter.parse(text)
    except CrmError as error:
        raise CrmError(tr("The filter of the view “{name}”: {fault}", name=name, fault=error.message)) from None


def _group_of(group: Any, name: str) -> str:
    if group and group not in groupings():
        raise _unreadable(name, "group")
    return str(group or "")


def _pairs(given: Any, name: str, part: str) -> list[tuple[str, int]]:
    known = list_columns().keys() | DRAWN
    is_list = isinstance(given, list) and all(isinstance(one, list) and len(one) == 2 for one in given)
    if not is_list or any(one[0] not in known or not isinstance(one[1], int) for one in given):
        raise _unreadable(name, part)
    return [(str(key), int(number)) for key, number in given]


def _orders_of(given: Any, name: str) -> tuple[Order, ...]:
    pairs = _pairs(given, name, "orders")
    if any(key in DRAWN for key, _down in pairs):
        raise _unreadable(name, "orders")
    return tuple(Order(key, bool(down)) for key, down in pairs) or (Order("next_contact"),)


def _columns_of(given: Any, name: str) -> tuple[tuple[str, int], ...]:
    pairs = dict(_pairs(given, name, "columns"))
    return tuple((key, min(max(width, 0), _MOST_WIDTH)) for key, width in pairs.items())


# -- in the store


def saved_views(connection: Connection) -> list[View]:
    """The user's own views, in the order of their tabs."""
    query = select(saved_view.c.id, saved_view.c.name, saved_view.c.content)
    rows = connection.execute(query.order_by(saved_view.c.place, saved_view.c.id))
    return [view_of(row.content, key=f"#{row.id}", name=row.name) for row in rows]


def _checked(connection: Connection, name: str, *, but: int = 0) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise CrmError(tr("A view needs a name."), field="name")
    if len(plain) > _LONGEST:
        raise CrmError(tr("At most {count} characters.", count=_LONGEST), field="name")
    taken = select(saved_view.c.id).where(saved_view.c.name == plain, saved_view.c.id != but)
    if connection.execute(taken).first() is not None:
        raise CrmError(tr("There is a view “{name}” already. Choose another name.", name=plain), field="name")
    return plain


def _lasting_content(view: View) -> dict[str, Any]:
    """Raises ``CrmError`` for a list that is gone when the program closes."""
    if "these" in view.filter.fields:
        raise CrmError(
            tr("This list came from a picture and lasts until the program closes: remove its chip to save the view."),
            field="filter",
        )
    return view_content(view)


def save_view(store: Store, view: View, *, name: str) -> int:
    """Keep a view under a name of its own, at the end of the tabs. Returns its id."""
    with store.write(Words("保存视图“{name}”", "Save the view “{name}”").format(name=name)) as unit:
        plain = _checked(unit.connection, name)
        last = unit.connection.execute(select(func.coalesce(func.max(saved_view.c.place), 0))).scalar_one()
        return unit.add(saved_view, {"name": plain, "place": last + 1, "content": _lasting_content(view)})


def change_view(store: Store, view_id: int, view: View) -> None:
    """Let a saved view show something else from now on."""
    with store.write(Words("更新视图“{name}”", "Update the view “{name}”").format(name=view.name.en)) as unit:
        unit.change(saved_view, view_id, {"content": _lasting_content(view)})


def rename_view(store: Store, view_id: int, name: str) -> None:
    with store.write(Words("重命名视图为“{name}”", "Rename a view to “{name}”").format(name=name)) as unit:
        unit.change(saved_view, view_id, {"name": _checked(unit.connection, name, but=view_id)})


def delete_view(store: Store, view: View) -> None:
    """Undo brings it back."""
    with store.write(Words("删除视图“{name}”", "Delete the view “{name}”").format(name=view.name.en)) as unit:
        unit.remove(saved_view, view.id)


def move_views(store: Store, ids: Sequence[int]) -> None:
    """Bring the saved views into this order."""
    with store.write(Words("调整视图顺序", "Reorder the views")) as unit:
        for place, view_id in enumerate(ids, start=1):
            unit.change(saved_view, view_id, {"place": place})


# -- who looks, and where the day begins


def role(connection: Connection) -> str:
    """The role whose ready views are shown."""
    kept = read_meta(connection, "view.role")
    return kept if kept in READY else "manager"


def set_role(store: Store, new: str) -> None:
    store.set_meta("view.role", new)


def default_view(connection: Connection) -> str:
    """The key of the view that the list opens with; "" = the first of the role."""
    return read_meta(connection, "view.default") or ""


def set_default_view(store: Store, key: str) -> None:
    store.set_meta("view.default", key)


def named(views: Iterable[View], key: str) -> View | None:
    return next((view for view in views if view.key == key), None)
