"""The stage by its signals: what fired and what nearly did, the client's figures beside the limits, the records."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from crmdesk.codes import code_words
from crmdesk.differentiate.explaining import Explanation
from crmdesk.differentiate.explaining.stage import Signal
from crmdesk.i18n import tr
from ui.differentiate.value.fold import Fold
from ui.differentiate.value.record_lines import RecordLines
from ui.differentiate.value.view import ValueView
from ui.framework.frames import Card, clear_layout
from ui.framework.icons import IconLabel
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.links import Link
from ui.framework.shown import HIDDEN, Shown

_TOP = Qt.AlignmentFlag.AlignTop
#: Nearer than this to its limit a signal is worth a line.
_NEAR = 0.5
#: Signals whose sentence holds an amount.
_WITH_AMOUNTS = ("D2", "D3", "G4", "T3")


class SignalsCard(Card):
    """Fired first, then the near ones; every signal of the rulebook behind a link."""

    def __init__(self) -> None:
        self.every = Link(tr("Every signal"))
        super().__init__(" ", right=(self.every,), gap=2)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(3, 1)
        self.body.addLayout(self._grid)
        self._shows_all = False
        self._open: set[str] = set()
        self._shown: tuple[ValueView, Shown] | None = None
        self.every.clicked.connect(self._toggle)

    def _toggle(self) -> None:
        self._shows_all = not self._shows_all
        self.every.set_text(tr("Only what counts") if self._shows_all else tr("Every signal"))
        self._show_again()

    def _show_again(self) -> None:
        if self._shown is not None:
            self.show_view(*self._shown)

    def show_view(self, view: ValueView, shown: Shown) -> None:
        self._shown = (view, shown)
        clear_layout(self._grid)
        if view.why is None:
            return
        self.title.setText(_title(view.why))
        signals = sorted(
            _worth(view.why.signals, every=self._shows_all), key=lambda one: (not one.decides, not one.is_fired)
        )
        for place, signal in enumerate(signals):
            self._add(place * 2, signal, shown)
        if not signals:
            words = WrappedLabel(tr("No signal fired, and none is near its limit."), tone="secondary")
            self._grid.addWidget(words, 0, 0, 1, 4)

    def _add(self, place: int, signal: Signal, shown: Shown) -> None:
        icon = "circle-check" if signal.is_fired else "minus"
        mark = IconLabel(icon, "accent" if signal.decides else "text.secondary", size=14)
        mark.setAccessibleName(tr("fired") if signal.is_fired else tr("not fired"))
        self._grid.addWidget(mark, place, 1, _TOP)
        name = PlainLabel(f"{signal.code} {signal.words}", role="strong" if signal.is_fired else "body")
        self._grid.addWidget(name, place, 2, _TOP)
        self._grid.addWidget(_figures(signal, shown), place, 3)
        if signal.records.rows:
            self._add_fold(place, signal, shown)

    def _add_fold(self, place: int, signal: Signal, shown: Shown) -> None:
        fold = Fold(tr("Records behind {what}", what=signal.code))
        fold.setChecked(signal.code in self._open)
        fold.clicked.connect(lambda: self._turn(signal.code))
        self._grid.addWidget(fold, place, 0, _TOP)
        if signal.code in self._open:
            self._grid.addWidget(RecordLines(signal.records, shown), place + 1, 2, 1, 2)

    def _turn(self, code: str) -> None:
        self._open ^= {code}
        self._show_again()


def _figures(signal: Signal, shown: Shown) -> PlainLabel:
    """The figures in words; a signal that needs some and has none is not known."""
    if shown.is_private and signal.code in _WITH_AMOUNTS:
        return PlainLabel(HIDDEN, tone="secondary")
    if signal.figures.en or not signal.has_figures:
        return WrappedLabel(str(signal.figures), tone="secondary")
    return PlainLabel(tr("not known"), tone="tertiary")


def _worth(signals: tuple[Signal, ...], *, every: bool) -> list[Signal]:
    """What decides first, then what fired beside it, then what is near."""
    near = [one for one in signals if one.is_fired or (one.nearness is not None and _NEAR <= one.nearness < 1)]
    return sorted(signals if every else near, key=lambda one: (not one.decides, not one.is_fired))


def _title(why: Explanation) -> str:
    stage = code_words("stage", why.standing.stage)
    fired = [one for one in why.signals if one.decides]
    if not fired:
        return tr("Stage {stage}: no signal asks for another", stage=stage)
    return tr("Stage {stage} by {signals}", stage=stage, signals=", ".join(one.code for one in fired))
