"""Second page: table by table what it is, how it is read, why; and its first rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from crmdesk.i18n import tr
from crmdesk.identify.importing.chosen import Chosen
from crmdesk.identify.importing.looking import TableLook
from ui.framework.frames import Card, Scroll, clear_layout, column, row
from ui.framework.icons import IconLabel
from ui.framework.labels import ElidedLabel, Tone, WrappedLabel
from ui.framework.page import Desk
from ui.identify.importing.entries import Entry
from ui.identify.importing.journey import Journey
from ui.identify.importing.recognized.preview import Preview
from ui.identify.importing.recognized.reading_card import ReadingCard
from ui.identify.importing.step import Step
from ui.identify.importing.table_list import TableList

_ICONS: dict[Tone, tuple[str, str]] = {
    "secondary": ("circle-check", "state.ok"),
    "warn": ("triangle-alert", "state.warn"),
    "bad": ("circle-alert", "state.bad"),
}
Remark = tuple[Tone, str]
_MOST_PASSED_OVER = 3


class RecognizedStep(Step):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.list = TableList()
        self.title = ElidedLabel(role="section")
        self.taken = QCheckBox(tr("Import this table"))
        self.card = ReadingCard()
        self.preview = Preview()
        self._remarks = QVBoxLayout()
        self._rows = Card(tr("First rows"))
        self._rows.body.addWidget(self.preview)
        scroll = Scroll("window", margin=6, gap=3)
        scroll.body.addLayout(row(self.title, None, self.taken))
        scroll.body.addLayout(self._remarks)
        for card in (self.card, self._rows):
            scroll.body.addWidget(card)
        scroll.body.addStretch(1)
        self.body.addLayout(row(self.list, scroll, gap=0))
        self.list.chosen.connect(self._choose_table)
        self.card.said.connect(self._say)
        self.taken.toggled.connect(self._take)

    def _choose_table(self, at: int) -> None:
        self.journey.show_entry(at)

    def _say(self, chosen: Chosen) -> None:
        self.journey.choose(chosen)

    def _take(self, is_taken: bool) -> None:  # noqa: FBT001
        entry = self.journey.entry
        if entry is not None and entry.is_left_out == is_taken:
            self.journey.leave_out(self.journey.current, is_left_out=not is_taken)

    def show_journey(self, journey: Journey) -> None:
        self.list.show_journey(journey)
        entry = journey.entry
        if entry is None:
            return
        self.title.setText(entry.title)
        self.taken.blockSignals(True)  # noqa: FBT003
        self.taken.setChecked(not entry.is_left_out)
        self.taken.blockSignals(False)  # noqa: FBT003
        self.card.show_entry(entry, journey)
        self._show_remarks(_remarks(entry))
        self._rows.setVisible(entry.look is not None)
        if entry.look is not None:
            self.preview.show_look(entry.look, is_private=self.desk.shown.is_private)

    def _show_remarks(self, remarks: Sequence[Remark]) -> None:
        clear_layout(self._remarks)
        lines = []
        for tone, text in remarks:
            icon, token = _ICONS[tone]
            line = row(IconLabel(icon, token), WrappedLabel(text, tone=tone))
            line.setStretch(1, 1)
            lines.append(line)
        self._remarks.addLayout(column(*lines, gap=1))

    def start(self) -> QWidget:
        return self.list.grid if len(self.journey.entries) > 1 else self.card.kind


def _remarks(entry: Entry) -> list[Remark]:
    """What a person should know about the table before its columns."""
    look = entry.look
    if look is None:
        return [("bad", entry.error)]
    found: list[Remark] = [("warn", entry.error)] if entry.error else []
    found.append(("secondary", f"{look.recipe.words}: {look.why}"))
    found += _left_out_of(look)
    if look.problems:
        found.append(("warn", tr("{count} cells of the first rows cannot be read.", count=len(look.problems))))
    if not look.rows:
        found.append(("warn", tr("The file has a header and no rows.")))
    return found


def _left_out_of(look: TableLook) -> list[Remark]:
    found: list[Remark] = []
    titles = [text for text in look.ready.table.titles if text.strip()]
    if titles:
        found.append(("secondary", tr("Left out above the header: {text}", text=" / ".join(titles)[:200])))
    for number, text in look.passed_over[:_MOST_PASSED_OVER]:
        found.append(("secondary", tr("Row {row}: {text}", row=f"{number:,}", text=text)))
    secret = [one.name for one in look.columns if one.is_secret]
    if secret:
        found.append(("warn", tr("Never read, never stored: {columns}", columns=", ".join(secret))))
    return found
