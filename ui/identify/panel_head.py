"""The head of the client panel: name, chips, phone, three numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.chips import ChipLabel, stage_chip, tier_chip
from ui.framework.frames import Line, row
from ui.framework.labels import ElidedLabel, PlainLabel, TagLabel, plain_tooltip, restyle
from ui.framework.page import Desk
from ui.framework.theme import theme
from ui.identify.panel_data import PanelData

if TYPE_CHECKING:
    from crmdesk.book.card import ClientCard


class _Number(QWidget):
    """A caption over a figure."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self._caption = caption
        self.value = PlainLabel("", role="title")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(ElidedLabel(caption, role="caption", tone="tertiary"))
        layout.addWidget(self.value)

    def show_value(self, text: str, exact: str) -> None:
        self.value.setText(text)
        self.setToolTip(plain_tooltip(exact))
        self.setAccessibleName(f"{self._caption} {text}")


class PanelHead(QWidget):
    close_asked = Signal()
    open_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._shown = desk.shown
        self.setProperty("bar", "section")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.name = ElidedLabel("", role="display")
        self.about = PlainLabel("", tone="secondary")
        self.tier, self.stage = ChipLabel(), ChipLabel()
        self.phone = PlainLabel("", tone="secondary")
        self.warning = TagLabel("", tag="warn")
        self.numbers = [
            _Number(tr("Avg. assets")),
            _Number(tr("Income, 12 m")),
            _Number(tr("Potential, 5 y")),
        ]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.space(4), theme.space(3), theme.space(4), theme.space(3))
        layout.setSpacing(theme.space(1))
        layout.addLayout(self._title_line())
        layout.addLayout(row(self.tier, self.stage, self.phone, None, self.warning))
        layout.addSpacing(theme.space(2))
        layout.addLayout(self._number_line())

    def _title_line(self) -> QHBoxLayout:
        full = Button(icon="maximize-2", kind="quiet", is_small=True, name=tr("Open the client page (Enter)"))
        full.clicked.connect(self.open_asked)
        fold = Button(icon="panel-right-close", kind="quiet", is_small=True, name=tr("Fold the panel (Ctrl+\\)"))
        fold.clicked.connect(self.close_asked)
        for button in (full, fold):
            button.set_tone("text.tertiary")
        line = row(self.name, self.about, None, full, fold)
        line.setSpacing(theme.space(2))
        return line

    def _number_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme.space(3))
        for place, number in enumerate(self.numbers):
            if place:
                line.addWidget(Line("vertical"))
            line.addWidget(number, 1)
        return line

    def show_data(self, data: PanelData) -> None:
        card, shown = data.card, self._shown
        self.name.setText(card.name)
        self.about.setText(_about(card))
        self.phone.setText(shown.masked_phone(card.phone))
        self.tier.show_chip(tier_chip(card.tier.code) if card.tier else None)
        stage = card.stage
        self.stage.show_chip(stage_chip(stage.code, is_warning=stage.status == "warning") if stage else None)
        self.warning.setText(str(card.warnings[0].words) if card.warnings else "")
        self.warning.setVisible(bool(card.warnings))
        if card.warnings:
            restyle(self.warning, tag=card.warnings[0].tone)
            self.warning.setToolTip(plain_tooltip("\n".join(str(caution.words) for caution in card.warnings)))
        for number, cents in zip(self.numbers, (card.assets, card.contribution, card.potential), strict=True):
            number.show_value(shown.amount(cents), shown.exact(cents))


def _about(card: ClientCard) -> str:
    """``女 · 46 岁``; a client without such facts shows its number."""
    parts = [str(card.sex)] if card.sex else []
    if card.age is not None:
        parts.append(tr("{age} years", age=card.age))
    return " · ".join(parts) or card.client_no
