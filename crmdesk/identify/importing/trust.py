"""How far each source is trusted, field by field: by its recipe, unless the user set it otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.importing.recipes import shipped_recipes
from crmdesk.identify.tables import source_key, source_trust
from crmdesk.store.store import Store
from crmdesk.store.upsert import upsert

LOWEST, USUAL, HIGHEST = 1, 2, 5


class Trust(NamedTuple):
    """``field`` "" stands for all fields of the source that have no value of their own."""

    source: str
    field: str
    value: int
    is_set: bool = True  # by the user; else it is the recipe's


@dataclass(frozen=True)
class Trusts:
    """What a field of a source is worth: its own value, else the source's, else its recipe's, else ``USUAL``."""

    values: Mapping[tuple[str, str], int] = field(default_factory=dict)
    recipes: Mapping[str, int] = field(default_factory=dict)

    def of(self, source: str, field: str = "") -> int:
        own = self.values.get((source, field), self.values.get((source, "")))
        return own if own is not None else self.recipes.get(source, recipe_trusts().get(source, USUAL))

    def with_values(self, more: Mapping[tuple[str, str], int]) -> Trusts:
        return Trusts({**self.values, **more}, self.recipes)

    def with_recipe(self, source: str, value: int) -> Trusts:
        return Trusts(self.values, {**self.recipes, source: value})


@cache
def recipe_trusts() -> dict[str, int]:
    return {recipe.source: recipe.trust for recipe in shipped_recipes()}


def stored_trusts(connection: Connection) -> Trusts:
    rows = connection.execute(select(source_trust.c.source, source_trust.c.field, source_trust.c.value))
    return Trusts({(row[0], row[1]): row[2] for row in rows})


def trusts(connection: Connection) -> list[Trust]:
    """What the user set, and the value of every other source that has clients here, sources in order."""
    known = stored_trusts(connection)
    sources = set(connection.execute(select(source_key.c.source).distinct()).scalars())
    sources |= {source for source, _field in known.values}
    usual = [Trust(source, "", known.of(source), is_set=False) for source in sources]
    own = [Trust(source, field, value) for (source, field), value in known.values.items()]
    return sorted([one for one in usual if (one.source, "") not in known.values] + own)


def set_trust(store: Store, source: str, field: str, value: int | None) -> None:
    """Say how far a source is trusted, for one field or ("") for all others; None forgets it again.

    Raises ``CrmError`` for a value out of range. It counts from the next import on: nothing in the store changes.
    """
    if value is not None and not LOWEST <= value <= HIGHEST:
        raise CrmError(tr("Trust is a number from {low} to {high}.", low=LOWEST, high=HIGHEST), field="value")
    label = Words(f"设置来源“{source}”的可信度", f"Set the trust of {source}")
    with store.batch(label, detail={"source": source, "field": field, "value": value}) as connection:
        key = (source_trust.c.source == source) & (source_trust.c.field == field)
        if value is None:
            connection.execute(delete(source_trust).where(key))
        else:
            row = {"source": source, "field": field, "value": value}
            upsert(connection, source_trust, [row], keys=("source", "field"))
