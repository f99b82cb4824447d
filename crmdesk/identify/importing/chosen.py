"""What a user says about one table of a file, where it differs from what was recognized."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from crmdesk.identify.importing.mapping import Mapping as Columns
from crmdesk.identify.importing.recipes import FileRecipe, Recipe


@dataclass(frozen=True)
class Chosen:
    """What is empty is left to recognition.

    ``source`` names the system whose client and account numbers the table holds, where that is not the recipe's;
    ``encoding``, ``separator``, ``header_row`` (from 1) and ``header_rows`` (1 or 2) say how the table is read;
    ``columns`` which field a column fills ("" = none), by the column's name; ``values`` what a cell's text means, by
    field; ``data_date`` (ISO) the day the table speaks of.
    """

    recipe: str = "auto"
    kind: str = ""
    source: str = ""
    encoding: str = ""
    separator: str = ""
    header_row: int = 0
    header_rows: int = 0
    data_date: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def corrects_mapping(self) -> bool:
        return bool(self.columns or self.values)

    def as_json(self) -> dict[str, Any]:
        """What ``chosen_from`` reads; only what was said."""
        return {name: value for name, value in asdict(self).items() if value}

    def with_column(self, column: str, name: str) -> Chosen:
        return replace(self, columns={**self.columns, column: name})

    def with_value(self, name: str, text: str, code: str) -> Chosen:
        """A cell ``text`` of a field means ``code``; "" takes the meaning back."""
        meanings = {**self.values.get(name, {}), text: code}
        if not code:
            del meanings[text]
        return replace(self, values={**self.values, name: meanings})


NOTHING = Chosen()


@dataclass(frozen=True)
class Asked:
    """A table to import: of a file with several the sheet or member ``part`` ("" = all), and what the user said."""

    path: Path
    part: str = ""
    chosen: Chosen = NOTHING
    password: str = field(default="", repr=False)


def chosen_from(content: Mapping[str, Any]) -> Chosen:
    """From ``as_json``; what this version does not know is left out."""
    known = {one.name for one in fields(Chosen)}
    return Chosen(**{name: value for name, value in content.items() if name in known})


def corrected(recipe: Recipe, file: FileRecipe, found: Columns, names: tuple[str, ...], chosen: Chosen) -> FileRecipe:
    """The recipe of a table with the user's columns and values in place of those that were recognized."""
    columns: dict[str, tuple[str, ...]] = {}
    for one in found.fields:
        kept = tuple(names[at] for at, _cells in one.columns if names[at] not in chosen.columns)
        if kept:
            columns[one.name] = kept
    for column, name in chosen.columns.items():
        if name and column in names:
            columns[name] = (*columns.get(name, ()), column)
    values = {name: {**recipe.values.get(name, {}), **meanings} for name, meanings in file.values.items()}
    for name, meanings in chosen.values.items():
        values[name] = {**recipe.values.get(name, {}), **file.values.get(name, {}), **meanings}
    return replace(file, columns=columns, values=values)
