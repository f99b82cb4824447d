"""From a filter to conditions on the client table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, or_

from crmdesk.book.filters import ClientFilter
from crmdesk.codes import code_list
from crmdesk.identify.search import matching_ids
from crmdesk.identify.tables import client

Condition = ColumnElement[bool]

#: Most clients a text may keep: a list of more is narrowed by typing on.
_FOUND = 20_000

_LISTS = (
    ("tiers", client.c.tier),
    ("stages", client.c.stage),
    ("managers", client.c.manager),
    ("kinds", client.c.kind),
    ("statuses", client.c.status),
)
#: Tier statuses of clients below their tier: the quarter that waits, and each month watched.
_AT_RISK = ("buffer", *(f"watch{month}" for month in range(1, 13)))
#: Orders that the index of stages gives by itself.
_STAGE_SORTS = ("stage", "assets")
_SIGNS: dict[str, Condition] = {
    "warning": client.c.stage_status == "warning",
    "watch": client.c.tier_status.in_(_AT_RISK),
    "near": client.c.is_near.is_(True),
    "pre_dormant": client.c.dormancy == "pre_dormant",
    "sleeping": client.c.dormancy == "sleeping",
}


def conditions(connection: Connection, chosen: ClientFilter, *, on: date, sort: str = "") -> list[Condition]:
    """Conditions that all hold for the clients of a filter; a text is looked up in the search indexes first.

    ``sort`` is the order the clients are read in, where that is known.
    """
    found = [*_membership(chosen, sort), *_amounts(chosen), *_next_contact(chosen, on), *_last_contact(chosen, on)]
    if chosen.text:
        found.append(client.c.id.in_(matching_ids(connection, chosen.text, limit=_FOUND)))
    if chosen.signs:
        found.append(or_(*(_SIGNS[sign] for sign in chosen.signs)))
    return found


def picks_few(chosen: ClientFilter) -> bool:
    """Whether a condition narrows the list by itself, so that sorting what it leaves is the cheaper way."""
    return bool(chosen.managers or chosen.text or chosen.tiers or chosen.stages or chosen.signs)


def _membership(chosen: ClientFilter, sort: str) -> Iterator[Condition]:
    for field, column in _LISTS:
        if field == "stages" and sort in _STAGE_SORTS and _is_stage_alone(chosen):
            ranks = [rank for rank, stage in enumerate(code_list("stage"), start=1) if stage in chosen.stages]
            yield client.c.stage_rank.in_(ranks)
        elif values := getattr(chosen, field):
            yield column.in_(values) if len(values) > 1 else column == values[0]
        if excluded := getattr(chosen, f"not_{field}", ()):
            unlike = column.not_in(excluded)
            yield or_(unlike, column.is_(None)) if column.nullable else unlike


def _is_stage_alone(chosen: ClientFilter) -> bool:
    """Whether the index of stages, which goes by their rank and carries the assets, answers all that is asked."""
    return bool(chosen.stages) and chosen.without("stages", "assets_from", "assets_to").is_empty


def _amounts(chosen: ClientFilter) -> Iterator[Condition]:
    for field, column in (("assets", client.c.assets), ("contribution", client.c.contribution)):
        low, high = getattr(chosen, f"{field}_from"), getattr(chosen, f"{field}_to")
        if low is not None:
            yield column >= low
        if high is not None:
            yield column <= high


def _next_contact(chosen: ClientFilter, on: date) -> Iterator[Condition]:
    column, value = client.c.next_contact_on, chosen.next_contact
    if value == "overdue":
        yield column < on
    elif value == "today":
        yield column == on
    elif value == "none":
        yield column.is_(None)
    elif value:
        yield column <= on + timedelta(days=int(value[:-1]))


def _last_contact(chosen: ClientFilter, on: date) -> Iterator[Condition]:
    column, value = client.c.last_contact_on, chosen.last_contact
    if value == "never":
        yield column.is_(None)
    elif value:
        limit = on - timedelta(days=int(value[1:-1]))
        yield or_(column < limit, column.is_(None)) if value.startswith(">") else column >= limit
