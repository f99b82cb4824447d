"""Plans in numbers: drafting for many clients, printing chosen versions. Both can be stopped and keep what is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crmdesk.customize.plans import draft_plan
from crmdesk.customize.printing import PrintOptions, file_name, print_plan
from crmdesk.customize.queries import plan
from crmdesk.errors import Cancelled, CrmError
from crmdesk.i18n import tr
from crmdesk.progress import Progress
from crmdesk.store.store import Store


@dataclass
class Drafted:
    """``refused``: what the store said of clients that no plan could be drafted for."""

    plan_ids: list[int] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    is_stopped: bool = False


def draft_plans(
    store: Store, client_ids: Sequence[int], *, form: str = "full", progress: Progress | None = None
) -> Drafted:
    """One draft per client, each an operation of its own, so that each can be undone alone."""
    report, outcome = progress or Progress(), Drafted()
    for done, client_id in enumerate(client_ids):
        if not _goes_on(report, done, len(client_ids), tr("Drafting plans")):
            outcome.is_stopped = True
            break
        try:
            outcome.plan_ids.append(draft_plan(store, client_id, form=form))
        except CrmError as error:
            outcome.refused.append(error.message)
    return outcome


@dataclass
class Printed:
    paths: list[Path] = field(default_factory=list)
    is_stopped: bool = False


def print_versions(
    store: Store, plan_ids: Sequence[int], folder: Path, *, options: PrintOptions, progress: Progress | None = None
) -> Printed:
    """One PDF per version into an existing folder. Raises ``CrmError`` where one cannot be printed or written."""
    report, outcome = progress or Progress(), Printed()
    for done, plan_id in enumerate(plan_ids):
        if not _goes_on(report, done, len(plan_ids), tr("Printing plans")):
            outcome.is_stopped = True
            break
        with store.read() as connection:
            version = plan(connection, plan_id)
        path = folder / file_name(version, options)
        outcome.paths.append(print_plan(store, version, path, options=options))
    return outcome


def _goes_on(report: Progress, done: int, total: int, text: str) -> bool:
    """Report how far it is; False once the user asked to stop."""
    try:
        report.at(done, total, text)
    except Cancelled:
        return False
    return True
