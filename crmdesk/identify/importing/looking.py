"""A table before its import, as a person looks at it: what was recognized and why, cell by cell what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from crmdesk.i18n import tr
from crmdesk.identify.importing import cleaning
from crmdesk.identify.importing.cells import Cells, Refused
from crmdesk.identify.importing.chosen import Asked
from crmdesk.identify.importing.header import normal
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.mapping import Filled, missing_fields
from crmdesk.identify.importing.preparing import Prepared, prepare_all
from crmdesk.identify.importing.recipes import Recipe, best_file
from crmdesk.sheets.sheet import LeftOut

#: Rows read before an import; rows of them that are shown; different texts of a code column that are listed.
ROWS_READ, ROWS_SHOWN, MOST_MEANINGS = 5_000, 50, 60
_SAMPLES = 3
_UNSEEN = 0.5


@dataclass(frozen=True)
class Meaning:
    """What a text of a code column means: ``code`` "" when nothing; ``count`` among the rows that were read."""

    text: str
    count: int
    code: str
    is_chosen: bool


@dataclass(frozen=True)
class ColumnLook:
    """A column: the ``field`` it fills ("" = none), the share 0–1 of its cells that is understood, the codes it means.

    ``codes`` names the code list of a field that has one.
    """

    name: str
    field: str
    certainty: float
    samples: tuple[str, ...]
    codes: str = ""
    meanings: tuple[Meaning, ...] = ()
    is_secret: bool = False
    is_chosen: bool = False


@dataclass(frozen=True)
class TableLook:
    """``problems``: (row of ``rows``, column) → reason. ``missing``: groups of fields of which the kind needs one.

    ``passed_over``: numbers of rows that are no rows of the table (totals, repeated headers), and why.
    """

    asked: Asked
    ready: Prepared
    why: str
    columns: tuple[ColumnLook, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: dict[tuple[int, int], str]
    missing: tuple[tuple[str, ...], ...]
    passed_over: tuple[tuple[int, str], ...]
    rows_read: int
    is_whole: bool

    @property
    def kind(self) -> Kind:
        return self.ready.kind

    @property
    def recipe(self) -> Recipe:
        return self.ready.recipe

    @property
    def data_date(self) -> date | None:
        return self.ready.data_date

    @property
    def unmapped(self) -> tuple[str, ...]:
        return self.ready.mapping.unmapped


@dataclass(frozen=True)
class FileLook:
    """The tables of a file, and its parts that are none, with the reason."""

    tables: tuple[TableLook, ...]
    left_out: tuple[LeftOut, ...] = ()


def look_at(
    asked: Asked,
    *,
    kinds: Sequence[Kind],
    recipes: Sequence[Recipe] = (),
    profile: str = "",
    report: Callable[[int], None] | None = None,
) -> FileLook:
    """Read the beginning of every table that is asked for. Raises ``CrmError`` when none can be read.

    A table that lacks a column is there all the same: it says what is ``missing``.
    """
    ready = prepare_all(
        asked.path,
        kinds=kinds,
        part=asked.part,
        chosen=asked.chosen,
        password=asked.password,
        recipes=recipes,
        profile=profile,
        report=report,
        must_fit=False,
    )
    is_one = len(ready) == 1
    tables = (_look(one, asked if is_one else replace(asked, part=one.table.part)) for one in ready)
    return FileLook(tuple(tables), ready[0].left_out)


def _look(ready: Prepared, asked: Asked) -> TableLook:
    rows = list(islice(ready.table.rows(), ROWS_READ + 1))
    read = [cells for _number, cells in rows[:ROWS_READ]]
    fills = {at: (one, cells) for one in ready.mapping.fields for at, cells in one.columns}
    secret = ready.secret_places
    columns = tuple(_column(ready, at, fills.get(at), read, asked) for at in range(len(ready.table.columns)))
    shown = tuple(
        (number, tuple("" if at in secret else cell for at, cell in enumerate(cells)))
        for number, cells in rows[:ROWS_SHOWN]
    )
    problems = {
        (row, at): reason
        for row, (_number, cells) in enumerate(shown)
        for at, text in enumerate(cells)
        if at in fills and (reason := _reason(fills[at][1], text))
    }
    missing = tuple(missing_fields(ready.mapping.names, ready.file, ready.kind))
    return TableLook(
        asked,
        ready,
        _why(ready),
        columns,
        shown,
        problems,
        missing,
        tuple(ready.table.left_out),
        len(read),
        len(rows) <= ROWS_READ,
    )


def _reason(cells: Cells, text: str) -> str:
    found = cells[text]
    return found.reason if isinstance(found, Refused) else ""


def _column(
    ready: Prepared, at: int, fills: tuple[Filled, Cells] | None, rows: list[list[str]], asked: Asked
) -> ColumnLook:
    name = ready.table.columns[at]
    is_chosen = name in asked.chosen.columns
    if at in ready.secret_places:
        return ColumnLook(name, "", 0.0, (), is_secret=True)
    texts = Counter(row[at] for row in rows if at < len(row) and not cleaning.is_missing(row[at]))
    samples = tuple(text.strip() for text in islice(texts, _SAMPLES))
    if fills is None:
        return ColumnLook(name, "", 0.0, samples, is_chosen=is_chosen)
    one, cells = fills
    whole = sum(texts.values())
    understood = sum(count for text, count in texts.items() if not cells.is_refused(text))
    codes = _codes_of(ready.kind, one.name)
    return ColumnLook(
        name,
        one.name,
        understood / whole if whole else _UNSEEN,
        samples,
        codes,
        _meanings(texts, cells, asked.chosen.values.get(one.name, {})) if codes else (),
        is_chosen=is_chosen,
    )


def _codes_of(kind: Kind, name: str) -> str:
    form = kind.fields[name]
    return "risk_level" if form == "risk" else form.removeprefix("code:") if form.startswith("code:") else ""


def _meanings(texts: Counter[str], cells: Cells, chosen: Any) -> tuple[Meaning, ...]:
    """The texts that mean nothing first, then the most frequent."""
    spoken = Counter[str]()
    codes: dict[str, str] = {}
    for raw, count in texts.items():
        text, found = cleaning.unwrapped(raw), cells[raw]
        spoken[text] += count
        codes[text] = "" if isinstance(found, Refused) or found is None else str(found)
    order = sorted(spoken.items(), key=lambda pair: (bool(codes[pair[0]]), -pair[1]))
    return tuple(Meaning(text, count, codes[text], text in chosen) for text, count in order[:MOST_MEANINGS])


def _why(ready: Prepared) -> str:
    """Why this recipe was taken, in a sentence."""
    recipe, columns = ready.recipe, ready.table.columns
    if best_file(recipe, columns) is not None:
        return tr("The columns are exactly those of a file of this recipe.")
    signs = set(map(normal, recipe.signs)) & set(map(normal, columns))
    mapped = sum(len(one.columns) for one in ready.mapping.fields)
    if signs:
        return tr(
            "{mapped} of {count} columns are known; {signs} of them are typical of this source.",
            mapped=mapped,
            count=len(columns),
            signs=len(signs),
        )
    return tr("{mapped} of {count} columns are known by their usual names.", mapped=mapped, count=len(columns))
