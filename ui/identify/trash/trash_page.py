"""The trash: who lies there, since when and why; back again, frozen, or erased for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout

from crmdesk import dates
from crmdesk.codes import code_words
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.store.history import Change
from ui.framework.big_table.cells import Cell, Column, paint_name, paint_text
from ui.framework.buttons import Button
from ui.framework.empty import EmptyState
from ui.framework.frames import Card, Panel, row
from ui.framework.grid import Grid, GridRow
from ui.framework.labels import WrappedLabel
from ui.framework.page import Command, Crumb, Desk, Page, State
from ui.framework.search_field import SearchField

if TYPE_CHECKING:
    from crmdesk.identify.trash import Trashed


class TrashPage(Page):
    name: ClassVar[str] = "trash"
    title: ClassVar[Words] = Words("回收站", "Trash")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._entries: list[Trashed] = []
        self._wants_focus = False
        self.search = SearchField(tr("Name or number"), within=self)
        self.table = Grid(_columns(), name=tr("Clients in the trash"))
        self.restore_button = Button(tr("Restore"), icon="undo-2", kind="primary", key="R")
        self.freeze_button = Button(tr("Freeze…"), icon="lock")
        self.erase_button = Button(tr("Erase for ever…"), icon="x", kind="danger")
        self.about = WrappedLabel(tone="secondary")
        self.problem = WrappedLabel(tone="bad")
        self._arrange()
        self._connect()
        self._load()

    def _arrange(self) -> None:
        card = Card(tr("Clients in the trash"), right=(self.search,))
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self.about)
        card.body.addWidget(self.problem)
        card.body.addLayout(row(self.restore_button, None, self.freeze_button, self.erase_button))
        full = Panel("window", margin=4)
        full.body.addWidget(card)
        self._empty = EmptyState(
            "trash-2",
            tr("The trash is empty."),
            tr("Clients that are moved to the trash leave every list and can come back from here, whole, at any time."),
        )
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(full)

    def _connect(self) -> None:
        self.search.searched.connect(lambda _text: self._fill())
        self.table.current_changed.connect(lambda _row: self._show_chosen())
        self.restore_button.clicked.connect(self.restore_chosen)
        self.freeze_button.clicked.connect(self.ask_freeze)
        self.erase_button.clicked.connect(self.ask_erase)
        key = QShortcut(QKeySequence("R"), self.table)
        key.setContext(Qt.ShortcutContext.WidgetShortcut)
        key.activated.connect(self.restore_chosen)
        self.desk.changes.changed.connect(self._on_change)

    # -- frame

    def crumbs(self) -> list[Crumb]:
        return [Crumb(str(Words("客户", "Clients")), lambda: self.desk.navigate.go("clients")), Crumb(str(self.title))]

    def commands(self) -> list[Command]:
        return [Command(Words("恢复客户", "Restore the client"), self.restore_chosen, "", "undo-2")]

    def state(self) -> State:
        return {"text": self.search.text()}

    def restore(self, state: State) -> None:
        self.search.setText(str(state.get("text", "")))

    def focus_start(self) -> None:
        """On the table; while the trash is still being read, as soon as it is there."""
        self._wants_focus = not self.table.isVisible()
        self.table.setFocus()

    # -- data

    def _on_change(self, _change: Change) -> None:
        self._load()

    def _load(self) -> None:
        self.desk.runner.read(_read, then=self._show, owner=self, key="trash")

    def _show(self, entries: list[Trashed]) -> None:
        self._entries = entries
        self._stack.setCurrentIndex(1 if entries else 0)
        self._fill()
        if entries and self._wants_focus:
            self._wants_focus = False
            self.table.setFocus()

    def _fill(self) -> None:
        wanted = self.search.text().strip().casefold()
        shown = [one for one in self._entries if wanted in f"{one.name} {one.client_no}".casefold()]
        self.table.show_rows([GridRow(_cells(one), key=one) for one in shown])
        self._show_chosen()

    def chosen(self) -> Trashed | None:
        found: Trashed | None = self.table.current_key()
        return found

    def _show_chosen(self) -> None:
        one = self.chosen()
        self.problem.setText("")
        self.about.setText("" if one is None else _sentence(one))
        self.restore_button.setEnabled(one is not None and one.frozen_at is None)
        self.freeze_button.setEnabled(one is not None and one.frozen_at is None and one.is_held)
        self.erase_button.setEnabled(one is not None and not one.is_held)

    # -- acts

    def restore_chosen(self) -> None:
        one = self.chosen()
        if one is None or one.frozen_at is not None:
            return

        def work(store: Any) -> int:
            from crmdesk.identify.trash import restore_trashed

            return restore_trashed(store, one.id)

        self.desk.runner.write(work, owner=self, failed=self._refuse)

    def ask_freeze(self) -> None:
        self._ask("freeze")

    def ask_erase(self) -> None:
        self._ask("erase")

    def _ask(self, act: str) -> None:
        from ui.identify.trash.reason_dialog import ReasonDialog

        one = self.chosen()
        if one is not None:
            ReasonDialog(self.desk, one, act=act, parent=self).open()

    def _refuse(self, error: CrmError) -> None:
        self.problem.setText(error.message)


def _columns() -> list[Column]:
    return [
        Column("name", tr("Name"), 130, paint_name),
        Column("client_no", tr("Client number"), 120, paint_text),
        Column("kind", tr("Kind"), 80, paint_text),
        Column("since", tr("Since"), 110, paint_text),
        Column("by", tr("Done by"), 90, paint_text),
        Column("reason", tr("Reason"), 220, paint_text),
        Column("kept", tr("To be kept"), 200, paint_text),
    ]


def _cells(one: Trashed) -> list[Cell]:
    day = one.at.astimezone(dates.CHINA).date().isoformat()
    kind = str(code_words("client_kind", one.kind))
    return [Cell(text) for text in (one.name, one.client_no, kind, day, one.actor, one.reason, _until(one))]


def _until(one: Trashed) -> str:
    if one.frozen_at is not None:
        return tr("frozen until {day}", day=one.can_erase_on or "—")
    if not one.is_held:
        return str(one.hold_words)
    return tr("until {day}", day=one.can_erase_on) if one.can_erase_on else str(one.hold_words)


def _sentence(one: Trashed) -> str:
    if one.frozen_at is not None:
        return tr("Frozen because the person asked for erasure: nobody can use or restore it until the law lets it go.")
    if one.is_held:
        return tr(
            "{words}: it cannot be erased yet. On request of the person it can be frozen until the law lets it go.",
            words=one.hold_words,
        )
    return tr("{words}. Erasing takes it out of the store, the history and the search for ever.", words=one.hold_words)


def _read(connection: Any) -> list[Trashed]:
    from crmdesk.identify.trash import trashed

    return trashed(connection)
