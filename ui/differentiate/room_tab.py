"""One tab of the room Differentiate: what every tab is given, and what the room asks of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crmdesk.i18n import Words
from ui.framework.page import Command, Desk, State

if TYPE_CHECKING:
    from crmdesk.store.history import Change


class RoomTab(QWidget):
    """Made with the desk when it is first shown; ``show_scope`` follows at once and after every change of scope."""

    #: Name in ``room_page.TABS``, and the word on the tab.
    name: ClassVar[str] = ""
    title: ClassVar[Words] = Words("", "")

    #: Emit when ``commands`` gives others than before.
    frame_changed = Signal()
    #: Emit a tab's name to go there.
    tab_asked = Signal(str)
    #: Emit a tab's name and what its ``restore_tab`` shall take, to hand something over to it.
    handed_over = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        #: The month-end chosen at the top of the room; None: the newest. Set before ``show_scope``.
        self.as_of: date | None = None
        self.setProperty("ground", "window")
        self.setAccessibleName(str(self.title))

    def show_scope(self, manager: str | None) -> None:
        """Load or reload for one account manager, or for all, as of ``self.as_of``. Answers come later."""
        raise NotImplementedError

    def concerns(self, change: Change) -> bool:
        """Whether the tab must read again after a change. Runs and imports are batches."""
        return change.is_batch

    def commands(self) -> list[Command]:
        return []

    def tab_state(self) -> State:
        """What must survive a change of language or theme."""
        return {}

    def restore_tab(self, state: State) -> None:
        """Take back what ``tab_state`` gave, before the first ``show_scope``; unknown keys are ignored."""

    def undo_here(self, *, is_redo: bool = False) -> bool:
        """As ``Page.undo_here``."""
        del is_redo
        return False

    def focus_start(self) -> None:
        """Put the focus where work begins."""
        self.setFocus()
