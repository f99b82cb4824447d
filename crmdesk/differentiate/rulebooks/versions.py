"""Which rulebook holds in a month: the approved versions of a store, before them the shipped one of its profile.

A withdrawn version keeps the months it was in force for, so that a past month evaluated anew gives what it gave.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from sqlalchemy import Connection, insert, select

from crmdesk import dates
from crmdesk.differentiate.rulebooks.model import Document, Rulebook
from crmdesk.differentiate.rulebooks.parsing import parse
from crmdesk.differentiate.rulebooks.problems import checked
from crmdesk.differentiate.rulebooks.shipped import load, rulebook_names, shipped_document
from crmdesk.differentiate.rulebooks.toml_text import document_of, text_of
from crmdesk.differentiate.tables import rulebook_version
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store.meta import read_meta

Status = Literal["shipped", "draft", "approved", "withdrawn"]
#: Statuses of versions that are or were in force.
DECIDED: tuple[Status, ...] = ("approved", "withdrawn")


@dataclass(frozen=True)
class VersionRow:
    """One stored version; days are firsts of months. ``locked``: dotted paths only head office may change."""

    id: int
    name: str
    version: str
    status: Status
    text: str
    effective_from: date | None
    withdrawn_from: date | None
    locked: tuple[str, ...]
    signer: str | None
    fingerprint: str | None
    signature: str | None
    note: str
    created_by: str
    created_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    reason: str
    replaces_id: int | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None

    @property
    def is_signed(self) -> bool:
        return self.signature is not None

    @property
    def signed_on(self) -> date | None:
        seal = document_of(self.text).get("signed", {})
        day: date | None = seal.get("on")
        return day if self.is_signed else None

    @property
    def document(self) -> Document:
        """A fresh copy of the rules, without what belongs to the signature."""
        return {key: value for key, value in document_of(self.text).items() if key != "signed"}

    @property
    def rulebook(self) -> Rulebook:
        """The rules, effective when the version is. Raises ``CrmError`` for a draft that is not yet in order."""
        return checked(self.document) if self.status == "draft" else _parsed(self.text, self.effective_from)

    def holds_in(self, first: date) -> bool:
        """Whether it was approved for the month that begins on ``first`` and not withdrawn from it."""
        begins, ends = self.effective_from, self.withdrawn_from
        return self.status in DECIDED and begins is not None and begins <= first and (ends is None or first < ends)


@lru_cache(maxsize=32)
def _parsed(text: str, effective_from: date | None) -> Rulebook:
    found = parse(document_of(text))
    return found if effective_from is None else replace(found, effective_from=effective_from)


_COLUMNS = tuple(rulebook_version.c[{"text": "document"}.get(field.name, field.name)] for field in fields(VersionRow))


def versions(connection: Connection, *, statuses: Iterable[Status] = ("draft", *DECIDED)) -> list[VersionRow]:
    """The stored versions: drafts first, then by the month they begin, the newest first."""
    query = select(*_COLUMNS).where(rulebook_version.c.status.in_(tuple(statuses)))
    found = [_row(row) for row in connection.execute(query)]
    return sorted(found, key=_newness, reverse=True)


def _newness(row: VersionRow) -> tuple[date, datetime]:
    return row.effective_from or date.max, row.approved_at or row.created_at


def version(connection: Connection, version_id: int) -> VersionRow:
    """Raises ``CrmError`` when there is none of that number."""
    row = connection.execute(select(*_COLUMNS).where(rulebook_version.c.id == version_id)).one_or_none()
    if row is None:
        raise CrmError(tr("There is no version {number} of the rulebook any more.", number=version_id))
    return _row(row)


def find_version(connection: Connection, wanted: str) -> VersionRow:
    """A version by ``2026.1.1``, or ``securities 2026.1.1`` where two rulebooks have it; ``CrmError`` for none."""
    stored = versions(connection)
    found = [one for one in stored if wanted in (one.version, f"{one.name} {one.version}")]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{one.name} {one.version}" for one in found or stored) or "—"
    raise CrmError(
        tr("{wanted} is no version of this store. Known: {known}.", wanted=wanted, known=known), field="what"
    )


def _row(row: Iterable[object]) -> VersionRow:
    values = dict(zip((field.name for field in fields(VersionRow)), row, strict=True))
    locked = str(values["locked"]).split("\n")
    return VersionRow(**values | {"locked": tuple(path for path in locked if path)})  # type: ignore[arg-type]


# -- which one holds


def profile_name(connection: Connection) -> str:
    """The shipped rulebook the store was made with: it holds where no version was approved."""
    return read_meta(connection, "profile") or "securities"


def version_in_force(connection: Connection, on: date) -> VersionRow | None:
    """The approved version of the month of a day; None while the shipped rulebook holds."""
    return _of_month(versions(connection, statuses=DECIDED), on.replace(day=1))


def _of_month(found: list[VersionRow], first: date) -> VersionRow | None:
    """Of several versions of one month the one approved last; ``found`` stands in that order."""
    return next((one for one in found if one.holds_in(first)), None)


def in_force(connection: Connection, on: date) -> Rulebook:
    """The rules of the month of a day."""
    found = version_in_force(connection, on)
    return load(profile_name(connection)) if found is None else found.rulebook


def document_in_force(connection: Connection, on: date) -> Document:
    """The document of ``in_force``: what an editor begins with. Treat it as read-only."""
    found = version_in_force(connection, on)
    return shipped_document(profile_name(connection)) if found is None else found.document


def schedule(connection: Connection, first_month: int, last_month: int) -> list[tuple[int, Rulebook]]:
    """(month, rules that hold from it on) over a range of month indexes, the first month always among them."""
    decided = versions(connection, statuses=DECIDED)
    shipped = load(profile_name(connection))
    turns = {dates.month_index(day) for one in decided for day in (one.effective_from, one.withdrawn_from) if day}
    starts: list[tuple[int, Rulebook]] = []
    for month in sorted({first_month, *(turn for turn in turns if first_month < turn <= last_month)}):
        found = _of_month(decided, dates.month_first(month))
        rules = shipped if found is None else found.rulebook
        if not starts or starts[-1][1] is not rules:
            starts.append((month, rules))
    return starts


def approved_reason(connection: Connection, first: date, last: date) -> str:
    """Why much may move in the months from ``first`` to ``last``: the reasons of the versions that begin there."""
    found = versions(connection, statuses=("approved",))
    return "; ".join(one.reason for one in found if one.reason and first <= (one.effective_from or first) <= last)


def of_standing(connection: Connection, name: str, version: str) -> Rulebook:
    """Exactly the rules a run used. Raises ``CrmError`` when this program and this store do not have them.

    A version whose approval was undone after the run is a draft again; nobody may change it (``deciding``).
    """
    c = rulebook_version.c
    found = connection.execute(select(*_COLUMNS).where(c.name == name, c.version == version)).one_or_none()
    if found is not None:
        return _row(found).rulebook
    if name in rulebook_names() and load(name).version == version:
        return load(name)
    raise CrmError(
        tr(
            "This was classified with rulebook {name} {version}, which is not here any more. Classify again.",
            name=name,
            version=version,
        ),
        field="rulebook",
    )


def remember_shipped(connection: Connection, rulebook: Rulebook) -> None:
    """Keep the text of a shipped rulebook that a run uses: a later program may ship another one.

    For whoever writes the run, inside its transaction; a rulebook of the store's own versions is there already.
    """
    c = rulebook_version.c
    is_there = select(c.id).where(c.name == rulebook.name, c.version == rulebook.version)
    if rulebook.name not in rulebook_names() or connection.execute(is_there).first() is not None:
        return
    if load(rulebook.name).version != rulebook.version:
        return
    kept = {"name": rulebook.name, "version": rulebook.version, "status": "shipped"}
    text = text_of(shipped_document(rulebook.name))
    by = {"created_by": "", "created_at": dates.now(), "effective_from": rulebook.effective_from}
    connection.execute(insert(rulebook_version).values({**kept, **by, "document": text}))
