"""What a field of the client form is. Declared once; columns, checks, masks, scores and paper follow from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from crmdesk.codes import CodeList, code_list
from crmdesk.i18n import Words

Kind = Literal["person", "organisation", "product"]
Type = Literal["text", "int", "money", "date", "code", "multi", "bool", "child", "derived"]
Need = Literal["R", "C", "T", "O"]

#: Between the codes of a value of type ``multi``: ``"bond,gold"``, in the order of the code list.
SEPARATOR = ","


@dataclass(frozen=True, eq=False)
class Field:
    """One field. ``name`` is the column, the key in ``values`` and the name in problems and provenance.

    ``type``: ``money`` is integer cents, ``multi`` codes joined by commas, ``child`` rows of the table
    ``table`` (with ``role`` where the table serves several fields), ``derived`` computed, never stored.
    ``need``: R every client, C when ``when`` holds, T from tier gold upward, O optional.
    ``check`` names a rule of ``checks.RULES``; ``mask`` a rule of ``masking.MASKS``.
    ``fresh_months`` is None where the value does not age; ``until`` names the field with its expiry date.
    ``page`` and ``column`` place it on the printed form (page -1 = never printed); ``home`` is the table it
    is stored in: ``client`` or ``form``.
    """

    name: str
    number: str
    label: Words
    type: Type
    length: int = 0
    codes: str | None = None
    need: Need = "O"
    when: str = ""
    check: str = ""
    sensitivity: Literal["C1", "C2"] = "C2"
    is_pipl: bool = False
    fresh_months: int | None = None
    until: str = ""
    mask: str = ""
    page: int = 0
    column: int = 1
    home: Literal["client", "form", "child", "none"] = "form"
    table: str = ""
    role: str = ""
    is_read_only: bool = False
    is_long: bool = False

    @property
    def is_stored(self) -> bool:
        """Whether the value is a column of the wide form table."""
        return self.home == "form"

    @property
    def choices(self) -> CodeList:
        """The code list in display order; empty for a field without codes."""
        return code_list(self.codes) if self.codes else {}


@dataclass(frozen=True)
class Section:
    """A titled part of the form; ``letter`` is its place in the standard form (A identity … J consent)."""

    letter: str
    title: Words
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Form:
    kind: Kind
    title: Words
    sections: tuple[Section, ...]

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields()}

    def fields(self) -> Iterator[Field]:
        """Every field in the order of the form."""
        for section in self.sections:
            yield from section.fields

    def stored_fields(self) -> list[Field]:
        return [field for field in self.fields() if field.is_stored]

    def valued_fields(self) -> list[Field]:
        """Fields with one value of their own: those of the wide table, the client number and the name."""
        return [field for field in self.fields() if field.home in ("form", "client")]

    def field(self, name: str) -> Field:
        """Raises ``KeyError`` for a name the form does not have."""
        return self._by_name[name]

    def has(self, name: str) -> bool:
        return name in self._by_name


def split_codes(value: str | None) -> tuple[str, ...]:
    """The codes of a ``multi`` value."""
    return tuple(value.split(SEPARATOR)) if value else ()


def section(letter: str, title: str, *fields: Field) -> Section:
    """``title`` is ``"中文|English"``; fields without a page of their own keep the section's order."""
    return Section(letter, both(title), fields)


def on_page(page: int, given: Section) -> Section:
    """The section with every field that has no printed place yet put on that page, alternating two columns."""
    placed = []
    column = 1
    for field in given.fields:
        if field.page == 0 and field.home != "none":
            placed.append(replace(field, page=page, column=column))
            column = 3 - column
        else:
            placed.append(field)
    return Section(given.letter, given.title, tuple(placed))


def both(text: str) -> Words:
    zh, en = text.split("|")
    return Words(zh, en)
