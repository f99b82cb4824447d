"""The records behind a figure, as every rendering lists them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from crmdesk import dates, money
from crmdesk.i18n import Words

#: What a row is: a movement, a day, month or year added up, a kind of income, a balance or holding, a product line,
#: a strategy point, an account, a contact or a complaint.
Kind = Literal[
    "movement",
    "day",
    "month",
    "year",
    "income",
    "balance",
    "maturity",
    "line",
    "point",
    "account",
    "contact",
    "complaint",
]


@dataclass(frozen=True)
class Record:
    """One row. ``amount`` in cents; ``month`` as ``dates.month_index``; account numbers are masked.

    ``code``: the asset class of a balance.
    """

    kind: Kind
    words: Words
    day: date | None = None
    month: int | None = None
    account: str = ""
    amount: int | None = None
    count: int | None = None
    code: str = ""

    @property
    def when(self) -> str:
        """The day or month as text; empty where the row has none."""
        if self.day is not None:
            return self.day.isoformat()
        if self.kind == "year":
            return str(self.count)
        return "" if self.month is None else dates.month_text(self.month)

    def as_json(self) -> dict[str, Any]:
        """Plain values; amounts in yuan as text, what a row does not have left out."""
        plain = {
            "kind": self.kind,
            "code": self.code,
            "words": words_json(self.words),
            "when": self.when,
            "account": self.account,
            "amount": None if self.amount is None else yuan(self.amount),
            "count": self.count,
        }
        return {key: value for key, value in plain.items() if value not in (None, "")}


@dataclass(frozen=True)
class Records:
    """The rows of a figure.

    ``total`` is what the store's rows add up to today, in the unit of the figure; None where rows do not add up to it.
    ``more``: further rows of the same kind that are not listed.
    """

    rows: tuple[Record, ...] = ()
    total: int | None = None
    more: int = 0

    def is_current(self, value: int) -> bool:
        """False where the rows of today no longer make the figure of the run: something was imported since."""
        return self.total is None or self.total == value

    def as_json(self) -> list[dict[str, Any]]:
        return [row.as_json() for row in self.rows]


NO_RECORDS = Records()


def words_json(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def lines_json(lines: Iterable[Words]) -> list[dict[str, str]]:
    return [words_json(line) for line in lines]


def yuan(cents: int) -> str:
    return str(money.to_yuan(cents))
