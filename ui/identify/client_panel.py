"""The client in view, at the right of the list: who, how much, why, what comes and was, and the quick log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.errors import CrmError
from ui.framework.changes import touches
from ui.framework.frames import Scroll
from ui.framework.page import Desk
from ui.framework.theme import theme
from ui.identify.panel_data import PanelData, panel_data
from ui.identify.panel_head import PanelHead
from ui.identify.panel_timeline import PanelTimeline
from ui.identify.panel_why import PanelWhy
from ui.identify.quick_log import QuickLog

if TYPE_CHECKING:
    from crmdesk.store.history import Change

_PAUSE_MS = 40


class ClientPanel(QWidget):
    """352 px wide; folds away with Ctrl+\\."""

    close_asked = Signal()
    open_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._client_id = 0
        self.is_open = True
        self.setProperty("bar", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(theme.size("panel.client"))
        self.head = PanelHead(desk)
        self.why = PanelWhy(desk)
        self.timeline = PanelTimeline(desk)
        self.log = QuickLog(desk)
        self._arrange()
        self.head.close_asked.connect(self.close_asked)
        self.head.open_asked.connect(self.open_asked)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._read)
        desk.changes.changed.connect(self._on_change)
        desk.shown.changed.connect(self._read)

    def _arrange(self) -> None:
        self._scroll = Scroll("surface", margin=0, gap=0)
        for part in (self.head, self.why, self.timeline):
            self._scroll.body.addWidget(part)
        self._scroll.body.addStretch(1)
        self._scroll.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._scroll, 1)
        layout.addStretch(0)
        layout.addWidget(self.log)

    # -- the client

    def show_client(self, client_id: int) -> None:
        """0 empties the panel. The record is read after a short pause: arrow keys run through the list."""
        if client_id == self._client_id:
            return
        self._client_id = client_id
        self.log.set_client(client_id)
        self._pause.start()

    def _read(self) -> None:
        client_id = self._client_id
        if not client_id or not self.is_open:
            self._scroll.setVisible(bool(client_id))
            return
        self._desk.runner.read(
            lambda connection: panel_data(connection, client_id),
            then=self._show,
            owner=self,
            key="panel",
            failed=self._gone,
        )

    def _show(self, data: PanelData) -> None:
        self._scroll.show()
        for part in (self.head, self.why, self.timeline):
            part.show_data(data)
        self.log.show_numbers(data.card.id, data.numbers)

    def _gone(self, _error: CrmError) -> None:
        self._scroll.hide()

    def _on_change(self, change: Change) -> None:
        if self._client_id and touches(change, self._client_id):
            self._read()

    # -- folding

    def start_log(self) -> None:
        self.log.start()

    def set_open(self, *, is_open: bool) -> None:
        self.is_open = is_open
        self.setVisible(is_open)
        if is_open:
            self._read()
