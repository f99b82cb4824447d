"""Fourth page: the equation, what would change and why, what looks wrong. Confirming this page writes."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from crmdesk.i18n import tr
from crmdesk.identify.importing import ImportResult
from ui.framework.bars import ShareBar
from ui.framework.buttons import Button
from ui.framework.empty import EmptyState
from ui.framework.frames import Line, Panel, Scroll, column, row
from ui.framework.grid import Grid
from ui.framework.icons import IconLabel
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk
from ui.framework.theme import theme
from ui.framework.view_tabs import ViewTabs
from ui.identify.importing.equation import Equation, EquationHead
from ui.identify.importing.journey import Journey
from ui.identify.importing.progress_words import effort_words, progress_words
from ui.identify.importing.step import Step
from ui.identify.importing.trial import changes
from ui.identify.importing.trial.jumps import Jumps
from ui.identify.importing.trial.trust_card import TrustCard

_SIDE = 296
_VIEWS = ("updates", "added", "conflicts", "rejects")


class TrialStep(Step):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.waiting = _Waiting()
        self.equation = Equation()
        self._verdict = PlainLabel(tone="ok")
        self._verdict_icon = IconLabel("circle-check", "state.ok")
        self._time = PlainLabel(tone="secondary")
        labels = (tr("Updates"), tr("New"), tr("Kept values"), tr("Rejected and remarks"))
        self.views = ViewTabs(tuple(zip(_VIEWS, labels, strict=True)), name=tr("What would happen"))
        self.grids = {
            "updates": Grid(changes.change_columns(), name=labels[0]),
            "added": Grid(changes.added_columns(), name=labels[1]),
            "conflicts": Grid(changes.change_columns(), name=labels[2]),
            "rejects": Grid(changes.reject_columns(), name=labels[3]),
        }
        self.take_all = Button(tr("Take all imported values"), is_small=True, kind="quiet")
        self.jumps = Jumps()
        self.trusts = TrustCard()
        self._shown: tuple[ImportResult, frozenset[changes.Taken], bool] | None = None
        self._stack = QStackedWidget()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = EquationHead(self.equation, row(self._verdict_icon, self._verdict), row(self._time))
        bar = Panel("surface")
        bar.body.setContentsMargins(theme.space(4), theme.space(2), theme.space(4), theme.space(2))
        line = row(self.views, self.take_all)
        line.setStretchFactor(self.views, 1)
        bar.body.addLayout(line)
        for grid in self.grids.values():
            self._stack.addWidget(grid)
        self.nothing = EmptyState("circle-check", "", "")
        self._stack.addWidget(self.nothing)
        side = Scroll("window", margin=3, gap=3)
        side.setFixedWidth(_SIDE)
        for widget in (self.jumps, self.trusts):
            side.body.addWidget(widget)
        side.body.addStretch(1)
        middle = row(column(bar, Line(), self._stack, gap=0), Line("vertical"), side, gap=0)
        middle.setStretch(0, 1)
        found = Panel("window", gap=0)
        found.body.addLayout(column(head, Line(), middle, gap=0))
        self._pages.addWidget(self.waiting)
        self._pages.addWidget(found)
        self.body.addWidget(self._pages)

    def _connect(self) -> None:
        self.views.chosen.connect(self._show_view)
        self.take_all.clicked.connect(self._take_all)
        self.grids["conflicts"].ticked.connect(self._toggle_taken)
        for name in ("updates", "conflicts"):
            grid = self.grids[name]
            grid.opened.connect(lambda at, grid=grid: self._open_client(grid.row_key(at)))

    def _open_client(self, key: object) -> None:
        if isinstance(key, tuple) and key[0] == "client" and key[1]:
            self.desk.navigate.open_client(key[1], tab="record")

    def _take_all(self) -> None:
        self.journey.take_all()

    def _toggle_taken(self, at: int) -> None:
        key = self.grids["conflicts"].row_key(at)
        if isinstance(key, tuple) and key[0] != "client":
            self.journey.take(key)

    # -- showing

    def show_journey(self, journey: Journey) -> None:
        is_running = journey.job is not None or journey.trial is None
        self._pages.setCurrentIndex(0 if is_running else 1)
        self.waiting.show_journey(journey)
        if is_running or journey.trial is None:
            return
        is_private = self.desk.shown.is_private
        self.jumps.show_journey(journey, is_private=is_private)
        self.trusts.show_journey(journey)
        if self._shown is None or self._shown[0] is not journey.trial or self._shown[1:] != (journey.taken, is_private):
            self._shown = journey.trial, journey.taken, is_private
            self._show_trial(journey, journey.trial, is_private=is_private)

    def _show_trial(self, journey: Journey, trial: ImportResult, *, is_private: bool) -> None:
        self._show_equation(journey)
        report = trial.report
        rows = {
            "updates": changes.update_rows(report, is_private=is_private),
            "added": changes.added_rows(report),
            "conflicts": changes.conflict_rows(report, journey.taken, is_private=is_private),
            "rejects": changes.reject_rows(trial.files),
        }
        for name, grid in self.grids.items():
            grid.show_rows(rows[name])
        counts = (
            sum(update.count for update in report.updates),
            sum(one.count for one in report.added),
            report.conflict_count,
            trial.rejected,
        )
        self.views.show_counts(dict(zip(_VIEWS, counts, strict=True)))
        self._show_view(journey.view or next((name for name in _VIEWS if rows[name]), "updates"))

    def _show_equation(self, journey: Journey) -> None:
        assert journey.trial is not None
        self.equation.show_files(journey.trial.files)
        is_right = self.equation.is_reconciled
        self._verdict.setText(tr("The rows reconcile.") if is_right else tr("The rows do not reconcile."))
        self._verdict.set_tone("ok" if is_right else "bad")
        self._verdict_icon.show_icon(*(("circle-check", "state.ok") if is_right else ("circle-x", "state.bad")))
        self._time.setText(effort_words(journey.trial, journey.seconds))

    def _show_view(self, name: str) -> None:
        self.journey.view = name
        self.views.show_chosen(name)
        self.take_all.setVisible(name == "conflicts" and self.grids[name].model_.rowCount() > 0)
        if self.grids[name].model_.rowCount():
            self._stack.setCurrentWidget(self.grids[name])
            return
        sentences = {
            "updates": tr("No value of a client who is known changes."),
            "added": tr("Nothing new comes with these files."),
            "conflicts": tr("No value is held back by a source that is trusted more."),
            "rejects": tr("Every row can be read."),
        }
        self.nothing.say(tr("Nothing here"), sentences[name])
        self._stack.setCurrentWidget(self.nothing)

    def show_progress(self, journey: Journey) -> None:
        self.waiting.show_journey(journey)

    def start(self) -> QWidget:
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Grid) else self.views


class _Waiting(Panel):
    """While the import is tried or written: how far, how fast, how long still."""

    def __init__(self) -> None:
        super().__init__("window", margin=6, gap=3)
        self.title = PlainLabel(role="title")
        self.bar = ShareBar(name=tr("Progress"))
        self.bar.setFixedWidth(480)
        self.words = PlainLabel(tone="secondary")
        self.problem = WrappedLabel(tone="bad")
        self.body.addStretch(2)
        for widget in (self.title, self.bar, self.words, self.problem):
            self.body.addLayout(row(None, widget, None))
        self.body.addStretch(3)

    def show_journey(self, journey: Journey) -> None:
        job = journey.job
        self.title.setText(job.title if job else tr("The dry run was stopped."))
        self.bar.setVisible(job is not None)
        self.bar.show_share(job.done / job.total if job and job.total else 0.0)
        self.words.setText(progress_words(job) if job else tr("Nothing was written. Go back, or try again."))
        self.problem.setText(journey.problem)
        self.problem.setVisible(bool(journey.problem))
