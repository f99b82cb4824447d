"""Conditions on a column: of the client table, or of the wide tables of the form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, exists, literal, or_, select, true

from crmdesk import dates
from crmdesk.book.filters.days import DayTerm
from crmdesk.book.filters.terms import FlagTerm, PartTerm, Term
from crmdesk.book.filters.tree import Range, Value
from crmdesk.identify.form import FORMS
from crmdesk.identify.tables import FORM_TABLES, client

Condition = ColumnElement[bool]


def value_condition(term: Term, column: Column[Any], values: Sequence[Value]) -> Condition:
    """The column has one of the values; unknown, not true, where it has none."""
    words = [value for value in values if isinstance(value, str)]
    found: list[Condition] = [within(column, value) for value in values if isinstance(value, Range)]
    if None in values:
        found.append(column.is_(None) if column.nullable else column == "")
    if words:
        found += _words(term, column, words)
    return or_(*found)


def within(column: Column[Any], ends: Range) -> Condition:
    found = []
    if ends.low is not None:
        found.append(column >= ends.low)
    if ends.high is not None:
        found.append(column <= ends.high)
    return and_(true(), *found)


def _words(term: Term, column: Column[Any], words: list[str]) -> Iterator[Condition]:
    if isinstance(term, DayTerm):
        yield from (_relative(column, word, dates.local_today()) for word in words)
    elif isinstance(term, FlagTerm):
        yield from (column.is_(word == "yes") for word in words)
    elif isinstance(term, PartTerm):
        yield from (column.icontains(word, autoescape=True) for word in words)
    elif is_multi(column):
        yield from ((literal(",") + column + literal(",")).contains(f",{word},", autoescape=True) for word in words)
    else:
        yield column.in_(words) if len(words) > 1 else column == words[0]


def is_multi(column: Column[Any]) -> bool:
    """Whether the column holds several codes joined by commas."""
    field = column.info.get("field")
    return field is not None and field.type == "multi"


def _relative(column: Column[Any], word: str, today: date) -> Condition:
    days = timedelta(days=int(word[1:-1]))
    if word[0] == "+":
        return column.between(today, today + days)
    return column.between(today - days, today) if word[0] == "<" else column < today - days


def tables_with(field: str) -> Iterator[tuple[str, Table]]:
    """Kinds of client whose form has a field, and their wide tables."""
    return ((kind, table) for kind, table in FORM_TABLES.items() if FORMS[kind].has(field) and field in table.c)


def form_condition(term: Term, values: Sequence[Value], *, is_narrow: bool) -> Iterator[Condition]:
    """Per wide table: its clients with one of the values. Never unknown.

    Where another condition leaves few clients, each of them is looked up; else the wide table is read once.
    """
    name = term.at.removeprefix("form.")
    given = [value for value in values if value is not None]
    for kind, table in tables_with(name):
        column = table.c[name]
        if None in values:
            yield and_(client.c.kind == kind, ~_among(table, column.is_not(None), is_narrow=is_narrow))
        if given:
            yield _among(table, value_condition(term, column, given), is_narrow=is_narrow)


def _among(table: Table, condition: Condition, *, is_narrow: bool) -> Condition:
    if is_narrow:
        return exists().where(table.c.client_id == client.c.id, condition)
    return client.c.id.in_(select(table.c.client_id).where(condition))
