"""Two clients side by side: why they may be one, what would stay, what moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.i18n import tr
from ui.framework.big_table.cells import Cell, Column, paint_name, paint_text
from ui.framework.frames import Card, row
from ui.framework.grid import Grid, GridRow
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.identify.matching.field_choices import FieldChoices
from ui.identify.matching.painting import paint_agreement, paint_weight
from ui.identify.matching.pair_rows import sure

if TYPE_CHECKING:
    from crmdesk.identify.matching import Pair, Reason
    from crmdesk.identify.merging import MergePreview

_REASON_ROWS, _FIELD_ROWS = 9, 12


@dataclass(frozen=True)
class PairDetail:
    pair: Pair
    reasons: tuple[Reason, ...]
    preview: MergePreview


class PairView(QWidget):
    """``choice_made`` tells (field, client id) to be kept."""

    choice_made = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.detail: PairDetail | None = None
        self.title = PlainLabel("", role="title")
        self.number = PlainLabel("", role="section")
        self.moving = WrappedLabel(tone="secondary")
        self.reasons = Grid(_reason_columns(("", "")), name=tr("Why these may be one client"))
        self.fields = FieldChoices()
        self.fields.chosen.connect(self.choice_made)
        why = Card(tr("Why these may be one client"))
        why.body.addWidget(self.reasons)
        self._stays = Card(
            tr("What stays"), right=(PlainLabel(tr("1, 2: whose value"), role="caption", tone="tertiary"),)
        )
        self._stays.body.addWidget(self.fields, 1)
        self._stays.body.addWidget(self.moving)
        layout = self._lines = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(row(self.title, None, self.number))
        layout.addWidget(why)
        layout.addWidget(self._stays, 1)

    def add_acts(self, acts: QHBoxLayout) -> None:
        """What can be decided stands below the names: at the foot the toast of the last decision would cover it."""
        self._lines.insertLayout(1, acts)

    def show_detail(self, detail: PairDetail) -> None:
        self.detail = detail
        keep, drop = detail.preview.keep, detail.preview.drops[0]
        self.title.setText(
            tr("{drop} into {keep}", drop=f"{drop.name} {drop.client_no}", keep=f"{keep.name} {keep.client_no}")
        )
        self.number.setText(tr("{share} sure", share=sure(detail.pair.probability)))
        self.reasons.show_columns(_reason_columns((detail.pair.a_no, detail.pair.b_no)), _reason_rows(detail.reasons))
        self.reasons.fit_height(most=_REASON_ROWS)
        self.fields.show_preview(detail.preview)
        self.moving.setText(moving_words(detail.preview))


def _reason_columns(numbers: tuple[str, str]) -> list[Column]:
    return [
        Column("field", tr("Field"), 90, paint_name),
        Column("a", numbers[0], 130, paint_text),
        Column("b", numbers[1], 130, paint_text),
        Column("level", tr("Comparison"), 170, paint_agreement),
        Column("weight", tr("Weight"), 130, paint_weight),
    ]


def _reason_rows(reasons: tuple[Reason, ...]) -> list[GridRow]:
    return [
        GridRow(
            [
                Cell(str(one.label)),
                Cell(one.a_value or "–"),
                Cell(one.b_value or "–"),
                Cell(str(one.level), content=one.agreement),
                Cell(f"{one.weight:+.1f}", content=one.weight),
            ],
            key=one.field,
        )
        for one in reasons
        if one.agreement != "missing"
    ]


def moving_words(preview: MergePreview) -> str:
    """``3 contacts, 1 account move to 李明 C0001``: what points to the dropped clients."""
    gone = [one.id for one in preview.drops]
    counts = [(one.label, sum(one.counts.get(client, 0) for client in gone)) for one in preview.children]
    listed = tr(", ").join(f"{count:,} {label}" for label, count in counts if count)
    if not listed:
        return tr("Nothing else hangs on the record that goes.")
    return tr("What moves along: {rows}", rows=listed)


def read_detail(connection: Any, pair: Pair, keep_id: int, choices: dict[str, int]) -> PairDetail:
    from crmdesk.identify.matching import pair_reasons
    from crmdesk.identify.merging import merge_preview

    drop_id = pair.b if keep_id == pair.a else pair.a
    known = pair_reasons(connection, pair.a, pair.b)
    return PairDetail(pair, known, merge_preview(connection, keep_id, [drop_id], choices=choices))
