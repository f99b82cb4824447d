"""How values are written on screen: amounts, phones, dates and due dates, and the privacy mode that masks them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QObject, Signal

from crmdesk import money
from crmdesk.dates import local_today
from crmdesk.i18n import Words, language, tr

HIDDEN = "•••"
NOTHING = "–"
_WEEKDAYS = tuple(
    Words(f"周{zh}", en)
    for zh, en in zip("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True)
)


@dataclass(frozen=True)
class Due:
    """A due date in words, with its icon and colour tokens: shape first, then colour, then words."""

    text: str
    icon: str
    tone: str


class Shown(QObject):
    """One object that every page asks for the written form of a value; ``changed`` when privacy is switched."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_private = False

    def set_private(self, on: bool) -> None:  # noqa: FBT001
        if on != self.is_private:
            self.is_private = on
            self.changed.emit()

    # -- amounts in cents

    def amount(self, cents: int | None) -> str:
        """As a table shows it: ``61.2 万`` or ``612.0 k``."""
        if cents is None:
            return NOTHING
        return HIDDEN if self.is_private else money.short(cents, language())

    def whole(self, cents: int | None) -> str:
        """In full without cents: ``26,800``."""
        if cents is None:
            return NOTHING
        return HIDDEN if self.is_private else money.exact(cents, decimals=0)

    def exact(self, cents: int | None) -> str:
        """In full, for tooltips: ``612,345.67``; nothing in privacy mode."""
        return "" if cents is None or self.is_private else money.exact(cents)

    # -- numbers that reach a person

    def phone(self, number: str | None) -> str:
        """``138****6027``: three digits, four stars, the tail."""
        if not number:
            return ""
        if self.is_private:
            return HIDDEN
        return f"{number[:3]}****{number[-4:]}" if len(number) >= 10 else number

    def masked_phone(self, number: str) -> str:
        """A number that the core masked already."""
        return HIDDEN if number and self.is_private else number

    # -- days

    def day(self, day: date | None) -> str:
        return day.isoformat() if day else NOTHING

    def short_day(self, day: date) -> str:
        """``11-25`` within a year of today, else the full date."""
        near = abs((day - local_today()).days) < 330
        return f"{day:%m-%d}" if near else day.isoformat()

    def ago(self, day: date | None, *, on: date | None = None) -> str:
        """``12 d ago``; ``today`` for the day itself."""
        if day is None:
            return NOTHING
        days = ((on or local_today()) - day).days
        if days <= 0:
            return tr("today") if days == 0 else self.short_day(day)
        return tr("{days} d ago", days=days)

    def due(self, day: date | None, *, on: date | None = None) -> Due:
        today = on or local_today()
        if day is None:
            return Due(NOTHING, "", "text.tertiary")
        late = (today - day).days
        if late > 0:
            return Due(tr("{days} d overdue", days=late), "circle-alert", "state.bad")
        if late == 0:
            return Due(tr("today"), "clock", "state.warn")
        return Due(self._coming(day, today), "calendar", "text.secondary")

    def _coming(self, day: date, today: date) -> str:
        if day == today + timedelta(days=1):
            return tr("tomorrow {day}", day=f"{day:%m-%d}")
        return f"{_WEEKDAYS[day.weekday()]} {self.short_day(day)}"
