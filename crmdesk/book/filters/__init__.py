"""Which clients a list shows: a value that can be typed, read back, shown as chips and turned into SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crmdesk.book.filters.tree import (
    EVERYONE,
    TEXT,
    Group,
    Node,
    Range,
    Test,
    Value,
    all_of,
    any_of,
    conditions_of,
    in_any_order,
    negated,
    tests_in,
)
from crmdesk.i18n import Language, Words

__all__ = ["EVERYONE", "TEXT", "Chip", "ClientFilter", "Group", "Node", "Range", "Test", "all_of", "any_of", "negated"]


@dataclass(frozen=True)
class ClientFilter:
    """Conditions in groups of which all or any hold, each possibly excluded. Empty = every client."""

    root: Node = EVERYONE

    @classmethod
    def parse(cls, text: str) -> ClientFilter:
        """The filter of an expression such as ``资产:>50万 且 (级别:黄金 或 stage:decline) not-contacted:60d zhang``.

        Raises ``CrmError`` naming the word that is not understood and where it stands.
        """
        from crmdesk.book.filters.reading import parse_node

        return cls(parse_node(text))

    @classmethod
    def of(cls, field: str, *values: Value) -> ClientFilter:
        """One condition: the field has any of the values."""
        return cls(Test(field, values))

    def to_text(self, language: Language = "en") -> str:
        """The expression of this filter; parsing it gives the filter back."""
        from crmdesk.book.filters.writing import node_text

        return node_text(self.root, language)

    def describe(self) -> list[Chip]:
        """One chip per condition or group that must hold, in the order they were given."""
        from crmdesk.book.filters.writing import said

        chips = []
        for number, part in enumerate(self.parts):
            one, rest = said(part), [*self.parts[:number], *self.parts[number + 1 :]]
            chips.append(Chip(one.name, one.label, one.value, ClientFilter(all_of(rest)), ClientFilter(part)))
        return chips

    @property
    def is_empty(self) -> bool:
        return self.root == EVERYONE

    @property
    def parts(self) -> tuple[Node, ...]:
        """What must hold at the same time."""
        return conditions_of(self.root)

    @property
    def fields(self) -> frozenset[str]:
        """Every field that is asked about, ``text`` for search words."""
        return frozenset(test.field for test in tests_in(self.root))

    def is_same(self, other: ClientFilter) -> bool:
        """Whether the two differ at most in the order of their parts."""
        return in_any_order(self.root) == in_any_order(other.root)

    def values(self, field: str) -> tuple[Value, ...]:
        """The values that a field must have, by the conditions at the top."""
        return next((t.values for t in self.parts if isinstance(t, Test) and t.field == field and not t.is_negated), ())

    def without(self, *names: str) -> ClientFilter:
        """The filter with no condition on these fields at the top."""
        return ClientFilter(all_of(p for p in self.parts if not isinstance(p, Test) or p.field not in names))

    def with_values(self, field: str, values: Iterable[Value]) -> ClientFilter:
        """The filter with these values of a field, in the place of those it had; no values = any."""
        test = Test(field, tuple(values))
        parts = list(self.parts)
        old = next(
            (i for i, p in enumerate(parts) if isinstance(p, Test) and p.field == field and not p.is_negated),
            len(parts),
        )
        parts[old : old + 1] = [test] if test.values else []
        return ClientFilter(all_of(parts))

    def and_also(self, other: ClientFilter) -> ClientFilter:
        """Clients that both keep."""
        return ClientFilter(all_of((self.root, other.root)))


@dataclass(frozen=True)
class Chip:
    """One condition in words; ``rest`` is the filter once the chip is taken away, ``part`` the chip's own."""

    name: str
    label: Words
    value: Words
    rest: ClientFilter
    part: ClientFilter
