"""What people decide about the rules: keep a draft, approve it from a month on, withdraw it. Each is one undo step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, func, select

from crmdesk import dates
from crmdesk.differentiate.rulebooks.keys import trusted_key
from crmdesk.differentiate.rulebooks.locks import demand_unlocked, lock_problems, locking_version
from crmdesk.differentiate.rulebooks.model import Document
from crmdesk.differentiate.rulebooks.practicality import coverage, practical_problems
from crmdesk.differentiate.rulebooks.problems import demand_none, problems
from crmdesk.differentiate.rulebooks.shipped import load, rulebook_names, whole
from crmdesk.differentiate.rulebooks.signing import signed_text, verified
from crmdesk.differentiate.rulebooks.toml_text import text_of
from crmdesk.differentiate.rulebooks.versions import VersionRow, version, version_in_force, versions
from crmdesk.differentiate.run_stop import RunStopped
from crmdesk.differentiate.tables import rulebook_version, run
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.store.history import Unit
from crmdesk.store.store import Store
from crmdesk.text import clean

_LONGEST_NAME = 40


def keep_draft(store: Store, document: Document, *, note: str = "", draft: int | None = None) -> int:
    """Keep a document as a draft, or as the new content of a draft, and return its number.

    A draft may still be wrong. What it ``extends`` is written out; a version number that is taken gets a part of its
    own (2026.1 → 2026.1.1). Raises ``CrmError`` without a name and a version, and for a change of a locked part.
    """
    kept = {key: value for key, value in whole(document).items() if key != "signed"}
    with store.write(Words("保存规则草稿", "Keep a draft of the rulebook")) as unit:
        name, wanted = (_identity(kept, key) for key in ("name", "version"))
        kept["version"] = free_version(unit.connection, name, wanted, draft=draft)
        values = {"name": name, "version": kept["version"], "document": text_of(kept), "note": clean(note)}
        demand_unlocked(kept, locking_version(unit.connection))
        if draft is not None:
            _demand_unsigned(_demand_draft(unit.connection, draft))
            unit.change(rulebook_version, draft, values)
            return draft
        by = {"created_by": store.actor, "created_at": dates.now()}
        return unit.add(rulebook_version, {**values, **by, "status": "draft", "locked": "", "reason": ""})


def _demand_unsigned(found: VersionRow) -> None:
    if found.is_signed:
        raise CrmError(tr("Head office signed version {version}: make a draft of it.", version=found.version))


def drop_draft(store: Store, version_id: int) -> None:
    with store.write(Words("删除规则草稿", "Delete a draft of the rulebook")) as unit:
        _demand_draft(unit.connection, version_id)
        unit.remove(rulebook_version, version_id)


def _identity(document: Document, key: str) -> str:
    text = clean(str(document.get(key, "")))
    if not text or len(text) > _LONGEST_NAME:
        raise CrmError(tr("A rulebook has a name and a version of 1 to 40 characters."), field=key)
    return text


def free_version(connection: Connection, name: str, wanted: str, *, draft: int | None = None) -> str:
    """The version itself while it is free, else its next part: 2026.1, 2026.1.1, 2026.1.2 …

    Shipped versions have two parts, so that a later program's number never meets one of the branch.
    """
    c = rulebook_version.c
    others = select(c.version).where(c.name == name, c.id != (draft or 0))
    taken = set(connection.execute(others).scalars())
    if name in rulebook_names():
        taken.add(load(name).version)
    if wanted not in taken:
        return wanted
    parts = wanted.split(".")
    stem = ".".join(parts[:2]) if len(parts) == 3 and parts[2].isdecimal() else wanted
    stem = stem[: _LONGEST_NAME - 6]
    return next(text for number in range(1, 100_000) if (text := f"{stem}.{number}") not in taken)


def _demand_draft(connection: Connection, version_id: int) -> VersionRow:
    """A draft that may change: not one that a run used before its approval was undone."""
    found = version(connection, version_id)
    _demand_undecided(found)
    used = select(run.c.id).where(run.c.rulebook == found.name, run.c.rulebook_version == found.version)
    if connection.execute(used.limit(1)).first() is not None:
        raise CrmError(
            tr(
                "Clients were classified by version {version}: it does not change. Make a draft of it.",
                version=found.version,
            )
        )
    return found


def _demand_undecided(found: VersionRow) -> None:
    if found.status != "draft":
        raise CrmError(
            tr(
                "Version {version} was approved and does not change any more: make a draft of it.",
                version=found.version,
            )
        )


# -- approval


def next_start(connection: Connection, today: date) -> date:
    """The first month that may begin with new rules: after today's and after every month classified."""
    newest = max(today, _newest_run(connection) or today)
    return dates.month_first(dates.month_index(newest) + 1)


def _newest_run(connection: Connection) -> date | None:
    found: date | None = connection.execute(select(func.max(run.c.as_of))).scalar()
    return found


