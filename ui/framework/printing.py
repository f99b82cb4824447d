"""Sending a PDF to a printer: its pages as pictures of 300 dots per inch, drawn off the UI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from ui.framework.pdf import page_count, page_images

if TYPE_CHECKING:
    from crmdesk.progress import Progress
    from ui.framework.jobs import Runner

DPI = 300


def new_printer(title: str) -> QPrinter:
    """A4, the whole sheet: the margins are part of the pages."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DPI)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setDocName(title)
    return printer


def chosen_pages(printer: QPrinter, count: int) -> range:
    """Indexes of the pages the user asked for, first page 0."""
    first, last = printer.fromPage(), printer.toPage()
    return range(first - 1, min(last, count)) if first else range(count)


def draw_pages(printer: QPrinter, data: bytes, progress: Progress) -> int:
    """Draw the chosen pages on the printer; returns how many. Raises ``CrmError`` when it takes no job."""
    painter = QPainter()
    if not painter.begin(printer):
        raise CrmError(tr("The printer takes no job. Check that it is switched on, or choose another one."))
    pages = chosen_pages(printer, page_count(data))
    try:
        for place, index in enumerate(pages):
            progress.at(place, len(pages), tr("page {number}", number=index + 1))
            if place:
                printer.newPage()
            (image,) = page_images(data, scale=DPI / 72, first=index, last=index)
            painter.drawImage(QRectF(painter.viewport()), image)
    finally:
        painter.end()
    return len(pages)


def print_pdf(runner: Runner, data: bytes, *, title: str, parent: QWidget) -> None:
    """Ask for a printer and pages, then print as a job with progress and cancel."""
    printer = new_printer(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, page_count(data))
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    if dialog.exec() == QPrintDialog.DialogCode.Accepted:
        runner.job(tr("Print {title}", title=title), lambda _store, progress: draw_pages(printer, data, progress))
