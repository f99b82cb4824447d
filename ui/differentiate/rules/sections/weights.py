"""Weights: which profile is in use, the five weights of each, and pairwise comparisons that make them."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from crmdesk.codes import code_words
from crmdesk.differentiate.rule_fields import Path, pairs
from crmdesk.differentiate.rulebooks.weighing import counted, judgement, weights_of
from crmdesk.differentiate.scores import INDICATORS
from crmdesk.i18n import Words, tr
from ui.differentiate.rules.pairs_table import PairsTable
from ui.differentiate.rules.section import RulesSection
from ui.differentiate.rules.view import RulesView
from ui.differentiate.rules.weight_bar import WeightBar
from ui.framework.buttons import Button
from ui.framework.frames import Card, column, row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.links import Link

_LABEL = 168
#: How the profiles begin that a branch adds.
_OWN = "own"


class WeightsSection(RulesSection):
    name: ClassVar[str] = "weights"
    title: ClassVar[Words] = Words("指标与权重", "Weights")
    about: ClassVar[Words] = Words(
        "综合评分 V = 20 × Σ 权重 × 得分。不同的策略方案给同一位客户不同的评分，请先预演再采用。",
        "The score is V = 20 × Σ weight × points. Another profile gives another score: rehearse it first.",
    )

    def structure(self, view: RulesView) -> Any:
        used = self.used(view)
        has_matrix = {name: "matrix" in entry for name, entry in view.value("profiles").items()}
        return tuple(has_matrix.items()), used

    def used(self, view: RulesView) -> str:
        return str(view.value("scores", "profile"))

    def build(self, view: RulesView) -> None:
        self.body.addWidget(self.labelled(self.choice(("scores", "profile")), width=_LABEL))
        self._sums: dict[str, PlainLabel] = {}
        self._parts: dict[tuple[str, str], PlainLabel] = {}
        self._bars: dict[str, WeightBar] = {}
        self._ticks: dict[str, QCheckBox] = {}
        self._lacks: dict[str, WrappedLabel] = {}
        self.body.addWidget(self._table(view))
        self.pairs = PairsTable()
        self.pairs.chosen.connect(self._put_matrix)
        self.body.addWidget(self._comparisons(view))
        own = [name for name in view.value("profiles") if name.startswith(_OWN)]
        if own:
            self.body.addWidget(self._own_profiles(view, own))
        self.body.addWidget(self._lines())

    # -- the weights

    def _table(self, view: RulesView) -> QWidget:
        add = Button(tr("Add a profile"), icon="plus", is_small=True, kind="quiet")
        add.clicked.connect(self._add_profile)
        add.setEnabled(view.lock(("profiles",)) is None)
        card = Card(tr("Weights of each profile"), right=(add,))
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, _LABEL)
        profiles = list(view.value("profiles"))
        for at, name in enumerate(profiles, 1):
            self._head(grid, view, name, at)
        grid.addWidget(PlainLabel(tr("Share in use"), role="caption", tone="secondary"), 0, len(profiles) + 1)
        for line, code in enumerate(INDICATORS, 1):
            self._line(grid, view, code, line)
        last = len(INDICATORS) + 1
        grid.addWidget(PlainLabel(tr("Sum"), role="strong"), last, 0)
        for at, name in enumerate(profiles, 1):
            self._sums[name] = PlainLabel(role="strong")
            grid.addWidget(self._sums[name], last, at)
        grid.setColumnStretch(len(profiles) + 1, 1)
        card.body.addLayout(grid)
        for lack in self._lacks.values():
            card.body.addWidget(lack)
        return card

    def _add_profile(self) -> None:
        """A copy of the one in use, under a name of its own."""
        assert self.view is not None
        entry = self.view.value("profiles", self.used(self.view))
        taken = self.view.value("profiles")
        number = next(count for count in range(1, 100) if f"{_OWN}{count}" not in taken)
        copy = {**entry, "zh": f"自定{number}", "en": f"Own {number}"}
        self.put_all({("profiles", f"{_OWN}{number}"): copy})

    def _own_profiles(self, view: RulesView, names: list[str]) -> QWidget:
        """What was added gets its names here, and goes again while it is not in use."""
        card = Card(tr("Profiles of this branch"))
        for name in names:
            boxes = [self.number(("profiles", name, key), width=160) for key in ("zh", "en")]
            remove = Link(tr("Remove"), name=tr("Remove {name}", name=name))
            remove.setEnabled(name != self.used(view) and view.lock(("profiles",)) is None)
            remove.clicked.connect(lambda _on=False, name=name: self.put_all({("profiles", name): None}))
            line = row(PlainLabel(tr("Chinese name"), tone="secondary"), boxes[0], gap=2)
            for part in (PlainLabel(tr("English name"), tone="secondary"), boxes[1], remove):
                line.addWidget(part)
            line.addStretch(1)
            card.body.addLayout(line)
        return card

    def _head(self, grid: QGridLayout, view: RulesView, name: str, at: int) -> None:
        words = view.value("profiles", name)
        is_used = name == self.used(view)
        text = str(Words(words["zh"], words["en"]))
        head = PlainLabel(text, role="strong" if is_used else "body", tone="accent" if is_used else "secondary")
        grid.addWidget(head, 0, at)

    def _line(self, grid: QGridLayout, view: RulesView, code: str, line: int) -> None:
        words = code_words("indicator", code)
        tick = QCheckBox(f"{code} {words}")
        tick.clicked.connect(lambda on, code=code: self.put_all({("indicators", code, "is_on"): on}))
        self._ticks[code] = tick
        self._lacks[code] = WrappedLabel(role="caption", tone="bad")
        grid.addWidget(tick, line, 0)
        for at, (name, entry) in enumerate(view.value("profiles").items(), 1):
            if "matrix" in entry:
                self._parts[name, code] = PlainLabel()
                grid.addWidget(self._parts[name, code], line, at)
            else:
                grid.addWidget(self.number(("profiles", name, code), width=72), line, at)
        self._bars[code] = WeightBar()
        grid.addWidget(self._bars[code], line, len(view.value("profiles")) + 1)

    def _lines(self) -> QWidget:
        card = Card(tr("What each indicator speaks of"))
        for code in INDICATORS:
            label = f"{code} {code_words('indicator', code)}"
            card.body.addWidget(self.labelled(self.choice(("indicators", code, "line")), label=label, width=_LABEL))
        return card

    # -- comparisons

    def _comparisons(self, view: RulesView) -> QWidget:
        used = self.used(view)
        entry = view.value("profiles", used) or {}
        has_matrix = "matrix" in entry
        self._begin = Button(tr("Compare in pairs"), icon="list-tree", is_small=True)
        self._begin.clicked.connect(self._begin_pairs)
        self._keep = Button(tr("State the weights instead"), is_small=True)
        self._keep.clicked.connect(self._keep_weights)
        for button in (self._begin, self._keep):
            button.setEnabled(view.lock(("profiles", used)) is None)
        card = Card(tr("Pairwise comparison (AHP)"), right=(self._keep if has_matrix else self._begin,))
        (self._begin if has_matrix else self._keep).setParent(None)
        if not has_matrix:
            said = tr("Say for each pair how much more it matters; the weights follow, and what contradicts is shown.")
            card.body.addWidget(WrappedLabel(said, tone="secondary"))
            return card
        self._verdict = WrappedLabel()
        self._advice = WrappedLabel(tone="secondary")
        self._take = Button(tr("Take the proposal"), icon="check", is_small=True)
        self._take.clicked.connect(self._take_proposal)
        card.body.addWidget(self.pairs)
        below = row(column(self._verdict, self._advice, gap=1), self._take, gap=3)
        below.setStretch(0, 1)
        card.body.addLayout(below)
        return card

    def _begin_pairs(self) -> None:
        """The comparisons nearest to the weights as they stand, so that nothing jumps."""
        assert self.view is not None
        used = self.used(self.view)
        entry = self.view.value("profiles", used)
        matrix = pairs.of_weights([float(entry.get(code, 0)) for code in INDICATORS])
        gone: dict[tuple[str, ...], Any] = {("profiles", used, code): None for code in INDICATORS}
        self.put_all({**gone, ("profiles", used, "matrix"): matrix})

    def _keep_weights(self) -> None:
        assert self.view is not None
        used = self.used(self.view)
        weights = weights_of(self.view.value("profiles", used), INDICATORS)
        values: dict[Path, Any] = {("profiles", used, "matrix"): None}
        for code, part in zip(INDICATORS, weights, strict=True):
            values["profiles", used, code] = part / 10_000
        self.put_all(values)

    def _put_matrix(self, matrix: pairs.Matrix) -> None:
        assert self.view is not None
        self.put_all({("profiles", self.used(self.view), "matrix"): matrix})

    def _take_proposal(self) -> None:
        assert self.view is not None
        matrix = self.view.value("profiles", self.used(self.view), "matrix")
        better = pairs.proposal(matrix)
        if better is not None:
            self._put_matrix(pairs.with_pair(matrix, better.row, better.column, better.better))

    # -- following

    def follow(self, view: RulesView) -> None:
        on = counted(view.document)
        for code, tick in self._ticks.items():
            tick.setChecked(code in on)
            tick.setEnabled(view.lock(("indicators", code)) is None)
            self._say_lack(code, view.problem(("indicators", code, "is_on")))
        for name, entry in view.value("profiles").items():
            self._show_sum(view, name, entry)
        used = view.value("profiles", self.used(view))
        parts = weights_of(used, on) if used else (0,) * len(INDICATORS)
        for code, part in zip(INDICATORS, parts, strict=True):
            self._bars[code].show_share(part / 10_000)
        if used and "matrix" in used:
            self._judge(view, used["matrix"])

    def _say_lack(self, code: str, problem: Words | None) -> None:
        """Why an indicator may not count: too few clients have its data."""
        self._lacks[code].setText(str(problem or ""))
        self._lacks[code].setVisible(problem is not None)

    def _show_sum(self, view: RulesView, name: str, entry: dict[str, Any]) -> None:
        label = self._sums[name]
        if "matrix" in entry:
            for code, part in zip(INDICATORS, weights_of(entry, INDICATORS), strict=True):
                self._parts[name, code].setText(f"{part / 100:.2f}%")
            label.setText(tr("by comparison"))
            label.set_tone("secondary")
            return
        total = sum(round(float(entry.get(code, 0)) * 10_000) for code in INDICATORS)
        problem = view.problem(("profiles", name))
        label.setText(f"{total / 100:g}%" if not problem else f"{total / 100:g}% ≠ 100%")
        label.set_tone("bad" if problem else "ok")
        label.setToolTip(str(problem or ""))

    def _judge(self, view: RulesView, matrix: pairs.Matrix) -> None:
        found = judgement(matrix)
        self.pairs.show_matrix(matrix, found, lock=view.lock(("profiles", self.used(view))))
        ratio = f"{found.consistency_ratio:.3f}"
        better = pairs.proposal(matrix, found)
        if found.is_acceptable:
            self._verdict.setText(tr("The comparisons agree: consistency ratio {ratio}, below 0.1.", ratio=ratio))
        else:
            self._verdict.setText(tr("The comparisons contradict each other: consistency ratio {ratio}.", ratio=ratio))
        self._verdict.set_tone("ok" if found.is_acceptable else "bad")
        self._advice.setText("" if better is None else _advice(better))
        self._advice.setVisible(better is not None and not found.is_acceptable)
        self._take.setVisible(better is not None and not found.is_acceptable)


def _advice(better: pairs.Proposal) -> str:
    names = [code_words("indicator", INDICATORS[at]) for at in (better.row, better.column)]
    return tr(
        "{first} against {second} fits least: {given}. With {better} the ratio is {ratio}.",
        first=names[0],
        second=names[1],
        given=better.given,
        better=better.better,
        ratio=f"{better.ratio:.3f}",
    )
