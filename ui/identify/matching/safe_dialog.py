"""Merging every pair that needs nobody's eye: which they are, why they are safe, and all of it can be taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crmdesk.i18n import tr
from crmdesk.progress import Progress
from crmdesk.store.store import Store
from ui.framework.buttons import Button
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import row
from ui.framework.grid import Grid
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk
from ui.identify.matching.pair_rows import pair_columns, pair_row

if TYPE_CHECKING:
    from crmdesk.identify.matching import Pair, Threshold
    from crmdesk.identify.merging import MergeReport

_LISTED = 1_000


@dataclass(frozen=True)
class _Safe:
    pairs: list[Pair]
    threshold: Threshold


class SafeDialog(QDialog):
    def __init__(self, desk: Desk, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._pairs: list[Pair] = []
        self.setWindowTitle(tr("Merge the safe pairs"))
        self.title = PlainLabel("", role="title")
        self.why = WrappedLabel(tone="secondary")
        self.pairs = Grid(pair_columns(), name=tr("Safe pairs"))
        self.go = Button(tr("Merge them"), icon="check", kind="primary")
        self.cancel = Button(tr("Cancel"), key="Esc")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(self.title)
        layout.addWidget(self.why)
        layout.addWidget(self.pairs, 1)
        layout.addLayout(row(None, self.cancel, self.go))
        self.resize(620, 520)
        self.go.setEnabled(False)
        self.go.clicked.connect(self.run)
        self.cancel.clicked.connect(self.reject)
        self.pairs.opened.connect(lambda _row: self.run())
        desk.runner.read(_read, then=self._show, owner=self)
        FocusRing(self)

    def _show(self, safe: _Safe) -> None:
        self._pairs = safe.pairs
        self.title.setText(tr("{count} pairs are safe to merge", count=f"{len(safe.pairs):,}"))
        self.why.setText(
            tr(
                "No field contradicts, more than the name agrees, and each is at least {share} sure. The threshold "
                "learns: {decisions} decisions so far, {wrong} of them against it. "
                "Every merge can be taken apart at any time.",
                share=f"{safe.threshold.value:.2%}",
                decisions=safe.threshold.decisions,
                wrong=safe.threshold.contradictions,
            )
        )
        self.pairs.show_rows([pair_row(pair) for pair in safe.pairs[:_LISTED]])
        self.go.setEnabled(bool(safe.pairs))

    def run(self) -> None:
        pairs, navigate = self._pairs, self._desk.navigate

        def work(store: Store, progress: Progress) -> MergeReport:
            from crmdesk.identify.merging import merge_safe

            return merge_safe(store, pairs, progress=progress)

        def done(report: MergeReport) -> None:
            navigate.toast(tr("{merged} pairs merged, {left} left to you.", merged=report.merged, left=report.left))

        self._desk.runner.job(tr("Merge {count} pairs", count=f"{len(pairs):,}"), work, then=done)
        self.accept()


def _read(connection: Any) -> _Safe:
    from crmdesk.identify.matching import auto_threshold, safe_pairs

    return _Safe(safe_pairs(connection), auto_threshold(connection))
