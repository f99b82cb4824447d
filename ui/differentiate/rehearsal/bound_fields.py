"""Lower bounds of the tiers as fields, the bound in force beside each."""

from __future__ import annotations

import re
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from crmdesk import money
from crmdesk.codes import code_words
from crmdesk.differentiate.rehearsal import trial
from crmdesk.differentiate.rulebooks import Document
from crmdesk.differentiate.tiers import TIERS
from crmdesk.errors import CrmError
from crmdesk.i18n import language, tr
from ui.framework.chips import ChipLabel, tier_chip
from ui.framework.frames import row
from ui.framework.labels import PlainLabel, WrappedLabel, restyle

_WIDTH = 84
#: Decimals that say nothing: 10.0 万.
_ZEROS = re.compile(r"\.0+(?!\d)")
_HIGHEST_SCORE = 100.0


class BoundFields(QWidget):
    """``edited(metric, tier, value)`` when a field is left with another value; yuan, or points of the score.

    A bound that would not ascend stays as typed, with the reason below.
    """

    edited = Signal(str, str, float)

    def __init__(self) -> None:
        super().__init__()
        self._base: Document = {}
        self._document: Document = {}
        self.fields: dict[tuple[str, str], QLineEdit] = {}
        self._old: dict[str, PlainLabel] = {}
        self.problem = WrappedLabel(role="caption", tone="bad")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        heads = (tr("From assets of"), tr("With at least"), tr("From a score of"))
        self._heads = {m: PlainLabel(t, role="caption", tone="secondary") for m, t in zip(_METRICS, heads, strict=True)}
        for column, head in enumerate(self._heads.values(), 1):
            self._grid.addWidget(head, 0, column)
        for line, tier in enumerate(reversed(TIERS[1:]), 1):
            self._add_line(line, tier)
        self._grid.addWidget(self.problem, len(TIERS), 0, 1, 4)
        self.problem.hide()

    def _add_line(self, line: int, tier: str) -> None:
        chip, self._old[tier] = ChipLabel(tier_chip(tier)), PlainLabel(role="caption", tone="tertiary")
        self._grid.addLayout(row(chip, None, self._old[tier]), line, 0)
        for column, metric in enumerate(_METRICS, 1):
            field = QLineEdit()
            field.setFixedWidth(_WIDTH)
            field.setAccessibleName(f"{self._heads[metric].text()}: {code_words('tier', tier)}")
            field.editingFinished.connect(lambda metric=metric, tier=tier: self._leave(metric, tier))
            self.fields[metric, tier] = field
            self._grid.addWidget(field, line, column)

    def show_bounds(self, base: Document, document: Document) -> None:
        self._base, self._document = base, document
        self.problem.hide()
        used = trial.used_bounds(document)
        for (metric, tier), field in self.fields.items():
            value, old = used.get((metric, tier)), trial.bounds(base, metric).get(tier)
            field.setText("" if value is None else _written(metric, value))
            field.setVisible(value is not None)
            restyle(field, invalid=False)
            field.setToolTip("" if old is None else tr("In force: {value}", value=_written(metric, old)))
        self._show_old()
        for metric, head in self._heads.items():
            head.setVisible(any(one == metric for one, _ in used))

    def _show_old(self) -> None:
        """What is in force, where something else is tried."""
        for tier, label in self._old.items():
            pairs = [
                (trial.bounds(self._base, metric).get(one), value, metric)
                for (metric, one), value in trial.used_bounds(self._document).items()
                if one == tier
            ]
            changed = [_written(metric, old) for old, new, metric in pairs if old is not None and old != new]
            label.setText(f"{' / '.join(changed)} →" if changed else "")

    def _leave(self, metric: str, tier: str) -> None:
        field = self.fields[metric, tier]
        now = trial.bounds(self._document, metric)[tier]
        try:
            value = now if field.text() == _written(metric, now) else _read(metric, field.text())
            self._require_order(metric, tier, value)
        except CrmError as error:
            restyle(field, invalid=True)
            self.problem.setText(error.message)
            self.problem.show()
            return
        restyle(field, invalid=False)
        self.problem.hide()
        field.setText(_written(metric, value))
        if value != now:
            self._document = trial.with_bound(self._document, metric, tier, value)
            self._show_old()
            self.edited.emit(metric, tier, value)

    def _require_order(self, metric: str, tier: str, value: float) -> None:
        found = {**trial.bounds(self._document, metric), tier: value}
        values = [found[name] for name in TIERS[1:] if name in found]
        if any(low >= high for low, high in pairwise(values)):
            raise CrmError(tr("Each tier begins above the one below it."))


_METRICS = ("assets", "floors", "score")


def _written(metric: str, value: float) -> str:
    """Short where nothing is lost by it."""
    if metric == "score":
        return f"{value:g}"
    cents = round(value * 100)
    short = _ZEROS.sub("", money.short(cents, language())).replace(" ", "")
    return short if money.parse_amount(short) == cents else money.exact(cents, decimals=0)


def _read(metric: str, text: str) -> float:
    if metric != "score":
        return money.parse_amount(text) / 100
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value <= _HIGHEST_SCORE:
        raise CrmError(tr("A score lies between 0 and 100."))
    return round(value, 1)
