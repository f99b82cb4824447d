"""``8 / 312`` with two arrows: the way through the list the client was opened from."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.frames import row
from ui.framework.labels import PlainLabel
from ui.framework.page import Navigator


class ListWalk(QWidget):
    """Of use only when the client was opened from a list."""

    def __init__(self, navigate: Navigator) -> None:
        super().__init__()
        self._navigate = navigate
        self._place = PlainLabel(tone="tertiary")
        self.before = Button(icon="chevron-up", kind="quiet", is_small=True, name=tr("Previous client (Alt+Up)"))
        self.after = Button(icon="chevron-down", kind="quiet", is_small=True, name=tr("Next client (Alt+Down)"))
        for button, by in ((self.before, -1), (self.after, 1)):
            button.set_tone("text.secondary")
            button.clicked.connect(lambda _on=False, by=by: self._navigate.step(by))
        self.setLayout(row(self._place, self.before, self.after, gap=1))

    def refresh(self) -> bool:
        """Show the place; False when there is none."""
        place = self._navigate.place()
        if place is None:
            return False
        index, count = place
        self._place.setText(f"{index + 1:,} / {count:,}")
        self._place.setAccessibleName(tr("Client {place} of {count}", place=index + 1, count=count))
        self.before.setEnabled(index > 0)
        self.after.setEnabled(index + 1 < count)
        return True
