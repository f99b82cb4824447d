"""The figures of the board in words."""

from __future__ import annotations

from crmdesk.book.drivers.model import Driver
from crmdesk.differentiate.drivers.formulas import Light
from crmdesk.differentiate.wording import amount, short_amount
from crmdesk.i18n import Words

#: What the light of a card says: never the colour alone.
LIGHTS: dict[Light, Words] = {
    "met": Words("达标", "On target"),
    "near": Words("接近目标", "Near the target"),
    "short": Words("未达标", "Short of the target"),
    "none": Words("未设目标", "No target set"),
}
#: Amounts from here on are shown in large round figures.
_LONG = 10_000_00


def shown(value: float | None, unit: str) -> Words:
    """A value with its unit; an em dash where it is not known."""
    if value is None:
        return Words("—", "—")
    if unit == "money":
        cents = round(value)
        return short_amount(cents) if abs(cents) >= _LONG else amount(cents)
    return _UNITS[unit].format(value=value)


_UNITS = {
    "share": Words("{value:.1%}", "{value:.1%}"),
    "number": Words("{value:,.2f}", "{value:,.2f}"),
    "count": Words("{value:,.0f}", "{value:,.0f}"),
    "months": Words("{value:.1f} 个月", "{value:.1f} months"),
    "risk": Words("{value:.0f} 分", "{value:.0f} points"),
}


def change(one: Driver) -> Words | None:
    """Against the same period last year: points of a percent for shares, else percent; None where not known."""
    if one.value is None or one.last_year is None:
        return None
    if one.unit == "share":
        gap = (one.value - one.last_year) * 100
        return Words(f"{gap:+.1f} 个百分点", f"{gap:+.1f} points")
    if not one.last_year:
        return None
    gap = (one.value / one.last_year - 1) * 100
    return Words(f"{gap:+.1f}%", f"{gap:+.1f}%")
