"""Import: choose files, see what was recognized, try it without writing, write. Every step can be gone back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.importing import KINDS, ImportResult, Inspection, import_files, inspect_file, save_rejects
from crmdesk.interact.importing import CONTACTS
from ui.framework.buttons import Button
from ui.framework.frames import Line, Panel, column, row
from ui.framework.labels import PlainLabel
from ui.framework.page import Command, Crumb, Desk, Page, State
from ui.framework.theme import theme
from ui.identify.importing.choosing import ChooseStep
from ui.identify.importing.outcome import OutcomeStep
from ui.identify.importing.recognized import RecognizedStep
from ui.identify.importing.steps import Steps

ALL_KINDS = (*KINDS, CONTACTS)


class ImportPage(Page):
    """The wizard. Nothing is written before the last button; a dry run is the import itself, rolled back."""

    name: ClassVar[str] = "import"
    title: ClassVar[Words] = Words("导入", "Import")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._files: list[Path] = []
        self._result: ImportResult | None = None
        self.steps = Steps([tr("Choose files"), tr("Recognized"), tr("Dry run"), tr("Written")])
        self.choosing = ChooseStep()
        self.recognized = RecognizedStep()
        self.trial = OutcomeStep()
        self.written = OutcomeStep()
        self._pages = QStackedWidget()
        self._note = PlainLabel(tone="secondary")
        self.back_button = Button(tr("Back"), icon="arrow-left")
        self.rejects_button = Button(tr("Save rejected rows"), icon="download")
        self.next_button = Button(tr("Continue"), icon="arrow-right", kind="primary", key="Ctrl ↵")
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self._go(0)

    def _lay_out(self) -> None:
        for step in (self.choosing, self.recognized, self.trial, self.written):
            self._pages.addWidget(step)
        head = Panel("surface")
        head.body.setContentsMargins(theme.space(6), 0, theme.space(6), 0)
        head.body.addWidget(self.steps)
        foot = Panel("surface")
        foot.body.setContentsMargins(theme.space(6), theme.space(3), theme.space(6), theme.space(3))
        foot.body.addLayout(row(self.back_button, self._note, None, self.rejects_button, self.next_button))
        self.setLayout(column(head, Line(), self._pages, Line(), foot, gap=0))

    def _connect(self) -> None:
        self.choosing.chosen.connect(self.take_files)
        self.choosing.browse_asked.connect(self._browse)
        self.back_button.clicked.connect(lambda: self._go(max(0, self._pages.currentIndex() - 1)))
        self.next_button.clicked.connect(self._next)
        self.rejects_button.clicked.connect(self._save_rejects)

    # -- frame

    def crumbs(self) -> list[Crumb]:
        clients = Crumb(str(Words("客户", "Clients")), lambda: self.desk.navigate.go("clients"))
        return [clients, Crumb(str(self.title))]

    def commands(self) -> list[Command]:
        return [Command(Words("继续导入", "Continue the import"), self._next, "Ctrl+Return", "arrow-right")]

    def state(self) -> State:
        return {"files": [str(path) for path in self._files]}

    def restore(self, state: State) -> None:
        if files := [Path(name) for name in state.get("files", [])]:
            self.take_files(files)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    # -- steps

    def _go(self, step: int) -> None:
        self._pages.setCurrentIndex(step)
        self.steps.show_step(step)
        self.back_button.setVisible(step in (1, 2))
        self.rejects_button.setVisible(step >= 2 and self._result is not None and self._result.rejected > 0)
        self.next_button.setVisible(step > 0)
        texts = ("", tr("Dry run"), tr("Write"), tr("To the clients"))
        self.next_button.setText(texts[step])
        self.next_button.updateGeometry()
        notes = ("", tr("Nothing is written yet."), tr("Nothing is written yet."), "")
        self._note.setText(notes[step])

    def _next(self) -> None:
        step = self._pages.currentIndex()
        if step == 1:
            self._run(is_dry_run=True)
        elif step == 2:
            self._run(is_dry_run=False)
        elif step == 3:
            self.desk.navigate.go("clients")

    def _browse(self) -> None:
        pattern = f"{tr('Tables')} (*.csv *.tsv *.txt *.xlsx *.gz);;{tr('All files')} (*)"
        names, _filter = QFileDialog.getOpenFileNames(self, tr("Choose files"), str(Path.home()), pattern)
        if names:
            self.take_files([Path(name) for name in names])

    def take_files(self, files: Sequence[Path]) -> None:
        """Look at files and show what they are; a file that cannot be read is named with the reason."""
        self._files = list(files)
        self._result = None

        def look(_connection: Any) -> list[tuple[Path, Inspection | CrmError]]:
            return [(path, _looked(path)) for path in files]

        self.desk.runner.read(look, then=self._show_recognized, owner=self, key="look")

    def _show_recognized(self, found: list[tuple[Path, Inspection | CrmError]]) -> None:
        self.recognized.show_files(found)
        self._go(1)
        self.next_button.setEnabled(all(not isinstance(one, CrmError) for _path, one in found))

    def _run(self, *, is_dry_run: bool) -> None:
        files = list(self._files)
        self.next_button.setEnabled(False)
        title = (
            tr("Dry run of {count} files", count=len(files))
            if is_dry_run
            else tr("Import {count} files", count=len(files))
        )
        self.desk.runner.job(
            title,
            lambda store, progress: import_files(store, files, dry_run=is_dry_run, progress=progress, kinds=ALL_KINDS),
            then=lambda result: self._show_outcome(result, step=2 if is_dry_run else 3),
            owner=self,
            failed=self._refused,
        )

    def _show_outcome(self, result: ImportResult, *, step: int) -> None:
        self._result = result
        (self.trial if step == 2 else self.written).show_result(result)
        self.next_button.setEnabled(True)
        self._go(step)

    def _refused(self, error: CrmError) -> None:
        self.next_button.setEnabled(True)
        self._note.setText(error.message)
        self._note.set_tone("bad")

    def _save_rejects(self) -> None:
        assert self._result is not None
        result = self._result
        name, _filter = QFileDialog.getSaveFileName(self, tr("Save rejected rows"), tr("rejected.csv"), "CSV (*.csv)")
        if not name:
            return
        self.desk.runner.write(
            lambda _store: save_rejects(result, Path(name)),
            then=lambda count: self.desk.navigate.toast(tr("{count} rows saved to {path}", count=count, path=name)),
            owner=self,
        )

    def focus_start(self) -> None:
        target: QWidget = self.choosing.button if self._pages.currentIndex() == 0 else self.next_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)


def _looked(path: Path) -> Inspection | CrmError:
    try:
        return inspect_file(path, kinds=ALL_KINDS)
    except CrmError as error:
        return error
