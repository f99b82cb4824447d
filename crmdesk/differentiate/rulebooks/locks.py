"""What head office locked: parts of the rules that stay as in the signed version of the month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from crmdesk.differentiate.rulebooks.model import Document
from crmdesk.differentiate.rulebooks.schema import Path, value_at
from crmdesk.differentiate.rulebooks.shape import Problem
from crmdesk.differentiate.rulebooks.versions import VersionRow, versions
from crmdesk.differentiate.wording import fill
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr


def locking_version(connection: Connection, on: date | None = None) -> VersionRow | None:
    """The signed version that binds the month of a day, or without a day the one that binds from last on."""
    signed = [one for one in versions(connection, statuses=("approved",)) if one.is_signed]
    if on is None:
        return next(iter(signed), None)
    return next((one for one in signed if one.holds_in(on.replace(day=1))), None)


def locked_paths(connection: Connection, on: date | None = None) -> tuple[str, ...]:
    """Dotted paths that only head office may change; everything below a path is locked with it."""
    found = locking_version(connection, on)
    return () if found is None else found.locked


def is_locked(path: Path, locked: Sequence[str]) -> bool:
    return any(path[: len(parts)] == parts for parts in (tuple(one.split(".")) for one in locked))


def lock_problems(document: Document, lock: VersionRow | None) -> list[Problem]:
    """Every value that differs from a locked part of a signed version, at its place."""
    if lock is None:
        return []
    words = Words("总部已锁定（{signer}，版本 {version}）", "Head office locked this ({signer}, version {version})")
    message = fill(words, signer=lock.signer or "", version=lock.version)
    paths = (tuple(one.split(".")) for one in lock.locked)
    signed = lock.document
    return [
        Problem(where, message)
        for path in paths
        for where in _differences(value_at(signed, path), value_at(document, path), path)
    ]


def demand_unlocked(document: Document, lock: VersionRow | None) -> None:
    """Raise ``CrmError`` at the first locked part that differs."""
    found = lock_problems(document, lock)
    if found:
        raise CrmError(
            tr("{where} is not yours to change: {what}.", where=found[0].where, what=found[0].message),
            field=found[0].where,
        )


def _differences(signed: Any, own: Any, path: Path) -> Iterator[Path]:
    if isinstance(signed, dict) and isinstance(own, dict):
        for name in [*signed, *(name for name in own if name not in signed)]:
            yield from _differences(signed.get(name), own.get(name), (*path, name))
    elif isinstance(signed, list) and isinstance(own, list) and len(signed) == len(own):
        for at, pair in enumerate(zip(signed, own, strict=True)):
            yield from _differences(*pair, (*path, str(at)))
    elif isinstance(signed, bool) is not isinstance(own, bool) or signed != own:
        yield path
