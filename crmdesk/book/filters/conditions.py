"""From a filter to conditions on the client table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, case, not_, or_

from crmdesk.book.filters import ClientFilter
from crmdesk.book.filters.columns import form_condition, value_condition, within
from crmdesk.book.filters.fields import terms
from crmdesk.book.filters.related import RELATED
from crmdesk.book.filters.tree import TEXT, Node, Range, Test, Value
from crmdesk.codes import code_list
from crmdesk.identify.search import matching_ids
from crmdesk.identify.tables import client

Condition = ColumnElement[bool]

#: Most clients a text may keep: a list of more is narrowed by typing on.
_FOUND = 20_000
#: Conditions that pick few clients out, so that sorting what they leave is the cheaper way.
_PICKING = frozenset({"manager", TEXT, "tier", "stage", "sign", "number", "branch", "these", "tier_move", "segment"})
#: Tier statuses of clients below their tier: the quarter that waits, and each month watched.
_AT_RISK = ("buffer", *(f"watch{month}" for month in range(1, 13)))
#: Orders that the index of stages gives by itself.
_STAGE_SORTS = ("stage", "assets")
_SIGNS: dict[Value, Condition] = {
    "warning": client.c.stage_status == "warning",
    "watch": client.c.tier_status.in_(_AT_RISK),
    "near": client.c.is_near.is_(True),
    "pre_dormant": client.c.dormancy == "pre_dormant",
    "sleeping": client.c.dormancy == "sleeping",
}


@dataclass(frozen=True)
class _Asked:
    """What a condition may need to know; ``is_narrow``: another condition leaves few clients."""

    connection: Connection
    on: date
    by_stage_rank: bool
    is_narrow: bool


def conditions(connection: Connection, chosen: ClientFilter, *, on: date, sort: str = "") -> list[Condition]:
    """Conditions that all hold for the clients of a filter; a text is looked up in the search indexes first.

    ``sort`` is the order the clients are read in, where that is known.
    """
    by_rank = sort in _STAGE_SORTS and _is_stage_alone(chosen)
    asked = _Asked(connection, on, by_rank, picks_few(chosen))
    return [_condition(part, asked) for part in chosen.parts]


def picks_few(chosen: ClientFilter) -> bool:
    """Whether a condition narrows the list by itself, so that sorting what it leaves is the cheaper way."""
    return any(isinstance(p, Test) and p.field in _PICKING and not p.is_negated for p in chosen.parts)


#: What the index of next contacts carries, so that reading it in its order answers the filter on the way.
_BESIDE_NEXT = frozenset({"next", "stage", "tier", "status", "manager"})


def sorts_after(chosen: ClientFilter, sort: str) -> bool:
    """Whether the clients are found first and sorted then: always, unless the index of the order answers the filter.

    An index that lacks a column of the filter costs a row of the table per client, which is fifty times dearer than
    reading the covering index and sorting what is left.
    """
    if chosen.is_empty:
        return False
    return picks_few(chosen) or sort != "next_contact" or not chosen.fields <= _BESIDE_NEXT


def is_quick(chosen: ClientFilter) -> bool:
    """Whether indexes of clients alone answer the filter, so that even a million are counted in half a second."""
    own = {name for name, term in terms().items() if term.at.startswith("client.")} | _OWN.keys()
    return picks_few(chosen) or chosen.fields <= own


def _is_stage_alone(chosen: ClientFilter) -> bool:
    """Whether the index of stages, which goes by their rank and carries the assets, answers all that is asked."""
    return bool(chosen.values("stage")) and chosen.without("stage", "assets").is_empty


def _condition(node: Node, asked: _Asked) -> Condition:
    """``node`` as a condition that is true or false, never unknown: so the opposite is the opposite."""
    if isinstance(node, Test):
        return _test(node, asked)
    joined = (and_ if node.word == "and" else or_)(*(_condition(part, asked) for part in node.parts))
    return _opposite(joined) if node.is_negated else joined


def _opposite(condition: Condition) -> Condition:
    """True also where the condition is unknown because a value is missing."""
    return case((condition, 1), else_=0) == 0


def _test(test: Test, asked: _Asked) -> Condition:
    term = terms().get(test.field)
    if term is not None and term.at.startswith("client."):
        return _of_client(test, asked)
    if term is not None and term.at.startswith("form."):
        kinds = or_(*form_condition(term, test.values, is_narrow=asked.is_narrow))
        return not_(kinds) if test.is_negated else kinds
    found = or_(*(_special(test.field, value, asked) for value in test.values))
    return _opposite(found) if test.is_negated else found


def _of_client(test: Test, asked: _Asked) -> Condition:
    term = terms()[test.field]
    column = client.c[term.at.removeprefix("client.")]
    if test.field == "stage" and asked.by_stage_rank:
        ranks = [rank for rank, stage in enumerate(code_list("stage"), start=1) if stage in test.values]
        return client.c.stage_rank.in_(ranks)
    plain = [value for value in test.values if isinstance(value, str)]
    if test.is_negated and len(plain) == len(test.values) and term.grows:
        unlike = column.not_in(plain)
        return or_(unlike, column.is_(None)) if column.nullable else unlike
    found = value_condition(term, column, test.values)
    return _opposite(found) if test.is_negated else found


def _special(field: str, value: Value, asked: _Asked) -> Condition:
    if field == TEXT:
        return client.c.id.in_(matching_ids(asked.connection, str(value), limit=_FOUND))
    if field in RELATED:
        return RELATED[field](value, asked.on)
    return _OWN[field](value, asked.on)


def _sign(value: Value, _on: date) -> Condition:
    return _SIGNS[value] if value is not None else and_(*(_opposite(one) for one in _SIGNS.values()))


def _next_contact(value: Value, on: date) -> Condition:
    column = client.c.next_contact_on
    if isinstance(value, Range):
        return within(column, value)
    if value == "overdue":
        return column < on
    if value == "today":
        return column == on
    if value == "none" or value is None:
        return column.is_(None)
    return column <= on + timedelta(days=int(str(value)[:-1]))


def _last_contact(value: Value, on: date) -> Condition:
    column, text = client.c.last_contact_on, str(value)
    if value == "never" or value is None:
        return column.is_(None)
    limit = on - timedelta(days=int(text[1:-1]))
    return or_(column < limit, column.is_(None)) if text.startswith(">") else column >= limit


_OWN: dict[str, Callable[[Value, date], Condition]] = {
    "sign": _sign,
    "next": _next_contact,
    "last": _last_contact,
}
