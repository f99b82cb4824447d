"""Transactions: what moved on an account, told apart into acts of the client, new money and income."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from crmdesk import dates
from crmdesk.codes import code_list
from crmdesk.i18n import Words, tr
from crmdesk.identify.importing.chunk import Chunk
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.month_ends import write_month_ends
from crmdesk.identify.importing.run import Run
from crmdesk.identify.importing.sync import Target, sync
from crmdesk.identify.tables import txn
from crmdesk.store.bulk import rows_by_key

_TXN = Target(txn, ("account_id", "ref"), weak=("income", "turnover", "flow"), along="account_id")
_BUYS = frozenset(("buy", "subscribe", "ipo", "margin_buy", "wealth_buy"))
_SELLS = frozenset(("sell", "redeem", "margin_sell", "wealth_sell"))


@cache
def _flagged(flag: str) -> frozenset[str]:
    """Kinds of movement with a flag of the code list: ``active`` or ``flow``."""
    return frozenset(value for value, code in code_list("txn_kind").items() if code.extra.get(flag))


def _write_transactions(run: Run, chunk: Chunk) -> None:
    chunk = _readable(chunk)
    chunk, accounts = run.with_accounts(chunk)
    if not chunk.size:
        return
    amounts = _amounts(chunk)
    kinds = _kinds(chunk, amounts)
    if run.file.month_end_balances:
        run.month_end_sources[run.source] = run.file.month_end_balances
    active, flows = _flagged("active"), _flagged("flow") | set(run.recipe.flow_kinds)
    columns: dict[str, Sequence[Any]] = {
        "account_id": [account_id for account_id, _client_id in accounts],
        "client_id": [client_id for _account_id, client_id in accounts],
        "day": chunk.column("day"),
        "kind": kinds,
        "is_active": [kind in active for kind in kinds],
        "amount": amounts,
        "flow": [amount if kind in flows else 0 for amount, kind in zip(amounts, kinds, strict=True)],
        "turnover": _turnover(chunk, amounts, kinds),
        "income": _income(chunk, amounts, kinds, frozenset(run.recipe.income_kinds)),
        "balance": chunk.column("balance"),
        "channel": [text and text[:16] for text in chunk.column("channel")],
        "symbol": [text and text[:40] for text in chunk.column("symbol")],
        "ref": _refs(run, chunk, amounts, [account_id for account_id, _client_id in accounts]),
    }
    sync(run, _TXN, columns).settle(chunk)


def _readable(chunk: Chunk) -> Chunk:
    """The rows that have a day which has been, and an amount."""
    latest = dates.local_today() + timedelta(days=1)
    worth = [chunk.column(name) for name in ("amount", "credit", "debit", "turnover")]
    days = chunk.column("day")
    if not all(day is not None and day <= latest for day in set(days)):
        chunk = chunk.without("day", lambda at: _wrong_day(days[at], latest))
    if any(None not in one for one in worth):
        return chunk
    worth = [chunk.column(name) for name in ("amount", "credit", "debit", "turnover")]
    return chunk.without("amount", lambda at: _without_amount(worth, at))


def _wrong_day(day: date | None, latest: date) -> str | None:
    if day is None:
        return tr("The date is missing.")
    return tr("{day} is in the future.", day=day) if day > latest else None


def _without_amount(worth: Sequence[Sequence[int | None]], at: int) -> str | None:
    return None if any(column[at] is not None for column in worth) else tr("The amount is missing.")


def _amounts(chunk: Chunk) -> list[int]:
    """The signed effect on the account's cash, in cents."""
    given = chunk.columns.get("amount")
    if given is not None and None not in given and "direction" not in chunk.columns:
        return given
    rows = zip(
        chunk.column("amount"),
        chunk.column("direction"),
        chunk.column("credit"),
        chunk.column("debit"),
        chunk.column("turnover"),
        chunk.column("kind"),
        strict=True,
    )
    return [_amount(*row) for row in rows]


def _amount(
    amount: int | None, direction: str | None, credit: int | None, debit: int | None, turnover: int | None, kind: str
) -> int:
    if amount is None:
        if credit or debit:
            return abs(credit or 0) - abs(debit or 0)
        return (-abs(turnover or 0)) if kind in _BUYS else abs(turnover or 0) if kind in _SELLS else (turnover or 0)
    if direction == "debit":
        return -abs(amount)
    return abs(amount) if direction == "credit" else amount


