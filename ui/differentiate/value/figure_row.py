"""One figure that can be tried: a slider, the figure as text, and how far it is from what it was."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout

from crmdesk import money
from crmdesk.differentiate.explaining.indicators import shown
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.errors import CrmError
from crmdesk.i18n import language, tr
from ui.differentiate.value.scales import Scale
from ui.framework.editors import AmountEditor, NumberEditor
from ui.framework.labels import ElidedLabel, PlainLabel, plain_tooltip, restyle
from ui.framework.shown import HIDDEN
from ui.framework.slider import Slider

_EDITOR_WIDTH, _CHANGE_WIDTH = 90, 58


class _WholeAmountEditor(AmountEditor):
    """Cents are left away from a thousand up: a slider is no till."""

    def written(self, value: int) -> str:
        return money.exact(value, decimals=0) if abs(value) >= 1_000_00 else super().written(value)


class FigureRow(QObject):
    """``changed`` after every move; ``refused`` tells why a typed text is no figure (empty = it is one)."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self, scale: Scale, words: str, now: int | None, rulebook: Rulebook) -> None:
        super().__init__()
        self._scale, self._now, self._rulebook = scale, now, rulebook
        self.value = now
        self.letter = PlainLabel("" if scale.name == "month" else scale.name, role="strong", tone="accent")
        self.label = ElidedLabel(words)
        self.label.setMinimumWidth(60)
        self.slider = Slider(words)
        self.editor = _WholeAmountEditor() if scale.is_money else NumberEditor()
        self.editor.setAccessibleName(words)
        self.editor.setPlaceholderText(tr("none"))
        self.editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.editor.setFixedWidth(_EDITOR_WIDTH)
        self.change = PlainLabel(role="caption", tone="tertiary")
        self.change.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.change.setFixedWidth(_CHANGE_WIDTH)
        self.slider.moved.connect(self._on_moved)
        self.slider.stepped.connect(self._on_stepped)
        self.editor.edited.connect(self._on_typed)
        self._show(with_text=True)

    @property
    def is_changed(self) -> bool:
        return self.value != self._now

    def place(self, grid: QGridLayout, line: int) -> None:
        for column, widget in enumerate((self.letter, self.label, self.slider, self.editor, self.change)):
            grid.addWidget(widget, line, column)

    def hide_amounts(self) -> None:
        """Privacy: the amount is covered and not to be tried."""
        if self._scale.is_money and isinstance(self.editor, AmountEditor):
            self.editor.show_hidden(HIDDEN)
            self.slider.setEnabled(False)

    def take(self, value: int | None) -> None:
        """Try a value; the user did not type it."""
        if value != self.value:
            self.value = value
            self._show(with_text=True)
            self.changed.emit()

    # -- what the user does

    def _on_moved(self, position: int) -> None:
        # Back at its mark a figure is the exact one again, not a rounded one.
        at_mark = abs(position - self._scale.position(self._now)) <= 6
        self.take(self._now if at_mark else self._scale.value(position))

    def _on_stepped(self, direction: int, is_page: bool) -> None:  # noqa: FBT001
        self.take(self._scale.stepped(self.value, direction, is_page=is_page))

    def _on_typed(self) -> None:
        try:
            value = self.editor.value()
            self._demand(value)
        except CrmError as fault:
            restyle(self.editor, invalid=True)
            self.refused.emit(str(fault))
            return
        restyle(self.editor, invalid=False)
        self.refused.emit("")
        self.value = self._now if value is None else value
        self._show(with_text=False)
        self.changed.emit()

    def _demand(self, value: int | None) -> None:
        if value is not None and value < 0 and self._scale.name != "M":
            raise CrmError(tr("This figure cannot be less than 0."))
        if value is not None and self._scale.name == "S" and value > self._scale.top:
            raise CrmError(tr("There are {most} points at most.", most=self._scale.top))

    # -- what is seen

    def _show(self, *, with_text: bool) -> None:
        if with_text:
            restyle(self.editor, invalid=False)
            self.editor.show_value(self.value)
        spoken = "" if self.value is None else str(shown(self._scale.name, self.value, self._rulebook))
        positions = (self._scale.position(self.value), self._scale.position(self._now))
        self.slider.show_at(positions[0], mark=positions[1], spoken=spoken)
        self.change.setText(self._change_text())
        self.change.set_tone("accent" if self.is_changed else "tertiary")
        self.change.setToolTip(plain_tooltip(spoken))

    def _change_text(self) -> str:
        if not self.is_changed:
            return tr("same")
        if self._now is None or self.value is None:
            return tr("new")
        change = self.value - self._now
        if self._scale.is_money:
            return f"{'+' if change > 0 else '−'}{money.short(abs(change), language())}"
        return f"{change:+d}".replace("-", "−")
