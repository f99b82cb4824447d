"""Sales opportunities of another system; each file adds a step where it brings another stage, amount or probability."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from crmdesk.codes import code_list
from crmdesk.differentiate.drivers.importing.rows import given, load, not_negative, parts, texts, with_day
from crmdesk.differentiate.tables import opportunity, opportunity_step
from crmdesk.i18n import Words
from crmdesk.identify.importing.chunk import Chunk
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.run import Run
from crmdesk.store.bulk import insert_columns, rows_by_key

_FIELDS = ("stage", "amount", "probability", "opened_on", "closed_on")


def _write(run: Run, chunk: Chunk) -> None:
    chunk = not_negative(given(with_day(run, chunk), "title", "amount"), "amount")
    chunk, clients = run.with_clients(chunk)
    stages = [code or "lead" for code in chunk.column("stage")]
    is_open = [bool(_extra(stage, "open")) for stage in stages]
    decided = chunk.column("decided_on")
    given_odds = parts(chunk.column("probability"), 100)
    columns: dict[str, Any] = {
        "client_id": clients,
        "title": texts(chunk, "title"),
        "line": chunk.column("line"),
        "stage": stages,
        "amount": chunk.column("amount"),
        "probability": [_percent(stage, odds) for stage, odds in zip(stages, given_odds, strict=True)],
        "origin": chunk.column("origin"),
        "opened_on": chunk.column("day"),
        "due_on": chunk.column("due_on"),
        "closed_on": [None if on else day or run.data_date for on, day in zip(is_open, decided, strict=True)],
        "reason": [None if on else code for on, code in zip(is_open, chunk.column("reason"), strict=True)],
        "note": texts(chunk, "note", 2_000),
        "owner": texts(chunk, "by", 60),
    }
    synced = load(run, chunk, opportunity, columns, by=("client_no", "title", "day"))
    _add_steps(run, columns, synced.created, synced.updated)


def _extra(stage: str, name: str) -> Any:
    return code_list("opportunity_stage")[stage].extra[name]


def _percent(stage: str, odds: int | None) -> int:
    is_said = odds is not None and _extra(stage, "open")
    return min(max(odds or 0, 0), 100) if is_said else int(_extra(stage, "percent"))


def _add_steps(run: Run, columns: dict[str, Any], created: Iterable[int], updated: Iterable[int]) -> None:
    """A new one was a lead until it was decided; one that changed is what it is now from the day of the file on."""
    steps: list[tuple[int, date, str, int, int]] = []
    for at in sorted(created):
        stage, amount, percent, opened, closed = (columns[name][at] for name in _FIELDS)
        if closed is not None:
            steps.append((at, opened, "lead", amount, int(_extra("lead", "percent"))))
        steps.append((at, closed or opened, stage, amount, percent))
    for at in sorted(updated):
        stage, amount, percent, _, closed = (columns[name][at] for name in _FIELDS)
        steps.append((at, closed or run.data_date, stage, amount, percent))
    ids = _ids(run, columns, {at for at, *_ in steps})
    names = ("opportunity_id", "day", "stage", "amount", "probability")
    rows = [(ids[at], *rest) for at, *rest in steps]
    values = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    insert_columns(run.connection, opportunity_step, {**values, "created_by": [run.actor] * len(rows)})


def _ids(run: Run, columns: dict[str, Any], places: set[int]) -> dict[int, int]:
    key = ("client_id", "title", "opened_on")
    keys = {at: tuple(columns[name][at] for name in key) for at in places}
    found = rows_by_key(run.connection, opportunity, key, keys.values(), ("id",))
    return {at: found[one][0] for at, one in keys.items()}


OPPORTUNITIES = Kind(
    "opportunities",
    Words("销售机会", "opportunities"),
    order=100,
    fields={
        "client_no": "key",
        "title": "words",
        "stage": "code:opportunity_stage",
        "amount": "money",
        "probability": "rate",
        "line": "code:product_line",
        "origin": "code:opportunity_origin",
        "day": "day",
        "due_on": "day",
        "decided_on": "day",
        "reason": "code:opportunity_reason",
        "note": "words",
        "by": "words",
        "ref": "key",
    },
    required=(("client_no",), ("title",), ("amount",), ("stage",)),
    write=_write,
    tables=(opportunity,),
)
