"""An import that the user was preparing when the program ended: kept in the store with everything that was chosen.

The import itself is one transaction, so a crash leaves nothing half written; what it would lose is the choosing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from crmdesk.identify.importing.chosen import NOTHING, Asked, Chosen, chosen_from
from crmdesk.store.drafts import drop_draft, load_draft, save_draft
from crmdesk.store.store import Store

_NAME = "import"
_READ_AT_ONCE = 1 << 20

Trusted = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class FileMark:
    """A file as it was when it was chosen: its size, the moment of its last change (ns), and what is in it."""

    path: Path
    size: int
    changed_ns: int
    sha256: str

    @property
    def is_there(self) -> bool:
        return self.path.is_file()

    @property
    def is_changed(self) -> bool:
        """Whether the file says something else by now, or is gone. One that was only touched is the same."""
        if not self.is_there:
            return True
        now = self.path.stat()
        if now.st_size != self.size:
            return True
        return now.st_mtime_ns != self.changed_ns and sha256_of(self.path) != self.sha256


@dataclass(frozen=True)
class Unfinished:
    """``step`` is the page of the wizard; ``tables`` what was said about each table, ``trust`` by source and field."""

    files: tuple[FileMark, ...]
    tables: tuple[Asked, ...] = ()
    trust: Trusted = field(default_factory=dict)
    step: int = 0
    is_writing: bool = False
    saved_at: datetime | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def changed(self) -> tuple[Path, ...]:
        """Files that are gone or not as they were."""
        return tuple(one.path for one in self.files if one.is_changed)


def mark_of(path: Path) -> FileMark:
    """Raises ``OSError`` when the file cannot be read."""
    there = path.stat()
    return FileMark(path, there.st_size, there.st_mtime_ns, sha256_of(path))


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(_READ_AT_ONCE):
            digest.update(part)
    return digest.hexdigest()


def remember_unfinished(store: Store, found: Unfinished) -> None:
    """Keep the import under way; replaces what was kept before. ``more`` must be plain JSON."""
    content = {
        "files": [[str(one.path), one.size, one.changed_ns, one.sha256] for one in found.files],
        "tables": [[str(one.path), one.part, one.chosen.as_json()] for one in found.tables],
        "trust": [[source, name, value] for (source, name), value in found.trust.items()],
        "step": found.step,
        "is_writing": found.is_writing,
        "more": dict(found.more),
    }
    save_draft(store, _NAME, content)


def unfinished(store: Store) -> Unfinished | None:
    """What an import that did not come to its end left; None when there is nothing to go on with."""
    kept = load_draft(store, _NAME)
    if kept is None:
        return None
    content = kept.content
    return Unfinished(
        files=tuple(FileMark(Path(path), *rest) for path, *rest in content["files"]),
        tables=tuple(Asked(Path(path), part, _chosen(said)) for path, part, said in content["tables"]),
        trust={(source, name): value for source, name, value in content["trust"]},
        step=content["step"],
        is_writing=content["is_writing"],
        saved_at=kept.saved_at,
        more=content["more"],
    )


def _chosen(said: Mapping[str, Any]) -> Chosen:
    return chosen_from(said) if said else NOTHING


def forget_unfinished(store: Store) -> None:
    """The import is done, or was given up."""
    drop_draft(store, _NAME)
