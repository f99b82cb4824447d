"""What a page is, and the desk that every page is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crmdesk.i18n import Words
from ui.framework.changes import Changes
from ui.framework.jobs import Runner
from ui.framework.shown import Shown

if TYPE_CHECKING:
    from crmdesk.settings import Settings
    from crmdesk.store.store import Store

State = dict[str, Any]


class Navigator(Protocol):
    """Where a page can send the user; the main window does it."""

    def go(self, room: str) -> None:
        """To a room by its name in ``ui/rooms.py``."""

    def list_clients(self, expression: str) -> None:
        """To the list of clients with a filter, such as ``import:17``."""

    def list_these(self, ids: Iterable[int], words: Words | str) -> None:
        """To the list of clients with just these, however many; ``words`` stand on the chip."""

    def open_client(self, client_id: int, *, tab: str = "", among: Sequence[int] = ()) -> None:
        """To the client page; ``among`` is the list that Alt+Up and Alt+Down walk through."""

    def back(self) -> None:
        """To where the user came from."""

    def step(self, by: int) -> None:
        """To the client ``by`` places further in the list the page was opened from."""

    def place(self) -> tuple[int, int] | None:
        """Place of the client in that list and its length; None when it was not opened from a list."""

    def toast(self, text: str, *, can_undo: bool = False) -> None:
        """A short note at the foot. Operations need none: the frame names each one and offers to undo it."""

    def apply_settings(self) -> None:
        """Make the window match ``desk.settings`` after a page changed it, and keep it."""

    def facts_changed(self) -> None:
        """Data date or backup changed: the status bar reads them again."""

    def back_up(self) -> None:
        """Ask where a backup goes, and make it."""


@dataclass(frozen=True)
class Desk:
    """Everything a page works with."""

    store: Store
    runner: Runner
    changes: Changes
    settings: Settings
    shown: Shown
    navigate: Navigator


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumb; ``go`` is None for the page itself."""

    text: str
    go: Callable[[], None] | None = None


@dataclass(frozen=True)
class Command:
    """Something a page can do now, for the palette and its shortcut (``""`` = none)."""

    text: Words
    run: Callable[[], None]
    shortcut: str = ""
    icon: str = ""


class Page(QWidget):
    """One page of a room. The main window makes it with the desk, and makes it again when the language changes."""

    #: Name in ``ui/rooms.py``; the page's title stands in the breadcrumb.
    name: ClassVar[str] = ""
    title: ClassVar[Words] = Words("", "")

    #: Emit when breadcrumb, buttons of the top bar or commands changed.
    frame_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setProperty("ground", "window")
        self.setAccessibleName(str(self.title))

    # -- what the frame asks

    def crumbs(self) -> list[Crumb]:
        return [Crumb(str(self.title))]

    def top_buttons(self) -> list[QWidget]:
        """Buttons at the right end of the top bar, made once per page."""
        return []

    def commands(self) -> list[Command]:
        return []

    def state(self) -> State:
        """What must survive a change of language or theme: tab, filter, scroll position, text typed."""
        return {}

    def restore(self, state: State) -> None:
        """Take back what ``state`` gave; unknown or missing keys are ignored."""

    def undo_here(self, *, is_redo: bool = False) -> bool:
        """Take back, or do again, what is not in the store yet; False leaves ``Ctrl+Z`` to the store's history."""
        del is_redo
        return False

    def came_back(self, client_id: int) -> None:
        """The user returns from the page of a client, perhaps another one than the one opened here."""

    def focus_start(self) -> None:
        """Put the focus where work begins."""
        self.setFocus()


class ClientPageBase(Page):
    """The page about one client. ``open_client`` may be called again with another client."""

    def open_client(self, client_id: int, *, tab: str = "") -> None:
        raise NotImplementedError
