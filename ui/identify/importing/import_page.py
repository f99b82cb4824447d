"""Import in five pages: files, what was recognized, mapping, dry run, result. A bar says what is under way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from crmdesk.i18n import Words, tr
from crmdesk.resources import resource_path
from ui.framework.buttons import Button
from ui.framework.frames import Line, Panel, column, row
from ui.framework.labels import ElidedLabel
from ui.framework.page import Command, Crumb, Desk, Page, State
from ui.framework.theme import theme
from ui.identify.importing.files.files_step import FilesStep
from ui.identify.importing.journey import FILE, MAPPING, RECOGNIZED, RESULT, TRIAL, Journey
from ui.identify.importing.mapping.mapping_step import MappingStep
from ui.identify.importing.outcome.outcome_step import OutcomeStep
from ui.identify.importing.recognized.recognized_step import RecognizedStep
from ui.identify.importing.steps import Steps
from ui.identify.importing.summary_bar import SummaryBar
from ui.identify.importing.trial.trial_step import TrialStep


class ImportPage(Page):
    """The wizard. Nothing is written before the fourth page is confirmed; a dry run is the import, rolled back."""

    name: ClassVar[str] = "import"
    title: ClassVar[Words] = Words("导入", "Import")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.steps = Steps([tr("File"), tr("Recognized"), tr("Mapping"), tr("Dry run"), tr("Result")])
        self.summary = SummaryBar()
        self.files_step = FilesStep(desk)
        self.recognized_step = RecognizedStep(desk)
        self.mapping_step = MappingStep(desk)
        self.trial_step = TrialStep(desk)
        self.outcome_step = OutcomeStep(desk)
        self._pages = QStackedWidget()
        self.note = ElidedLabel(tone="secondary")
        self.back_button = Button(tr("Back"), icon="arrow-left", key="Alt ←")
        self.cancel_button = Button(tr("Cancel"), icon="x")
        self.rejects_button = Button(tr("Save rejected rows"), icon="download", key="Alt S")
        self.next_button = Button(tr("Continue"), icon="arrow-right", kind="primary", key="Alt →")
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self._take_journey(Journey(desk.runner))

    def _lay_out(self) -> None:
        for step in self._steps():
            self._pages.addWidget(step)
        head = Panel("surface")
        head.body.setContentsMargins(theme.space(6), 0, theme.space(6), 0)
        head.body.addWidget(self.steps)
        foot = Panel("surface")
        foot.body.setContentsMargins(theme.space(6), theme.space(3), theme.space(6), theme.space(3))
        buttons = (self.cancel_button, self.rejects_button, self.next_button)
        line = row(self.back_button, self.note, *buttons)
        line.setStretchFactor(self.note, 1)
        foot.body.addLayout(line)
        self.setLayout(column(head, self.summary, self._pages, Line(), foot, gap=0))

    def _steps(self) -> tuple[FilesStep, RecognizedStep, MappingStep, TrialStep, OutcomeStep]:
        return (self.files_step, self.recognized_step, self.mapping_step, self.trial_step, self.outcome_step)

    def _connect(self) -> None:
        self.files_step.browse_asked.connect(self.browse_for)
        self.back_button.clicked.connect(self.go_back)
        self.next_button.clicked.connect(self.go_on)
        self.cancel_button.clicked.connect(self.cancel)
        self.rejects_button.clicked.connect(self.save_rejects)
        self.desk.runner.jobs_changed.connect(self._show_progress)
        self.desk.shown.changed.connect(self._show_journey)

    def _take_journey(self, journey: Journey) -> None:
        self.journey = journey
        journey.changed.connect(self._show_journey)
        for step in self._steps():
            step.take_journey(journey)
        self._show_journey()

    # -- frame

    def crumbs(self) -> list[Crumb]:
        clients = Crumb(str(Words("客户", "Clients")), lambda: self.desk.navigate.go("clients"))
        return [clients, Crumb(str(self.title))]

    def commands(self) -> list[Command]:
        return [
            Command(Words("继续导入", "Continue the import"), self.step_on, "Alt+Right", "arrow-right"),
            Command(Words("确认本页", "Confirm this page"), self.go_on, "Ctrl+Return", "check"),
            Command(Words("导入：上一步", "Import: one page back"), self.go_back, "Alt+Left", "arrow-left"),
            Command(Words("选择要导入的文件", "Choose files to import"), self.browse, "Alt+O", "folder-open"),
            Command(Words("另存拒收行", "Save rejected rows"), self.save_rejects, "Alt+S", "download"),
        ]

    def state(self) -> State:
        return {"journey": self.journey}

    def restore(self, state: State) -> None:
        """Take over the import of the page before this one; of a store that was locked only what was chosen."""
        journey = state.get("journey")
        if not isinstance(journey, Journey):
            return
        self.journey.changed.disconnect(self._show_journey)
        self._take_journey(journey.for_runner(self.desk.runner))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    # -- what the user does

    def take_files(self, files: Sequence[Path]) -> None:
        self.journey.take_files(files)

    def browse(self) -> None:
        self.browse_for("auto")

    def browse_for(self, recipe: str) -> None:
        """The file dialog; what is chosen is read by a recipe (``auto`` = recognized)."""
        pattern = f"{tr('Tables')} (*.csv *.tsv *.txt *.xlsx *.xls *.xlsm *.zip *.gz *.dbf *.xml *.html)"
        names, _filter = QFileDialog.getOpenFileNames(
            self, tr("Choose files"), str(Path.home()), f"{pattern};;{tr('All files')} (*)"
        )
        if names:
            self.journey.take_files([Path(name) for name in names], recipe=recipe)

    def go_on(self) -> None:
        """The main button: the next page; on the fourth page what was shown is written."""
        if self.journey.step == RESULT:
            self.journey.start_again()
            self.focus_start()
        elif self.journey.can_go_on():
            self.journey.forward()
            self.focus_start()

    def step_on(self) -> None:
        """Alt+Right: as the main button, but it never writes; there it only puts the keyboard on that button."""
        if self.journey.step == TRIAL:
            self.next_button.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.go_on()

    def go_back(self) -> None:
        self.journey.back()
        self.focus_start()

    def cancel(self) -> None:
        """Stop what is under way; when nothing is, give the import up. Nothing was written."""
        if self.journey.job is not None:
            self.journey.cancel()
        else:
            self.journey.start_again()
            self.focus_start()

    def save_rejects(self) -> None:
        result = self.journey.written or self.journey.trial
        if result is None or not result.rejected:
            return
        name, _filter = QFileDialog.getSaveFileName(self, tr("Save rejected rows"), tr("rejected.csv"), "CSV (*.csv)")
        if name:
            self.journey.save_rejects(
                Path(name),
                lambda count: self.desk.navigate.toast(tr("{count} rows saved to {path}", count=count, path=name)),
            )

    def show_sample(self) -> None:
        """The sample that ships, for pictures; a store that is only looked at remembers nothing of it."""
        self.journey.remembers = False
        self.take_files([resource_path("demo", "counter_export.csv")])

    # -- showing

    def _show_journey(self) -> None:
        journey = self.journey
        self._pages.setCurrentIndex(journey.step)
        self.steps.show_step(journey.step)
        self.summary.show_journey(journey)
        self._steps()[journey.step].show_journey(journey)
        self._show_foot()

    def _show_progress(self) -> None:
        if self.journey.job is not None and self.journey.step == TRIAL:
            self.trial_step.show_progress(self.journey)

    def _show_foot(self) -> None:
        journey = self.journey
        result = journey.written or journey.trial
        self.back_button.setVisible(FILE < journey.step < RESULT)
        self.back_button.setEnabled(journey.job is None)
        self.cancel_button.setVisible(journey.step < RESULT and bool(journey.entries or journey.job))
        self.rejects_button.setVisible(journey.step >= TRIAL and result is not None and result.rejected > 0)
        self.next_button.setText(self._next_words())
        self.next_button.set_key("Ctrl ↵" if journey.step == TRIAL else "Alt →")
        self.next_button.updateGeometry()
        self.next_button.setEnabled(journey.can_go_on())
        self._say(journey.problem, journey.why_not_on())

    def _next_words(self) -> str:
        words = {
            FILE: tr("Continue"),
            RECOGNIZED: tr("Continue"),
            MAPPING: tr("Start the dry run"),
            TRIAL: tr("Write"),
            RESULT: tr("Import more files"),
        }
        return words[self.journey.step]

    def _say(self, problem: str, why_not: str) -> None:
        usual = "" if self.journey.step == RESULT else tr("Nothing is written yet.")
        if self.journey.is_looking:
            usual = tr("Reading…")
        self.note.setText(problem or why_not or usual)
        self.note.set_tone("bad" if problem else "warn" if why_not and self.journey.step > FILE else "secondary")

    def focus_start(self) -> None:
        target: QWidget = self._steps()[self.journey.step].start()
        target.setFocus(Qt.FocusReason.OtherFocusReason)
