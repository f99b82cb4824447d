"""Recipes of the user's own: what was corrected during an import, kept in the store for the next file of its kind."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.importing.preparing import Prepared
from crmdesk.identify.importing.recipes import FileRecipe, Recipe, parse_recipe, shipped_recipes
from crmdesk.identify.tables import import_recipe
from crmdesk.store.store import Store


def kept_recipes(connection: Connection) -> tuple[Recipe, ...]:
    """The user's recipes, the one kept last first: it is asked before those that ship."""
    found = connection.execute(select(import_recipe.c.name, import_recipe.c.text).order_by(import_recipe.c.id.desc()))
    return tuple(parse_recipe(row.text, row.name) for row in found)


def recipe_of(ready: Sequence[Prepared], *, name: str, source: str, trust: int) -> Recipe:
    """What is read in these tables as a recipe, which fits tables with the same columns again."""
    first = ready[0].recipe
    return Recipe(
        name=name,
        words=Words(name, name),
        source=source,
        trust=trust,
        currency=first.currency,
        profile=first.profile,
        flow_kinds=first.flow_kinds,
        income_kinds=first.income_kinds,
        files=tuple(_file_of(one) for one in ready),
    )


def _file_of(ready: Prepared) -> FileRecipe:
    names = ready.table.columns
    columns = {one.name: tuple(names[at] for at, _cells in one.columns) for one in ready.mapping.fields}
    values = {
        name: {**ready.recipe.values.get(name, {}), **ready.file.values.get(name, {})}
        for name in columns
        if name in ready.recipe.values or name in ready.file.values
    }
    return replace(
        ready.file, kind=ready.kind.name, match=tuple(name for name in names if name), columns=columns, values=values
    )


def keep_recipe(store: Store, recipe: Recipe) -> None:
    """Keep a recipe under its name; one of that name is replaced. Raises ``CrmError`` for a name that ships."""
    name = recipe.name.strip()
    if not name:
        raise CrmError(tr("Give the recipe a name."), field="name")
    if name in {one.name for one in shipped_recipes()}:
        raise CrmError(tr("A recipe {name} comes with the program. Choose another name.", name=name), field="name")
    row = {"name": name, "text": recipe_text(recipe), "kept_at": dates.now()}
    with store.write(Words(f"保存导入方案 {name}", f"Keep import recipe {name}")) as unit:
        here = select(import_recipe.c.id).where(import_recipe.c.name == name)
        key = unit.connection.execute(here).scalar_one_or_none()
        if key is None:
            unit.add(import_recipe, row)
        else:
            unit.change(import_recipe, key, row)


def forget_recipe(store: Store, name: str) -> None:
    """Remove a recipe of the user's; raises ``CrmError`` when there is none of that name."""
    with store.write(Words(f"删除导入方案 {name}", f"Remove import recipe {name}")) as unit:
        here = select(import_recipe.c.id).where(import_recipe.c.name == name)
        key = unit.connection.execute(here).scalar_one_or_none()
        if key is None:
            raise CrmError(tr("There is no recipe {name} of your own.", name=name))
        unit.remove(import_recipe, key)


def recipe_text(recipe: Recipe) -> str:
    """The recipe as TOML, as ``parse_recipe`` reads it."""
    words = {"zh": recipe.words.zh, "en": recipe.words.en}
    plain: dict[str, Any] = {
        one: getattr(recipe, one) for one in ("name", "source", "trust", "currency", "profile", "use_aliases")
    }
    lists = {one: list(getattr(recipe, one)) for one in ("signs", "flow_kinds", "income_kinds")}
    lines = _pairs({**plain, **words, **lists})
    for title, table in (("aliases", recipe.aliases), ("values", recipe.values)):
        for name, pairs in table.items():
            lines += [f"[{title}.{_text(name)}]", *_pairs(pairs)]
    for file in recipe.files:
        lines += _file_lines(file)
    return "\n".join(lines) + "\n"


def _file_lines(file: FileRecipe) -> list[str]:
    plain = {"kind": file.kind, "data_date": file.data_date, "month_end_balances": file.month_end_balances}
    lines = ["[[file]]", *_pairs(plain), *_pairs({"match": list(file.match), "ignore": list(file.ignore)})]
    columns = {name: list(headers) for name, headers in file.columns.items()}
    tables: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("columns", columns),
        ("formats", file.formats),
        ("units", file.units),
        ("fill", file.fill),
        ("prefix", file.prefix),
    )
    for title, pairs in tables:
        lines += [f"[file.{title}]", *_pairs(pairs)] if pairs else []
    for name, meanings in file.values.items():
        lines += [f"[file.values.{_text(name)}]", *_pairs(meanings)]
    return lines


def _pairs(pairs: Mapping[str, Any]) -> list[str]:
    """``key = value`` lines; JSON writes strings, numbers and lists of strings as TOML does."""
    return [f"{_text(key)} = {_text(value)}" for key, value in pairs.items()]


def _text(value: Any) -> str:
    # DEL is the one character that JSON leaves as it is and TOML does not allow.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
