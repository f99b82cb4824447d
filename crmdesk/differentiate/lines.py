"""Product lines and strategy points of client-months, from asset classes held, open accounts and special holdings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import numpy as np
from sqlalchemy import Connection, func, select

from crmdesk import dates
from crmdesk.codes import code_list
from crmdesk.differentiate.movements import month_of
from crmdesk.differentiate.rulebooks import FactRules
from crmdesk.differentiate.scores import Bools, Ints
from crmdesk.differentiate.snapshots import MonthlyAssets, class_bits
from crmdesk.differentiate.tables import service_contract
from crmdesk.differentiate.touched import Clients
from crmdesk.identify.tables import account, holding, product

_EVER = 1 << 40


@dataclass(frozen=True)
class Spans:
    """A client has a line (one bit) from a month to another, both included."""

    client: Ints
    first: Ints
    last: Ints
    bit: Ints


def line_bits() -> dict[str, int]:
    return {line: 1 << bit for bit, line in enumerate([*code_list("product_line"), "advisory", "pension"])}


def _bits_of(lines: frozenset[str]) -> int:
    return sum(bit for line, bit in line_bits().items() if line in lines)


def class_lines(classes: Ints, rules: FactRules) -> Ints:
    """Line bits of asset-class bits."""
    bits, lines = class_bits(rules), line_bits()
    found = np.zeros(len(classes), dtype=np.int64)
    for name, line in rules.class_lines.items():
        found |= np.where(classes & bits[name], lines.get(line, 0), 0)
    return found


def account_spans(connection: Connection, rules: FactRules, clients: Clients) -> Spans:
    """Lines that an open account of a kind stands for."""
    a = account.c
    bits = line_bits()
    rows = connection.execute(
        select(a.client_id, a.kind, a.opened_on, a.closed_on).where(
            clients.among(a.client_id), a.kind.in_(sorted(rules.account_lines))
        )
    ).fetchall()
    table = [
        (
            row.client_id,
            dates.month_index(row.opened_on) if row.opened_on else 0,
            dates.month_index(row.closed_on) - 1 if row.closed_on else _EVER,
            bits[rules.account_lines[row.kind]],
        )
        for row in rows
    ]
    return Spans(*np.array(table, dtype=np.int64).reshape(-1, 4).T)


def holding_spans(connection: Connection, rules: FactRules, clients: Clients) -> Spans:
    """Lines no asset class stands for (private funds, options …), from a holding's month to the account's next one."""
    bits = {line: bit for line, bit in line_bits().items() if line not in rules.class_lines.values()}
    h, month = holding.c, month_of(holding.c.day)
    seen = connection.execute(
        select(h.account_id, month).where(clients.among(h.client_id)).distinct().order_by(h.account_id, month)
    ).fetchall()
    until = {(a, m): later - 1 for (a, m), (b, later) in pairwise(seen) if a == b}
    rows = connection.execute(
        select(h.client_id, h.account_id, month, product.c.line, func.max(h.amount))
        .join(product, product.c.id == h.product_id)
        .where(clients.among(h.client_id), h.amount > 0, product.c.line.in_(sorted(bits)))
        .group_by(h.client_id, h.account_id, month, product.c.line)
    ).fetchall()
    table = [(client, at, until.get((of, at), _EVER), bits[line]) for client, of, at, line, _ in rows]
    return Spans(*np.array(table, dtype=np.int64).reshape(-1, 4).T)


def contract_spans(connection: Connection, clients: Clients) -> Spans:
    """Lines that a service contract stands for (advisory), in the months it covers to their end."""
    c, bits = service_contract.c, line_bits()
    query = select(c.client_id, c.kind, c.begins_on, func.coalesce(c.ended_on, c.ends_on)).where(
        clients.among(c.client_id), c.kind.in_(sorted(bits))
    )
    table = [
        (client, dates.month_index(first), dates.month_index(last + timedelta(days=1)) - 1, bits[kind])
        for client, kind, first, last in connection.execute(query)
    ]
    return Spans(*np.array(table, dtype=np.int64).reshape(-1, 4).T)


def with_spans(lines: Ints, months: MonthlyAssets, spans: Spans) -> Ints:
    """The line bits of each client-month with those of the spans that cover it."""
    key = months.client * 1_000_000 + months.month
    low = np.searchsorted(key, spans.client * 1_000_000 + np.minimum(spans.first, 999_999), side="left")
    high = np.searchsorted(key, spans.client * 1_000_000 + np.minimum(spans.last, 999_999), side="right")
    counts = np.maximum(high - low, 0)
    at = np.repeat(low, counts) + np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    found = lines.copy()
    np.bitwise_or.at(found, at, np.repeat(spans.bit, counts))
    return found


def lines_held(connection: Connection, rules: FactRules, clients: Clients, months: MonthlyAssets) -> Ints:
    """The product lines of each client-month as bits of ``line_bits``."""
    lines = class_lines(months.classes, rules)
    for spans in (
        account_spans(connection, rules, clients),
        holding_spans(connection, rules, clients),
        contract_spans(connection, clients),
    ):
        lines = with_spans(lines, months, spans)
    return lines


def line_columns(
    connection: Connection, rules: FactRules, clients: Clients, months: MonthlyAssets
) -> tuple[Ints, Ints]:
    """Product lines and strategy points of each client-month."""
    lines = lines_held(connection, rules, clients, months)
    return count_bits(lines), strategy_points(lines, months, rules)


def count_bits(bits: Ints) -> Ints:
    return np.asarray(np.bitwise_count(bits), dtype=np.int64)


def strategy_points(lines: Ints, months: MonthlyAssets, rules: FactRules) -> Ints:
    """0–5 points by the rulebook's list (§3.3 of the domain, indicator S)."""
    if rules.strategy == ("lines",):
        return np.minimum(count_bits(lines), 5)
    held: dict[str, Bools] = {
        "wealth": (lines & _bits_of(rules.wealth_lines)) > 0,
        "wealth_share": (months.end > 0) & (months.wealth * 5 >= months.end),
        "advisory": (lines & _bits_of(rules.advisory_lines)) > 0,
        "three_lines": count_bits(lines) >= 3,
        "two_strategic": count_bits(lines & _bits_of(rules.strategic_lines)) >= 2,
    }
    return np.asarray(np.sum([held[name] for name in rules.strategy], axis=0), dtype=np.int64)
