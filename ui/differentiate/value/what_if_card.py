"""What if: a slider per figure, the tier that comes of it, and the smallest changes that move the tier."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from crmdesk.codes import code_words
from crmdesk.differentiate.explaining import Explanation
from crmdesk.differentiate.explaining.changes import change_words, is_money, loss_words
from crmdesk.differentiate.explaining.indicators import indicator_name
from crmdesk.differentiate.explaining.indicators import shown as shown_value
from crmdesk.differentiate.explaining.outcomes import outcome_lines, potential_line
from crmdesk.differentiate.scores import INDICATORS
from crmdesk.differentiate.what_if import Change, WhatIf, by_rules, cuts, present, what_if
from crmdesk.i18n import tr
from ui.differentiate.value.change_button import ChangeButton
from ui.differentiate.value.figure_row import FigureRow
from ui.differentiate.value.scales import scale_of
from ui.differentiate.value.view import ValueView
from ui.framework.chips import ChipLabel, tier_chip
from ui.framework.frames import Card, Panel, clear_layout, column, row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.links import Link
from ui.framework.shown import HIDDEN

_MOST = 3


class WhatIfCard(Card):
    """Recomputes at each move of a slider: one client is an array of length 1."""

    def __init__(self) -> None:
        self.reset = Link(tr("Present figures"))
        super().__init__(tr("What if"), right=(self.reset,), gap=2)
        self.rows: dict[str, FigureRow] = {}
        self.changes: list[tuple[ChangeButton, Change]] = []
        self._view: ValueView | None = None
        self._before: WhatIf | None = None
        self.result: WhatIf | None = None
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        self._error = WrappedLabel(role="caption", tone="bad")
        self._total = PlainLabel(role="strong")
        self._old, self._arrow, self._new = ChipLabel(), PlainLabel("→", tone="tertiary"), ChipLabel()
        box = Panel("subtle", margin=2)
        box.body.addLayout(row(self._total, None, self._old, self._arrow, self._new))
        self._set_by_hand = WrappedLabel(
            tr("The tier is set by hand; this is what the rules alone would give."), role="caption", tone="secondary"
        )
        self._lines, self._smallest = column(gap=1), column(gap=1)
        self.body.addLayout(self._grid)
        self.body.addWidget(self._error)
        self.body.addWidget(box)
        self.body.addWidget(self._set_by_hand)
        self.body.addLayout(self._lines)
        self.body.addLayout(self._smallest)
        self.reset.clicked.connect(self.show_present)

    def show_view(self, view: ValueView, *, is_private: bool) -> None:
        self._view = view
        why = view.why
        has_rules = why is not None and why.standing.dormancy != "closed"
        self.setVisible(has_rules)
        if why is None or not has_rules:
            return
        self._before = self.result = what_if(why.standing, why.rulebook, {})
        self._make_rows(why, is_private=is_private)
        self._make_changes(why, is_private=is_private)
        self._show_result(is_private=is_private)

    def show_present(self) -> None:
        """Back to the figures of the run."""
        if self._view is not None and self._view.why is not None:
            for name, value in present(self._view.why.standing).items():
                if name in self.rows:
                    self.rows[name].take(value)

    # -- figures

    def _make_rows(self, why: Explanation, *, is_private: bool) -> None:
        clear_layout(self._grid)
        self.rows = {}
        names = INDICATORS if why.rulebook.thresholds.mode != "AUM" else ("month", *INDICATORS)
        values = present(why.standing)
        for line, name in enumerate(names):
            scale = scale_of(name, cuts(name, why.rulebook), values[name])
            made = FigureRow(scale, str(indicator_name(name, why.rulebook)), values[name], why.rulebook)
            made.place(self._grid, line)
            made.changed.connect(lambda: self._recompute(is_private=is_private))
            made.refused.connect(self._refuse)
            if is_private:
                made.hide_amounts()
            self.rows[name] = made
        self._refuse("")

    def _refuse(self, reason: str) -> None:
        self._error.setText(reason)
        self._error.setVisible(bool(reason))

    def _recompute(self, *, is_private: bool) -> None:
        why = self._view.why if self._view is not None else None
        if why is not None:
            changes = {name: one.value for name, one in self.rows.items() if one.is_changed}
            self.result = what_if(why.standing, why.rulebook, changes)
            self._show_result(is_private=is_private)

    # -- what comes of them

    def _show_result(self, *, is_private: bool) -> None:
        why = self._view.why if self._view is not None else None
        found, before = self.result, self._before
        if why is None or found is None or before is None:
            return
        is_changed = any(one.is_changed for one in self.rows.values())
        self.reset.setEnabled(is_changed)
        self._total.setText(self._score_text(before, found, is_changed=is_changed))
        self._set_by_hand.setVisible(any(one.what == "tier" for one in why.overrides))
        self._old.show_chip(tier_chip(self._tier(why)))
        is_moved = is_changed or found.settled != self._tier(why)
        self._new.show_chip(tier_chip(found.settled) if is_moved else None, tooltip=tr("If it goes on so"))
        self._arrow.setVisible(is_moved)
        clear_layout(self._lines)
        worth = None if is_private else potential_line(why.rulebook, found, before)
        lines = [*outcome_lines(by_rules(why.standing), found, before), *([worth] if worth is not None else [])]
        for place, line in enumerate(lines):
            self._lines.addWidget(WrappedLabel(str(line), tone="primary" if place == 0 else "secondary"))
        for button, change in self.changes:
            button.setChecked(self.rows[change.name].value == change.value)

    @staticmethod
    def _score_text(before: WhatIf, found: WhatIf, *, is_changed: bool) -> str:
        if not is_changed:
            return tr("Score {score}", score=f"{found.score / 10:.1f}")
        return tr("Score {old} → {new}", old=f"{before.score / 10:.1f}", new=f"{found.score / 10:.1f}")

    @staticmethod
    def _tier(why: Explanation) -> str:
        """The tier by the rules alone: what a person set cannot be tried."""
        return by_rules(why.standing).tier

    # -- the smallest changes

    def _make_changes(self, why: Explanation, *, is_private: bool) -> None:
        clear_layout(self._smallest)
        self.changes = []
        tier = code_words("tier", self._tier(why))
        if why.smallest.keep:
            title = tr("Smallest changes that keep {tier}", tier=tier)
            self._add_changes(title, why, why.smallest.keep, is_private=is_private)
        if why.smallest.up:
            up = code_words("tier", why.smallest.up[0].tier)
            self._add_changes(tr("Smallest changes to {tier}", tier=up), why, why.smallest.up, is_private=is_private)
        if why.smallest.lose:
            title = tr("What would lose {tier}", tier=tier)
            self._add_changes(title, why, why.smallest.lose, is_private=is_private)

    def _add_changes(self, title: str, why: Explanation, changes: tuple[Change, ...], *, is_private: bool) -> None:
        self._smallest.addSpacing(4)
        self._smallest.addWidget(PlainLabel(title, role="strong"))
        for change in changes[:_MOST]:
            letter = "" if change.name == "month" else change.name
            button = ChangeButton(letter, _words(change, why, is_private=is_private), _brings(change, changes, why))
            button.setEnabled(not (is_private and is_money(change)))
            button.clicked.connect(lambda _on, one=change: self._try(one))
            self.changes.append((button, change))
            self._smallest.addWidget(button)

    def _try(self, change: Change) -> None:
        """This change alone; pressed again, the present figures."""
        is_tried = self.rows[change.name].value == change.value
        self.show_present()
        if not is_tried:
            self.rows[change.name].take(change.value)
            self.rows[change.name].slider.setFocus(Qt.FocusReason.OtherFocusReason)


def _words(change: Change, why: Explanation, *, is_private: bool) -> str:
    """``Contribution +¥320 → ¥3,000``; recency and what falls are limits, not sums."""
    label = indicator_name(change.name, why.rulebook)
    if is_private and is_money(change):
        return f"{label} {HIDDEN}"
    if change.name == "R" or change.value_now is None or change.change < 0:
        return str(change_words(change, why.rulebook)).removeprefix(f"{change.name} ")
    by, to = (shown_value(change.name, value, why.rulebook) for value in (change.change, change.value))
    return f"{label} +{by} → {to}"


def _brings(change: Change, among: tuple[Change, ...], why: Explanation) -> str:
    """The score it gives; another tier than the first of the list where it leads there, and when it is a loss."""
    if among is why.smallest.lose:
        return str(loss_words(change))
    if why.rulebook.thresholds.mode == "AUM" or change.tier != among[0].tier:
        return str(code_words("tier", change.tier))
    return tr("{score} points", score=f"{change.score / 10:.1f}")
