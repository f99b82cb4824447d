"""One open store in the window. It outlives the pages, which are made again when the language changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.framework.changes import Changes
from ui.framework.jobs import Runner
from ui.framework.page import State
from ui.framework.shown import Shown

if TYPE_CHECKING:
    from crmdesk.store.store import Store


class Session:
    """The store, its threads and its change bus, and what the rooms remember."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.runner = Runner(store)
        self.changes = Changes(store)
        self.shown = Shown()
        self.room = ""
        self.client_id = 0
        self.states: dict[str, State] = {}

    def leave(self) -> None:
        """Stop listening and stop the threads."""
        self.changes.close()
        self.runner.close()

    def close(self) -> None:
        """Leave, then close the store: after this nothing can be read without the passphrase."""
        self.leave()
        self.store.close()
