"""Asking where a backup goes, and making it as a job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QWidget

from crmdesk.dates import local_today
from crmdesk.i18n import tr
from crmdesk.progress import Progress
from ui.framework.page import Desk

if TYPE_CHECKING:
    from crmdesk.store.store import Store


def ask_and_back_up(desk: Desk, parent: QWidget) -> None:
    """A verified, encrypted copy where the user wants it; the suggested name carries the date."""
    store_path = desk.store.path or Path.home() / "store.crm"
    suggestion = store_path.with_name(f"{store_path.stem}-{local_today().isoformat()}.crmbak")
    title, kinds = tr("Back up the store"), tr("Backups (*.crmbak)")
    chosen, _filter = QFileDialog.getSaveFileName(parent, title, str(suggestion), kinds)
    if chosen:
        back_up(desk, Path(chosen), parent)


def back_up(desk: Desk, target: Path, owner: QWidget) -> None:
    def work(store: Store, progress: Progress) -> Any:
        from crmdesk.store.backup import backup_store

        return backup_store(store, target, progress)

    def done(report: Any) -> None:
        desk.navigate.toast(tr("Backup written and verified: {name}", name=report.path.name))
        desk.navigate.facts_changed()

    desk.runner.job(tr("Back up to {name}", name=target.name), work, then=done, owner=owner)
