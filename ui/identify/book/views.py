"""The views of the client list: most days begin with one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crmdesk.i18n import Words


@dataclass(frozen=True)
class View:
    """``expression`` is a typed filter; ``sort`` the order it is read in."""

    key: str
    words: Words
    expression: str
    sort: str = "next_contact"
    descending: bool = False


VIEWS = (
    View("due", Words("近期应联系", "To contact soon"), "next:14d stage:!termination"),
    View("all", Words("全部", "All"), "", "name"),
    View("near", Words("临界升级", "Near next tier"), "sign:near", "assets", descending=True),
    View("decline", Words("衰退", "In decline"), "stage:decline", "assets", descending=True),
    View("watch", Words("降级关注", "Tier at risk"), "sign:watch", "assets", descending=True),
    View("dormant", Words("休眠", "Dormant"), "tier:dormant", "assets", descending=True),
)


def view_counts(connection: Any) -> dict[str, int]:
    """How many clients stand in each view."""
    from crmdesk.book.client_list import ClientFilter, count

    return {view.key: count(connection, ClientFilter.parse(view.expression)) for view in VIEWS}
