"""Who would be where: the matrix, how many rise and fall, and what is beyond the line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from crmdesk.codes import code_words
from crmdesk.differentiate.rehearsal.comparison import STAGE_CODES, TIER_CODES, Comparison
from crmdesk.differentiate.rehearsal.cut_words import crowded_words
from crmdesk.differentiate.rehearsal.rehearse import Rehearsal
from crmdesk.differentiate.run_stop import STOP_PERCENT
from crmdesk.i18n import tr
from ui.differentiate.rehearsal.rehearsal_matrix import RehearsalMatrix
from ui.framework.chips import ChipKind
from ui.framework.frames import Card, row
from ui.framework.labels import ElidedLabel, PlainLabel, TagLabel, WrappedLabel
from ui.framework.segmented import Segmented


class ResultCard(Card):
    """``cell_chosen(kind, old, new)`` when the clients behind a number are asked for; kind is tier or stage."""

    cell_chosen = Signal(str, str, str)
    view_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._found: Rehearsal | None = None
        self.heading = ElidedLabel(role="section")
        self.tag = TagLabel(tr("Rehearsed only, not in force"), tag="warn")
        self.ups, self.downs = PlainLabel(role="strong"), PlainLabel(role="strong")
        self.side = Segmented(
            [("at_once", tr("At once")), ("first_month", tr("First month"))], name=tr("Which month is shown")
        )
        self.kind = Segmented([("tier", tr("Tiers")), ("stage", tr("Stages"))], name=tr("What is shown"))
        self.note = WrappedLabel(role="caption", tone="secondary")
        self.matrices = {"tier": RehearsalMatrix("tier"), "stage": RehearsalMatrix("stage")}
        self.crowded = WrappedLabel(role="caption", tone="secondary")
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.body.addLayout(row(self.heading, None, self.ups, self.downs, gap=3))
        self.body.addLayout(row(self.kind, self.side, None, self.tag))
        self.body.addWidget(self.note)
        for matrix in self.matrices.values():
            self.body.addWidget(matrix)
        self.body.addWidget(self.crowded)
        self.body.addStretch(1)

    def _connect(self) -> None:
        self.side.chosen.connect(lambda _side: self._show())
        self.kind.chosen.connect(lambda _kind: self._show())
        for kind in ("tier", "stage"):
            self.matrices[kind].chosen.connect(lambda pair, kind=kind: self.cell_chosen.emit(kind, *pair))

    @property
    def comparison(self) -> Comparison | None:
        """The side in view."""
        if self._found is None:
            return None
        return self._found.at_once if self.side.value == "at_once" else self._found.first_month

    def show_rehearsal(self, found: Rehearsal, before: str, after: str) -> None:
        self._found = found
        self._names = before, after
        self._show()

    def _show(self) -> None:
        shown, found = self.comparison, self._found
        if shown is None or found is None:
            return
        kind: ChipKind = "tier" if self.kind.value == "tier" else "stage"
        moved = sum(n for (old, new), n in self._counts(shown, kind).items() if old != new)
        self.heading.setText(_heading(self._names, moved, kind))
        self.ups.setText(tr("▲ {count} up", count=f"{shown.ups:,}") if kind == "tier" else "")
        self.downs.setText(tr("▼ {count} down", count=f"{shown.downs:,}") if kind == "tier" else "")
        self.ups.set_tone("ok")
        self.downs.set_tone("warn")
        self.note.setText(_note(self.side.value))
        codes = TIER_CODES if kind == "tier" else STAGE_CODES
        beyond = [tier for tier, _ in shown.stopped] if kind == "tier" else []
        self.matrices[kind].show_counts(codes, self._counts(shown, kind), beyond=beyond, ordered=kind == "tier")
        for name, matrix in self.matrices.items():
            matrix.setVisible(name == kind)
        self.crowded.setText(" ".join(map(str, crowded_words(found))))
        self.crowded.setVisible(bool(self.crowded.text()))
        self.view_changed.emit()

    @staticmethod
    def _counts(shown: Comparison, kind: str) -> dict[tuple[str, str], int]:
        return shown.matrix if kind == "tier" else shown.stage_matrix


def _heading(names: tuple[str, str], moved: int, kind: str) -> str:
    before, after = names
    if before == after:
        return tr("Rules in force: change a figure to see who moves")
    if not moved:
        return tr("{before} → {after}: nobody moves", before=before, after=after)
    count = f"{moved:,}"
    if kind == "tier":
        return tr("{before} → {after}: {count} clients change tier", before=before, after=after, count=count)
    return tr("{before} → {after}: {count} clients change stage", before=before, after=after, count=count)


def _note(side: str) -> str:
    if side == "at_once":
        return tr("By the figures alone, without buffer and watch months: where the rules put everybody in the end.")
    return tr("As the first run would write it: buffer, watch months and confirmations go on from the month before.")


def shares_words(shares: Sequence[tuple[str, float]]) -> str:
    """``Diamond 44.0 %, Gold 25.9 %``"""
    return tr(", ").join(f"{code_words('tier', tier)} {share:.1%}" for tier, share in shares)


def stop_words(shown: Comparison) -> str:
    """``Diamond 44.0 % · line 15 %``."""
    tier, share = shown.largest
    if not tier:
        return tr("nobody · line {line} %", line=STOP_PERCENT)
    return tr("{tier} {share} · line {line} %", tier=code_words("tier", tier), share=f"{share:.1%}", line=STOP_PERCENT)
