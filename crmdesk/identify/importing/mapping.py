"""Which column fills which field, and how its cells are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from crmdesk.codes import code_list
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.importing import cleaning, people
from crmdesk.identify.importing.cells import Cells, Cleaner, ColumnCleaner, digits_at_once, money_at_once
from crmdesk.identify.importing.header import normal
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.recipes import FileRecipe, Recipe, never_read
from crmdesk.text import half_width

CLEANERS: dict[str, Cleaner] = {
    "words": cleaning.words,
    "key": cleaning.key,
    "account": cleaning.account_number,
    "money": cleaning.money,
    "number": cleaning.number,
    "count": cleaning.count,
    "small_count": cleaning.small_count,
    "quantity": cleaning.quantity,
    "rate": cleaning.rate,
    "day": cleaning.day,
    "birth_day": people.birth_day,
    "expiry": cleaning.expiry,
    "month": cleaning.month,
    "period_end": cleaning.period_end,
    "clock": cleaning.clock,
    "short_day": cleaning.short_day,
    "birth_number_day": cleaning.birth_number_day,
    "birth_number_sex": cleaning.birth_number_sex,
    "name": people.name_and_note,
    "id": people.id_number,
    "phones": people.phones,
    "yes_no": people.yes_no,
    "risk": people.risk_level,
}


@dataclass(frozen=True)
class Filled:
    """A field and the columns that may fill it, first filled one first, each with its reading."""

    name: str
    columns: tuple[tuple[int, Cells], ...]
    is_code: bool


@dataclass(frozen=True)
class Mapping:
    """How the columns of one file become fields."""

    kind: Kind
    fields: tuple[Filled, ...]
    headers: dict[str, str] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(one.name for one in self.fields)


def map_columns(columns: Sequence[str], recipe: Recipe, file: FileRecipe, kind: Kind) -> Mapping:
    """The mapping of a file's columns. Raises ``CrmError`` naming a column that the kind cannot do without."""
    secret = tuple(name for name in columns if normal(name) in never_read())
    sources = _sources(columns, recipe, file, kind)
    fields = tuple(
        Filled(
            name,
            tuple((at, _cells(columns[at], name, recipe, file, kind)) for at in places),
            _is_code(kind, name),
        )
        for name, places in sources.items()
    )
    used = {at for places in sources.values() for at in places}
    ignored = set(map(normal, file.ignore))
    unmapped = tuple(
        name
        for at, name in enumerate(columns)
        if at not in used and name and name not in secret and normal(name) not in ignored
    )
    headers = {name: columns[places[0]] for name, places in sources.items()}
    return Mapping(kind, fields, headers, unmapped, secret)


def missing_fields(names: Iterable[str], file: FileRecipe, kind: Kind) -> list[tuple[str, ...]]:
    """Groups of fields of which the kind needs one and the file has none."""
    there = {*names, *file.fill}
    if file.data_date:
        there.add("day")
    return [group for group in kind.required if there.isdisjoint(group)]


def require_fields(mapping: Mapping, file: FileRecipe, *, name: str, recipe: Recipe) -> None:
    lacking = missing_fields(mapping.names, file, mapping.kind)
    if lacking:
        aliases = {field_name: header for header, field_name in recipe.alias_table(mapping.kind.name).items()}
        wanted = " / ".join(aliases.get(one, one) for one in lacking[0])
        raise CrmError(
            tr("{file}: no column fills {field}, which {kind} need.", file=name, field=wanted, kind=mapping.kind.words),
            field=lacking[0][0],
        )


def _sources(columns: Sequence[str], recipe: Recipe, file: FileRecipe, kind: Kind) -> dict[str, tuple[int, ...]]:
    """Field → column positions: the recipe's own words first, then the aliases for columns left over."""
    places: dict[str, int] = {}
    for at, header in enumerate(columns):
        if normal(header) not in never_read():
            places.setdefault(normal(header), at)
    sources: dict[str, tuple[int, ...]] = {}
    for name, headers in file.columns.items():
        found = tuple(places[normal(one)] for one in headers if normal(one) in places)
        if found and name in kind.fields:
            sources[name] = found
    taken = {at for found in sources.values() for at in found}
    aliases = recipe.alias_table(kind.name)
    for header, at in places.items():
        alias = aliases.get(header)
        if alias is not None and alias in kind.fields and alias not in sources and at not in taken:
            sources[alias] = (at,)
    return sources


