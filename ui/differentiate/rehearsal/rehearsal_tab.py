"""Rehearse a rulebook: figures at the right, at the left who would be where, by name, before anything takes effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from PySide6.QtWidgets import QStackedLayout, QWidget

from crmdesk.codes import code_words
from crmdesk.errors import Cancelled, CrmError
from crmdesk.i18n import Words, tr
from crmdesk.interact.rehearsal import bench
from ui.differentiate.pieces import not_yet, quiet
from ui.differentiate.rehearsal.approve_dialog import ApproveDialog, Submission
from ui.differentiate.rehearsal.cost_lines import CostLines
from ui.differentiate.rehearsal.names_card import MOST, NamesCard
from ui.differentiate.rehearsal.parameters import Parameters
from ui.differentiate.rehearsal.result_card import ResultCard
from ui.differentiate.rehearsal.state import IN_FORCE, RehearsalState, read_state, title_of
from ui.differentiate.room_tab import RoomTab
from ui.framework.buttons import Button
from ui.framework.frames import Card, Line, Panel, Scroll, row
from ui.framework.labels import WrappedLabel
from ui.framework.page import Command, Desk, State
from ui.framework.pick import ChoiceBox
from ui.framework.theme import theme

if TYPE_CHECKING:
    from crmdesk.differentiate.rehearsal.comparison import Comparison, Pair
    from crmdesk.differentiate.rehearsal.names import Mover
    from crmdesk.differentiate.rehearsal.rehearse import Bench, Rehearsal
    from crmdesk.differentiate.rulebooks import Document
    from crmdesk.differentiate.scores import Ints
    from crmdesk.progress import Progress
    from crmdesk.store.history import Change
    from crmdesk.store.store import Store
    from ui.framework.jobs import Job


@dataclass(frozen=True)
class _Answer:
    """A rehearsal, the bench it was made on, and the first names of either comparison, by tier and by stage."""

    bench: Bench
    found: Rehearsal
    names: dict[tuple[str, str], list[Mover]]


class RehearsalTab(RoomTab):
    """Rules hold for the whole branch: the account manager chosen at the top narrows nothing here."""

    name: ClassVar[str] = "rehearsal"
    title: ClassVar[Words] = Words("预演", "Rehearsal")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._state: RehearsalState | None = None
        self._answer: _Answer | None = None
        self._job: Job | None = None
        #: The data date laid ready, until anything in the store changes.
        self._bench: Bench | None = None
        self._has_changed = False
        self._key = IN_FORCE
        self._changed: Document | None = None
        self.pick = ChoiceBox()
        self.pick.setAccessibleName(tr("Rulebook to try"))
        self.parameters, self.cost = Parameters(), CostLines()
        self.result, self.names = ResultCard(), NamesCard(desk.shown)
        self.problem = WrappedLabel(tone="bad")
        self.reset = Button(tr("Start over"), icon="rotate-ccw", kind="quiet", is_small=True)
        self.submit = Button(tr("Submit for approval"), icon="send", kind="primary")
        self.running = quiet("")
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self._left = Scroll("window", margin=4, gap=4)
        for part in (self.result, self.names):
            self._left.body.addWidget(part)
        self._left.body.addStretch(1)
        side, beside = QWidget(), row(self._panel(), gap=0)
        side.setFixedWidth(theme.size("panel.side") + theme.space(6))
        beside.setContentsMargins(0, theme.space(4), theme.space(4), theme.space(4))
        side.setLayout(beside)
        body = QWidget()
        body.setLayout(row(self._left, side, gap=0))
        self._empty = not_yet(self.desk, self)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        for page in (body, self._empty):
            self._stack.addWidget(page)

    def _panel(self) -> Card:
        card = Card(tr("What is tried, what it costs"), right=(self.reset,))
        card.body.addWidget(self.pick)
        figures = Scroll("surface", margin=0, gap=3)
        figures.body.addWidget(self.parameters)
        figures.body.addStretch(1)
        card.body.addWidget(figures, 1)
        foot = Panel(gap=2)
        for part in (Line(), self.cost, self.problem):
            foot.body.addWidget(part)
        foot.body.addLayout(row(self.running, None, self.submit))
        card.body.addWidget(foot)
        self.problem.hide()
        return card

    def _connect(self) -> None:
        self.pick.activated.connect(lambda _at: self.try_rulebook(str(self.pick.currentData())))
        self.parameters.changed.connect(self._try_changed)
        self.reset.clicked.connect(lambda: self.try_rulebook(self._key))
        self.submit.clicked.connect(self.ask_approval)
        self.result.view_changed.connect(self._show_side)
        self.result.cell_chosen.connect(self._list_cell)
        self.names.list_asked.connect(self._list_all)
        self.names.opened.connect(
            lambda client_id, ids: self.desk.navigate.open_client(client_id, tab="value", among=ids)
        )

    # -- reading

    def show_scope(self, manager: str | None) -> None:
        del manager
        day = self.as_of
        self.desk.runner.read(lambda c: read_state(c, day), then=self._show_state, owner=self, key="state")

    def concerns(self, change: Change) -> bool:
        self._bench, self._has_changed = None, True
        return change.is_batch or "rulebook_version" in change.tables

    def _show_state(self, state: RehearsalState | None) -> None:
        self._state, self._bench = state, None
        self._stack.setCurrentIndex(0 if state else 1)
        if state is None:
            return
        self.pick.clear()
        for one in state.choices:
            self.pick.addItem(str(one.words), one.key)
        self._try(self._key, self._changed)

    def try_rulebook(self, key: str) -> None:
        """Rehearse a choice of the list as it stands."""
        self._try(key, None)

    def try_document(self, document: Document) -> None:
        """Rehearse other figures than those of the choice in the list."""
        self._try(self._key, document)

    def _try(self, key: str, changed: Document | None) -> None:
        self._key, self._changed = key, changed
        if self._state is None:
            return
        chosen = self._state.choice(key)
        self.pick.setCurrentIndex(max(0, self.pick.findData(chosen.key)))
        self.parameters.show_document(self._state.base, changed or chosen.document, locked=self._state.locked)
        self._rehearse(changed or chosen.document)

    def _try_changed(self, document: Document) -> None:
        self._changed = document
        self._rehearse(document)

    # -- rehearsing

    def _rehearse(self, document: Document) -> None:
        assert self._state is not None
        if self._job is not None:
            self._job.cancel()
        day, laid, self._has_changed = self._state.as_of, self._bench, False

        def work(store: Store, progress: Progress) -> _Answer:
            with store.read() as connection:
                return _rehearsed(laid or bench(connection, day), connection, document, progress)

        self.running.setText(tr("Rehearsing …"))
        self.submit.setEnabled(False)
        job = self.desk.runner.job(
            tr("Rehearse as of {day}", day=day),
            work,
            then=lambda answer: self._show_answer(answer, job),
            owner=self,
            failed=lambda error: self._refuse(error, job),
        )
        self._job = job

    def _show_answer(self, answer: _Answer, job: Job) -> None:
        if job is not self._job or self._state is None:
            return
        self._answer, self._job = answer, None
        self._bench = None if self._has_changed else answer.bench
        self.running.setText("")
        self.problem.hide()
        self.submit.setEnabled(True)
        self.reset.setEnabled(self._changed is not None)
        self.result.show_rehearsal(answer.found, *title_of(self._state.base, self.document))

    def _refuse(self, error: CrmError, job: Job) -> None:
        if job is not self._job:
            return
        self._job = None
        is_stopped = isinstance(error, Cancelled)
        self.running.setText(tr("Stopped.") if is_stopped else "")
        self.problem.setText("" if is_stopped else error.message)
        self.problem.setVisible(not is_stopped)

    @property
    def document(self) -> Document:
        """The rules in view, with what was changed."""
        return self.parameters.document

    def _show_side(self) -> None:
        """After an answer, and when the other comparison is chosen."""
        shown = self.result.comparison
        if self._answer is None or self._state is None or shown is None:
            return
        self.cost.show_cost(self._answer.found, shown, self._state.start)
        names = self._answer.names[self.result.side.value, self.result.kind.value]
        self.names.show_movers(self.result.kind.value, names, sum(len(ids) for ids in self._moves(shown).values()))

    # -- the clients behind a number

    def _list_cell(self, kind: str, old: str, new: str) -> None:
        shown = self.result.comparison
        if shown is None:
            return
        ids = self._moves(shown)[old, new]
        before, after = code_words(kind, old), code_words(kind, new)
        words = Words(f"预演：{before.zh} → {after.zh}", f"Rehearsal: {before.en} → {after.en}")
        self.desk.navigate.list_these(np.sort(ids).tolist(), words)

    def _list_all(self) -> None:
        shown = self.result.comparison
        if shown is not None:
            ids = np.sort(np.concatenate(list(self._moves(shown).values())))
            self.desk.navigate.list_these(ids.tolist(), Words("预演变动的客户", "Rehearsal: all who move"))

    def _moves(self, shown: Comparison) -> dict[Pair, Ints]:
        """Ids by old and new class of the kind in view."""
        return shown.moves if self.result.kind.value == "tier" else shown.stage_moves

    # -- approval

    def ask_approval(self) -> None:
        if self._answer is None or self._state is None:
            return
        ApproveDialog(self.desk, self._submission(), found=self._answer.found, parent=self).open()

    def _submission(self) -> Submission:
        assert self._state is not None
        chosen = self._state.choice(self._key)
        return Submission(self.document, self._state.start, chosen.draft, is_kept=chosen.document == self.document)

    def commands(self) -> list[Command]:
        return [Command(Words("提交规则审批", "Submit the rules for approval"), self.ask_approval, icon="send")]

    def tab_state(self) -> State:
        return {"rulebook": self._key, "changed": self._changed}

    def restore_tab(self, state: State) -> None:
        """Also how the editor of rules hands over: a version just kept is not among the choices read before."""
        self._key, self._changed = str(state.get("rulebook", self._key)), state.get("changed")
        if self._state is not None:
            self.show_scope(None)

    def focus_start(self) -> None:
        self.pick.setFocus()


def _rehearsed(laid: Bench, connection: Any, document: Document, progress: Progress) -> _Answer:
    from crmdesk.differentiate.rehearsal.names import movers

    found = laid.rehearse(connection, document, progress=progress)
    sides = {"at_once": found.at_once, "first_month": found.first_month}
    moves = {(name, "tier"): side.moves for name, side in sides.items()}
    moves |= {(name, "stage"): side.stage_moves for name, side in sides.items()}
    return _Answer(laid, found, {view: movers(connection, one, limit=MOST) for view, one in moves.items()})
