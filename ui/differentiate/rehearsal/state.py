"""What a rehearsal begins with: the day, the rules clients stand by, and the rulebooks that may be tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from crmdesk import dates
from crmdesk.differentiate.rulebooks import Document
from crmdesk.i18n import Words, tr


@dataclass(frozen=True)
class Choice:
    """A rulebook to try; ``key`` keeps the choice over a change of language. ``draft``: its number where it is one."""

    key: str
    words: Words
    document: Document
    draft: int | None = None


@dataclass(frozen=True)
class RehearsalState:
    """``base``: the rules the clients stand by on ``as_of``; ``start``: the first month that may have other rules, and
    ``locked`` what head office locked in it (dotted paths)."""

    as_of: date
    base: Document
    choices: tuple[Choice, ...]
    start: date
    locked: tuple[str, ...] = ()

    def choice(self, key: str) -> Choice:
        """The choice of that key, else the first: the rules in force."""
        return next((one for one in self.choices if one.key == key), self.choices[0])


#: The key of what is in force, and that of what stands unsaved in the editor of rules.
IN_FORCE, EDITED = "in_force", "edited"


def read_state(connection: Any, as_of: date | None) -> RehearsalState | None:
    """None before the first run."""
    from crmdesk.differentiate.overview import latest_run
    from crmdesk.differentiate.rehearsal.rehearse import document_before
    from crmdesk.differentiate.rulebooks import locked_paths, next_start

    newest = latest_run(connection)
    if newest is None:
        return None
    day = as_of or newest.as_of
    base = document_before(connection, day)
    choices = (Choice(IN_FORCE, _named(base, Words("现行规则", "In force")), base), *_others(connection))
    start = next_start(connection, dates.local_today())
    return RehearsalState(day, base, choices, start, locked_paths(connection, start))


def _others(connection: Any) -> list[Choice]:
    """Drafts and versions of the store, then what comes with the program."""
    from crmdesk.differentiate.rulebooks import rulebook_names, shipped_document, versions

    stored = [
        Choice(
            f"version:{row.id}",
            _named(row.document, _STATUS[row.status]),
            row.document,
            row.id if row.status == "draft" else None,
        )
        for row in versions(connection)
    ]
    shipped = [(name, shipped_document(name)) for name in rulebook_names()]
    return stored + [Choice(f"shipped:{name}", _named(one, _STATUS["shipped"]), one) for name, one in shipped]


_STATUS = {
    "draft": Words("草稿", "Draft"),
    "approved": Words("已批准", "Approved"),
    "withdrawn": Words("已撤回", "Withdrawn"),
    "shipped": Words("随附", "Shipped"),
}


def _named(document: Document, kind: Words) -> Words:
    zh, en = (str(document.get(language) or document.get("name", "")) for language in ("zh", "en"))
    version = document.get("version", "")
    return Words(f"{kind.zh} · {zh} {version}", f"{kind.en} · {en} {version}")


def title_of(base: Document, tried: Document) -> tuple[str, str]:
    """Short names of both rulebooks, the same for the same rules: profiles where only these differ, else names."""
    if base == tried:
        return str(base["version"]), str(base["version"])
    if base["scores"]["profile"] != tried["scores"]["profile"] and base["name"] == tried["name"]:
        return _profile(base), _profile(tried)
    names = tuple(str(Words(one["zh"], one["en"])) for one in (base, tried))
    if names[0] == names[1]:
        return str(base["version"]), tr("changed") if base["version"] == tried["version"] else str(tried["version"])
    return names[0], names[1]


def _profile(document: Document) -> str:
    entry = document["profiles"][document["scores"]["profile"]]
    return str(Words(entry["zh"], entry["en"]))
