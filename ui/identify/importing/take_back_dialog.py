"""Before an import is taken back: what that does; after a refusal: what was built on it since."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crmdesk.dates import CHINA
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.importing import Batch, TakenBack, take_back
from ui.frame.status_bar import job_words
from ui.framework.bars import ShareBar
from ui.framework.buttons import Button
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import Scroll, row
from ui.framework.jobs import Job
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk

_WIDTH, _REFUSAL = 520, 220


class TakeBackDialog(QDialog):
    """Accepted once the import was taken back."""

    def __init__(self, desk: Desk, batch: Batch, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._batch = desk, batch
        self._job: Job | None = None
        self.setWindowTitle(tr("Take import {batch} back", batch=batch.id))
        self.setFixedWidth(_WIDTH)
        self.confirm = Button(tr("Take back"), icon="undo-2", kind="danger")
        self.close_button = Button(tr("Leave it"), key="Esc")
        self.bar = ShareBar(name=tr("Progress"))
        self.words = PlainLabel(tone="secondary")
        self.refusal = WrappedLabel(tone="bad")
        self._scroll = Scroll("surface", margin=1)
        self._scroll.body.addWidget(self.refusal)
        self._scroll.body.addStretch(1)
        self._scroll.setFixedHeight(_REFUSAL)
        self._lay_out()
        self.confirm.clicked.connect(self._start)
        self.close_button.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)
        desk.runner.jobs_changed.connect(self._show_progress)
        FocusRing(self)
        self.close_button.setFocus()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(PlainLabel(self.windowTitle(), role="title"))
        for text in _sentences(self._batch):
            layout.addWidget(WrappedLabel(text, tone="secondary"))
        for widget in (self.bar, self.words, self._scroll):
            layout.addWidget(widget)
            widget.hide()
        layout.addLayout(row(None, self.close_button, self.confirm))

    def _start(self) -> None:
        batch_id = self._batch.id
        self.confirm.setEnabled(False)
        self._scroll.hide()
        self._job = self._desk.runner.job(
            self.windowTitle(),
            lambda store, progress: take_back(store, batch_id, progress=progress),
            then=self._done,
            owner=self,
            failed=self._refused,
        )
        self._show_progress()

    def _show_progress(self) -> None:
        for widget in (self.bar, self.words):
            widget.setVisible(self._job is not None)
        if self._job is not None:
            self.bar.show_share(self._job.done / self._job.total if self._job.total else 0.0)
            self.words.setText(" · ".join(filter(None, (self._job.text, job_words(self._job)))))

    def _done(self, result: TakenBack) -> None:
        self._job = None
        removed, restored = (sum(counts.values()) for counts in (result.removed, result.restored))
        self._desk.navigate.toast(
            tr(
                "Taken back: {removed} rows removed, {restored} as before.",
                removed=f"{removed:,}",
                restored=f"{restored:,}",
            )
        )
        self._desk.navigate.facts_changed()
        self.accept()

    def _refused(self, error: CrmError) -> None:
        """Nothing was changed; the clients that stand against it are named."""
        self._job = None
        self._show_progress()
        self.refusal.setText(error.message)
        self._scroll.show()
        self.close_button.setFocus()

    def reject(self) -> None:
        """Esc while it runs stops it: then nothing was changed."""
        if self._job is not None:
            self._job.cancel()
        else:
            super().reject()


def _sentences(batch: Batch) -> tuple[str, ...]:
    day = f"{batch.at.astimezone(CHINA):%Y-%m-%d %H:%M}"
    return (
        tr(
            "{files}, imported {day} by {actor}.",
            files=", ".join(dict.fromkeys(batch.files)),
            day=day,
            actor=batch.actor,
        ),
        tr(
            "The {created} rows that it created are removed; the {updated} that it updated are again what they were.",
            created=f"{batch.created:,}",
            updated=f"{batch.updated:,}",
        ),
        tr(
            "What was edited or used since is never lost: if there is such a thing, nothing is taken back and the "
            "clients are named. Taking back cannot be undone; the files can be imported again."
        ),
    )
