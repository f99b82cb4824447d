"""What the foot of the list does with clients: write them to a file, print their plans. Both are jobs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from crmdesk.i18n import language, tr
from crmdesk.progress import Progress
from ui.framework.page import Desk
from ui.identify.book.query import Ticked

if TYPE_CHECKING:
    from crmdesk.book.views import View
    from crmdesk.store.store import Store


def export_list(parent: QWidget, desk: Desk, view: View, ticked: Ticked | None) -> None:
    """The ticked clients, or all of the list, as XLSX or CSV; phones and ID numbers stay masked."""
    kinds = tr("Excel workbook (*.xlsx);;Text table (*.csv)")
    suggestion = str(Path.home() / tr("clients.xlsx"))
    target, _filter = QFileDialog.getSaveFileName(parent, tr("Export this list"), suggestion, kinds)
    if not target:
        return
    who = ticked or Ticked((), ())

    def work(store: Store, progress: Progress) -> int:
        from crmdesk.book.export import export_table

        with store.read() as connection:
            ids = who.all_ids(connection, view.filter, view.orders)
        return export_table(
            store, kind="clients", filter_=view.filter, target=Path(target), ids=ids, masked=True, progress=progress
        )

    def done(rows: int) -> None:
        desk.navigate.toast(tr("{rows} rows written to {name}.", rows=f"{rows:,}", name=Path(target).name))

    desk.runner.job(tr("Export to {name}", name=Path(target).name), work, then=done, owner=parent)


def print_plans(parent: QWidget, desk: Desk, view: View, ticked: Ticked) -> None:
    """One PDF per ticked client into a folder, in the language of the window."""
    folder = QFileDialog.getExistingDirectory(parent, tr("Folder for the plans"), str(Path.home()))
    if not folder:
        return

    def work(store: Store, progress: Progress) -> list[Path]:
        from crmdesk.customize.printing import print_plans

        with store.read() as connection:
            ids = list(ticked.all_ids(connection, view.filter, view.orders))
        target = Path(folder)
        return print_plans(store, ids, target, language=language(), copy="client", form="full", progress=progress)

    def done(written: list[Path]) -> None:
        desk.navigate.toast(tr("{count} plans are in {folder}.", count=f"{len(written):,}", folder=Path(folder).name))

    desk.runner.job(tr("Print plans"), work, then=done, owner=parent)
