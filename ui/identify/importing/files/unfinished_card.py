"""An import that was under way when the program ended: go on where it was, or give it up."""

from __future__ import annotations

from PySide6.QtCore import Signal

from crmdesk.dates import CHINA
from crmdesk.i18n import tr
from crmdesk.identify.importing import Unfinished, forget_unfinished, unfinished
from crmdesk.store.store import Store
from ui.framework.buttons import Button
from ui.framework.frames import Card, row
from ui.framework.icons import IconLabel
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk


class UnfinishedCard(Card):
    """``resumed`` with what was left; hidden when there is nothing."""

    resumed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._left: Unfinished | None = None
        self._title = PlainLabel(tr("An import was not finished"), role="section")
        self._text = WrappedLabel(tone="secondary")
        self.go_on = Button(tr("Go on with it"), icon="rotate-ccw", kind="primary")
        self.give_up = Button(tr("Give it up"), icon="x")
        self.body.addLayout(row(IconLabel("clock-arrow-down", "state.warn"), self._title, None))
        self.body.addWidget(self._text)
        self.body.addLayout(row(self.go_on, self.give_up, None))
        self.go_on.clicked.connect(self._resume)
        self.give_up.clicked.connect(self._forget)
        self.hide()

    def read(self) -> None:
        def look(store: Store) -> Unfinished | None:
            return unfinished(store)

        self._desk.runner.write(look, then=self.show_left, owner=self)

    def show_left(self, left: Unfinished | None) -> None:
        self._left = left
        self.setVisible(left is not None)
        if left is not None:
            self._text.setText(_sentence(left))

    def _resume(self) -> None:
        left = self._left
        self.show_left(None)
        if left is not None:
            self.resumed.emit(left)

    def _forget(self) -> None:
        def forget(store: Store) -> None:
            forget_unfinished(store)

        self._desk.runner.write(forget, owner=self)
        self.show_left(None)


def _sentence(left: Unfinished) -> str:
    names = ", ".join(one.path.name for one in left.files)
    parts = [names]
    if left.saved_at is not None:
        parts[0] = tr(
            "{files}, left {moment}.", files=names, moment=f"{left.saved_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
        )
    gone = [one.path.name for one in left.files if not one.is_there]
    if gone:
        parts.append(tr("No longer there: {files}.", files=", ".join(gone)))
    if left.is_writing:
        parts.append(tr("It was being written: an import is kept whole or not at all; the list below says which."))
    else:
        parts.append(tr("Nothing of it was written. What you chose is kept."))
    return " ".join(parts)
