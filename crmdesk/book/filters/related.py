"""Conditions on what stands beside a client: birth date, addresses, risk tests, plans, follow-ups, gaps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, extract, func, or_, select, true

from crmdesk.book.filters import classes, quality
from crmdesk.book.filters.columns import tables_with
from crmdesk.book.filters.tree import Range, Value
from crmdesk.customize.tables import plan
from crmdesk.identify.tables import FORM_TABLES, batch_range, client, import_batch, risk_assessment
from crmdesk.interact.tables import follow_up
from crmdesk.store.tables import operation_row

Condition = ColumnElement[bool]
_person = FORM_TABLES["person"]
#: Where somebody lives or works, of persons and of institutions.
_ADDRESSES = ("addr_home", "addr_registered", "addr_office")


def _have(ids: Select[tuple[int]], *, is_wanted: bool = True) -> Condition:
    return client.c.id.in_(ids) if is_wanted else client.c.id.not_in(ids)


def years_before(on: date, years: int) -> date:
    """The same day so many years ago; of 29 February the 28th."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


def _age(value: Value, on: date) -> Condition:
    born = _person.c.birth_date
    if not isinstance(value, Range):
        return and_(
            client.c.kind == "person", _have(select(_person.c.client_id).where(born.is_not(None)), is_wanted=False)
        )
    found: list[Condition] = [born.is_not(None)]
    if isinstance(value.low, int):
        found.append(born <= years_before(on, value.low))
    if isinstance(value.high, int):
        found.append(born > years_before(on, value.high + 1))
    return _have(select(_person.c.client_id).where(*found))


def _birth_month(value: Value, on: date) -> Condition:
    born = _person.c.birth_date
    if value is None:
        return _age(None, on)
    coming = on.month % 12 + 1
    month = {"this": on.month, "next": coming}.get(str(value)) or int(str(value))
    return _have(select(_person.c.client_id).where(extract("month", born) == month))


def _region(value: Value, _on: date) -> Condition:
    found = []
    for name in _ADDRESSES:
        for _kind, table in tables_with(name):
            has = table.c[name].is_not(None) if value is None else table.c[name].icontains(str(value), autoescape=True)
            found.append(_have(select(table.c.client_id).where(has)))
    return or_(*found) if value is not None else ~or_(*found)


def _risk(value: Value, _on: date) -> Condition:
    """The level of the newest assessment of any line."""
    if value is None:
        return _have(select(risk_assessment.c.client_id), is_wanted=False)
    newer = risk_assessment.alias("newer")
    later = or_(
        newer.c.assessed_on > risk_assessment.c.assessed_on,
        and_(newer.c.assessed_on == risk_assessment.c.assessed_on, newer.c.id > risk_assessment.c.id),
    )
    is_outdated = exists().where(newer.c.client_id == risk_assessment.c.client_id, later)
    return _have(select(risk_assessment.c.client_id).where(risk_assessment.c.level == value, ~is_outdated))


def _plan(value: Value, _on: date) -> Condition:
    with_plan = select(plan.c.client_id)
    if value in (None, "none"):
        return _have(with_plan, is_wanted=False)
    return _have(with_plan if value == "any" else with_plan.where(plan.c.status == value))


def _follow_ups(value: Value, _on: date) -> Condition:
    """How many open follow-ups; none at all counts as 0."""
    ends = value if isinstance(value, Range) else Range(0, 0)
    counted = select(follow_up.c.client_id).where(follow_up.c.status == "open").group_by(follow_up.c.client_id)
    low, high = ends.low or 0, ends.high
    if isinstance(low, int) and low > 0:
        most = func.count() <= high if high is not None else true()
        return _have(counted.having(func.count() >= low, most))
    return true() if high is None else _have(counted.having(func.count() > high), is_wanted=False)


def _import(value: Value, on: date) -> Condition:
    """Clients that imports of these numbers created or changed."""
    changed = (
        select(operation_row.c.client_id)
        .join(import_batch, import_batch.c.operation_id == operation_row.c.operation_id)
        .where(_numbered(value), operation_row.c.client_id.is_not(None))
    )
    return or_(_new_in_import(value, on), _have(changed))


def _new_in_import(value: Value, _on: date) -> Condition:
    """Clients that imports of these numbers created: one writer at a time, so their ids follow each other."""
    new = (
        select(batch_range.c.first)
        .join(import_batch, import_batch.c.operation_id == batch_range.c.operation_id)
        .where(_numbered(value), batch_range.c.table_name == client.name)
        .where(client.c.id.between(batch_range.c.first, batch_range.c.last))
    )
    return new.correlate(client).exists()


def _numbered(value: Value) -> Condition:
    ends = value if isinstance(value, Range) else Range(0, 0)
    low = import_batch.c.id >= ends.low if ends.low is not None else true()
    return and_(low, import_batch.c.id <= ends.high if ends.high is not None else true())


def _missing(value: Value, _on: date) -> Condition:
    name = str(value)
    return or_(
        *(
            and_(
                client.c.kind == kind,
                _have(select(table.c.client_id).where(table.c[name].is_not(None)), is_wanted=False),
            )
            for kind, table in tables_with(name)
        )
    )


RELATED: dict[str, Callable[[Value, date], Condition]] = {
    "age": _age,
    "birth_month": _birth_month,
    "region": _region,
    "risk": _risk,
    "plan": _plan,
    "import": _import,
    "new_in_import": _new_in_import,
    "follow_ups": _follow_ups,
    "missing": _missing,
    **quality.CONDITIONS,
    **classes.CONDITIONS,
}
