"""The tables of the chosen files: looked at in the background, shown by every page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from crmdesk.errors import Cancelled, CrmError
from crmdesk.identify.importing.chosen import Asked
from crmdesk.identify.importing.kept_recipes import kept_recipes
from crmdesk.identify.importing.looking import FileLook, TableLook, look_at
from crmdesk.identify.importing.recipes import Recipe
from crmdesk.identify.importing.trust import trusts
from crmdesk.interact.importing import ALL_KINDS
from crmdesk.store.meta import read_meta
from crmdesk.store.store import Store

Look = Callable[[Asked], FileLook]


@dataclass(frozen=True)
class Entry:
    """A table of a chosen file: what was seen in it, or why it cannot be read.

    Left out tables are not imported; a locked file waits for its password.
    """

    asked: Asked
    look: TableLook | None = None
    error: str = ""
    is_left_out: bool = False
    is_locked: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return str(self.asked.path), self.asked.part

    @property
    def title(self) -> str:
        name = self.asked.path.name
        return f"{name} › {self.asked.part}" if self.asked.part else name

    @property
    def source(self) -> str:
        """The system whose client and account numbers the table holds."""
        return self.asked.chosen.source or (self.look.recipe.source if self.look else "")

    def of_source(self, source: str) -> Entry:
        chosen = replace(self.asked.chosen, source=source)
        return replace(self, asked=replace(self.asked, chosen=chosen))

    @property
    def is_ready(self) -> bool:
        """Will be imported as it stands."""
        return self.look is not None and not self.look.missing and not self.is_left_out

    @property
    def is_open(self) -> bool:
        """Wants something of the user before the import can go on."""
        return not self.is_left_out and not self.is_ready


class Found(NamedTuple):
    """The user's own recipes, the tables as they were read with them, how far each source is trusted."""

    recipes: tuple[Recipe, ...]
    entries: list[Entry]
    trust: dict[str, int]


def found_in(store: Store, asked: Sequence[Asked], report: Callable[[int], None]) -> Found:
    with store.read() as connection:
        return found(connection, asked, report)


def found(connection: Any, asked: Sequence[Asked], report: Callable[[int], None] | None = None) -> Found:
    own = kept_recipes(connection)
    known = {one.source: one.value for one in trusts(connection) if not one.field}
    profile = read_meta(connection, "profile") or ""
    return Found(
        own,
        [
            entry
            for one in asked
            for entry in _entries(one, partial(look_at, kinds=ALL_KINDS, recipes=own, profile=profile, report=report))
        ],
        known,
    )


def _by_first_row(asked: Asked, look: Look, error: CrmError) -> Entry:
    """A file of which no header is known, read as if its first row named the columns: the user may say which are which.

    What cannot be read that way either is an entry with the sentence only.
    """
    is_locked = error.field == "password"
    if not is_locked and not asked.chosen.header_row:
        guessed = replace(asked, chosen=replace(asked.chosen, header_row=1))
        with suppress(CrmError):
            tables = look(guessed).tables
            return Entry(tables[0].asked, tables[0], error.message)
    return Entry(asked, error=error.message, is_locked=is_locked)


def _entries(asked: Asked, look: Look) -> list[Entry]:
    """What a file holds: its tables, then its parts that are none, left out with the reason.

    Of several tables one that is of no kind is left out, too; the user may say otherwise.
    """
    try:
        found = look(asked)
    except Cancelled:
        raise
    except CrmError as error:
        return [_by_first_row(asked, look, error)]
    is_one = len(found.tables) == 1
    tables = [Entry(one.asked, one, is_left_out=bool(one.missing) and not is_one) for one in found.tables]
    others = [
        Entry(Asked(asked.path, one.name, password=asked.password), error=one.reason, is_left_out=True)
        for one in found.left_out
    ]
    return tables + others
