"""Drafting and printing plans in numbers, as jobs of the status bar: progress, time left, cancel."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from crmdesk.customize.many import Drafted, Printed, draft_plans, print_versions
from crmdesk.customize.printing import PrintOptions
from crmdesk.i18n import tr
from crmdesk.progress import Progress
from crmdesk.store.store import Store
from ui.framework.page import Desk


def start_drafting(desk: Desk, client_ids: list[int], form: str, *, owner: QWidget) -> None:
    def work(store: Store, progress: Progress) -> Drafted:
        return draft_plans(store, client_ids, form=form, progress=progress)

    def done(outcome: Drafted) -> None:
        desk.navigate.toast(drafted_words(outcome), can_undo=bool(outcome.plan_ids))

    desk.runner.job(tr("Draft {count} plans", count=f"{len(client_ids):,}"), work, then=done, owner=owner)


def drafted_words(outcome: Drafted) -> str:
    count = f"{len(outcome.plan_ids):,}"
    if outcome.refused:
        refused = f"{len(outcome.refused):,}"
        return tr(
            "Plans drafted: {count}, not drafted: {refused} – {reason}",
            count=count,
            refused=refused,
            reason=outcome.refused[0],
        )
    if outcome.is_stopped:
        return tr("Stopped. Plans drafted: {count}. Undo takes them back one by one.", count=count)
    return tr("Plans drafted: {count}. Undo takes them back one by one.", count=count)


def start_printing(desk: Desk, plan_ids: list[int], folder: Path, options: PrintOptions, *, owner: QWidget) -> None:
    def work(store: Store, progress: Progress) -> Printed:
        return print_versions(store, plan_ids, folder, options=options, progress=progress)

    def done(outcome: Printed) -> None:
        desk.navigate.toast(printed_words(outcome, folder))

    desk.runner.job(tr("Print {count} plans", count=f"{len(plan_ids):,}"), work, then=done, owner=owner)


def printed_words(outcome: Printed, folder: Path) -> str:
    count = f"{len(outcome.paths):,}"
    if outcome.is_stopped:
        return tr("Stopped: {count} plans are in {folder}.", count=count, folder=folder)
    return tr("{count} plans are in {folder}.", count=count, folder=folder)
