"""A line below a form: who in the store the client being typed may be. It never stands in the way of saving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.frames import Panel, row
from ui.framework.icons import IconLabel
from ui.framework.labels import ElidedLabel, restyle
from ui.framework.page import Desk

if TYPE_CHECKING:
    from crmdesk.identify.matching import Likely

_PAUSE_MS = 300
_NEARLY = 0.995
#: What tells clients apart; other fields alone are no reason to look.
TELLING = frozenset({"name", "id_no", "uscc", "mobile", "phone_home", "phone_office", "legal_rep_phone"})


class LikelyHint(Panel):
    """``opened`` and ``used`` tell the client id; ``use`` says what the second button does with it."""

    opened = Signal(object)
    used = Signal(object)

    def __init__(self, desk: Desk, *, use: str, parent: QWidget | None = None) -> None:
        super().__init__("surface", gap=0)
        self.setParent(parent)
        self._desk = desk
        self._asked: tuple[str, dict[str, Any], int] = ("", {}, 0)
        self.found: list[Likely] = []
        self._place = 0
        restyle(self, banner="warn")
        self.words = ElidedLabel()
        self.next_button = Button("1/1", kind="quiet", is_small=True, key="Alt N")
        self.open_button = Button(tr("Look at it"), is_small=True, key="Alt O")
        self.use_button = Button(use, is_small=True, key="Alt U")
        line = row(IconLabel("users", "state.warn"), self.words, self.next_button, self.open_button, self.use_button)
        line.setStretch(1, 1)
        line.setContentsMargins(20, 6, 16, 6)
        self.body.addLayout(line)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._connect()
        self.hide()

    def _connect(self) -> None:
        for button, key, act in (
            (self.next_button, "Alt+N", self.show_next),
            (self.open_button, "Alt+O", lambda: self.opened.emit(self.found[self._place].client_id)),
            (self.use_button, "Alt+U", lambda: self.used.emit(self.found[self._place].client_id)),
        ):
            button.clicked.connect(act)
            QShortcut(QKeySequence(key), self).activated.connect(button.click)

    def look(self, kind: str, values: Mapping[str, Any], *, except_id: int = 0) -> None:
        """Ask after a pause in typing; nothing that tells clients apart takes the hint away."""
        given = {name: value for name, value in values.items() if value not in (None, "")}
        asked = (kind, given, except_id)
        if asked == self._asked:
            return
        self._asked = asked
        if TELLING & given.keys():
            self._pause.start()
        else:
            self.forget()

    def forget(self) -> None:
        self._pause.stop()
        self._desk.runner.drop(self, "likely")
        self._asked = ("", {}, 0)
        self._show([])

    def _ask(self) -> None:
        kind, values, except_id = self._asked
        self._desk.runner.read(lambda c: _likely(c, kind, values, except_id), then=self._show, owner=self, key="likely")

    def _show(self, found: list[Likely]) -> None:
        self.found, self._place = found, 0
        self.setVisible(bool(found))
        self.next_button.setVisible(len(found) > 1)
        if found:
            self._say()

    def show_next(self) -> None:
        self._place = (self._place + 1) % max(1, len(self.found))
        self._say()

    def _say(self) -> None:
        one = self.found[self._place]
        agreeing = [f"{why.label} {why.level}" for why in one.reasons if why.agreement in ("same", "close")][:2]
        said = tr(
            "May be in the store already: {name} {number} ({why}), {share}",
            name=one.name,
            number=one.client_no,
            why=tr(", ").join(agreeing),
            share=f"{one.probability:.0%}" if one.probability < _NEARLY else ">99%",
        )
        self.words.setText(said)
        self.setAccessibleName(said)
        self.next_button.setText(f"{self._place + 1}/{len(self.found)}")


def _likely(connection: Any, kind: str, values: dict[str, Any], except_id: int) -> list[Likely]:
    from crmdesk.identify.matching import likely_clients

    return likely_clients(connection, kind, values, except_id=except_id)
