"""What differs between two documents, figure by figure and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crmdesk.differentiate.rule_fields.field import Path, rule_field
from crmdesk.differentiate.rule_fields.pairs import written
from crmdesk.differentiate.rule_fields.sections import SECTIONS, Section, section_of
from crmdesk.differentiate.rulebooks import Document
from crmdesk.i18n import Words

#: What tells one version from another and is no rule.
_IDENTITY = frozenset({"name", "zh", "en", "version", "effective_from", "signed", "extends", "note"})


@dataclass(frozen=True)
class Difference:
    """``before`` and ``after`` as they are shown; None in ``values`` where the figure is not there."""

    path: Path
    section: Section | None
    label: Words
    before: Words
    after: Words
    values: tuple[Any, Any]


def differences(before: Document, after: Document) -> list[Difference]:
    """Every rule that differs, in the order of the sections."""
    old, new = leaves(before), leaves(after)
    changed = [path for path in dict.fromkeys((*old, *new)) if old.get(path) != new.get(path)]
    found = [_difference(after if path in new else before, path, (old.get(path), new.get(path))) for path in changed]
    return sorted(found, key=lambda one: SECTIONS.index(one.section) if one.section else len(SECTIONS))


def leaves(document: Document) -> dict[Path, Any]:
    """Figures by path: a list of numbers is one per place; a list of codes and a matrix are one value."""
    return dict(_leaves(document, ()))


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if len(path) == 1 and path[0] in _IDENTITY:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list) and all(isinstance(one, int | float) for one in value):
        for place, inner in enumerate(value):
            yield from _leaves(inner, (*path, str(place)))
    else:
        yield path, value


def _difference(document: Document, path: Path, values: tuple[Any, Any]) -> Difference:
    field = rule_field(document, path)
    if field is None:
        name = " › ".join(path)
        words = [Words(str(value), str(value)) for value in values]
        return Difference(path, section_of(path), Words(name, name), words[0], words[1], values)
    shown = [_matrix_words(value) if field.declared.kind == "matrix" else field.shown(value) for value in values]
    return Difference(path, section_of(path), field.label, shown[0], shown[1], values)


def _matrix_words(value: Any) -> Words:
    """The comparisons above the diagonal, row by row."""
    if not value:
        return Words("无", "none")
    rows = [" ".join(written(one) for one in row[at + 1 :]) for at, row in enumerate(value[:-1])]
    return Words(" · ".join(rows), " · ".join(rows))
