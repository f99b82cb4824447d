"""The filter as a value: conditions, and groups of which all or any must hold.

Built with ``all_of``, ``any_of`` and ``negated`` only, which bring equal meanings to one form: so a filter that is
written and read again is the same value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

#: Words that stand in the search field rather than behind a colon.
TEXT = "text"


@dataclass(frozen=True)
class Range:
    """From ``low`` to ``high``, both included; None is open. Cents, tenths of a point, whole numbers or dates."""

    low: int | date | None = None
    high: int | date | None = None


#: A code, a name, a word of the field's own (``overdue``, ``>30d``), a range, or None: nothing is filled in.
Value = str | Range | None


@dataclass(frozen=True)
class Test:
    """One condition: the field has any of the values; negated: none of them."""

    #: Not a test case, whatever it is called.
    __test__ = False

    field: str
    values: tuple[Value, ...]
    is_negated: bool = False


@dataclass(frozen=True)
class Group:
    """Parts of which all (``and``) or any (``or``) hold; negated: the opposite."""

    word: Literal["and", "or"]
    parts: tuple[Node, ...]
    is_negated: bool = False


Node = Test | Group

#: Every client.
EVERYONE = Group("and", ())


def negated(node: Node) -> Node:
    return replace(node, is_negated=not node.is_negated)


def all_of(nodes: Iterable[Node]) -> Node:
    """The node that holds where all of them do."""
    return _group("and", nodes)


def any_of(nodes: Iterable[Node]) -> Node:
    """The node that holds where at least one does."""
    found = list(nodes)
    return EVERYONE if EVERYONE in found else _group("or", found)


def _group(word: Literal["and", "or"], nodes: Iterable[Node]) -> Node:
    parts: list[Node] = []
    for node in _flat(word, nodes):
        for place, known in enumerate(parts):
            if (joined := _joined(word, known, node)) is not None:
                parts[place] = joined
                break
        else:
            parts.append(node)
    return parts[0] if len(parts) == 1 else Group(word, tuple(parts))


def _flat(word: str, nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, Group) and not node.is_negated and (node.word == word or not node.parts):
            yield from node.parts
        else:
            yield node


def _joined(word: str, one: Node, other: Node) -> Node | None:
    """Both as one node where that means the same, else None."""
    if one == other:
        return one
    if not isinstance(one, Test) or not isinstance(other, Test) or one.field != other.field or one.field == TEXT:
        return None
    if one.is_negated != other.is_negated:
        return None
    if one.is_negated == (word == "and"):
        return replace(one, values=tuple(dict.fromkeys((*one.values, *other.values))))
    if word == "and" and not one.is_negated:
        return _narrowed(one, other)
    return None


def _narrowed(one: Test, other: Test) -> Test | None:
    """Two ranges that both hold are one."""
    if len(one.values) != 1 or len(other.values) != 1:
        return None
    first, second = one.values[0], other.values[0]
    if not isinstance(first, Range) or not isinstance(second, Range):
        return None
    lows = [end for end in (first.low, second.low) if end is not None]
    highs = [end for end in (first.high, second.high) if end is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    return replace(one, values=(Range(low, high),))


def conditions_of(node: Node) -> tuple[Node, ...]:
    """What must hold at the top: the parts of an ``and``, or the node itself."""
    return node.parts if isinstance(node, Group) and node.word == "and" and not node.is_negated else (node,)


def tests_in(node: Node) -> Iterator[Test]:
    """Every condition, however deep."""
    if isinstance(node, Test):
        yield node
    else:
        for part in node.parts:
            yield from tests_in(part)


def in_any_order(node: Node) -> object:
    """What two nodes share that differ in the order of their parts or values only."""
    if isinstance(node, Test):
        return node.field, frozenset(node.values), node.is_negated
    return node.word, frozenset(in_any_order(part) for part in node.parts), node.is_negated
