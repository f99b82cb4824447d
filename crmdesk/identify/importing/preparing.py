"""Before anything is written: what a file is, which recipe and kind it belongs to, how its columns map."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.importing import cleaning
from crmdesk.identify.importing.chosen import NOTHING, Chosen, corrected
from crmdesk.identify.importing.header import normal
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.mapping import Mapping, map_columns, missing_fields, require_fields
from crmdesk.identify.importing.recipes import FileRecipe, Recipe, best_file, load_recipe, shipped_recipes
from crmdesk.identify.importing.sex_codes import zero_one_meaning
from crmdesk.identify.importing.table import Table, Told, open_file
from crmdesk.sheets.sheet import LeftOut

_AMOUNTS = frozenset(("money", "number", "count", "small_count", "quantity", "rate"))
_DAY_IN_TEXT = re.compile(r"(?<!\d)(20\d{2}[-/.年]?\d{1,2}[-/.月]?\d{1,2}日?)(?!\d)")


@dataclass(frozen=True)
class Prepared:
    """A table that is ready to be loaded. ``left_out``, at the first of a file: the parts of it that are no tables."""

    path: Path
    table: Table
    recipe: Recipe
    file: FileRecipe
    mapping: Mapping
    left_out: tuple[LeftOut, ...] = ()

    @property
    def name(self) -> str:
        """The file, and the sheet or member where it has several: ``file.zip › 客户.csv``."""
        return self.table.name

    @property
    def kind(self) -> Kind:
        return self.mapping.kind

    @property
    def secret_places(self) -> tuple[int, ...]:
        """Positions of the columns that must not be kept."""
        return tuple(at for at, name in enumerate(self.table.columns) if name in self.mapping.secret)

    @cached_property
    def data_date(self) -> date | None:
        """The day the file speaks of: the recipe's, else one in a title above the header or in the file's name."""
        for text in (self.file.data_date, *self.table.titles, *reversed(self.table.sheet.parts), self.path.name):
            for found in _DAY_IN_TEXT.findall(text):
                try:
                    return cleaning.day(found)
                except CrmError:
                    continue
        return None


def prepare_all(  # noqa: PLR0913  (what may be known of a file)
    path: Path,
    *,
    kinds: Sequence[Kind],
    part: str = "",
    chosen: Chosen = NOTHING,
    password: str = "",
    recipes: Sequence[Recipe] = (),
    profile: str = "",
    report: Callable[[int], None] | None = None,
    must_fit: bool = True,
) -> list[Prepared]:
    """Open a file and settle what its tables are; one of several that is of no kind is left out and said.

    ``part`` names one table of the file (``Table.part``). ``recipes`` are the user's own, asked before those that
    ship; ``chosen`` is what the user said about the table. Raises ``CrmError`` when no table is left; also when a
    needed column is missing, unless it need not fit: then a table is prepared as the kind that is nearest.
    """
    candidates = (*recipes, *shipped_recipes()) if chosen.recipe == "auto" else (_named(chosen.recipe, recipes),)
    known = frozenset().union(*(one.known_headers for one in candidates))
    told = Told(chosen.encoding, chosen.separator, chosen.header_row, chosen.header_rows, password)
    opened = open_file(path, known.__contains__, part=part, told=told, report=report)
    ready: list[Prepared] = []
    left_out = list(opened.left_out)
    for table in opened.tables:
        try:
            ready.append(_prepared(table, candidates, chosen, (kinds, profile), must_fit=must_fit))
        except CrmError as error:
            if len(opened.tables) == 1:
                raise
            left_out.append(LeftOut(table.part, error.message))
    if not ready:
        raise CrmError(left_out[0].reason)
    return [replace(ready[0], left_out=tuple(left_out)), *ready[1:]]


def _prepared(
    table: Table, candidates: Sequence[Recipe], chosen: Chosen, room: tuple[Sequence[Kind], str], *, must_fit: bool
) -> Prepared:
    """``room``: the kinds that can be imported, and the profile of the store."""
    kinds, profile = room
    best = candidates[0] if len(candidates) == 1 else _best_recipe(table, candidates, profile)
    best = replace(best, source=chosen.source or best.source)
    file = _file_of(table, best, chosen.kind or None, kinds, name=table.name if must_fit else "")
    file = replace(file, data_date=chosen.data_date or file.data_date)
    found = _kind_named(file.kind, kinds)
    mapping = map_columns(table.columns, best, file, found)
    if chosen.corrects_mapping:
        file = corrected(best, file, mapping, table.columns, chosen)
        best = replace(best, use_aliases=False, aliases={})
        mapping = map_columns(table.columns, best, file, found)
    if must_fit:
        require_fields(mapping, file, name=table.name, recipe=best)
    table.key_columns = _key_columns(mapping, len(table.columns))
    if "sex" not in file.values:
        meaning = zero_one_meaning(_sexes(table, mapping))
        if meaning:
            file = replace(file, values={**file.values, "sex": meaning})
            mapping = map_columns(table.columns, best, file, found)
    return Prepared(table.path, table, best, file, mapping)


def _key_columns(mapping: Mapping, width: int) -> frozenset[int]:
    """Columns whose merged cells speak for every row they cover; an amount repeated would count twice."""
    amounts = {at for one in mapping.fields if mapping.kind.fields[one.name] in _AMOUNTS for at, _cells in one.columns}
    return frozenset(range(width)) - amounts


def _named(recipe: str, own: Sequence[Recipe]) -> Recipe:
    return next((one for one in own if one.name == recipe), None) or load_recipe(recipe)


def _sexes(table: Table, mapping: Mapping) -> list[tuple[str, str]]:
    """Sex and ID cells of the sample, as far as the file has both columns or the first."""
    places = {one.name: one.columns[0][0] for one in mapping.fields}
    if "sex" not in places:
        return []
    at, number_at = places["sex"], places.get("id_no")
    whole = (row for row in table.sample if len(row) >= len(table.columns))
    return [(row[at], row[number_at] if number_at is not None else "") for row in whole]


def _best_recipe(table: Table, recipes: Sequence[Recipe], profile: str) -> Recipe:
    """The recipe one of whose files has exactly these columns, else the one whose telling columns are most here."""
    for recipe in recipes:
        if best_file(recipe, table.columns):
            return recipe
    there = set(map(normal, table.columns))
    open_ones = [recipe for recipe in recipes if recipe.use_aliases]
    return max(open_ones, key=lambda one: (len(there & set(map(normal, one.signs))), one.profile == profile))


def _file_of(table: Table, recipe: Recipe, kind: str | None, kinds: Sequence[Kind], *, name: str) -> FileRecipe:
    """What the recipe says about a table of a kind; of the kind that fits best where none is given.

    ``name`` is what the file is called when its columns are of no known kind; without one the kind is taken that
    knows most of them.
    """
    exact = best_file(recipe, table.columns)
    if exact is not None and kind in (None, exact.kind):
        return exact
    if kind is not None:
        return recipe.file_recipe(kind)
    fitting: list[tuple[bool, int, int, FileRecipe]] = []  # of kinds that fit equally well the narrower one is meant
    for one in kinds:
        file = recipe.file_recipe(one.name)
        names = map_columns(table.columns, recipe, file, one).names
        fits = not missing_fields(names, file, one)
        if fits or not name:
            fitting.append((fits, len(names), -len(one.fields), file))
    if not fitting:
        raise CrmError(
            tr(
                "{file}: these columns are of no known kind of file: {columns}. Choose a recipe or a kind.",
                file=name,
                columns=", ".join(table.columns[:12]),
            )
        )
    return max(fitting, key=lambda fit: fit[:3])[3]


def _kind_named(name: str, kinds: Sequence[Kind]) -> Kind:
    found = next((one for one in kinds if one.name == name), None)
    if found is None:
        known = ", ".join(one.name for one in kinds)
        raise CrmError(tr("There is no kind of import {kind}. Known: {known}.", kind=name, known=known))
    return found
