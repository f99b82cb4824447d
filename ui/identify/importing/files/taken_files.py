"""The files that were chosen, one line each: what it is, or the sentence that says why it cannot be read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from crmdesk.i18n import tr
from ui.framework.frames import Card, Line, clear_layout, column, row
from ui.framework.icons import IconLabel
from ui.framework.labels import ElidedLabel, PlainLabel, WrappedLabel
from ui.framework.links import Link
from ui.identify.importing.entries import Entry
from ui.identify.importing.journey import Journey

_MARKS = {True: ("circle-check", "state.ok"), False: ("circle-alert", "state.bad")}


class TakenFiles(Card):
    """``dropped`` with a path that the user takes off the list."""

    dropped = Signal(Path)

    def __init__(self) -> None:
        super().__init__(tr("Files"))
        self._shown: list[Entry] = []
        self.links: list[Link] = []
        self._lines = column(gap=2)
        self.body.addLayout(self._lines)

    def show_journey(self, journey: Journey) -> None:
        self.setVisible(bool(journey.entries))
        if journey.entries == self._shown:
            return
        self._shown = list(journey.entries)
        clear_layout(self._lines)
        self.links = []
        for number, path in enumerate(journey.files):
            if number:
                self._lines.addWidget(Line())
            self._add_file(path, [entry for entry in journey.entries if entry.asked.path == path])

    def _add_file(self, path: Path, entries: list[Entry]) -> None:
        icon, token = _MARKS[any(entry.look for entry in entries)]
        link = Link(tr("Remove"), role="body", name=tr("Remove {name}", name=path.name))
        link.clicked.connect(lambda: self.dropped.emit(path))
        self.links.append(link)
        size = PlainLabel(_size_words(path), tone="tertiary")
        name = ElidedLabel(path.name, role="strong")
        self._lines.addLayout(row(IconLabel(icon, token), name, size, link, gap=3))
        for entry in entries:
            sentence = WrappedLabel(_sentence(entry), tone="bad" if entry.error else "secondary")
            self._lines.addLayout(row(6, sentence))


def _sentence(entry: Entry) -> str:
    """What the table is, or why it cannot be read."""
    if entry.look is None:
        return entry.error
    rows = f"{entry.look.rows_read:,}"
    kind = str(entry.look.kind.words)
    words = tr("{kind}, {rows} rows", kind=kind, rows=rows)
    if not entry.look.is_whole:
        words = tr("{kind}, over {rows} rows", kind=kind, rows=rows)
    return f"{entry.asked.part}: {words}" if entry.asked.part else words


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
