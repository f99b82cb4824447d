"""How the tier comes about: five indicators with their cut-offs and points, or the ladder of assets."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout

from crmdesk.codes import code_words
from crmdesk.differentiate.explaining.indicators import Input
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.tiers import TIERS
from crmdesk.differentiate.what_if import by_rules
from crmdesk.i18n import language, tr
from ui.differentiate.value.fold import Fold
from ui.differentiate.value.record_lines import RecordLines
from ui.differentiate.value.view import ValueView, bands_of, ladder_of
from ui.framework.bars import IndicatorBar
from ui.framework.frames import Card, clear_layout
from ui.framework.labels import ElidedLabel, PlainLabel, WrappedLabel
from ui.framework.links import Link
from ui.framework.shown import HIDDEN, Shown

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class ScoreCard(Card):
    """Shows what decided the tier under the rulebook of the run. A row opens: the records behind its figure."""

    #: The indicator whose every day is asked for.
    days_asked = Signal()

    def __init__(self) -> None:
        self._basis = ElidedLabel(role="caption", tone="tertiary")
        super().__init__(" ", right=(self._basis,), gap=3)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self.body.addLayout(self._grid)
        self.folds: dict[str, Fold] = {}
        self._open: set[str] = set()
        self._shown: tuple[ValueView, Shown] | None = None

    def show_view(self, view: ValueView, shown: Shown) -> None:
        self._shown = (view, shown)
        clear_layout(self._grid)
        self.folds = {}
        if view.why is None:
            return
        found, rulebook, inputs = by_rules(view.why.standing), view.why.rulebook, view.why.inputs
        self.title.setText(_title(found, rulebook))
        self.setAccessibleName(self.title.text())
        self._basis.setText(_basis(found, rulebook))
        if rulebook.thresholds.mode != "SCORE":
            self._add_ladder(found, rulebook, shown)
        if rulebook.thresholds.mode == "AUM" and inputs:
            words = tr("The five indicators add up to {total}; under these rules they do not decide the tier.",
                       total=f"{(found.score or 0) / 10:.1f}")  # fmt: skip
            self._grid.addWidget(WrappedLabel(words, role="caption", tone="tertiary"), 2, 1, 1, 6)
        for place, one in enumerate(inputs):
            self._add_indicator(4 + 2 * place, one, shown)
        if not inputs:
            words = tr("This client is not scored, so there are no points to add up. Why stands at the right.")
            self._grid.addWidget(WrappedLabel(words, tone="secondary"), 3, 1, 1, 6)

    def _add_indicator(self, place: int, one: Input, shown: Shown) -> None:
        is_hidden = shown.is_private and one.indicator in "MA"
        name = PlainLabel(str(one.words))
        name.setMinimumWidth(104 if language() == "zh" else 128)
        drawing = IndicatorBar(bands_of(one), name=f"{one.indicator} {one.words}")
        points = tr("{count} pts", count=one.score)
        cells: tuple[tuple[PlainLabel, Qt.AlignmentFlag], ...] = (
            (PlainLabel(HIDDEN if is_hidden else str(one.shown), role="strong"), _RIGHT),
            (PlainLabel(points, tone="secondary"), _RIGHT),
            (PlainLabel(f"× {one.weight / 10_000:.2f}", tone="tertiary"), _RIGHT),
            (PlainLabel(f"{one.points / 100:.1f}", role="strong"), _RIGHT),
        )
        self._grid.addWidget(PlainLabel(one.indicator, role="strong", tone="accent"), place, 0, _LEFT)
        self._grid.addWidget(name, place, 1, _LEFT)
        self._grid.addWidget(drawing, place, 2)
        for column, (label, side) in enumerate(cells, 3):
            label.setMinimumWidth((84, 44, 48, 40)[column - 3])
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(label, place, column, side)
        self._grid.setColumnStretch(2, 1)
        self._add_fold(place, one, shown)

    def _add_fold(self, place: int, one: Input, shown: Shown) -> None:
        """The triangle at the end of a row, and the records below it while it is open."""
        fold = Fold(tr("Records behind {what}", what=f"{one.indicator} {one.words}"))
        fold.setChecked(one.indicator in self._open)
        fold.clicked.connect(lambda: self._turn(one.indicator))
        self.folds[one.indicator] = fold
        self._grid.addWidget(fold, place, 7, _RIGHT)
        if one.indicator in self._open:
            self._grid.addWidget(RecordLines(one.records, shown, value=one.value), place + 1, 1, 1, 6)
            if one.indicator == "F" and one.records.rows:
                days = Link(tr("Every day"))
                days.clicked.connect(self.days_asked)
                self._grid.addWidget(days, place + 1, 0, 1, 1, _LEFT)

    def _turn(self, indicator: str) -> None:
        self._open ^= {indicator}
        if self._shown is not None:
            self.show_view(*self._shown)
        self.folds[indicator].setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_ladder(self, found: Standing, rulebook: Rulebook, shown: Shown) -> None:
        """Assets on the bounds of the tiers, and how many months have passed below the present one."""
        key = "month_assets" if rulebook.thresholds.mode == "AUM" else "A"
        assets = found.evidence[key]
        self._grid.addWidget(PlainLabel(tr("Average assets")), 0, 1, _LEFT)
        self._grid.addWidget(IndicatorBar(ladder_of(rulebook, assets), name=tr("Average assets")), 0, 2)
        self._grid.addWidget(PlainLabel(shown.amount(assets), role="strong"), 0, 3, _RIGHT)
        self._grid.setColumnStretch(2, 1)
        status = WrappedLabel(_watch(found, rulebook), tone="secondary")
        self._grid.addWidget(status, 1, 1, 1, 6)


def _title(found: Standing, rulebook: Rulebook) -> str:
    tier = code_words("tier", found.tier)
    if found.tier_status == "unscored" and found.tier in TIERS:
        return str(code_words("tier_status", "unscored"))
    if rulebook.thresholds.mode == "AUM" or found.score is None:
        return tr("Tier {tier} by assets", tier=tier) if found.tier in TIERS else str(tier)
    rank = TIERS.index(found.tier) if found.tier in TIERS else -1
    bounds = rulebook.thresholds.score
    total = f"{found.score / 10:.1f}"
    if not 0 <= rank <= len(bounds):
        return tr("Five indicators add up to {total}; {tier} is reached by assets", total=total, tier=tier)
    low = bounds[rank - 1] / 10 if rank else 0
    if found.score < low * 10:
        status = code_words("tier_status", found.tier_status)
        return tr("Five indicators add up to {total}, below the {low} of {tier}: {status}", total=total, low=f"{low:g}",
                  tier=tier, status=status)  # fmt: skip
    span = f"{low:g} – {bounds[rank] / 10:g}" if rank < len(bounds) else f"≥ {low:g}"
    return tr("Five indicators add up to {total}: {tier} {span}", total=total, tier=tier, span=span)


def _basis(found: Standing, rulebook: Rulebook) -> str:
    return tr(
        "{rulebook} {version} · {profile} · data date {day}",
        rulebook=rulebook.words,
        version=found.rulebook_version,
        profile=rulebook.profile.words,
        day=found.as_of,
    )


def _watch(found: Standing, rulebook: Rulebook) -> str:
    rank = TIERS.index(found.tier) if found.tier in TIERS else 0
    if found.tier_counter > 0:
        months = rulebook.hysteresis.down_months[rank]
        return tr("Below the bound for {done} of {months} months", done=found.tier_counter, months=months)
    if found.tier_status == "buffer":
        return tr("Within the buffer below the bound: the tier stays and no month is counted")
    return tr("The bound of the tier is met")
