"""What every table is made of. Rooms declare their tables in ``<room>/tables.py`` on this metadata."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: A row id: 64 bits on PostgreSQL, the rowid on SQLite.
Key = BigInteger().with_variant(Integer, "sqlite")

#: Money in whole cents (分).
Cents = BigInteger


def id_column() -> Column[int]:
    """The number of a row, given once and never again; see ``numbering``."""
    return Column("id", Key, primary_key=True)


def derived(column: Column[Any]) -> Column[Any]:
    """Mark a column that only classification runs write; operations and undo never touch it."""
    column.info["derived"] = True
    return column


def follows(via: str, column: Column[Any]) -> Column[Any]:
    """Mark a column that repeats the column of the same name of the row that the foreign key ``via`` points to."""
    column.info["follows"] = via
    return column


#: In ``Table.info``: rows of it are added up in the monthly facts.
MAKES_FACTS: dict[str, Any] = {"makes_facts": True}


@cache
def load_tables() -> None:
    """Make every room declare its tables: who works on all of them cannot know which rooms are in use."""
    import crmdesk

    for room in pkgutil.iter_modules(crmdesk.__path__, "crmdesk."):
        if room.ispkg:
            found = importlib.import_module(room.name).__path__
            if any(module.name == "tables" for module in pkgutil.iter_modules(found)):
                importlib.import_module(f"{room.name}.tables")
