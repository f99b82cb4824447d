"""What stands around the record form: the note that a draft was restored, and the buttons that save."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from crmdesk import dates
from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.frames import Panel
from ui.framework.icons import IconLabel
from ui.framework.labels import PlainLabel, restyle


class DraftBanner(Panel):
    """Says that what was typed before a crash or a leave is back; hidden otherwise."""

    def __init__(self) -> None:
        super().__init__("surface", gap=0)
        restyle(self, banner="warn")
        self._words = PlainLabel()
        self.discard = Button(tr("Discard the draft"), is_small=True)
        line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        line.setContentsMargins(20, 6, 16, 6)
        line.setSpacing(8)
        line.addWidget(IconLabel("history", "state.warn"))
        line.addWidget(self._words)
        line.addStretch(1)
        line.addWidget(self.discard)
        self.body.addLayout(line)
        self.hide()

    def say_restored(self, saved_at: datetime) -> None:
        local = saved_at.astimezone(dates.CHINA)
        self._words.setText(tr("Unsaved changes of {moment} are back in the form.", moment=f"{local:%m-%d %H:%M}"))
        self.show()


class SaveFoot(QWidget):
    """Draft state, Save, Discard: below each other at the side, or flat below the form."""

    def __init__(self) -> None:
        super().__init__()
        self.is_flat = False
        self.state = PlainLabel(role="caption", tone="secondary")
        self.save = Button(tr("Save record"), icon="check", kind="primary", key="Ctrl S")
        self.give_up = Button(tr("Discard"), icon="undo-2")
        self._line = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._line.setContentsMargins(16, 12, 16, 16)
        self._line.setSpacing(12)
        buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        buttons.setSpacing(8)
        buttons.addWidget(self.save)
        buttons.addWidget(self.give_up)
        buttons.addStretch(1)
        self._line.addWidget(self.state, 1)
        self._line.addLayout(buttons)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.show_unsaved(0)

    def set_flat(self, is_flat: bool) -> None:  # noqa: FBT001
        self.is_flat = is_flat
        self._line.setDirection(QBoxLayout.Direction.LeftToRight if is_flat else QBoxLayout.Direction.TopToBottom)
        self._line.setContentsMargins(20 if is_flat else 16, 8 if is_flat else 12, 16, 8 if is_flat else 16)
        restyle(self, ground="subtle", topline=is_flat)

    def show_unsaved(self, count: int) -> None:
        self.save.setEnabled(count > 0)
        self.give_up.setEnabled(count > 0)
        self.state.setText(tr("{count} fields changed", count=count) if count else tr("Everything is saved."))

    def say_draft_saved(self) -> None:
        now = dates.now().astimezone(dates.CHINA)
        self.state.setText(tr("Draft saved automatically · {moment}", moment=f"{now:%H:%M:%S}"))
