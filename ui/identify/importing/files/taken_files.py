"""The files that were chosen, one line each: what it is, or the sentence that says why it cannot be read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.fields import SecretEdit
from ui.framework.frames import Card, Line, clear_layout, column, row
from ui.framework.icons import IconLabel
from ui.framework.labels import ElidedLabel, PlainLabel, Tone, WrappedLabel
from ui.framework.links import Link
from ui.identify.importing.entries import Entry
from ui.identify.importing.journey import Journey

_PASSWORD = 220


class TakenFiles(Card):
    """``dropped`` with a path that the user takes off the list, ``unlocked`` with a path and its password."""

    dropped = Signal(Path)
    unlocked = Signal(Path, str)

    def __init__(self) -> None:
        super().__init__(tr("Files"))
        self._shown: list[Entry] = []
        self.links: list[Link] = []
        self.passwords: dict[Path, SecretEdit] = {}
        self._lines = column(gap=2)
        self.body.addLayout(self._lines)

    def show_journey(self, journey: Journey) -> None:
        self.setVisible(bool(journey.entries))
        if journey.entries == self._shown:
            return
        self._shown = list(journey.entries)
        clear_layout(self._lines)
        self.links, self.passwords = [], {}
        for number, path in enumerate(journey.files):
            if number:
                self._lines.addWidget(Line())
            self._add_file(path, [entry for entry in journey.entries if entry.asked.path == path])

    def _add_file(self, path: Path, entries: list[Entry]) -> None:
        is_read = any(entry.look for entry in entries)
        icon, token = ("circle-check", "state.ok") if is_read else ("circle-alert", "state.bad")
        link = Link(tr("Take off"), role="body", name=tr("Take {name} off the list", name=path.name))
        link.clicked.connect(lambda: self.dropped.emit(path))
        self.links.append(link)
        name = ElidedLabel(path.name, role="strong")
        line = row(IconLabel(icon, token), name, PlainLabel(_size_words(path), tone="tertiary"), link, gap=3)
        line.setStretch(1, 1)
        self._lines.addLayout(line)
        for entry in entries:
            tone: Tone = "secondary" if entry.look else "tertiary" if is_read else "bad"
            sentence = row(6, WrappedLabel(_sentence(entry), tone=tone))
            sentence.setStretch(1, 1)
            self._lines.addLayout(sentence)
            if entry.is_locked:
                self._lines.addLayout(row(6, *self._password(path), None))

    def _password(self, path: Path) -> tuple[QWidget, ...]:
        """Where the password of a locked file is given; it is kept nowhere."""
        editor = SecretEdit()
        editor.setFixedWidth(_PASSWORD)
        editor.setAccessibleName(tr("Password of {name}", name=path.name))
        editor.setPlaceholderText(tr("Password of the file"))
        button = Button(tr("Open"), icon="key-round")
        editor.returnPressed.connect(button.click)
        button.clicked.connect(lambda: self.unlocked.emit(path, editor.text()))
        self.passwords[path] = editor
        return editor, button


def _sentence(entry: Entry) -> str:
    """What the table is, or why it cannot be read."""
    part = f"{entry.asked.part}: " if entry.asked.part else ""
    if entry.look is None:
        return entry.error if entry.asked.part in entry.error else f"{part}{entry.error}"
    if entry.is_left_out:
        return f"{part}{tr('of no known kind; left out unless you say otherwise')}"
    kind, rows = str(entry.look.kind.words), f"{entry.look.rows_read:,}"
    if entry.look.is_whole:
        return part + tr("{kind}, {rows} rows", kind=kind, rows=rows)
    return part + tr("{kind}, over {rows} rows", kind=kind, rows=rows)


def _size_words(path: Path) -> str:
    """``1.4 MB``; nothing for a file that is gone."""
    if not path.is_file():
        return ""
    size = float(path.stat().st_size)
    for unit in ("B", "KB", "MB"):
        if size < 1_000:
            return f"{size:,.0f} {unit}" if unit == "B" else f"{size:,.1f} {unit}"
        size /= 1_000
    return f"{size:,.1f} GB"
