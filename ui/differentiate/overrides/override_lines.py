"""The overrides of one client, a line each: what holds can be withdrawn, what has ended stands below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk import dates
from crmdesk.i18n import tr
from ui.framework.chips import ChipLabel, stage_chip, tier_chip
from ui.framework.frames import clear_layout, column, row
from ui.framework.labels import ElidedLabel, PlainLabel
from ui.framework.links import Link
from ui.framework.page import Desk

if TYPE_CHECKING:
    from crmdesk.differentiate.overrides import Override
    from crmdesk.store.store import Store

_MOST = 5


class OverrideLines(QWidget):
    """Reads by itself, and again after a withdrawal; ``changed`` when other lines stand here."""

    changed = Signal()

    def __init__(self, desk: Desk, client_id: int) -> None:
        super().__init__()
        self._desk, self._client_id = desk, client_id
        self.links: list[Link] = []
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(8)
        self.hide()
        self.read()

    def read(self) -> None:
        client_id = self._client_id

        def ask(connection: Any) -> list[Override]:
            from crmdesk.differentiate.overrides import client_overrides

            return client_overrides(connection, client_id)

        self._desk.runner.read(ask, then=self.show_overrides, owner=self, key="overrides")

    def show_overrides(self, found: list[Override]) -> None:
        clear_layout(self._lines)
        self.links = []
        today = dates.local_today()
        for one in sorted(found, key=lambda one: not one.holds_on(today))[:_MOST]:
            self._lines.addWidget(self._line(one, is_held=one.holds_on(today)))
        self.setVisible(bool(found))
        self.changed.emit()

    def _line(self, one: Override, *, is_held: bool) -> QWidget:
        chip = ChipLabel(tier_chip(one.code) if one.what == "tier" else stage_chip(one.code))
        reason = ElidedLabel(one.reason, tone="primary" if is_held else "tertiary")
        who = PlainLabel(tr("approved by {name}", name=one.approver), role="caption", tone="tertiary")
        when = PlainLabel(_span(one, is_held=is_held), role="caption", tone="secondary" if is_held else "tertiary")
        first = row(chip, reason, when)
        first.setStretch(1, 1)
        line = QWidget()
        second = row(who, None)
        if is_held:
            link = Link(tr("Withdraw"), name=tr("Withdraw {what}", what=one.words))
            link.clicked.connect(lambda: self._withdraw(one))
            self.links.append(link)
            second.addWidget(link)
        line.setLayout(column(first, second, gap=1))
        return line

    def _withdraw(self, one: Override) -> None:
        def work(store: Store) -> None:
            from crmdesk.differentiate.overrides import withdraw_override

            withdraw_override(store, one.id, what=one.what, today=dates.local_today())

        self._desk.runner.write(work, then=lambda _none: self.read(), owner=self)


def _span(one: Override, *, is_held: bool) -> str:
    if is_held:
        left = (one.expires_on - dates.local_today()).days
        return tr("until {day} · {count} days left", day=one.expires_on, count=left)
    end = one.withdrawn_on or one.expires_on
    if one.withdrawn_on is not None:
        return tr("{first} – {last} · withdrawn", first=one.set_on, last=end)
    return tr("{first} – {last} · ended", first=one.set_on, last=end)
