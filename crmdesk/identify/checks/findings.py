"""What a check answers: the value in its stored form, and what is wrong with it, if anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from crmdesk.i18n import Words


@dataclass(frozen=True)
class Problem:
    """Something wrong with a field. Errors refuse saving; warnings are shown beside the field."""

    field: str
    message: Words
    is_error: bool


@dataclass(frozen=True)
class Finding:
    """``value`` is the stored form; it is kept even when there is a message, so that typed text is not lost."""

    value: Any
    message: Words | None = None
    is_error: bool = False


#: A rule for one value: the value (never empty) and the day of the check.
Rule = Callable[[Any, date], Finding]


def good(value: Any) -> Finding:
    return Finding(value)


def warned(value: Any, zh: str, en: str) -> Finding:
    return Finding(value, Words(zh, en))


def refused(value: Any, zh: str, en: str) -> Finding:
    return Finding(value, Words(zh, en), is_error=True)
