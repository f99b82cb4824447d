"""The records a driver was counted from, the newest first: what a figure rests on, line by line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from crmdesk.book.drivers import spending
from crmdesk.book.drivers.asking import Question, Scope
from crmdesk.book.drivers.board import ask
from crmdesk.book.drivers.handing import handovers
from crmdesk.codes import code_words
from crmdesk.differentiate.tables import concession, cost_line, opportunity, overdue, service_contract
from crmdesk.i18n import Words
from crmdesk.identify.tables import client, holding, product


@dataclass(frozen=True)
class Recorded:
    """One record: its day, the client it is about (None: of the branch), what it says, cents where it has any."""

    day: date
    client_id: int | None
    name: str
    words: Words
    amount: int | None


Rows = Callable[[Question, int], list[Recorded]]


def recorded(
    connection: Connection, code: str, *, as_of: date | None = None, scope: Scope | None = None, limit: int = 12
) -> list[Recorded]:
    """The newest records of the period behind a driver; none for those counted from movements and classes alone."""
    read = _READERS.get(code)
    return [] if read is None else read(ask(connection, as_of=as_of, scope=scope), limit)


def _found(question: Question, query: Select[Any], limit: int) -> list[Any]:
    """Rows of a query that names the client's id and name beside its own columns, the newest first."""
    return list(question.connection.execute(query.limit(limit)).all())


def _opportunities(question: Question, limit: int) -> list[Recorded]:
    o = opportunity.c
    is_open = and_(o.opened_on <= question.until, or_(o.closed_on.is_(None), o.closed_on >= question.since))
    query = (
        select(o.opened_on, o.client_id, client.c.name, o.title, o.stage, o.amount)
        .join(client, client.c.id == o.client_id)
        .where(is_open, question.among(o.client_id))
        .order_by(o.opened_on.desc(), o.id.desc())
    )
    return [
        Recorded(day, client_id, name, _joined(Words(title, title), code_words("opportunity_stage", stage)), amount)
        for day, client_id, name, title, stage, amount in _found(question, query, limit)
    ]


def _joined(*parts: Words) -> Words:
    return Words(" ".join(part.zh for part in parts if part.zh), " ".join(part.en for part in parts if part.en))


def _costs(purpose: str) -> Rows:
    def read(question: Question, limit: int) -> list[Recorded]:
        c = cost_line.c
        query = (
            select(c.day, c.client_id, client.c.name, c.kind, c.note, c.amount, c.minutes)
            .outerjoin(client, client.c.id == c.client_id)
            .where(c.purpose == purpose, c.day.between(question.since, question.until), spending.of_scope(question))
            .order_by(c.day.desc(), c.id.desc())
        )
        found = []
        for day, client_id, name, kind, note, amount, minutes in _found(question, query, limit):
            time = Words(f"{minutes} 分钟", f"{minutes} min") if minutes else Words("", "")
            words = _joined(code_words("cost_kind", kind), Words(note, note), time)
            found.append(Recorded(day, client_id, name or "", words, amount or None))
        return found

    return read


def _concessions(question: Question, limit: int) -> list[Recorded]:
    c = concession.c
    runs = and_(c.from_on <= question.until, or_(c.to_on.is_(None), c.to_on >= question.since))
    query = (
        select(c.from_on, c.client_id, client.c.name, c.kind, c.standard, c.granted, c.amount)
        .join(client, client.c.id == c.client_id)
        .where(runs, question.among(c.client_id))
        .order_by(c.from_on.desc(), c.id.desc())
    )
    found = []
    for day, client_id, name, kind, standard, granted, amount in _found(question, query, limit):
        rates = "" if standard is None or granted is None else f"{standard / 100:g}‱ → {granted / 100:g}‱"
        words = _joined(code_words("concession_kind", kind), Words(rates, rates))
        found.append(Recorded(day, client_id, name, words, amount))
    return found


def _maturities(question: Question, limit: int) -> list[Recorded]:
    h, s = holding.c, service_contract.c
    matured = (
        select(h.matures_on, h.client_id, client.c.name, product.c.name, h.amount)
        .join(client, client.c.id == h.client_id)
        .join(product, product.c.id == h.product_id)
        .where(h.matures_on.between(question.since, question.until), h.day <= h.matures_on, question.among(h.client_id))
        .order_by(h.matures_on.desc(), h.day.desc(), h.id.desc())
    )
    ended = (
        select(s.ends_on, s.client_id, client.c.name, s.kind, s.fee)
        .join(client, client.c.id == s.client_id)
        .where(s.ends_on.between(question.since, question.until), question.among(s.client_id))
        .order_by(s.ends_on.desc(), s.id.desc())
    )
    found = [
        Recorded(day, client_id, name, Words(title, title), amount)
        for day, client_id, name, title, amount in _found(question, matured, limit)
    ]
    found += [
        Recorded(day, client_id, name, code_words("contract_kind", kind), fee)
        for day, client_id, name, kind, fee in _found(question, ended, limit)
    ]
    return sorted(found, key=lambda one: one.day, reverse=True)[:limit]


def _moved(question: Question, limit: int) -> list[Recorded]:
    moved = [one for one in handovers(question) if one.day >= question.since][-limit:][::-1]
    query = select(client.c.id, client.c.name).where(client.c.id.in_([one.client_id for one in moved]))
    names = {row.id: row.name for row in question.connection.execute(query)}
    return [
        Recorded(one.day, one.client_id, names.get(one.client_id, ""), Words(*[f"{one.old} → {one.new}"] * 2), None)
        for one in moved
    ]


def _debts(question: Question, limit: int) -> list[Recorded]:
    o = overdue.c
    query = (
        select(o.day, o.client_id, client.c.name, o.kind, o.grade, o.amount)
        .join(client, client.c.id == o.client_id)
        .where(o.day.between(question.since, question.until), question.among(o.client_id))
        .order_by(o.day.desc(), o.amount.desc(), o.id.desc())
    )
    return [
        Recorded(
            *(day, client_id, name),
            _joined(code_words("overdue_kind", kind), code_words("loan_grade", grade) if grade else Words("", "")),
            amount,
        )
        for day, client_id, name, kind, grade, amount in _found(question, query, limit)
    ]


_READERS: dict[str, Rows] = {
    "opportunities": _opportunities,
    "acquisition_cost": _costs("acquisition"),
    "service_cost": _costs("service"),
    "concessions": _concessions,
    "renewal": _maturities,
    "migration": _moved,
    "bad_debt": _debts,
    "win_back": _costs("win_back"),
}
