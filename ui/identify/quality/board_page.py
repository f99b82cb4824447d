"""The board of data quality: what is wrong with how many records, whose, and the sheet that closes the gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from PySide6.QtWidgets import QApplication, QWidget

from crmdesk import dates
from crmdesk.i18n import Words, tr
from crmdesk.progress import Progress
from crmdesk.store.history import Change
from crmdesk.store.store import Store
from ui.framework.bar_list import BarList
from ui.framework.buttons import Button
from ui.framework.empty import EmptyState
from ui.framework.frames import Card, Scroll, clear_layout, column, row
from ui.framework.labels import PlainLabel
from ui.framework.page import Command, Crumb, Desk, Page, State
from ui.framework.pick import Pick
from ui.identify.quality.board_rows import field_rows, issue_rows, manager_rows
from ui.identify.quality.score_bars import ScoreBars

#: A book of so many clients is measured when the page opens, in a second or two; a branch when it is asked for.
_AT_ONCE = 5_000


@dataclass(frozen=True)
class _View:
    board: Any
    duplicates: int
    on: date

    @property
    def is_outdated(self) -> bool:
        return bool(self.board.measured < self.board.clients or self.board.as_of != self.on)


class BoardPage(Page):
    name: ClassVar[str] = "quality"
    title: ClassVar[Words] = Words("资料质量", "Data quality")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._manager: str | None = None
        self._wants_focus = False
        self._body = Scroll("window", margin=4, gap=4)
        self._pick = Pick(tr("All managers"), name=tr("Account manager"))
        self._refresh = Button(tr("Measure again"), icon="refresh-cw")
        self._sheet = Button(tr("Call sheet…"), icon="clipboard-list", kind="primary")
        self.setLayout(row(self._body, gap=0))
        self._pick.chosen.connect(self._choose_manager)
        self._refresh.clicked.connect(self.measure)
        self._sheet.clicked.connect(self.ask_call_sheet)
        desk.changes.changed.connect(self._on_change)
        desk.runner.read(_managers, then=self._offer, owner=self, key="managers")

    # -- frame

    def crumbs(self) -> list[Crumb]:
        return [
            Crumb(str(Words("客户", "Clients")), lambda: self.desk.navigate.go("clients")),
            Crumb(str(self.title)),
        ]

    def top_buttons(self) -> list[QWidget]:
        return [self._pick, self._refresh, self._sheet]

    def commands(self) -> list[Command]:
        return [
            Command(Words("重新评估资料质量", "Measure the records again"), self.measure, icon="refresh-cw"),
            Command(Words("打印电话单", "Call sheet"), self.ask_call_sheet, icon="clipboard-list"),
        ]

    def state(self) -> State:
        return {"manager": self._manager}

    def restore(self, state: State) -> None:
        if "manager" in state:
            self._pick.choose(str(state["manager"] or ""))

    def focus_start(self) -> None:
        """On the issues; while the board is still being read, as soon as they are there."""
        found = self.findChild(BarList)
        self._wants_focus = found is None
        (found or self).setFocus()

    # -- data

    def _offer(self, managers: list[str]) -> None:
        """A manager's own book first; somebody without one sees the branch."""
        self._pick.offer(managers)
        own = self.desk.settings.user_name
        if own in managers and self._manager is None:
            self._pick.choose(own)
        else:
            self._load()

    def _choose_manager(self, manager: str) -> None:
        self._manager = manager or None
        self._load()

    def _on_change(self, _change: Change) -> None:
        self._load()

    def _load(self) -> None:
        manager, on = self._manager, dates.local_today()
        self.desk.runner.read(lambda c: _read(c, manager, on), then=self._loaded, owner=self, key="board")

    def _loaded(self, view: _View) -> None:
        self._show(view)
        if view.is_outdated and 0 < view.board.clients <= _AT_ONCE:
            self.measure()

    def measure(self) -> None:
        manager, on = self._manager, dates.local_today()

        def work(store: Store, progress: Progress) -> int:
            from crmdesk.book.data_quality import measure_book

            return measure_book(store, on=on, manager=manager, progress=progress)

        self.desk.runner.job(tr("Measure the records"), work, then=lambda _count: self._read_again(), owner=self)

    def _read_again(self) -> None:
        manager, on = self._manager, dates.local_today()
        self.desk.runner.read(lambda c: _read(c, manager, on), then=self._show, owner=self, key="board")

    # -- what is shown

    def _show(self, view: _View) -> None:
        focused = QApplication.focusWidget()
        is_here = self._wants_focus or (focused is not None and self._body.isAncestorOf(focused))
        clear_layout(self._body.body)
        self._fill(view)
        first = next((one for one in self.findChildren(BarList) if one.isVisibleTo(self)), None)
        if is_here and first is not None:
            self._wants_focus = False
            first.setFocus()

    def _fill(self, view: _View) -> None:
        self._sheet.setEnabled(view.board.measured > 0)
        if not view.board.measured:
            self._body.body.addWidget(self._nothing(view))
            return
        self._body.body.addWidget(self._headline(view))
        self._body.body.addLayout(row(self._issues(view), self._fields(view), gap=4))
        if len(view.board.managers) > 1:
            self._body.body.addWidget(self._managers(view))
        self._body.body.addStretch(1)

    def _nothing(self, view: _View) -> EmptyState:
        if not view.board.clients:
            return EmptyState(
                "shield-check",
                tr("No records yet."),
                tr("Import the clients of your systems; then this page says what is missing, wrong or too old."),
            )
        empty = EmptyState(
            "shield-check",
            tr("The records have not been measured yet."),
            tr("Measuring reads every record once: what is missing, invalid or not confirmed for too long."),
        )
        empty.add_action(Button(tr("Measure"), icon="refresh-cw", kind="primary"), self.measure)
        return empty

    def _headline(self, view: _View) -> Card:
        board = view.board
        below = next((one.clients for one in board.issues if one.code == "incomplete"), 0)
        title = tr(
            "{below} of {all} records are less complete than their tier asks",
            below=f"{below:,}",
            all=f"{board.measured:,}",
        )
        card = Card(title, right=(_quiet(tr("as of {day}", day=board.as_of)),))
        bars = ScoreBars()
        bars.show_counts(board.bars)
        figures = column(
            _figure(tr("Completeness"), board.completeness),
            _figure(tr("Freshness"), board.freshness),
            _figure(tr("KYC score"), board.kyc),
            None,
            gap=3,
        )
        spread = column(_quiet(tr("Clients by KYC score")), bars, gap=1)
        card.body.addLayout(row(figures, 6, spread, gap=4))
        return card

    def _issues(self, view: _View) -> Card:
        card = Card(tr("What to put right"), right=(_quiet(tr("Enter lists the clients")),))
        listed = BarList(tr("Issues"))
        listed.show_rows(issue_rows(view.board, view.duplicates))
        listed.opened.connect(self._open_issue)
        card.body.addWidget(listed)
        card.body.addStretch(1)
        return card

    def _fields(self, view: _View) -> Card:
        card = Card(tr("Fields with most gaps"), right=(_quiet(tr("missing, paler: not confirmed for too long")),))
        listed = BarList(tr("Fields"))
        listed.show_rows(field_rows(view.board))
        listed.opened.connect(self._open_clients)
        card.body.addWidget(listed)
        card.body.addStretch(1)
        return card

    def _managers(self, view: _View) -> Card:
        card = Card(tr("Account managers"), right=(_quiet(tr("mean KYC score; lowest first")),))
        listed = BarList(tr("Account managers"), label_share=0.25)
        listed.show_rows(manager_rows(view.board))
        listed.opened.connect(self._pick.choose)
        card.body.addWidget(listed)
        return card

    # -- acts

    def _open_issue(self, key: str) -> None:
        if key == "duplicates":
            self.desk.navigate.go("duplicates")
        else:
            self._open_clients(key)

    def _open_clients(self, expression: str) -> None:
        own = f' manager:"{self._manager}"' if self._manager else ""
        self.desk.navigate.list_clients(expression + own)

    def ask_call_sheet(self) -> None:
        from ui.identify.quality.call_sheet_dialog import CallSheetDialog

        CallSheetDialog(self.desk, manager=self._manager or "", parent=self).open()


def _quiet(text: str) -> PlainLabel:
    return PlainLabel(text, role="caption", tone="tertiary")


def _figure(label: str, value: float) -> QWidget:
    shown = QWidget()
    shown.setLayout(column(PlainLabel(f"{value:.1f} %", role="title"), _quiet(label), gap=0))
    shown.setMinimumWidth(120)
    return shown


def _managers(connection: Any) -> list[str]:
    from crmdesk.book.client_list import managers

    return managers(connection)


def _read(connection: Any, manager: str | None, on: date) -> _View:
    from crmdesk.identify.matching import pair_count
    from crmdesk.identify.quality.board import quality_board

    return _View(quality_board(connection, manager=manager), pair_count(connection), on)
