"""Tab Record: the client form with its checks, draft, masks and history; at the right what would make it better."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.clients import edit_client
from crmdesk.identify.form import FORMS
from crmdesk.identify.masking import reveal
from crmdesk.store.drafts import Draft
from crmdesk.store.store import Store
from ui.client_tabs import ClientTab
from ui.framework.autosave import Autosave
from ui.framework.frames import row
from ui.framework.page import Command, Desk
from ui.identify.field_history import FieldHistoryDialog
from ui.identify.field_states import field_states
from ui.identify.past_bar import PastBar
from ui.identify.record_foot import DraftBanner
from ui.identify.record_form import RecordForm
from ui.identify.record_side import RecordSide
from ui.identify.record_twins import RecordTwins
from ui.identify.record_view import RecordView, read_day
from ui.identify.rows_dialog import RowsDialog
from ui.identify.rows_kinds import kind_of, rows_of

if TYPE_CHECKING:
    from ui.framework.page import State

_MASK_AGAIN_MS = 30_000


class RecordTab(ClientTab):
    """One form per kind of client is made and kept; clients of that kind are shown in it one after another."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.form: RecordForm | None = None
        self._forms: dict[str, RecordForm] = {}
        self._view: RecordView | None = None
        self._is_saving = False
        self._draft_of = 0
        self._wanted = ""
        self._wants_focus = False
        self._on: date | None = None
        self.banner = DraftBanner()
        self.past = PastBar()
        self._side = RecordSide()
        self.quality, self.foot = self._side.quality, self._side.foot
        self.hint = RecordTwins(desk)
        self._place = QVBoxLayout()
        self._arrange()
        self._autosave = Autosave(desk.runner, self._draft, parent=self)
        self._check_later = QTimer(self, singleShot=True, interval=150)
        self._connect()

    def _arrange(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.past)
        left.addWidget(self.banner)
        left.addLayout(self._place, 1)
        left.addWidget(self.hint)
        self._below = left
        whole = row(self._side.line, self._side, gap=0)
        whole.insertLayout(0, left, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self._check_later.timeout.connect(self._check)
        self._autosave.saved.connect(self.foot.say_draft_saved)
        self.past.asked.connect(self.show_day)
        self.banner.discard.clicked.connect(self._discard)
        self.foot.save.clicked.connect(self.save)
        self.foot.give_up.clicked.connect(self._discard)
        self.quality.field_chosen.connect(self.focus_field)
        self.desk.shown.changed.connect(self._show_values)
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self)
        shortcut.activated.connect(self.save)

    # -- reading

    def show_client(self, client_id: int) -> None:
        if client_id != self.client_id:
            self.leave()
            self.client_id = client_id
            self._view = None
            if self.form is not None:
                self.form.forget_touched()
            self.banner.hide()
            self._on = None
            self.past.forget()
        if client_id != self._draft_of and self._on is None:
            self._draft_of = client_id
            self._autosave.load(f"client:{client_id}", partial(self._take_draft, client_id), owner=self)
        on, failed = self._on, self._refused if self._on is None else self.past.refuse
        self.desk.runner.read(
            lambda c: read_day(c, client_id, on), then=self._show, owner=self, key="record", failed=failed
        )

    def show_day(self, on: date | None) -> None:
        """The record as it was at the end of a day; None is today. What is typed waits as a draft."""
        self.leave()
        self._on, self._draft_of = on, 0
        if self.form is not None and on is not None:
            self.form.forget_touched()
        self.banner.hide()
        self.show_client(self.client_id)

    def _show(self, view: RecordView) -> None:
        self._view = view
        self._use_form(view.kind)
        assert self.form is not None
        self.form.set_read_only(is_read_only=self._on is not None)
        if self._on is not None:
            self.past.say(self._on)
        self._show_values()
        self._check()
        self.quality.show_scores(view.scores)
        self.quality.show_asks(list(view.asks))
        if self._wanted:
            self.focus_field(self._wanted)
        elif self._wants_focus:
            self.focus_start()

    def _use_form(self, kind: str) -> None:
        if kind not in self._forms:
            self._forms[kind] = self._make_form(kind)
        if self.form is not self._forms[kind]:
            if self.form is not None:
                self.form.hide()
            self.form = self._forms[kind]
            self.form.show()

    def _make_form(self, kind: str) -> RecordForm:
        form = RecordForm(FORMS[kind])
        form.edited.connect(self._on_edited)
        form.reveal_asked.connect(self._reveal)
        form.history_asked.connect(self._show_history)
        form.rows_asked.connect(self.edit_rows)
        self._place.addWidget(form)
        return form

    def _show_values(self) -> None:
        if self.form is not None and self._view is not None:
            self.form.show_record(self._view.shown(is_private=self.desk.shown.is_private))

    # -- checking

    def _on_edited(self, _name: str) -> None:
        self._check_later.start()
        self._autosave.touch()
        self._show_unsaved()

    def _check(self) -> None:
        if self.form is None or self._view is None:
            return
        typed, unread = self.form.changed_values()
        states = field_states(self._view, typed, unread, on=dates.local_today())
        self.form.show_states(states)
        wrong = sum(state.mark == "invalid" for state in states.values())
        self.mark("invalid" if wrong else "", tr("{count} wrong", count=wrong) if wrong else "")
        self._show_unsaved()
        self.hint.look_at(self._view, typed)

    def _show_unsaved(self) -> None:
        count = len(self.form.touched) if self.form is not None else 0
        self.foot.show_unsaved(count)

    # -- draft

    def _draft(self) -> dict[str, Any]:
        return {"typed": self.form.touched} if self.form is not None else {}

    def _take_draft(self, client_id: int, draft: Draft | None) -> None:
        if draft is None or client_id != self.client_id or not draft.content.get("typed"):
            return
        if self.form is None or self._view is None:
            QTimer.singleShot(50, self, lambda: self._take_draft(client_id, draft))
            return
        if self.form.touched:
            return
        self.form.show_touched(draft.content["typed"])
        self.banner.say_restored(draft.saved_at)
        self._check()

    def _discard(self) -> None:
        if self.form is not None:
            self.form.forget_touched()
        self._autosave.drop()
        self.banner.hide()
        self._check()

    def leave(self) -> None:
        self._autosave.flush()

    # -- saving

    def save(self) -> None:
        if self.form is None or self._view is None or self._is_saving or not self.form.touched:
            return
        self._check()
        typed, unread = self.form.changed_values()
        states = field_states(self._view, typed, unread, on=dates.local_today())
        wrong = [name for name in self.form.touched if states[name].kind == "error" and states[name].message]
        if wrong:
            self.form.focus_field(wrong[0])
            return
        self._is_saving = True
        client_id = self.client_id

        def edit(store: Store) -> None:
            edit_client(store, client_id, typed)

        self.desk.runner.write(edit, then=self._saved, failed=self._refused, owner=self)

    def _saved(self, _none: None) -> None:
        self._is_saving = False
        self._discard()
        self.show_client(self.client_id)

    def _refused(self, error: CrmError) -> None:
        self._is_saving = False
        if self.form is not None and error.field and self.form.form.has(error.field):
            self.form.focus_field(error.field)
            field = self.form.fields.get(error.field)
            if field is not None:
                field.show_message(error.message, "error")
            return
        self.desk.navigate.toast(error.message)

    # -- secrets and history

    def _reveal(self, name: str) -> None:
        client_id, form = self.client_id, self.form

        def show(value: str) -> None:
            if form is not None and client_id == self.client_id:
                form.reveal(name, value)
                QTimer.singleShot(_MASK_AGAIN_MS, form, lambda: form.hide_again(name))

        self.desk.runner.write(lambda store: reveal(store, client_id, name), then=show, owner=self)

    def _show_history(self, name: str) -> None:
        if self._view is not None:
            FieldHistoryDialog(self.desk, self._view, name, parent=self).open()

    def edit_rows(self, name: str) -> None:
        """The rows behind a field in a dialog; the form follows each change by itself."""
        if self._view is None or self._on is not None:
            return
        field, client_id = self._view.form.field(name), self.client_id
        RowsDialog(
            self.desk, kind_of(field, client_id), lambda connection: rows_of(connection, field, client_id), parent=self
        ).open()

    def focus_field(self, name: str) -> None:
        """Go to a field; while the record is still being read, as soon as it is there."""
        self._wanted = name if self._view is None else ""
        if self.form is not None and self._view is not None and self.form.form.has(name):
            self.form.focus_field(name)

    # -- frame

    def commands(self) -> list[Command]:
        return [
            Command(Words("保存档案", "Save the record"), self.save, icon="save"),
            Command(Words("查看历史某日的档案", "The record as of a past day"), self.past.ask, icon="history"),
        ]

    def state(self) -> State:
        self.leave()
        return {}

    def focus_start(self) -> None:
        """On the index; while the record is still being read, as soon as it is there."""
        self._wants_focus = self.form is None
        if self.form is not None:
            next(iter(self.form.entries.values())).setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Elsewhere a draft may be laid down for this client: it is looked for again."""
        super().hideEvent(event)
        self._draft_of = 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow window the right side gives way; the buttons move below the form."""
        super().resizeEvent(event)
        self._side.fit(self.width(), self._below)
