"""What the foot of the list does with clients: write them to a file, print their plans, merge them, move them away."""

from __future__ import annotations

from collections.abc import Callable
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
    from ui.identify.book.client_list import ClientList

#: Records of one client that somebody merges by hand; more of them are a slip.
_MERGED_AT_ONCE = 20


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


def merge_ticked(listed: ClientList) -> None:
    """The ticked clients into one of them."""
    from ui.identify.matching.merge_dialog import MergeDialog

    def ask(ids: list[int]) -> None:
        if 1 < len(ids) <= _MERGED_AT_ONCE:
            dialog = MergeDialog(listed.desk, ids, parent=listed)
            dialog.accepted.connect(listed.table.checks.clear)
            dialog.open()
        else:
            listed.desk.navigate.toast(
                tr("Tick the records of one client in the list, two to {most}, then merge.", most=_MERGED_AT_ONCE)
            )

    _with_ticked(listed, ask)


def trash_ticked(listed: ClientList) -> None:
    """The ticked clients into the trash; with none ticked the one in view."""
    from ui.identify.trash.reason_dialog import MoveToTrashDialog

    def ask(ids: list[int]) -> None:
        chosen = ids or [one for one in (listed.table.current_id(),) if one]
        if chosen:
            dialog = MoveToTrashDialog(listed.desk, chosen, parent=listed)
            dialog.accepted.connect(listed.table.checks.clear)
            dialog.open()

    _with_ticked(listed, ask)


def _with_ticked(listed: ClientList, then: Callable[[list[int]], None]) -> None:
    ticked, view = listed.ticked(), listed.view
    if listed.table.checks.is_empty:
        then([])
        return
    listed.desk.runner.read(
        lambda connection: list(ticked.all_ids(connection, view.filter, view.orders)), then=then, owner=listed
    )
