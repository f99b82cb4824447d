"""First step: which files. Drop them, browse, or try the sample export that ships with the program."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from crmdesk.i18n import tr
from crmdesk.resources import resource_path
from ui.framework.buttons import Button
from ui.framework.frames import Panel, row
from ui.framework.icons import IconLabel
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.links import Link


class ChooseStep(Panel):
    chosen = Signal(list)
    browse_asked = Signal()

    def __init__(self) -> None:
        super().__init__("window", margin=6)
        self.button = Button(tr("Choose files"), icon="folder-open", kind="primary")
        self.sample = Link(tr("Try it with a sample counter export"), role="body")
        text = WrappedLabel(
            tr(
                "Drop exports of your counter or bank system here: CSV, TSV, TXT or XLSX, in any of the usual "
                "encodings. Title and total rows, 万 and 亿, and damaged cells are recognized; "
                "a dry run shows every count first."
            ),
            tone="secondary",
        )
        text.setFixedWidth(520)
        text.setMinimumHeight(text.heightForWidth(520))
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        box = QVBoxLayout()
        box.setSpacing(12)
        box.addStretch(2)
        title = PlainLabel(tr("Import files"), role="title")
        for widget in (IconLabel("file-up", "text.tertiary", size=40), title, text):
            box.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addLayout(row(None, self.button, None))
        box.addLayout(row(None, self.sample, None))
        box.addStretch(3)
        self.body.addLayout(box)
        self.button.clicked.connect(self.browse_asked)
        self.sample.clicked.connect(lambda: self.chosen.emit([resource_path("demo", "counter_export.csv")]))