def _kinds(chunk: Chunk, amounts: Sequence[int]) -> list[str]:
    given = chunk.column("kind")
    if all(given):
        return given
    rows = zip(given, amounts, strict=True)
    return [kind or ("transfer_in" if amount >= 0 else "transfer_out") for kind, amount in rows]


def _turnover(chunk: Chunk, amounts: Sequence[int], kinds: Sequence[str]) -> list[int]:
    """The traded value: the source's own, else the amount of a trade; other movements trade nothing."""
    trades = _BUYS | _SELLS
    rows = zip(chunk.column("turnover"), amounts, kinds, strict=True)
    return [abs(amount if own is None else own) if kind in trades else 0 for own, amount, kind in rows]


def _income(chunk: Chunk, amounts: Sequence[int], kinds: Sequence[str], charged: frozenset[str]) -> list[int]:
    if "income" in chunk.columns:
        return [abs(income or 0) for income in chunk.column("income")]
    return [max(0, -amount) if kind in charged else 0 for amount, kind in zip(amounts, kinds, strict=True)]


def _refs(run: Run, chunk: Chunk, amounts: Sequence[int], accounts: Sequence[int]) -> list[str]:
    """What tells two movements of an account apart: the source's number, with day and symbol where it is reused.

    A source without numbers gets a digest of the row and which of its equals in the file it is, so that two
    equal payments on a day stay two, and the same file gives the same numbers again.
    """
    own = chunk.column("ref")
    if None not in own:
        return own if run.file.columns.get("ref") else [ref or "" for ref in _own_refs(chunk)]
    digests = list(_digests(chunk, amounts))
    refs = [ref or _numbered(run, digest) for ref, digest in zip(_own_refs(chunk), digests, strict=True)]
    if run.equals.has_forgotten:
        _count_on(run, accounts, refs, digests)
    return refs


def _count_on(run: Run, accounts: Sequence[int], refs: list[str], digests: Sequence[bytes]) -> None:
    """Rows whose equals were met too long ago to be remembered: those that this import has brought are in the store."""
    top = run.tops[txn.name]
    open_places = [at for at, digest in enumerate(digests) if refs[at].startswith(digest.hex())]
    while open_places:
        keys = {(accounts[at], refs[at]) for at in open_places}
        there = rows_by_key(run.connection, txn, ("account_id", "ref"), keys, ("id",))
        open_places = [at for at in open_places if there.get((accounts[at], refs[at]), (0,))[0] > top]
        for at in open_places:
            refs[at] = _numbered(run, digests[at])


def _own_refs(chunk: Chunk) -> Iterator[str | None]:
    days = chunk.column("day")
    day_texts = {day: f"{day:%Y%m%d}" for day in set(days)}
    for ref, day, symbol in zip(chunk.column("ref"), days, chunk.column("symbol"), strict=True):
        yield None if ref is None else f"{day_texts[day]}-{ref}-{symbol or ''}"[:80]


def _digests(chunk: Chunk, amounts: Sequence[int]) -> Iterator[bytes]:
    names = ("account_no", "day", "time", "kind", "turnover", "balance", "symbol")
    for row in zip(*(chunk.column(name) for name in names), amounts, strict=True):
        yield hashlib.blake2b("|".join(map(str, row)).encode(), digest_size=16).digest()


def _numbered(run: Run, digest: bytes) -> str:
    return f"{digest.hex()}-{run.equals.place(digest)}"


TRANSACTIONS = Kind(
    "transactions",
    Words("交易流水", "transactions"),
    order=60,
    fields={
        "account_no": "account",
        "day": "day",
        "time": "clock",
        "ref": "key",
        "direction": "words",
        "kind": "code:txn_kind",
        "amount": "money",
        "credit": "money",
        "debit": "money",
        "turnover": "money",
        "income": "money",
        "balance": "money",
        "channel": "words",
        "symbol": "key",
    },
    required=(("account_no",), ("day",), ("amount", "credit", "debit", "turnover")),
    write=_write_transactions,
    filled=(txn,),
    at_once=25_000,  # sorted by account, so that more of them share a page
    finish=write_month_ends,
)
