"""The header of the client page: who it is, what it is worth, what comes next, what to watch out for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crmdesk.book.card import Caution, ClientCard
from crmdesk.codes import code_words
from crmdesk.i18n import tr
from ui.framework.chips import ChipLabel, stage_chip, tier_chip
from ui.framework.frames import Line, Panel, column, row
from ui.framework.labels import ElidedLabel, PlainLabel, TagLabel, plain_tooltip, restyle
from ui.framework.links import Link
from ui.framework.shown import Shown
from ui.framework.theme import theme

if TYPE_CHECKING:
    from crmdesk.differentiate.overrides import Override

#: Below these widths the header gives up parts, the least needed first.
_WIDE, _MIDDLE = 1_020, 860
_WARNING = 190  # px of a warning; the name comes before its last words
_INDENT = 16


class _Figure(QWidget):
    """Caption, figure, note; a hairline stands at its left."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self._caption = caption
        self._value = PlainLabel(role="title")
        self._note = PlainLabel(role="caption", tone="tertiary")
        lines = column(PlainLabel(caption, role="caption", tone="tertiary"), self._value, self._note, gap=0)
        lines.setContentsMargins(_INDENT, 0, 0, 0)
        whole = row(Line("vertical"), lines, gap=0)
        self.setLayout(whole)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def say(self, value: str, note: str, *, exact: str = "", tone: str = "primary") -> None:
        self._value.setText(value)
        restyle(self._value, tone=tone)
        self._note.setText(note)
        texts = (("caption", self._caption), ("title", value), ("caption", note))
        width = max(QFontMetrics(theme.font(role)).horizontalAdvance(text) for role, text in texts)
        self.setFixedWidth(_INDENT + width + 3)
        self.setToolTip(plain_tooltip(exact))
        self.setAccessibleName(f"{self._caption} {value} {note}")


class _WarningTag(TagLabel):
    """A warning that leads to its field."""

    chosen = Signal(str)

    def __init__(self, warning: Caution) -> None:
        whole = str(warning.words)
        shown = QFontMetrics(theme.font("caption")).elidedText(whole, Qt.TextElideMode.ElideRight, _WARNING)
        super().__init__(shown, tag="accent" if warning.tone == "info" else warning.tone)
        self.setToolTip(plain_tooltip(whole))
        self.setAccessibleName(whole)
        self._field = warning.field
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self._field)