def _is_code(kind: Kind, name: str) -> bool:
    return kind.fields[name].startswith("code:")


def _cells(header: str, name: str, recipe: Recipe, file: FileRecipe, kind: Kind) -> Cells:
    clean = _cleaner(header, name, recipe, file, kind)
    return Cells(clean, _at_once(header, name, recipe, file, kind))


def _at_once(header: str, name: str, recipe: Recipe, file: FileRecipe, kind: Kind) -> ColumnCleaner | None:
    """How a column that is written plainly is read as a whole; None where cells have meanings or units of their own."""
    form = file.formats.get(name, kind.fields[name])
    if recipe.values.get(name) or file.values.get(name):
        return None
    if form in ("key", "account"):
        return partial(digits_at_once, limit=kind.longest(name), prefix=file.prefix.get(name, ""))
    if form == "money" and name not in file.prefix and cleaning.header_unit(_unit(header, name, file)) == 1:
        return money_at_once
    return None


def _unit(header: str, name: str, file: FileRecipe) -> str:
    return f"({file.units[name]})" if name in file.units else header


def _cleaner(header: str, name: str, recipe: Recipe, file: FileRecipe, kind: Kind) -> Cleaner:
    form = file.formats.get(name, kind.fields[name])
    meanings = {**recipe.values.get(name, {}), **file.values.get(name, {})}
    unit = _unit(header, name, file)
    clean: Cleaner
    if form.startswith("code:"):
        clean = partial(_code, words=_code_words(form.removeprefix("code:")))
    elif form == "money":
        clean = partial(cleaning.money, factor=cleaning.header_unit(unit))
    elif form == "rate":
        clean = partial(cleaning.rate, divisor=cleaning.header_divisor(unit))
    else:
        clean = CLEANERS[form]
    if form in ("words", "key", "account", "id") and (limit := kind.longest(name)):
        clean = partial(_short, limit=limit, header=header, clean=clean)
    if meanings:
        is_one_of_several = len(file.columns.get(name, ())) > 1
        clean = partial(_mapped, meanings=meanings, clean=_nothing if is_one_of_several else clean)
    if name in file.prefix:
        clean = partial(_prefixed, prefix=file.prefix[name], clean=clean)
    return clean


def _short(raw: str, *, limit: int, header: str, clean: Cleaner) -> Any:
    value = clean(raw)
    if value is not None and len(value) > limit:
        raise CrmError(tr("{field} is longer than {limit} characters.", field=header, limit=limit))
    return value


def _nothing(_raw: str) -> None:
    return None


def _mapped(raw: str, *, meanings: dict[str, str], clean: Cleaner) -> Any:
    text = cleaning.unwrapped(raw)
    return meanings[text] if text in meanings else clean(raw)


def _prefixed(raw: str, *, prefix: str, clean: Cleaner) -> Any:
    value = clean(raw)
    return None if value is None else f"{prefix}{value}"


@cache
def _code_words(name: str) -> dict[str, str]:
    """What a code of a list may be written as: either label, a counter system's word for it, or the code itself."""
    codes = code_list(name)
    words: dict[str, str] = {}
    with suppress(KeyError):  # few lists have one of a counter system beside them
        counter = code_list(f"{name}_counter").values()
        words = {code.words.zh: code.extra["to"] for code in counter if "to" in code.extra}
    spoken = {text.lower(): value for value, code in codes.items() for text in code.words}
    return {**words, **spoken, **{value.lower(): value for value in codes}}


def _code(raw: str, *, words: dict[str, str]) -> str | None:
    if cleaning.unwrapped(raw).lower() in words:
        return words[cleaning.unwrapped(raw).lower()]
    text = half_width(cleaning.unwrapped(raw)).lower().removesuffix(".0")
    if text in words:
        return words[text]
    if cleaning.is_missing(raw):
        return None
    raise CrmError(tr("{text} is not a known code.", text=raw.strip()[:40]))
