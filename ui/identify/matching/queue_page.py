"""The queue of possible duplicates: the surest first, decided from the keyboard, the next one at once in front."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.progress import Progress
from crmdesk.store.history import Change
from crmdesk.store.store import Store
from ui.framework.buttons import Button
from ui.framework.empty import EmptyState
from ui.framework.frames import Card, Panel, column, row
from ui.framework.grid import Grid
from ui.framework.labels import WrappedLabel
from ui.framework.page import Command, Crumb, Desk, Page, State
from ui.framework.segmented import Segmented
from ui.identify.matching.pair_rows import pair_columns, pair_row
from ui.identify.matching.pair_view import PairDetail, PairView, read_detail
from ui.identify.matching.queue import Queue, read_queue

if TYPE_CHECKING:
    from crmdesk.identify.matching import Pair, ScanResult


class QueuePage(Page):
    name: ClassVar[str] = "duplicates"
    title: ClassVar[Words] = Words("疑似重复", "Possible duplicates")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._queue: Queue | None = None
        self._keep, self._choices = 0, dict[str, int]()
        self._seen: set[int] = set()
        self.status = Segmented(
            [("open", tr("Waiting")), ("later", tr("Later")), ("different", tr("Not the same"))], name=tr("Pairs")
        )
        self.pairs = Grid(pair_columns(), name=tr("Pairs, the surest first"))
        self.view = PairView()
        self.hint = WrappedLabel(role="caption", tone="secondary")
        self.problem = WrappedLabel(tone="bad")
        self.scan_button = Button(tr("Look for duplicates"), icon="search")
        self.safe_button = Button(tr("Merge the safe ones…"), icon="check", key="A")
        self.merge_button = Button(tr("Merge"), icon="check", kind="primary", key="Enter")
        self.different_button = Button(tr("Not the same"), icon="x", key="X")
        self.later_button = Button(tr("Later"), icon="clock", key="L")
        self.swap_button = Button(tr("Keep the other"), icon="refresh-cw", key="K")
        self._arrange()
        self._connect()
        self._load()

    # -- made once

    def _arrange(self) -> None:
        listed = Card(tr("Pairs"), right=(self.status,))
        listed.body.addWidget(self.pairs, 1)
        listed.setMinimumWidth(300)
        listed.setMaximumWidth(400)
        acts = row(self.merge_button, self.different_button, self.later_button, self.swap_button, None, gap=2)
        self.view.add_acts(acts)
        right = QWidget()
        right.setLayout(column(self.view, self.problem, self.hint, gap=2))
        right.layout().setStretch(0, 1)  # type: ignore[union-attr]
        full = Panel("window", margin=4)
        sides = row(listed, right, gap=4)
        sides.setStretch(0, 1)
        sides.setStretch(1, 2)
        full.body.addLayout(sides)
        self._empty = EmptyState(
            "users",
            tr("No possible duplicates."),
            tr("Looking compares every client with all others and lists the pairs that may be one, with the reasons."),
        )
        self._look = Button(tr("Look for duplicates"), icon="search", kind="primary")
        self._empty.add_action(self._look, self.scan)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(full)
        self.hint.setText(
            tr(
                "↑ ↓ pairs · Tab what stays, 1 2 choose · Enter merge · X not the same · L later · K keep the other · "
                "Ctrl+Z undo"
            )
        )

    def _connect(self) -> None:
        self.status.chosen.connect(lambda _status: self._load())
        self.pairs.current_changed.connect(lambda _row: self._read_pair())
        self.pairs.opened.connect(lambda _row: self.merge())
        self.view.fields.opened.connect(lambda _row: self.merge())
        self.view.choice_made.connect(self._choose)
        for button, act in (
            (self.scan_button, self.scan),
            (self.safe_button, self.ask_safe),
            (self.merge_button, self.merge),
            (self.different_button, self.mark_different),
            (self.later_button, self.put_off),
            (self.swap_button, self.keep_other),
        ):
            button.clicked.connect(act)
        for key, act in (
            ("X", self.mark_different),
            ("L", self.put_off),
            ("K", self.keep_other),
            ("A", self.ask_safe),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.desk.changes.changed.connect(self._on_change)

    # -- frame

    def crumbs(self) -> list[Crumb]:
        return [Crumb(str(Words("客户", "Clients")), lambda: self.desk.navigate.go("clients")), Crumb(str(self.title))]

    def top_buttons(self) -> list[QWidget]:
        return [self.scan_button, self.safe_button]

    def commands(self) -> list[Command]:
        return [
            Command(Words("查找重复客户", "Look for duplicates"), self.scan, "", "search"),
            Command(Words("合并所有可靠的重复", "Merge the safe pairs"), self.ask_safe, "", "check"),
            Command(Words("合并记录", "Merges until now"), self.show_merges, "", "history"),
        ]

    def state(self) -> State:
        return {"status": self.status.value}

    def restore(self, state: State) -> None:
        self.status.choose(str(state.get("status", "open")))

    def focus_start(self) -> None:
        (self.pairs if self._stack.currentIndex() else self._look).setFocus()

    # -- reading

    def _on_change(self, _change: Change) -> None:
        self._load()

    def _load(self) -> None:
        status = self.status.value
        self.desk.runner.read(lambda c: read_queue(c, status), then=self._show, owner=self, key="queue")

    def _show(self, queue: Queue) -> None:
        was_empty = self._queue is None or not self._queue.pairs
        self._queue = queue
        self._stack.setCurrentIndex(1 if queue.pairs or queue.waiting or self.status.value != "open" else 0)
        if queue.was_scanned:
            self._empty.say(
                tr("No pair waits."), tr("Every pair that was found is decided; new imports bring new ones.")
            )
        self.pairs.show_rows([pair_row(pair) for pair in queue.pairs])
        self.safe_button.setEnabled(queue.safe > 0)
        self._read_pair()
        if was_empty or not queue.pairs:
            self.focus_start()

    def pair(self) -> Pair | None:
        found: Pair | None = self.pairs.current_key()
        return found

    def _read_pair(self) -> None:
        pair = self.pair()
        is_open = pair is not None
        for button in (self.merge_button, self.different_button, self.later_button, self.swap_button):
            button.setEnabled(is_open)
        self.view.setVisible(is_open)
        if pair is None:
            return
        if self._keep not in (pair.a, pair.b) or self.view.detail is None or self.view.detail.pair.id != pair.id:
            self._keep, self._choices = pair.a, {}
        keep, choices = self._keep, dict(self._choices)
        self.desk.runner.read(
            lambda c: read_detail(c, pair, keep, choices),
            then=self._show_pair,
            owner=self,
            key="pair",
            failed=self._say,
        )

    def _show_pair(self, detail: PairDetail) -> None:
        self.problem.setText("")
        self.view.show_detail(detail)

    def _choose(self, field: str, client_id: object) -> None:
        assert isinstance(client_id, int)
        self._choices[field] = client_id
        self._read_pair()

    def _say(self, error: CrmError) -> None:
        self.problem.setText(error.message)

    # -- deciding

    def keep_other(self) -> None:
        """The other one of the two stays, and the choices begin anew."""
        pair = self.pair()
        if pair is not None:
            self._keep, self._choices = (pair.b if self._keep == pair.a else pair.a), {}
            self._read_pair()

    def merge(self) -> None:
        """Merge as shown; where two values contradict each other they are looked at first."""
        detail = self.view.detail
        if detail is None or self.pair() is None or detail.pair.id != self.pair().id:  # type: ignore[union-attr]
            return
        if detail.preview.conflicts and detail.pair.id not in self._seen and not self.view.fields.hasFocus():
            self._seen.add(detail.pair.id)
            self.view.fields.go_to_first()
            self.problem.setText(
                tr(
                    "{count} values contradict each other: choose with 1 or 2, then Enter.",
                    count=len(detail.preview.conflicts),
                )
            )
            return
        keep, choices, probability = self._keep, dict(self._choices), detail.pair.probability
        drop = detail.preview.drops[0].id

        def work(store: Store) -> int:
            from crmdesk.identify.merging import merge_clients

            return merge_clients(store, keep, [drop], choices=choices, probability=probability)

        self.desk.runner.write(work, then=lambda _number: self._decided(), owner=self, failed=self._say)

    def mark_different(self) -> None:
        self._decide("different")

    def put_off(self) -> None:
        self._decide("later")

    def _decide(self, verdict: str) -> None:
        pair = self.pair()
        if pair is None:
            return

        def work(store: Store) -> None:
            from crmdesk.identify.matching import decide

            decide(store, pair.id, verdict)  # type: ignore[arg-type]

        self.desk.runner.write(work, then=lambda _done: self._decided(), owner=self, failed=self._say)

    def _decided(self) -> None:
        self._choices = {}
        self.focus_start()

    # -- jobs and dialogs

    def scan(self) -> None:
        def work(store: Store, progress: Progress) -> ScanResult:
            from crmdesk.identify.matching import scan_clients

            return scan_clients(store, progress=progress)

        self.desk.runner.job(tr("Look for duplicates"), work, then=self._scanned, owner=self)

    def _scanned(self, result: ScanResult) -> None:
        self.desk.navigate.toast(
            tr(
                "{clients} clients compared in {seconds} s; {pairs} pairs wait.",
                clients=f"{result.clients:,}",
                seconds=f"{result.seconds:.1f}",
                pairs=f"{result.pairs:,}",
            )
        )
        self._load()

    def ask_safe(self) -> None:
        from ui.identify.matching.safe_dialog import SafeDialog

        if self._queue is not None and self._queue.safe:
            SafeDialog(self.desk, parent=self).open()

    def show_merges(self) -> None:
        from ui.identify.matching.merges_dialog import MergesDialog

        MergesDialog(self.desk, parent=self).open()
