"""Values of the board on screen: amounts as the desk shows them, so that privacy covers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from crmdesk.i18n import tr
from ui.framework.shown import HIDDEN, NOTHING, Shown

if TYPE_CHECKING:
    from crmdesk.book.drivers.model import Driver

Tag = Literal["neutral", "accent", "ok", "warn", "bad"]
LIGHT_TAGS: dict[str, Tag] = {"met": "ok", "near": "warn", "short": "bad", "none": "neutral"}


def written(shown: Shown, value: float | None, unit: str, currency: str = "CNY") -> str:
    """A value with its unit."""
    from crmdesk.book.drivers.wording import shown as in_words

    if value is None:
        return NOTHING
    return HIDDEN if unit == "money" and shown.is_private else str(in_words(value, unit, currency))


def compared(shown: Shown, one: Driver) -> str:
    """The same period last year, and how far the value has moved from it."""
    from crmdesk.book.drivers.wording import change

    if one.last_year is None:
        return tr("last year not known")
    before = tr("last year {value}", value=written(shown, one.last_year, one.unit, one.currency))
    moved = change(one)
    return before if moved is None else f"{before} ({moved})"


def aimed(shown: Shown, one: Driver) -> str:
    return "" if one.target is None else tr("target {value}", value=written(shown, one.target, one.unit, one.currency))
