"""All records behind one client's standing, read at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np
from sqlalchemy import Connection, select

from crmdesk.differentiate.explaining import assets, movements, strategy
from crmdesk.differentiate.explaining.months import Month, months_until
from crmdesk.differentiate.explaining.record import NO_RECORDS, Record, Records
from crmdesk.differentiate.maturities import read_maturities
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.wording import day_of, name
from crmdesk.i18n import Words
from crmdesk.identify.masking import masked_account
from crmdesk.identify.tables import account


@dataclass(frozen=True)
class Behind:
    """By indicator, by signal, and for the values."""

    inputs: Mapping[str, Records]
    signals: Mapping[str, Records]
    earned: Records = NO_RECORDS
    months: Records = NO_RECORDS


NOTHING_BEHIND = Behind({}, {})


def read_behind(connection: Connection, standing: Standing, rulebook: Rulebook, above: Mapping[str, Records]) -> Behind:
    """``above``: records of signals that other rooms keep (contacts, complaints), by signal."""
    client_id, day = standing.client_id, standing.figures_on
    months = months_until(connection, client_id, rulebook, day)
    balances = assets.balances(connection, client_id, day, rulebook.facts)
    points, lines = strategy.read_strategy(connection, client_id, day, rulebook.facts, balances)
    span = months[-rulebook.window_months :]
    return Behind(
        inputs={
            "R": movements.last_active(connection, client_id, day),
            "F": movements.active_months(span, is_days=rulebook.frequency == "active_days"),
            "M": assets.contribution(span),
            "A": assets.averages(months[-3:], balances),
            "S": points,
        },
        signals={
            **_signals(connection, client_id, day),
            **_signals_of_months(months, lines),
            **(_estimated(months) if standing.evidence["flow_estimated"] else {}),
            **above,
        },
        earned=_by_year(months),
        months=assets.contribution(months[-12:]),
    )


def _signals(connection: Connection, client_id: int, day: date) -> dict[str, Records]:
    """What is read for signals alone."""
    quarter, year = (movements.transfers(connection, client_id, day, count) for count in (3, 12))
    return {
        **dict.fromkeys(("D1", "G2"), quarter),
        **dict.fromkeys(("D2", "G1"), year),
        **dict.fromkeys(("D3", "T3", "F5"), movements.last_moved(connection, client_id, day)),
        **dict.fromkeys(("T1", "T5", "A2", "A3", "G5", "F1", "F2", "F3"), _accounts(connection, client_id, day)),
        "D5": _matured(connection, client_id, day),
    }


def _signals_of_months(months: Sequence[Month], lines: Records) -> dict[str, Records]:
    activity = movements.active_months(months[-15:], is_days=True)
    return {
        **dict.fromkeys(("D4", "F4"), activity),
        **dict.fromkeys(("D8", "G3"), lines),
        "G4": assets.contribution(months[-24:]),
    }


def _estimated(months: Sequence[Month]) -> dict[str, Records]:
    """Without transfers a net flow rests on the assets at the month-ends, the newest first."""
    words = Words("月末资产", "assets at the end of the month")
    rows = [Record("month", words, month=one.month, amount=one.end) for one in reversed(months) if one.end is not None]
    return {
        **dict.fromkeys(("D1", "G2"), Records(tuple(rows[:4]))),
        **dict.fromkeys(("D2", "G1"), Records(tuple(rows[:13]))),
    }


def _matured(connection: Connection, client_id: int, day: date) -> Records:
    """What matured in the last three months and was due to be invested again; ``total`` in cents."""
    found = read_maturities(connection, np.array([client_id]), day, day)
    settled = found.settled(day)
    words = Words("到期", "matured")
    days, amounts = (column[settled].tolist() for column in found.matured[1:])
    rows = [Record("maturity", words, day=day_of(on), amount=cents) for on, cents in zip(days, amounts, strict=True)]
    return Records(tuple(rows), total=sum(amounts))


def _by_year(months: Sequence[Month]) -> Records:
    """Contribution by calendar year, oldest first."""
    words = Words("全年贡献", "contribution of the year")
    years = [(year, sum(one.contribution for one in of_year)) for year, of_year in
             groupby(months, lambda one: one.month // 12)]  # fmt: skip
    rows = [Record("year", words, day=None, count=year, amount=amount) for year, amount in years if amount]
    return Records(tuple(rows), total=sum(amount for _, amount in years))


def _accounts(connection: Connection, client_id: int, day: date) -> Records:
    """The client's accounts by the day they were opened; one that is closed says when."""
    a = account.c
    query = select(a.kind, a.opened_on, a.closed_on, a.account_no).where(a.client_id == client_id)
    rows = connection.execute(query.order_by(a.opened_on, a.id)).all()
    return Records(
        tuple(
            Record("account", _account_words(kind, closed, day), day=opened, account=masked_account(number))
            for kind, opened, closed, number in rows
            if opened is None or opened <= day
        )
    )


def _account_words(kind: str, closed: date | None, day: date) -> Words:
    words = name("account_kind", kind)
    if closed is None or closed > day:
        return Words(f"{words.zh}账户开户", f"{words.en} account opened")
    return Words(f"{words.zh}账户，{closed} 销户", f"{words.en} account, closed on {closed}")
