"""A small branch whose clients differ in assets, trading and age, classified for some months."""

from datetime import date

import pytest

from crmdesk.differentiate.runs import classify

LAST = date(2025, 6, 30)
CLIENTS = 60


def month_days(first, count):
    return [f"{2024 + (first + n) // 12}-{(first + n) % 12 + 1:02d}" for n in range(count)]


def fill(ledger):
    """Clients 1 … 60: assets from 4,000 to 5 m, trading from never to every month, some with their money in funds."""
    ledger.clients(*[f"20{20 + n % 5}-0{n % 9 + 1}-15" for n in range(CLIENTS)])
    moves = []
    for number in range(1, CLIENTS + 1):
        assets = 4_000 * 1.13**number
        kinds = {"cash": assets * 0.3, "equity" if number % 3 else "mixed": assets * 0.7}
        for at, month in enumerate(month_days(0, 18)):
            growth = 1 + 0.01 * at * (number % 5 - 2)
            ledger.hold(number, f"{month}-28", {name: amount * growth for name, amount in kinds.items()})
            if number % 7 and at % (number % 7) == 0:
                moves.append(ledger.movement(number, f"{month}-12", turnover=assets / 10, income=assets / 2_000))
            if number % 11 == 0 and at > 14:
                moves.append(ledger.movement(number, f"{month}-20", active=False, flow=-assets / 6))
    ledger.moves(moves)


@pytest.fixture
def branch(store, ledger):
    """Classified month by month up to May 2025, the month before ``LAST``."""
    fill(ledger)
    classify(store, as_of=date(2025, 5, 31), approve="test")
    return store


@pytest.fixture
def classified(branch):
    classify(branch, as_of=LAST, approve="test")
    return branch
