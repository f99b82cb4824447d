"""Which clients a list shows: a value that can be typed, read back, shown as chips and turned into SQL."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from crmdesk.i18n import Language, Words


@dataclass(frozen=True)
class ClientFilter:
    """Conditions that all hold; within one condition any of its values suffices. Empty = every client.

    Amounts are cents, both ends included. ``next_contact``: ``overdue`` ``today`` ``none`` or ``14d`` (overdue or
    within 14 days). ``last_contact``: ``>30d`` (longer ago, or never), ``<30d`` (since then) or ``never``.
    """

    tiers: tuple[str, ...] = ()
    not_tiers: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    not_stages: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()
    not_managers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    assets_from: int | None = None
    assets_to: int | None = None
    contribution_from: int | None = None
    contribution_to: int | None = None
    next_contact: str = ""
    last_contact: str = ""
    text: str = ""

    @classmethod
    def parse(cls, text: str) -> ClientFilter:
        """The filter of an expression such as ``tier:gold,platinum 阶段:不含衰退 assets:>50万 next:overdue zhang``.

        Raises ``CrmError`` naming the word that is not understood.
        """
        from crmdesk.book.expressions import parse

        return parse(text)

    def to_text(self, language: Language = "en") -> str:
        """The expression of this filter; parsing it gives the filter back."""
        from crmdesk.book.expressions import to_text

        return to_text(self, language)

    def describe(self) -> list[Chip]:
        """One chip per condition, in the order of a list's columns."""
        from crmdesk.book.expressions import chips

        return chips(self)

    @property
    def is_empty(self) -> bool:
        return self == ClientFilter()

    def without(self, *names: str) -> ClientFilter:
        """The filter with these fields back at nothing."""
        empty: dict[str, Any] = {field.name: field.default for field in fields(self) if field.name in names}
        return replace(self, **empty)


@dataclass(frozen=True)
class Chip:
    """One condition in words; ``rest`` is the filter once the chip is taken away."""

    name: str
    label: Words
    value: Words
    rest: ClientFilter