class ClientHeader(Panel):
    """88 px high; ``field_asked`` when a warning is clicked, ``merges_asked`` for what was merged into the client,
    ``override_asked`` for tier and stage set by hand."""

    field_asked = Signal(str)
    merges_asked = Signal()
    override_asked = Signal()

    def __init__(self) -> None:
        super().__init__("surface", gap=0)
        self.setFixedHeight(theme.size("bar.client"))
        self.name = ElidedLabel(role="display")
        self.tier, self.stage = ChipLabel(), ChipLabel()
        self.bent = Link("", role="caption")
        self.bent.clicked.connect(self.override_asked)
        self.bent.hide()
        self.about = ElidedLabel(tone="secondary")
        self.merged = Link("", role="caption")
        self.merged.clicked.connect(self.merges_asked)
        self.merged.hide()
        self.history = _Figure(tr("Historic value"))
        self.current = _Figure(tr("Current value"))
        self.potential = _Figure(tr("Potential value"))
        self.next = _Figure(tr("Next contact"))
        self._warnings = QVBoxLayout()
        self._warnings.setSpacing(theme.space(1))
        self._arrange()

    def _arrange(self) -> None:
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        below = row(self.about, 1, self.merged, None, gap=3)
        who = column(None, row(self.name, self.tier, self.stage, self.bent, None, gap=2), below, None, gap=1)
        line = QHBoxLayout()
        line.setContentsMargins(24, 0, 24, 0)
        line.setSpacing(theme.space(6))
        line.addLayout(who, 1)
        for part in (self.history, self.current, self.potential, self.next):
            line.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        place = QVBoxLayout()
        place.addStretch(1)
        place.addLayout(self._warnings)
        place.addStretch(1)
        line.addLayout(place)
        self.body.addLayout(line, 1)

    def show_card(self, card: ClientCard, shown: Shown) -> None:
        self.name.setText(card.name)
        self.setAccessibleName(card.name)
        self._show_chips(card, shown)
        self.about.setText("   ".join(_about(card, shown)))
        self._show_values(card, shown)
        self._show_next(card, shown)
        self._show_warnings(card.warnings)

    def show_merged(self, numbers: Sequence[str]) -> None:
        """``numbers`` of the records that were merged into this one."""
        self.merged.setVisible(bool(numbers))
        self.merged.set_text(tr("merged from {count} records", count=len(numbers) + 1))
        listed = tr("Merged into this record: {numbers}", numbers=tr(", ").join(numbers))
        self.merged.setToolTip(plain_tooltip(listed if numbers else ""))

    def show_overrides(self, held: Sequence[Override]) -> None:
        """What is set by hand today: what to, and until when."""
        self.bent.setVisible(bool(held))
        if held:
            first = min(held, key=lambda one: one.expires_on)
            self.bent.set_text(tr("{what} by hand until {day}", what=first.words, day=first.expires_on))
        said = "\n".join(f"{one.words} · {one.expires_on} · {one.approver}: {one.reason}" for one in held)
        self.bent.setToolTip(plain_tooltip(said))

    def _show_chips(self, card: ClientCard, shown: Shown) -> None:
        tier, stage = card.tier, card.stage
        since = tr("since {day}", day=shown.day(tier.since)) if tier else ""
        self.tier.show_chip(tier_chip(tier.code) if tier else None, tooltip=since)
        is_warning = stage is not None and stage.status == "warning"
        self.stage.show_chip(
            stage_chip(stage.code, is_warning=is_warning) if stage else None,
            tooltip=tr("since {day}", day=shown.day(stage.since)) if stage else "",
        )

    def _show_values(self, card: ClientCard, shown: Shown) -> None:
        for figure, cents, note in (
            (self.history, card.historic, tr("so far")),
            (self.current, card.current, tr("last 12 months")),
            (self.potential, card.potential, tr("5 years")),
        ):
            figure.say(shown.whole(cents), note, exact=shown.exact(cents))

    def _show_next(self, card: ClientCard, shown: Shown) -> None:
        coming = next(iter(card.follow_ups), None)
        if coming is None:
            self.next.say(tr("None"), tr("press L to log a contact"), tone="tertiary")
            return
        due = shown.due(coming.due_on)
        tone = {"state.bad": "bad", "state.warn": "warn"}.get(due.tone, "primary")
        channel = str(code_words("contact_channel", coming.channel)) if coming.channel else ""
        note = " · ".join(filter(None, [str(coming.words)[:24], channel]))
        self.next.say(" ".join(filter(None, [due.text, coming.due_time])), note, tone=tone)

    def _show_warnings(self, warnings: tuple[Caution, ...]) -> None:
        while (item := self._warnings.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for warning in warnings[:3]:
            tag = _WarningTag(warning)
            tag.chosen.connect(self.field_asked)
            self._warnings.addWidget(tag)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.history.setVisible(self.width() >= _WIDE)
        self.potential.setVisible(self.width() >= _MIDDLE)


def _about(card: ClientCard, shown: Shown) -> list[str]:
    """Sex and age, phone, opened: what a glance needs."""
    age = tr("{age} years", age=card.age) if card.age is not None else ""
    person = " · ".join(filter(None, [str(card.sex) if card.sex else "", age]))
    kind = "" if card.kind == "person" else tr("Institution") if card.kind == "organisation" else tr("Product")
    opened = tr("opened {day}", day=f"{card.opened_on:%Y-%m}") if card.opened_on else ""
    phone = shown.phone(card.phone) if card.phone else ""
    return [part for part in (person or kind, phone, opened, card.client_no) if part]
