"""Small parts that several tabs of the room share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from crmdesk.i18n import tr
from ui.differentiate.classify_dialog import ClassifyDialog
from ui.framework.buttons import Button
from ui.framework.empty import EmptyState
from ui.framework.frames import Card, row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk


class PictureCard(Card):
    """A card whose title, the answer of its picture, breaks into lines where the card is narrow."""

    def __init__(self, title: str, *, right: tuple[QWidget, ...] = ()) -> None:
        super().__init__()
        self.answer = WrappedLabel(title, role="section")
        line = row(self.answer, *right)
        line.setStretch(0, 1)
        for part in right:
            line.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)
        self.setAccessibleName(title)

    def say(self, title: str) -> None:
        self.answer.setText(title)
        self.setAccessibleName(title)


def quiet(text: str) -> PlainLabel:
    """The note at the right end of a card's title."""
    return PlainLabel(text, role="caption", tone="tertiary")


def under(text: str) -> WrappedLabel:
    """What stands below a picture: what its axes are, what its marks mean."""
    return WrappedLabel(text, role="caption", tone="tertiary")


def not_yet(desk: Desk, parent: QWidget) -> EmptyState:
    """Before the first run: what the room is for, and the one thing to do."""
    empty = EmptyState(
        "layers",
        tr("Nobody is classified yet."),
        tr("Import transactions or balances, then classify: every client gets a tier and a stage, with the reasons."),
    )
    offer_to_begin(empty, desk, parent)
    return empty


def offer_to_begin(empty: EmptyState, desk: Desk, parent: QWidget) -> None:
    """Classify, or bring in first what there is to classify."""
    classify = Button(tr("Classify"), icon="layers", kind="primary")
    empty.add_action(classify, lambda: ClassifyDialog(desk, parent=parent).open())
    empty.add_action(Button(tr("Import"), icon="file-up"), lambda: desk.navigate.go("import"))
