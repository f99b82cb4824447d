"""Cost lines of another system, of clients or of a branch; campaigns are known by their name."""

from __future__ import annotations

from typing import Any

from crmdesk.differentiate.drivers.importing.rows import given, load, not_negative, texts, with_day
from crmdesk.differentiate.tables import campaign, cost_line
from crmdesk.i18n import Words, tr
from crmdesk.identify.importing.chunk import Chunk
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.run import Run
from crmdesk.store.bulk import insert_columns, rows_by_key


def _write(run: Run, chunk: Chunk) -> None:
    chunk = not_negative(given(with_day(run, chunk), "kind"), "amount", "minutes")
    amounts, minutes = chunk.column("amount"), chunk.column("minutes")
    nothing = tr("Give an amount or the minutes it took.")
    chunk = chunk.without("amount", lambda at: None if amounts[at] or minutes[at] else nothing)
    known = run.client_ids(chunk.column("client_no"))
    chunk = chunk.without("client_no", lambda at: _unknown(chunk.column("client_no")[at], known))
    names = texts(chunk, "campaign")
    ids = _campaigns(run, chunk, names)
    columns: dict[str, Any] = {
        "client_id": [known.get(number) for number in chunk.column("client_no")],
        "campaign_id": [ids.get(name) for name in names],
        "day": chunk.column("day"),
        "kind": chunk.column("kind"),
        "purpose": [code or "service" for code in chunk.column("purpose")],
        "amount": [cents or 0 for cents in chunk.column("amount")],
        "minutes": [count or 0 for count in chunk.column("minutes")],
        "branch": texts(chunk, "branch", 100),
        "staff": texts(chunk, "by", 60),
        "note": texts(chunk, "note", 2_000),
    }
    load(run, chunk, cost_line, columns, by=("client_no", "day", "kind", "amount", "minutes", "campaign", "note"))


def _unknown(number: str | None, known: dict[str | None, int]) -> str | None:
    if number is None or number in known:
        return None
    return tr("Client {number} is not in the store. Import the clients first.", number=number)


def _campaigns(run: Run, chunk: Chunk, names: list[str]) -> dict[str, int]:
    """Campaigns by name; one not known yet begins on the first day of its costs."""
    begins: dict[str, Any] = {}
    for name, day in zip(names, chunk.column("day"), strict=True):
        if name:
            begins[name] = min(day, begins.get(name, day))
    found = rows_by_key(run.connection, campaign, ("name",), ((name,) for name in begins), ("id",))
    fresh = [name for name in begins if (name,) not in found]
    if fresh:
        rows = {"name": fresh, "begins_on": [begins[name] for name in fresh]}
        insert_columns(run.connection, campaign, {**rows, "branch": [""] * len(fresh), "note": [""] * len(fresh)})
        found = rows_by_key(run.connection, campaign, ("name",), ((name,) for name in begins), ("id",))
    return {key[0]: row[0] for key, row in found.items()}


COSTS = Kind(
    "costs",
    Words("费用", "costs"),
    order=101,
    fields={
        "client_no": "key",
        "day": "day",
        "kind": "code:cost_kind",
        "purpose": "code:cost_purpose",
        "amount": "money",
        "minutes": "count",
        "campaign": "words",
        "branch": "words",
        "by": "words",
        "note": "words",
        "ref": "key",
    },
    required=(("day",), ("kind",), ("purpose",), ("amount", "minutes")),
    write=_write,
    tables=(cost_line,),
)
