"""What an argument may be: a day, a month, a count, the size of a picture."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date

#: Days outside are slips of the hand; every computation with days inside stays in the calendar.
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_SMALLEST, _LARGEST = 200, 8_000


def day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: YYYY-MM-DD") from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise argparse.ArgumentTypeError(f"{text}: {_FIRST_YEAR}…{_LAST_YEAR}")
    return found


def month(text: str) -> int:
    """``YYYY-MM`` as a month index."""
    from crmdesk.dates import month_index

    try:
        return month_index(day(f"{text}-01"))
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(f"{text}: YYYY-MM, {_FIRST_YEAR}…{_LAST_YEAR}") from None


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number from ``low`` to ``high``."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 12 and low <= int(text) <= high):
            raise argparse.ArgumentTypeError(f"{text}: {low:,}…{high:,}")
        return int(text)

    return read


def size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    sides = whole(_SMALLEST, _LARGEST)
    try:
        return sides(width), sides(height)
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(f"{text}: WIDTHxHEIGHT, {_SMALLEST}…{_LARGEST}") from None
