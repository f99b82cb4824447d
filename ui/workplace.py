"""The frame around the pages of one open store: rail, top bar, page, status bar. It is the pages' navigator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crmdesk.i18n import Words, tr
from ui import errors
from ui.facts import store_facts
from ui.frame.rail import Rail
from ui.frame.status_bar import StatusBar
from ui.frame.top_bar import TopBar
from ui.framework.focus_kept import FocusKept
from ui.framework.page import ClientPageBase, Crumb, Desk, Page
from ui.framework.palette import Choice
from ui.framework.places import place_of
from ui.framework.toast import Toast
from ui.rooms import BESIDE, CLIENT_PAGE, ROOMS, SETTINGS, Room, rail_room
from ui.undo import UndoSteps

if TYPE_CHECKING:
    from crmdesk.identify.search import Found
    from crmdesk.settings import Settings
    from crmdesk.store.history import Change
    from ui.session import Session

_KINDS = {
    "done": Words("{what}", "{what}"),
    "undone": Words("已撤销：{what}", "Undone: {what}"),
    "redone": Words("已重做：{what}", "Done again: {what}"),
}


class Workplace(QWidget):
    """Made anew for every language; what must survive stands in the session."""

    lock_asked = Signal()
    find_asked = Signal()
    backup_asked = Signal()
    settings_changed = Signal()

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.session = session
        self.desk = Desk(session.store, session.runner, session.changes, settings, session.shown, self)
        self.pages: dict[str, Page] = {}
        self._among: Sequence[int] = ()
        self._origin = ""
        self.rail = Rail([(room.name, room.icon, str(room.title)) for room in ROOMS])
        self.top = TopBar()
        self.stack = QStackedWidget()
        self.status = StatusBar()
        self.undo_steps = UndoSteps(session)
        self._arrange()
        self.toast_note = Toast(self, undo=self.undo_steps.undo)
        self._connect()
        self._room_shortcuts()
        FocusKept(self.stack)

    def _arrange(self) -> None:
        main = QVBoxLayout()
        main.setSpacing(0)
        main.addWidget(self.top)
        main.addWidget(self.stack, 1)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self.rail)
        upper.addLayout(main, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(upper, 1)
        layout.addWidget(self.status)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go)
        self.rail.lock_asked.connect(self.lock_asked)
        self.top.search_asked.connect(self.find_asked)
        self.top.stepper.stepped.connect(self.step)
        self.status.backup_asked.connect(self.backup_asked)
        self.session.runner.jobs_changed.connect(self._show_jobs)
        self.session.changes.changed.connect(self._announce)
        self.undo_steps.nothing_left.connect(self.toast)
        errors.voice.spoke.connect(self._say)
        self.facts_changed()
        self._show_jobs()

    def _room_shortcuts(self) -> None:
        for number, room in enumerate(ROOMS, 1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.activated.connect(lambda name=room.name: self.go(name))
        QShortcut(QKeySequence("Alt+Up"), self).activated.connect(lambda: self.step(-1))
        QShortcut(QKeySequence("Alt+Down"), self).activated.connect(lambda: self.step(1))

    # -- the navigator

    def go(self, room: str) -> None:
        self._origin = ""
        self.session.client_id = 0
        self._show(room)

    def list_clients(self, expression: str) -> None:
        origin = self.session.room
        self.go("clients")
        page = self.page()
        page.restore({**page.state(), "filter": expression})
        self._come_from(origin)

    def _come_from(self, origin: str) -> None:
        """The list of clients says which room led to it, and leads back there."""
        self._origin = origin if origin != "clients" else ""
        self._show_frame()

    def list_these(self, ids: Iterable[int], words: Words | str) -> None:
        from crmdesk.book.these import keep_these

        self.list_clients(keep_these(ids, words))

    def open_client(self, client_id: int, *, tab: str = "", among: Sequence[int] = ()) -> None:
        self._among = among
        self._open_client(client_id, tab)

    def back(self) -> None:
        """To the room the client was opened from, at the client seen last."""
        client_id, room, origin = self.session.client_id, self.session.room, self._origin
        self.go(room if client_id else origin or rail_room(room))
        if client_id:
            self.page().came_back(client_id)
            self._come_from(origin)

    def place(self) -> tuple[int, int] | None:
        found = place_of(self._among, self.session.client_id)
        return None if found is None else (found, len(self._among))

    def toast(self, text: str, *, can_undo: bool = False) -> None:
        self.toast_note.say(text, can_undo=can_undo)

    def apply_settings(self) -> None:
        self.settings_changed.emit()

    def back_up(self) -> None:
        self.backup_asked.emit()

    def undo(self, *, is_redo: bool = False) -> None:
        """What the page has not given to the store yet goes first."""
        if not self.page().undo_here(is_redo=is_redo):
            (self.undo_steps.redo if is_redo else self.undo_steps.undo)()

    # -- pages

    def page(self) -> Page:
        shown = self.stack.currentWidget()
        assert isinstance(shown, Page)
        return shown

    def resume(self) -> None:
        """Show what the session had open last."""
        if self.session.client_id:
            self._open_client(self.session.client_id, "")
        else:
            self._show(self.session.room or ROOMS[0].name)

    def remember(self) -> None:
        """Put what the pages know into the session, before they go."""
        for name, page in self.pages.items():
            self.session.states[name] = page.state()

    def _room(self, name: str) -> Room:
        return next(room for room in (*ROOMS, *BESIDE, CLIENT_PAGE, SETTINGS) if room.name == name)

    def _make(self, name: str) -> Page:
        page = self._room(name).make(self.desk)
        page.restore(self.session.states.get(name, {}))
        page.frame_changed.connect(self._show_frame)
        for command in page.commands():
            if command.shortcut:
                shortcut = QShortcut(QKeySequence(command.shortcut), page)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(command.run)
        self.pages[name] = page
        self.stack.addWidget(page)
        return page

    def _show(self, name: str) -> Page:
        page = self.pages.get(name) or self._make(name)
        if name != CLIENT_PAGE.name:
            self.session.room = name
        self.stack.setCurrentWidget(page)
        self._show_frame()
        page.focus_start()
        return page

    def _open_client(self, client_id: int, tab: str) -> None:
        self.session.client_id = client_id
        page = self.pages.get(CLIENT_PAGE.name) or self._make(CLIENT_PAGE.name)
        assert isinstance(page, ClientPageBase)
        page.open_client(client_id, tab=tab)
        self._show(CLIENT_PAGE.name)

    def step(self, by: int) -> None:
        """To the next or previous client of the list the page was opened from."""
        place = self.place()
        if place is not None and 0 <= place[0] + by < place[1]:
            self._open_client(self._among[place[0] + by], "")

    def _show_frame(self) -> None:
        page = self.page()
        in_client = page is self.pages.get(CLIENT_PAGE.name)
        self.rail.show_room("clients" if in_client else rail_room(page.name))
        self.top.show_page(self._crumbs(page, in_client=in_client), page.top_buttons())
        self.top.stepper.show_place(self.place() if in_client else None)

    def _crumbs(self, page: Page, *, in_client: bool) -> list[Crumb]:
        crumbs = page.crumbs()
        if self._origin and page.name == "clients":
            return [Crumb(str(self._room(self._origin).title), self.back), *crumbs]
        if in_client and len(crumbs) == 1:
            return [Crumb(str(self._room(self.session.room or "clients").title), self.back), *crumbs]
        return crumbs

    # -- the palette

    def choices(self) -> list[Choice]:
        """What the page in view and the rooms offer."""
        here = [Choice(str(c.text), c.run, hint=c.shortcut, icon=c.icon or "command") for c in self.page().commands()]
        rooms = [self._room_choice(number, room) for number, room in enumerate(ROOMS, 1)]
        return [*here, *rooms, *(self._room_choice(0, room) for room in BESIDE)]

    def _room_choice(self, number: int, room: Room) -> Choice:
        shortcut = f"Ctrl+{number}" if number else ""
        return Choice(tr("Go to {place}", place=room.title), lambda: self.go(room.name), shortcut, room.icon)

    def find_clients(self, text: str, then: Callable[[list[Choice]], None]) -> None:
        """Clients for the palette; an older search that still runs is stopped."""

        def search(connection: Any) -> list[Choice]:
            from crmdesk.identify.search import find_clients

            return [self._client_choice(found) for found in find_clients(connection, text, limit=20)]

        self.session.runner.read(search, then=then, owner=self, key="find")

    def _client_choice(self, found: Found) -> Choice:
        return Choice(
            found.name,
            lambda: self.open_client(found.client_id),
            hint=found.client_no,
            icon="user-round",
            detail=str(found.matched),
        )

    # -- what the frame tells

    def toggle_privacy(self) -> None:
        is_private = not self.session.shown.is_private
        self.session.shown.set_private(is_private)
        self.toast(
            tr("Amounts and phones are masked. F8 shows them.") if is_private else tr("Amounts are shown again.")
        )

    def facts_changed(self) -> None:
        """Read again what the status bar says."""
        user = self.desk.settings.user_name or self.session.store.actor
        read = self.session.runner.read
        read(lambda connection: store_facts(connection, user), then=self.status.show_facts, owner=self, key="facts")

    def _show_jobs(self) -> None:
        self.status.show_jobs(self.session.runner.jobs)

    def _say(self, text: str, is_error: bool) -> None:  # noqa: FBT001
        self.toast_note.say(text, is_error=is_error)

    def _announce(self, change: Change) -> None:
        """Every operation is named in a toast and can be taken back from there."""
        self.toast(
            str(_KINDS[change.kind].format(what=change.label)), can_undo=change.kind != "undone" and not change.is_batch
        )
        self.facts_changed()
