"""Printing plans to files: one, or hundreds with progress. Every print is an access and is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crmdesk.customize.paper import render_plan
from crmdesk.customize.paper.edition import Copy
from crmdesk.customize.paper.tongue import Edition, fixed
from crmdesk.customize.plans import draft_plan
from crmdesk.customize.queries import Plan, newest_plan_id, plan
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.progress import Progress
from crmdesk.store.store import Store


@dataclass(frozen=True)
class PrintOptions:
    language: Edition = "zh"
    copy: Copy = "client"


def print_plans(
    store: Store,
    client_ids: Sequence[int],
    target: Path,
    *,
    language: Edition = "zh",
    copy: Copy = "client",
    form: str | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Print the current plan of each client; a client without one gets a draft first. Returns the files written.

    ``target`` is a PDF file for a single client or an existing folder; ``form`` None prints each plan in its own.
    Files written before a cancel or an error stay.
    """
    options = PrintOptions(language, copy)
    report = progress or Progress()
    written: list[Path] = []
    for done, client_id in enumerate(client_ids):
        report.at(done, len(client_ids), tr("Printing plans"))
        current = _current_plan(store, client_id, form)
        path = target / file_name(current, options) if target.is_dir() else target
        written.append(print_plan(store, current, path, options=options))
    report.at(len(client_ids), len(client_ids), tr("Printing plans"))
    return written


def _current_plan(store: Store, client_id: int, form: str | None) -> Plan:
    """The plan in the form asked for: its content is the same, the form decides how much paper it takes."""
    with store.read() as connection:
        plan_id = newest_plan_id(connection, client_id)
    if plan_id is None:
        plan_id = draft_plan(store, client_id, form=form or "full")
    with store.read() as connection:
        current = plan(connection, plan_id)
    return replace(current, form=form) if form else current


def print_plan(store: Store, current: Plan, path: Path, *, options: PrintOptions) -> Path:
    """Write one PDF whole or not at all, and record who printed what."""
    data = _rendered(store, current, options)
    partial = path.with_name(path.name + ".part")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise CrmError(tr("{path} cannot be written: {reason}", path=path, reason=reason)) from error
    store.audit(
        "print",
        plan=current.plan_no,
        version=current.version,
        copy=options.copy,
        language=options.language,
        client_id=current.client_id,
    )
    return path


def _rendered(store: Store, current: Plan, options: PrintOptions) -> bytes:
    try:
        return render_plan(current, language=options.language, copy=options.copy, printed_by=store.actor)
    except CrmError as error:
        raise CrmError(f"{current.plan_no}: {error.message}", field=error.field) from error


def file_name(current: Plan, options: PrintOptions) -> str:
    """``SP-2026-000123_v2.0_留存联.pdf``; language in front of the copy where it is not Chinese."""
    copy = fixed(f"page.{options.copy}")
    name = copy.en.replace(" ", "-") if options.language == "en" else copy.zh
    tongue = "" if options.language == "zh" else f"_{options.language}"
    return f"{current.plan_no}_{current.version}{tongue}_{name}.pdf"
