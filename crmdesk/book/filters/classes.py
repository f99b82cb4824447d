"""Filters by the class of the newest run: segment, points, the class of the month before, and named lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, or_, select, true

from crmdesk.book.filters.columns import value_condition
from crmdesk.book.filters.days import DayTerm
from crmdesk.book.filters.terms import ChoiceTerm, NumberTerm, Term
from crmdesk.book.filters.tree import Range, Value
from crmdesk.book.these import named_list
from crmdesk.codes import code_list
from crmdesk.differentiate.tables import classification, run
from crmdesk.i18n import Language, Words, tr
from crmdesk.identify.tables import client
from crmdesk.store.ids import among

Condition = ColumnElement[bool]


class TheseTerm(Term):
    """A list opened from a picture, by its number: ``these:3``."""

    def understood(self, text: str) -> Value:
        return text if text.isdecimal() and named_list(int(text)) is not None else None

    def hint(self) -> str:
        return tr("a list opened from a picture, until the program closes")

    def written(self, value: str | Range, language: Language) -> str:
        del language
        return str(value)

    def said(self, value: str | Range) -> Words:
        found = named_list(int(str(value)))
        return found.words if found is not None else Words("已关闭的名单", "a list that is gone")


_IDLE_ON = DayTerm("idle_on", Words("休眠计起日", "Dormant from"), ("休眠日", "dormant-on"), "")
TERMS: tuple[Term, ...] = (
    ChoiceTerm("segment", Words("RFM 类别", "Segment"), ("八类", "segments"), "", "segment"),
    *(
        NumberTerm(f"points_{name.lower()}", Words(f"{name} 分", f"{name} points"), (f"{name.lower()}-points",), "", 1)
        for name in code_list("indicator")
    ),
    ChoiceTerm("tier_before", Words("上月层级", "Tier before"), ("原层级", "tier-from"), "", "tier"),
    ChoiceTerm("stage_before", Words("上月阶段", "Stage before"), ("原阶段", "stage-from"), "", "stage"),
    ChoiceTerm("tier_move", Words("层级变动", "Tier move"), ("变动", "moved"), "", "tier_move"),
    _IDLE_ON,
    TheseTerm("these", Words("名单", "List"), (), ""),
)


def _newest() -> ScalarSelect[Any]:
    """The data date of the run whose classes the clients show."""
    return select(run.c.as_of).order_by(run.c.id.desc()).limit(1).scalar_subquery()


def _class(condition: Condition) -> Condition:
    c = classification.c
    return client.c.id.in_(select(c.client_id).where(c.as_of == _newest(), condition))


def _segment(value: Value, _on: date) -> Condition:
    c = classification.c
    return _class(c.segment.is_(None) if value is None else c.segment == value)


def _points(place: int) -> Callable[[Value, date], Condition]:
    digit = func.substr(classification.c.points, place, 1)

    def condition(value: Value, _on: date) -> Condition:
        if not isinstance(value, Range):
            return _class(classification.c.points.is_(None))
        low = digit >= str(max(0, int(str(value.low)))) if value.low is not None else true()
        high = digit <= str(min(9, int(str(value.high)))) if value.high is not None else true()
        return _class(and_(classification.c.points.is_not(None), low, high))

    return condition


def _moved(name: str, condition: Callable[[Any, Any], Condition]) -> Condition:
    """Clients whose tier or stage changed at the newest run; ``condition`` gets the columns before and after."""
    c, before, earlier = classification.c, classification.alias("before"), classification.alias("earlier")
    last_before = (
        select(func.max(earlier.c.as_of))
        .where(earlier.c.client_id == c.client_id, earlier.c.as_of < c.as_of)
        .correlate(classification)
        .scalar_subquery()
    )
    moved: Select[tuple[int]] = (
        select(c.client_id)
        .select_from(classification)
        .join(before, and_(before.c.client_id == c.client_id, before.c.as_of == last_before))
        .where(c.as_of == _newest(), c[f"{name}_since"] == c.as_of, before.c[name] != c[name])
        .where(condition(before.c[name], c[name]))
    )
    return client.c.id.in_(moved)


def _before(name: str) -> Callable[[Value, date], Condition]:
    """Where nothing moved, the class before is the class now."""

    def condition(value: Value, _on: date) -> Condition:
        if value is None:
            return client.c[name].is_(None)
        came, went = (_moved(name, test) for test in (lambda old, _new: old == value, lambda old, _new: old != value))
        return or_(came, and_(client.c[name] == value, ~went))

    return condition


def _tier_move(value: Value, _on: date) -> Condition:
    ranks = {code.value: code.extra["rank"] for code in code_list("tier").values()}

    def test(old: Any, new: Any) -> Condition:
        was, now = (case(ranks, value=column, else_=0) for column in (old, new))
        return now > was if value == "up" else now < was

    return _moved("tier", test) if value is not None else ~_moved("tier", lambda _old, _new: true())


def _idle_on(value: Value, on: date) -> Condition:
    del on
    return _class(value_condition(_IDLE_ON, classification.c.idle_on, (value,)))


def _these(value: Value, _on: date) -> Condition:
    found = named_list(int(str(value)))
    return among(client.c.id, found.ids if found is not None else ())


CONDITIONS: dict[str, Callable[[Value, date], Condition]] = {
    "segment": _segment,
    **{f"points_{name.lower()}": _points(place) for place, name in enumerate(code_list("indicator"), 1)},
    "tier_before": _before("tier"),
    "stage_before": _before("stage"),
    "tier_move": _tier_move,
    "idle_on": _idle_on,
    "these": _these,
}
