"""Where files are dropped or chosen: a page of its own while there are none, one line above the list afterwards."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.i18n import tr
from crmdesk.resources import resource_path
from ui.framework.buttons import Button
from ui.framework.frames import Card, row
from ui.framework.icons import IconLabel
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.links import Link

_TEXT_WIDTH = 520


class DropZone(Card):
    """``chosen`` with files that need no choosing any more; ``browse_asked`` for the file dialog."""

    chosen = Signal(list)
    browse_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.button = Button(tr("Choose files"), icon="folder-open", kind="primary", key="Alt O")
        self.sample = Link(tr("Try it with a sample counter export"), role="body")
        self._teaching = self._teach()
        self._short = PlainLabel(tr("Drop further files anywhere on this page, or choose them."), tone="secondary")
        self.body.addWidget(self._teaching)
        self._centred = QWidget()
        line = row(self._short, None, self.sample, self.button, self._centred)
        line.setStretchFactor(self._centred, 1)
        self.body.addLayout(line)
        self.button.clicked.connect(self.browse_asked)
        self.sample.clicked.connect(lambda: self.chosen.emit([Path(resource_path("demo", "counter_export.csv"))]))
        self.show_taken(0)

    def _teach(self) -> QWidget:
        """What this page takes, said once, while nothing was chosen."""
        text = WrappedLabel(
            tr(
                "Drop exports of your counter or bank system here: CSV, TXT, XLSX, XLS, web pages named .xls, "
                "or a ZIP of them, in any of the usual encodings. Title and total rows, several sheets, 万 and 亿, "
                "and damaged cells are recognized; a dry run shows every change before anything is written."
            ),
            tone="secondary",
        )
        text.setFixedWidth(_TEXT_WIDTH)
        text.setMinimumHeight(text.heightForWidth(_TEXT_WIDTH))
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 8, 0, 8)
        for widget in (
            IconLabel("file-up", "text.tertiary", size=32),
            PlainLabel(tr("Import files"), role="title"),
            text,
        ):
            box.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        return holder

    def show_taken(self, count: int) -> None:
        self._teaching.setVisible(not count)
        self._short.setVisible(bool(count))
        self._centred.setVisible(not count)
