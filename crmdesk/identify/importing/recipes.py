"""Recipes: how one source system writes its files. Data that a user can read, change and bring along (TOML).

A recipe says, per file of the source, which column fills which field, what its codes mean, in which unit
it counts, and how far the source is trusted. What it leaves open the alias table decides.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.importing.header import normal
from crmdesk.resources import resource_names, resource_text

_LISTS = ("signs", "flow_kinds", "income_kinds")

ALIAS_FILE = "aliases.toml"


@dataclass(frozen=True)
class FileRecipe:
    """One kind of file of a source. ``columns``: field → headers, the first filled one counts."""

    kind: str
    match: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    fill: dict[str, str] = field(default_factory=dict)
    prefix: dict[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    data_date: str = ""
    month_end_balances: str = ""


@dataclass(frozen=True)
class Recipe:
    """``source`` names the system in source keys and accounts; ``trust`` 1 low … 3 high."""

    name: str
    words: Words
    source: str
    trust: int = 2
    currency: str = "CNY"
    profile: str = ""
    signs: tuple[str, ...] = ()
    use_aliases: bool = False
    aliases: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    flow_kinds: tuple[str, ...] = ()
    income_kinds: tuple[str, ...] = ()
    files: tuple[FileRecipe, ...] = ()

    def alias_table(self, kind: str) -> dict[str, str]:
        """Normal form of a header → field, the recipe's own names over the shared ones."""
        own = _inverted(self.aliases.get(kind, {}))
        return {**shared_aliases(kind), **own} if self.use_aliases else own

    @cached_property
    def known_headers(self) -> frozenset[str]:
        """Normal forms of every column name of any file of this source."""
        names: set[str] = set()
        for file in self.files:
            for headers in (file.match, file.ignore, *file.columns.values()):
                names.update(map(normal, headers))
        for kind in alias_kinds() if self.use_aliases else ():
            names.update(self.alias_table(kind))
        return frozenset(names)

    def file_recipe(self, kind: str) -> FileRecipe:
        """What the recipe says about files of a kind; nothing special when it does not mention it."""
        found = next((one for one in self.files if one.kind == kind and not one.match), None)
        return found or FileRecipe(kind)


@cache
def _alias_data() -> dict[str, Any]:
    return tomllib.loads(resource_text("recipes", ALIAS_FILE))


def alias_kinds() -> tuple[str, ...]:
    return tuple(name for name, value in _alias_data().items() if isinstance(value, dict))


@cache
def shared_aliases(kind: str) -> dict[str, str]:
    return _inverted(_alias_data().get(kind, {}))


@cache
def never_read() -> frozenset[str]:
    """Headers of secrets that are dropped whatever a recipe says (class C3: passwords, card checks, biometrics)."""
    return frozenset(map(normal, _alias_data()["never"]))


def _inverted(aliases: dict[str, list[str]]) -> dict[str, str]:
    return {normal(header): name for name, headers in aliases.items() for header in headers}


def shipped_recipes() -> tuple[Recipe, ...]:
    """Every recipe that comes with the program."""
    return tuple(
        load_recipe(name.removesuffix(".toml")) for name in resource_names("recipes", ".toml") if name != ALIAS_FILE
    )


def load_recipe(which: str | Path) -> Recipe:
    """A shipped recipe by name, or the user's own by the path of its file."""
    text = str(which)
    if not text.endswith(".toml"):
        return _shipped(text)
    try:
        return parse_recipe(Path(text).read_text("utf-8"), Path(text).name)
    except (OSError, UnicodeDecodeError) as error:
        raise CrmError(tr("The recipe {file} cannot be read.", file=text)) from error


@cache
def _shipped(name: str) -> Recipe:
    names = [entry.removesuffix(".toml") for entry in resource_names("recipes", ".toml") if entry != ALIAS_FILE]
    if name not in names:
        known = ", ".join(names)
        raise CrmError(tr("There is no recipe {name}. Known: {names}, or a .toml file.", name=name, names=known))
    return parse_recipe(resource_text("recipes", f"{name}.toml"), name)


def parse_recipe(text: str, origin: str) -> Recipe:
    """A recipe from TOML. Raises ``CrmError`` naming the file and what is wrong in it."""
    try:
        data = tomllib.loads(text)
        files = tuple(_file_recipe(entry) for entry in data.pop("file", []))
        words = Words(data.pop("zh", data["name"]), data.pop("en", data["name"]))
        known = {one.name for one in fields(Recipe)}
        unknown = sorted(set(data) - known)
        if unknown:
            raise ValueError(", ".join(unknown))
        data.setdefault("source", data["name"])
        lists: dict[str, Any] = {
            name: tuple(data[name]) for name in ("signs", "flow_kinds", "income_kinds") if name in data
        }
        data.update(lists)
        return Recipe(words=words, files=files, **data)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise CrmError(tr("The recipe {file} is not right: {why}.", file=origin, why=error)) from error


def _file_recipe(entry: dict[str, Any]) -> FileRecipe:
    lists: dict[str, Any] = {name: tuple(entry[name]) for name in ("match", "ignore") if name in entry}
    columns = {name: (one,) if isinstance(one, str) else tuple(one) for name, one in entry.get("columns", {}).items()}
    fill = {name: str(value) for name, value in entry.get("fill", {}).items()}
    return FileRecipe(**(entry | lists | {"columns": columns, "fill": fill}))


def best_file(recipe: Recipe, headers: Iterable[str]) -> FileRecipe | None:
    """The file of a recipe whose ``match`` columns are all there; the one that asks for most."""
    there = set(map(normal, headers))
    fitting = [file for file in recipe.files if file.match and there.issuperset(map(normal, file.match))]
    return max(fitting, key=lambda file: len(file.match), default=None)
