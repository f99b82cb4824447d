"""What is asked before plans are drafted or printed in numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crmdesk.customize.paper.edition import Copy
from crmdesk.customize.paper.tongue import Edition
from crmdesk.customize.printing import PrintOptions
from crmdesk.i18n import language, tr
from ui.framework.buttons import Button
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import column, row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.segmented import Segmented


class _Asking(QDialog):
    """Title, a sentence, choices, and two buttons."""

    def __init__(self, title: str, sentence: str, go: Button, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.go = go
        self.cancel = Button(tr("Cancel"), key="Esc")
        self.choices = column(gap=4)
        text = WrappedLabel(sentence, tone="secondary")
        text.setFixedWidth(432)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        layout.addWidget(PlainLabel(title, role="title"))
        layout.addWidget(text)
        layout.addLayout(self.choices)
        layout.addLayout(row(None, self.cancel, self.go))
        self.cancel.clicked.connect(self.reject)
        go.clicked.connect(self.accept)
        go.setDefault(True)
        FocusRing(self)

    def add(self, label: str, choice: Segmented) -> None:
        self.choices.addLayout(column(PlainLabel(label, tone="secondary"), choice, gap=1))


class DraftPlansDialog(_Asking):
    """``start(form)`` when the user agrees."""

    def __init__(self, count: int, start: Callable[[str], None], *, parent: QWidget) -> None:
        sentence = tr(
            "Clients of gold and above with a need and no plan yet: {count}. Each draft is an operation of its own: "
            "Undo takes back one plan at a time. Nothing is approved or sent.",
            count=f"{count:,}",
        )
        go = Button(tr("Draft plans"), icon="file-stack", kind="primary")
        super().__init__(tr("Draft plans"), sentence, go, parent=parent)
        self.form = Segmented([("full", tr("Full form")), ("short", tr("One page"))], name=tr("Form"))
        self.add(tr("Form"), self.form)
        self.accepted.connect(lambda: start(self.form.value))


class PrintPlansDialog(_Asking):
    """``start(options)`` when the user agrees; the folder is asked for next."""

    def __init__(self, count: int, start: Callable[[PrintOptions], None], *, parent: QWidget) -> None:
        sentence = tr(
            "One PDF per plan as it stands in the list, {count} in all. Every print is recorded.", count=f"{count:,}"
        )
        go = Button(tr("Choose a folder…"), icon="printer", kind="primary")
        super().__init__(tr("Print plans"), sentence, go, parent=parent)
        self.edition = Segmented(
            [("zh", "中文"), ("en", "English"), ("both", tr("Both"))], name=tr("Language of the plan"), value=language()
        )
        self.copy_kind = Segmented(
            [("client", tr("Client copy")), ("retained", tr("Retained copy"))], name=tr("Copy of the plan")
        )
        self.add(tr("Language of the plan"), self.edition)
        self.add(tr("Copy of the plan"), self.copy_kind)
        self.accepted.connect(lambda: start(self.options()))

    def options(self) -> PrintOptions:
        return PrintOptions(cast("Edition", self.edition.value), cast("Copy", self.copy_kind.value))
