"""The queue of today: one line for who and why, one for what and when, and a button to do it."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from crmdesk.book.today import QueueEntry, Tone
from crmdesk.codes import code_words
from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.chips import ChipLabel, stage_chip, tier_chip
from ui.framework.frames import column, row
from ui.framework.icons import IconLabel
from ui.framework.labels import ElidedLabel, PlainLabel, Tag, TagLabel, restyle
from ui.framework.shown import Shown
from ui.framework.theme import theme

_TAGS: dict[Tone, Tag] = {"bad": "bad", "warn": "warn", "info": "accent", "plain": "neutral"}
_REASONS = 3
_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class QueueRow(QFrame):
    """One client of the queue. The first row is the day's next decision and has the primary button."""

    opened = Signal(int)
    log_wanted = Signal(object)
    postponed = Signal(object)
    #: One row up (-1) or down (1).
    stepped = Signal(int)

    def __init__(self, entry: QueueEntry, *, number: int, on: date, shown: Shown) -> None:
        super().__init__()
        self.entry = entry
        self._on = on
        self.setProperty("queue", "first" if number == 1 else "later")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(theme.size("row.queue"))
        item = entry.follow_up
        self.setAccessibleName(f"{item.name}: {'; '.join(str(reason.words) for reason in entry.reasons)}")
        self._arrange(number, shown)

    def _arrange(self, number: int, shown: Shown) -> None:
        place = PlainLabel(str(number), tone="tertiary")
        place.setFixedWidth(28)
        layout = row(place, self._who(), self._what(shown), self._minutes(), *self._buttons(number), gap=4)
        layout.setContentsMargins(theme.space(6), theme.space(2), theme.space(6), theme.space(2))
        layout.setStretch(1, 5)
        layout.setStretch(2, 4)
        self.setLayout(layout)

    def _who(self) -> QWidget:
        item = self.entry.follow_up
        chips: list[QWidget] = [PlainLabel(item.name, role="strong")]
        if item.tier:
            chips.append(ChipLabel(tier_chip(item.tier)))
        if item.stage:
            chips.append(ChipLabel(stage_chip(item.stage, is_warning=item.stage_status == "warning")))
        tags = [TagLabel(str(r.words), tag=_TAGS[r.tone]) for r in self.entry.reasons[:_REASONS]]
        return _box(row(*chips, None), row(*tags, None))

    def _what(self, shown: Shown) -> QWidget:
        item = self.entry.follow_up
        due = shown.due(item.due_on, on=self._on)
        when = due.text if item.due_time is None else f"{due.text} {item.due_time}"
        channel = str(code_words("contact_channel", item.channel)) if item.channel else ""
        line = row(
            IconLabel(due.icon or "calendar", due.tone),
            PlainLabel(" · ".join(part for part in (when, channel) if part), role="caption", tone="secondary"),
            None,
            gap=1,
        )
        return _box(row(ElidedLabel(str(item.words))), line)

    def _minutes(self) -> PlainLabel:
        label = PlainLabel(tr("{minutes} min", minutes=self.entry.minutes), tone="secondary")
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label.setFixedWidth(64)
        return label

    def _buttons(self, number: int) -> tuple[Button, Button]:
        name = self.entry.follow_up.name
        log = Button(
            tr("Log"),
            icon="phone",
            kind="primary" if number == 1 else "plain",
            is_small=True,
            name=tr("Log a contact with {name}", name=name),
        )
        log.clicked.connect(lambda: self.log_wanted.emit(self.entry))
        later = Button(icon="clock-arrow-down", is_small=True, name=tr("Tomorrow: {name}", name=name))
        later.clicked.connect(lambda: self.postponed.emit(self.entry))
        return log, later

    def tomorrow(self) -> date:
        return self._on + timedelta(days=1)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.opened.emit(self.entry.follow_up.client_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.entry.follow_up.client_id)
        elif event.key() == Qt.Key.Key_L:
            self.log_wanted.emit(self.entry)
        elif event.key() in _STEPS:
            self.stepped.emit(_STEPS[event.key()])
        else:
            super().keyPressEvent(event)


def _box(*lines: object) -> QWidget:
    box = QWidget()
    box.setLayout(column(*lines, gap=1))  # type: ignore[arg-type]
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return box


class DayBlocks(QWidget):
    """How far the day is: one block per entry, filled when done; at most twenty blocks."""

    def __init__(self) -> None:
        super().__init__()
        self._row = row(gap=1)
        self.setLayout(self._row)

    def show_day(self, done: int, left: int) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        total = done + left
        blocks = min(total, 20)
        filled = round(blocks * done / total) if total else 0
        for index in range(blocks):
            block = QFrame()
            block.setFixedSize(20, 8)
            restyle(block, block="done" if index < filled else "open")
            self._row.addWidget(block)
        self.setAccessibleName(tr("{done} of {total} done", done=done, total=total))
