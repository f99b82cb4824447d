"""What a kind of file is: its fields, what it cannot do without, and how its rows reach the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Table

from crmdesk.i18n import Words

if TYPE_CHECKING:
    from crmdesk.identify.importing.chunk import Chunk
    from crmdesk.identify.importing.run import Run


@dataclass(frozen=True)
class Kind:
    """``fields``: field → reading (a key of ``mapping.CLEANERS`` or ``code:list``); ``required``: one of each group.

    Files of one import are loaded in the kinds' ``order``, so that clients are there before their accounts.
    ``write`` settles or rejects every row of a chunk; ``finish`` runs once per import, after all files.
    An unreadable cell of a field that is ``vital`` (None: of any) refuses its row; any other is left out, and ``along``
    with it the fields that mean nothing without it.
    ``tables`` are where texts go: their columns say how long a text may be. ``filled`` are the tables that grow by
    about a row per row of a file, the first one with an ``id``: after a large file their indexes are built anew,
    but for those of the columns ``sought`` meanwhile. ``at_once`` rows are handled together: enough that work per
    chunk does not count, few enough that memory does not.
    """

    name: str
    words: Words
    order: int
    fields: Mapping[str, str]
    required: tuple[tuple[str, ...], ...]
    write: Callable[[Run, Chunk], None]
    finish: Callable[[Run], None] | None = None
    tables: tuple[Table, ...] = ()
    filled: tuple[Table, ...] = ()
    vital: frozenset[str] | None = None
    along: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sought: frozenset[str] = frozenset()
    at_once: int = 10_000

    def longest(self, name: str) -> int | None:
        """How many characters the column of a text field holds; None where nothing limits it."""
        lengths = (getattr(table.c[name].type, "length", None) for table in self.tables if name in table.c)
        return min((length for length in lengths if length), default=None)