def approve(
    store: Store,
    version_id: int,
    *,
    approver: str,
    effective_from: date | None = None,
    reason: str = "",
    beyond: Sequence[tuple[str, float]] = (),
    is_backdated: bool = False,
) -> date:
    """Let a draft take effect from the first of a month and return that day; without one it is the next month, or the
    one the document names when that lies later.

    ``beyond``: the tiers beyond the line in a rehearsal; they need a ``reason``. Raises ``CrmError`` for rules that
    are not in order, a day that is no first of a month, and, unless ``is_backdated`` says so on purpose, a month
    that was classified already: its classes would have to be made anew.
    """
    with store.write(Words("批准规则", "Approve a version of the rulebook")) as unit:
        found = version(unit.connection, version_id)
        _demand_undecided(found)
        _demand_order(unit.connection, found)
        start = effective_from or _own_start(unit.connection, found)
        _demand_agreement(unit.connection, found, start)
        _demand_start(unit.connection, start, is_backdated=is_backdated)
        if beyond and not clean(reason):
            raise RunStopped(beyond)
        before = version_in_force(unit.connection, start)
        decided = {"status": "approved", "approved_by": _approver(approver), "approved_at": dates.now()}
        since = {"effective_from": start, "replaces_id": None if before is None else before.id}
        unit.change(rulebook_version, version_id, {**decided, **since, "reason": clean(reason)})
    return start


def _own_start(connection: Connection, found: VersionRow) -> date:
    named: date = found.document["effective_from"]
    return max(named, next_start(connection, dates.local_today()))


def _demand_order(connection: Connection, found: VersionRow) -> None:
    """Rules without a problem; those of the branch count only what it has the data of."""
    demand_none(problems(found.document))
    if not found.is_signed:
        demand_none(practical_problems(found.document, coverage(connection)))


def _demand_agreement(connection: Connection, found: VersionRow, start: date) -> None:
    """What the branch decides leaves locked parts alone; what head office signed finds them so in later versions."""
    if not found.is_signed:
        demand_unlocked(found.document, locking_version(connection, start))
        return
    seal = verified(signed_text(found.text, found.signature or ""), trusted_key(connection))
    newest = locking_version(connection)
    if newest is not None and newest.signed_on is not None and newest.signed_on > seal.signed_on:
        raise CrmError(tr("Head office has signed a newer version, on {day}.", day=newest.signed_on))
    _demand_free_way(connection, found, start)


def _demand_free_way(connection: Connection, found: VersionRow, start: date) -> None:
    """No later version of the branch may differ from what a signed one locks."""
    for one in versions(connection, statuses=("approved",)):
        is_later = one.effective_from is not None and one.effective_from > start
        if is_later and not one.is_signed and lock_problems(one.document, found):
            raise CrmError(
                tr(
                    "Version {version}, in force from {day}, differs from what head office locked: withdraw it first.",
                    version=one.version,
                    day=one.effective_from,
                )
            )


def _demand_start(connection: Connection, start: date, *, is_backdated: bool) -> None:
    if start.day != 1:
        raise CrmError(tr("Rules take effect on the first of a month."), field="effective_from")
    newest = _newest_run(connection)
    if newest is not None and start <= newest and not is_backdated:
        raise CrmError(
            tr(
                "Months up to {day} are classified by the rules in force then. Choose a later month, or say that they "
                "are to be classified anew.",
                day=newest,
            ),
            field="effective_from",
        )


def _approver(name: str) -> str:
    name = clean(name)
    if not 0 < len(name) <= 60:
        raise CrmError(tr("Name who approved it."), field="approver")
    return name


# -- withdrawal


def withdraw(store: Store, version_id: int, *, from_month: date | None = None) -> date:
    """Let the version before hold again and return from when: the first month that is not classified yet.

    ``from_month`` asks for another first of a month on purpose. The months before it keep the version, and so does
    the history. Raises ``CrmError`` for what was never approved.
    """
    with store.write(Words("撤回规则", "Withdraw a version of the rulebook")) as unit:
        found = version(unit.connection, version_id)
        if found.status != "approved" or found.effective_from is None:
            raise CrmError(tr("Only an approved version can be withdrawn."))
        _demand_replaceable(unit.connection, found)
        ends = max(from_month or _first_open_month(unit, found.effective_from), found.effective_from)
        if ends.day != 1:
            raise CrmError(tr("Rules take effect on the first of a month."), field="from_month")
        gone = {"status": "withdrawn", "withdrawn_from": ends}
        unit.change(rulebook_version, version_id, {**gone, "withdrawn_by": store.actor, "withdrawn_at": dates.now()})
    return ends


def _demand_replaceable(connection: Connection, found: VersionRow) -> None:
    """A signed version that months were classified by gives way to head office's next one only, or no lock held."""
    newest = _newest_run(connection)
    is_used = newest is not None and found.effective_from is not None and found.effective_from <= newest
    if found.is_signed and is_used:
        raise CrmError(tr("Head office signed this version and it is in use. Import its next version instead."))


def _first_open_month(unit: Unit, start: date) -> date:
    newest = _newest_run(unit.connection)
    return start if newest is None else dates.month_first(dates.month_index(newest) + 1)
