"""The head of the editor: what is edited against what, how it stands, and the way on."""

from __future__ import annotations

from PySide6.QtCore import Signal

from crmdesk.i18n import tr
from ui.differentiate.rules.state import RulesState
from ui.differentiate.rules.view import RulesView
from ui.framework.buttons import Button
from ui.framework.frames import Panel, row
from ui.framework.labels import ElidedLabel, PlainLabel, Tone, restyle


class RulesBar(Panel):
    """``undone``, ``redone``, ``discarded`` and ``rehearsed`` when their buttons are pressed."""

    undone = Signal()
    redone = Signal()
    discarded = Signal()
    rehearsed = Signal()

    def __init__(self) -> None:
        super().__init__("surface")
        self.name = PlainLabel(role="section")
        self.status = ElidedLabel(tone="secondary")
        self.back = Button(tr("Undo"), icon="undo-2", is_small=True, kind="quiet", name=tr("Undo the last change"))
        self.again = Button(tr("Redo"), is_small=True, kind="quiet", name=tr("Redo the change"))
        self.discard = Button(tr("Discard all"), is_small=True)
        self.rehearse = Button(tr("Rehearse"), icon="flask-conical", kind="primary", is_small=True)
        line = row(self.name, self.status, None, self.back, self.again, self.discard, self.rehearse, gap=2)
        line.setStretch(1, 1)
        line.setContentsMargins(24, 8, 24, 8)
        self.body.addLayout(line)
        for button, signal in (
            (self.back, self.undone),
            (self.again, self.redone),
            (self.discard, self.discarded),
            (self.rehearse, self.rehearsed),
        ):
            button.clicked.connect(signal)

    def show_view(self, view: RulesView, state: RulesState, *, draft: str) -> None:
        """``draft``: the version number of the draft that is edited; empty for changes not kept yet."""
        self.name.setText(str(state.base_words))
        text, tone = _status(view, state, draft)
        self.status.setText(text)
        restyle(self.status, tone=tone)
        self.back.setEnabled(view.editing.can_undo)
        self.again.setEnabled(view.editing.can_redo)
        self.discard.setEnabled(view.editing.is_changed)
        self.rehearse.setEnabled(not view.problems and not view.editing.unread)
        self.setAccessibleName(text)

    def press_undo(self, *, is_redo: bool) -> bool:
        """As a click on Undo or Redo; whether there was something."""
        button = self.again if is_redo else self.back
        has_step = button.isEnabled()
        button.click()
        return has_step


def _status(view: RulesView, state: RulesState, draft: str) -> tuple[str, Tone]:
    wrong = len(view.problems) + sum(1 for path in view.editing.unread if path not in view.problems)
    count = len(view.editing.changes())
    said = tr("changes hold from {month}", month=f"{state.start:%Y-%m}")
    if count:
        said = tr("{count} changes", count=count) if count > 1 else tr("1 change")
    if draft:
        said = tr("draft {version}: {said}", version=draft, said=said)
    if wrong:
        more = tr("{count} to put right", count=wrong)
        return f"{said} · {more}", "bad"
    return said, "accent" if count else "secondary"
