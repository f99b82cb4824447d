"""What a rulebook may say, field by field: kinds, limits and words, from ``resources/schemas/rulebook.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from crmdesk.codes import code_list
from crmdesk.differentiate.rulebooks.model import Document
from crmdesk.i18n import Words
from crmdesk.resources import resource_toml

Kind = Literal["text", "whole", "number", "share", "money", "month", "flag", "choice", "choices", "steps", "matrix"]
Path = tuple[str, ...]
#: A name that stands for any.
ANY = "*"


@dataclass(frozen=True)
class Field:
    """``path`` may hold ``ANY``. ``low`` and ``high`` limit a number or the length of a text; ``size`` counts the
    steps, or the sides of a matrix. ``among``: the table whose names are the choices."""

    path: Path
    kind: Kind
    words: Words
    unit: Words | None
    low: float
    high: float
    size: int
    choices: tuple[str, ...]
    among: Path
    is_optional: bool

    @property
    def is_whole(self) -> bool:
        """Whether its numbers have no decimals."""
        return self.kind == "whole" or (self.kind == "steps" and not self.is_money)

    @property
    def is_money(self) -> bool:
        return self.kind == "money" or (self.kind == "steps" and self.path[-1] in ("M", "A"))


@cache
def _declared() -> dict[str, Any]:
    return resource_toml("schemas", "rulebook.toml")


@cache
def fields() -> tuple[Field, ...]:
    """Every field in the order in which a document shows them."""
    return tuple(_field(name, entry) for name, entry in _declared()["fields"].items())


def _field(name: str, entry: dict[str, Any]) -> Field:
    units = _declared()["units"]
    codes = tuple(code_list(entry["codes"])) if "codes" in entry else ()
    return Field(
        path=tuple(name.split(".")),
        kind=entry["kind"],
        words=Words(entry["zh"], entry["en"]),
        unit=_words(units[entry["unit"]]) if "unit" in entry else None,
        low=entry.get("low", 1 if entry["kind"] == "text" else 0),
        high=entry.get("high", 0),
        size=entry.get("size", 0),
        choices=(*codes, *entry.get("of", ())),
        among=tuple(entry["among"].split(".")) if "among" in entry else (),
        is_optional=entry.get("optional", False),
    )


def _words(entry: dict[str, str]) -> Words:
    return Words(entry["zh"], entry["en"])


@cache
def tree() -> Document:
    """The fields as nested tables of names."""
    root: Document = {}
    for field in fields():
        node = root
        for name in field.path[:-1]:
            node = node.setdefault(name, {})
        node[field.path[-1]] = field
    return root


def field_at(path: Path) -> Field | None:
    """The field of a value, None where the document has a table or nothing."""
    node: Any = tree()
    for name in path:
        if not isinstance(node, dict):
            return None
        node = node.get(name, node.get(ANY))
    return node if isinstance(node, Field) else None


def section_words() -> dict[str, Words]:
    """The sections of a document in their order."""
    return {name: _words(entry) for name, entry in _declared()["sections"].items()}


def names_of(table: Path) -> tuple[str, ...] | None:
    """The names a table of any names may have; None where every name will do."""
    codes = _declared()["keys"].get(".".join(table))
    return None if codes is None else tuple(code_list(codes))


def name_words(table: Path, name: str) -> Words:
    """What an entry of a table of any names is called."""
    codes = _declared()["keys"].get(".".join(table))
    return Words(name, name) if codes is None else code_list(codes)[name].words


def choice_words(field: Field, value: str) -> Words:
    """What a choice is called; the name itself where it is one of the document's own tables."""
    entry = _declared()["fields"][".".join(field.path)]
    if "codes" in entry and value in code_list(entry["codes"]):
        return code_list(entry["codes"])[value].words
    found = _declared()["words"].get(value)
    return Words(value, value) if found is None else _words(found)


def value_at(document: Document, path: Path) -> Any:
    """What stands at a path; None where nothing does."""
    node: Any = document
    for name in path:
        node = node.get(name) if isinstance(node, dict) else None
    return node
