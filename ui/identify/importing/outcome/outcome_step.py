"""Fifth page: what is in the store now, what to do with it next, and how to take it back."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from crmdesk.i18n import tr
from crmdesk.identify.importing import Batch, ImportResult
from ui.framework.buttons import Button
from ui.framework.frames import Card, Scroll, clear_layout, column, row
from ui.framework.icons import IconLabel
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk
from ui.framework.theme import theme
from ui.identify.importing.equation import Equation, EquationHead
from ui.identify.importing.journey import Journey
from ui.identify.importing.outcome.figures import change_lines, new_lines, reject_lines
from ui.identify.importing.progress_words import effort_words
from ui.identify.importing.step import Step
from ui.identify.importing.take_back_dialog import TakeBackDialog


class OutcomeStep(Step):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._shown: ImportResult | None = None
        self._batch: Batch | None = None
        self.equation = Equation()
        self._verdict = PlainLabel(role="strong", tone="ok")
        self._verdict_icon = IconLabel("circle-check", "state.ok")
        self._time = PlainLabel(tone="secondary")
        self.created = Button(tr("Show the new clients"), icon="users")
        self.touched = Button(tr("Show all clients of this import"), icon="users")
        self.duplicates = Button("", icon="user-round-cog", name=tr("Look at the possible duplicates"))
        self._none_found = PlainLabel(tone="tertiary")
        self.take_back = Button(tr("Take this import back…"), icon="undo-2", kind="danger")
        self.new = Card(tr("New in the store"))
        self.changes = Card(tr("Changed in the store"))
        self.rejects = Card(tr("Rejected rows"))
        self.next = Card(tr("What comes next"))
        self._lines = {card: column(gap=1) for card in (self.new, self.changes, self.rejects)}
        self._hint = WrappedLabel(tone="secondary", role="caption")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = EquationHead(self.equation, row(self._time))
        self.body.addWidget(head)
        self.next.body.addLayout(row(self._verdict_icon, self._verdict, None))
        for button in (self.created, self.touched, self.duplicates):
            self.next.body.addLayout(row(button, None))
        self.next.body.addWidget(self._none_found)
        self.next.body.addSpacing(theme.space(2))
        self.next.body.addLayout(row(self.take_back, None))
        self.next.body.addWidget(self._hint)
        self.next.body.addStretch(1)
        for card, lines in self._lines.items():
            card.body.addLayout(lines)
            card.body.addStretch(1)
        grid = QGridLayout()
        grid.setSpacing(theme.space(4))
        for at, card in enumerate((self.next, self.new, self.changes, self.rejects)):
            grid.addWidget(card, at // 2, at % 2)
            grid.setColumnStretch(at % 2, 1)
        scroll = Scroll("window", margin=6, gap=4)
        scroll.body.addLayout(grid)
        scroll.body.addStretch(1)
        self.body.addWidget(scroll)

    def _connect(self) -> None:
        self.created.clicked.connect(lambda: self._list("new_in_import"))
        self.touched.clicked.connect(lambda: self._list("import"))
        self.duplicates.clicked.connect(lambda: self.desk.navigate.go("duplicates"))
        self.take_back.clicked.connect(self.ask_take_back)

    def _list(self, field: str) -> None:
        self.desk.navigate.list_clients(f"{field}:{self.journey.batch}")

    def ask_take_back(self) -> None:
        if self._batch is not None and self._batch.can_take_back:
            dialog = TakeBackDialog(self.desk, self._batch, parent=self)
            dialog.accepted.connect(self._taken_back)
            dialog.open()

    def _taken_back(self) -> None:
        self._shown = None
        self.show_journey(self.journey)

    # -- showing

    def show_journey(self, journey: Journey) -> None:
        self._show_duplicates(journey.duplicates)
        if journey.written is None or journey.written is self._shown:
            return
        self._shown = journey.written
        self.equation.show_files(journey.written.files)
        self._time.setText(effort_words(journey.written, journey.seconds))
        self._fill(self.new, new_lines(journey.written.report))
        self._fill(self.changes, change_lines(journey.written.report))
        self._fill(self.rejects, reject_lines(journey.written.files))
        self.created.setVisible(journey.written.report.creates > 0)
        batch = journey.batch

        def kept(connection: Any) -> Batch | None:
            from crmdesk.identify.importing import batch as batch_of

            return batch_of(connection, batch)

        self.desk.runner.read(kept, then=self.show_batch, owner=self, key="batch")

    def _show_duplicates(self, pairs: int | None) -> None:
        """None: the search is still under way, or was stopped."""
        self.duplicates.setVisible(bool(pairs))
        self.duplicates.setText(tr("Look at {count} possible duplicates", count=f"{pairs or 0:,}"))
        self.duplicates.updateGeometry()
        self._none_found.setText(
            tr("Possible duplicates are being looked for.")
            if pairs is None
            else tr("No possible duplicates were found.")
        )
        self._none_found.setVisible(not pairs)

    def show_batch(self, batch: Batch | None) -> None:
        """What the store says about the import, beside what the import said of itself."""
        self._batch = batch
        is_there = batch is not None and batch.taken_back_at is None
        for button in (self.take_back, self.touched, self.created):
            button.setEnabled(is_there)
        if batch is None:
            self._say(tr("Nothing had to be written."), is_right=True)
        elif not is_there:
            self._say(tr("This import was taken back."), is_right=True)
        else:
            is_right = self._agrees(batch)
            words = tr("In the store as batch {batch}; the rows reconcile.", batch=batch.id)
            self._say(words if is_right else tr("The store counts other rows than the import."), is_right=is_right)
        self._hint.setText(
            tr("Taking back gives updated values back, too, and asks first. The list of imports offers it as well.")
        )

    def _agrees(self, batch: Batch) -> bool:
        """Whether the counts in the store are those of the result, and add up."""
        assert self._shown is not None
        names = ("read", "created", "updated", "unchanged", "rejected")
        said = [sum(getattr(one, name) for one in self._shown.files) for name in names]
        stored = [getattr(batch, name) for name in names]
        return said == stored and stored[0] == sum(stored[1:])

    def _say(self, text: str, *, is_right: bool) -> None:
        self._verdict.setText(text)
        self._verdict.set_tone("ok" if is_right else "bad")
        self._verdict_icon.show_icon(*(("circle-check", "state.ok") if is_right else ("circle-x", "state.bad")))

    def _fill(self, card: Card, lines: list[tuple[str, int]]) -> None:
        body = self._lines[card]
        clear_layout(body)
        for words, count in lines:
            figure = PlainLabel(f"{count:,}" if count else "", role="strong")
            line = row(WrappedLabel(words, tone="secondary"), figure)
            line.setStretch(0, 1)
            body.addLayout(line)

    def start(self) -> QWidget:
        return self.touched
