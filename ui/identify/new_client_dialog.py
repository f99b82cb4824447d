"""A new client: choose the kind, fill what is known, save. Nothing is mandatory but the name."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.checks import check_values
from crmdesk.identify.clients import create_client
from crmdesk.identify.form import FORMS, Field
from crmdesk.store.drafts import Draft, load_draft, save_draft
from crmdesk.store.store import Store
from ui.framework.autosave import Autosave
from ui.framework.buttons import Button
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import Line, Panel, row
from ui.framework.labels import PlainLabel
from ui.framework.page import Desk
from ui.framework.segmented import Segmented
from ui.identify.matching.likely_hint import LikelyHint
from ui.identify.record_form import FieldState, RecordForm

_KINDS = (
    ("person", Words("个人", "Person")),
    ("organisation", Words("机构", "Institution")),
    ("product", Words("产品", "Product")),
)
#: Rows below a client are added once it exists.
_LATER = ("child", "derived")


class NewClientDialog(QDialog):
    """After saving it opens the client's page."""

    def __init__(self, desk: Desk, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle(tr("New client"))
        self.resize(980, 680)
        self.kind = Segmented([(kind, str(words)) for kind, words in _KINDS], name=tr("Kind"), value="person")
        self._forms: dict[str, RecordForm] = {}
        self._stack = QStackedWidget()
        self.hint = LikelyHint(desk, use=tr("Use this one"), parent=self)
        self._note = PlainLabel(role="caption", tone="secondary")
        self.save_button = Button(tr("Save"), icon="check", kind="primary", key="Ctrl S")
        self._arrange()
        self._autosave = Autosave(desk.runner, self._draft, parent=self)
        self._check_later = QTimer(self, singleShot=True, interval=150)
        self._connect()
        self._autosave.load("client:new", self._take_draft, owner=self)
        self._use_kind("person")
        self.form.focus_field("name")
        FocusRing(self)

    def _arrange(self) -> None:
        head = Panel("surface", gap=0)
        line = row(PlainLabel(tr("New client"), role="title"), self.kind, None, gap=4)
        line.setContentsMargins(24, 12, 24, 12)
        head.body.addLayout(line)
        foot = Panel("subtle", gap=0)
        cancel = Button(tr("Cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        below = row(self._note, None, cancel, self.save_button)
        below.setContentsMargins(24, 10, 24, 10)
        foot.body.addLayout(below)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (head, Line(), self._stack, self.hint, Line(), foot):
            layout.addWidget(part, int(part is self._stack))

    def _connect(self) -> None:
        self.kind.chosen.connect(self._use_kind)
        self.save_button.clicked.connect(self.save)
        self.hint.opened.connect(self._open)
        self.hint.used.connect(self._use)
        self._check_later.timeout.connect(self.check)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.save)

    @property
    def form(self) -> RecordForm:
        return self._forms[self.kind.value]

    def _use_kind(self, kind: str) -> None:
        """What was typed in fields both kinds have goes along."""
        before = self._stack.currentWidget()
        if kind not in self._forms:
            form = RecordForm(FORMS[kind])
            form.edited.connect(self._on_edited)
            self._forms[kind] = form
            self._stack.addWidget(form)
        if isinstance(before, RecordForm) and before is not self._forms[kind]:
            self._forms[kind].show_touched(before.touched)
        self._stack.setCurrentWidget(self._forms[kind])
        self.check()

    def _on_edited(self, _name: str) -> None:
        self._check_later.start()
        self._autosave.touch()

    # -- checking

    def check(self) -> dict[str, FieldState]:
        """Mark what is wrong and what every client should have."""
        form = self.form
        typed, unread = form.changed_values()
        found = check_values(form.form.kind, typed, on=dates.local_today())
        problems = {problem.field: problem for problem in sorted(found, key=lambda p: p.is_error)}
        states = {}
        for field in form.form.fields():
            message = unread.get(field.name)
            problem = problems.get(field.name)
            if message is None and problem is not None and problem.is_error:
                message = str(problem.message)
            if message is not None:
                states[field.name] = FieldState("invalid", message, message, "error")
            elif problem is not None:
                states[field.name] = FieldState("stale", str(problem.message), str(problem.message), "warning")
            else:
                states[field.name] = _plain_state(field, typed)
        form.show_states(states)
        self.hint.look(form.form.kind, typed)
        return states

    # -- who is there already

    def _open(self, client_id: int) -> None:
        """Look at the client that may be meant; what is typed here stays as a draft."""
        self.reject()
        self._desk.navigate.open_client(client_id, tab="record")

    def _use(self, client_id: int) -> None:
        """What is typed goes to the client that is there already, as changes that are not saved yet."""
        typed = self.form.touched

        def hand_over(store: Store) -> None:
            kept = load_draft(store, f"client:{client_id}")
            before = kept.content.get("typed", {}) if kept else {}
            save_draft(store, f"client:{client_id}", {"typed": {**before, **typed}})

        self._autosave.drop()
        self._desk.runner.write(hand_over, then=lambda _none: self._open(client_id), owner=self)

    # -- saving

    def save(self) -> None:
        states, form = self.check(), self.form
        wrong = [name for name in form.touched if states[name].kind == "error" and states[name].message]
        if wrong:
            form.focus_field(wrong[0])
            return
        values, _unread = form.changed_values()
        kind, manager = form.form.kind, self._desk.settings.user_name
        self.save_button.setEnabled(False)

        def create(store: Store) -> int:
            return create_client(store, kind=kind, values=values, manager=manager or store.actor)

        self._desk.runner.write(create, then=self._created, failed=self._refused, owner=self)

    def _created(self, client_id: int) -> None:
        self._autosave.drop()
        self.accept()
        self._desk.navigate.open_client(client_id, tab="record")

    def _refused(self, error: CrmError) -> None:
        self.save_button.setEnabled(True)
        name = error.field or "name"
        if self.form.form.has(name):
            self.form.focus_field(name)
            self.form.fields[name].show_message(error.message, "error")
        else:
            self._note.setText(error.message)

    # -- draft

    def _draft(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "typed": self.form.touched}

    def _take_draft(self, draft: Draft | None) -> None:
        if draft is None or not draft.content.get("typed") or self.form.touched:
            return
        self.kind.choose(draft.content.get("kind", "person"))
        self.form.show_touched(draft.content["typed"])
        self._note.setText(tr("Your unsaved text is back."))
        self.check()

    def reject(self) -> None:
        self._autosave.flush()
        super().reject()


def _plain_state(field: Field, typed: dict[str, Any]) -> FieldState:
    if field.type in _LATER:
        return FieldState()
    if typed.get(field.name) not in (None, ""):
        return FieldState("ok", tr("Changed, not saved yet"))
    return FieldState("missing", tr("Not filled in yet")) if field.need == "R" else FieldState()
