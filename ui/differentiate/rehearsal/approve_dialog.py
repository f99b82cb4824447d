"""Submit rehearsed rules: keep them as a draft, or approve them from the first of a month on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QSizePolicy, QVBoxLayout, QWidget

from crmdesk.differentiate.rulebooks import Document
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from ui.differentiate.rehearsal.result_card import shares_words
from ui.framework.buttons import Button
from ui.framework.editors import DayEditor, LongTextEditor, TextEditor
from ui.framework.fields import LabelledField
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import Line, row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk

if TYPE_CHECKING:
    from crmdesk.differentiate.rehearsal.rehearse import Rehearsal
    from crmdesk.store.store import Store

_WIDTH = 480


@dataclass(frozen=True)
class Submission:
    """Rules to approve from ``start`` on. ``draft``: the stored draft they come from; ``is_kept``: as it stands."""

    document: Document
    start: date
    draft: int | None = None
    is_kept: bool = False


class ApproveDialog(QDialog):
    """``found``: what their rehearsal said; beyond the line a reason must be given. An error keeps what was typed."""

    def __init__(self, desk: Desk, rules: Submission, *, found: Rehearsal, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._rules, self._found = desk, rules, found
        self._beyond = tuple(found.beyond)
        self._draft = rules.draft
        self.setWindowTitle(tr("Submit for approval"))
        self.version, self.approver = TextEditor(limit=40), TextEditor(limit=60)
        self.start, self.reason = DayEditor(), LongTextEditor(lines=3)
        self.version.show_value(rules.document["version"])
        self.start.show_value(rules.start)
        self.fields = self._fields()
        self.approve_button = Button(tr("Approve"), icon="check", kind="primary")
        self.draft_button = Button(tr("Keep as a draft"))
        self._arrange()
        self._connect()
        QTimer.singleShot(0, self, self.adjustSize)
        FocusRing(self)

    def _fields(self) -> dict[str, LabelledField]:
        because = tr("Reason") if self._beyond else tr("Reason, if there is one to note")
        version = tr("A number that is taken gets a part of its own, such as 2026.1.1.")
        start = tr("The first of a month that is not classified yet. Until then it can be withdrawn.")
        return {
            "version": LabelledField(tr("Version"), self.version, hint=version),
            "effective_from": LabelledField(tr("In force from"), self.start, hint=start),
            "approver": LabelledField(tr("Approved by"), self.approver),
            "approve": LabelledField(because, self.reason),
        }

    def _arrange(self) -> None:
        cancel = Button(tr("Cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(14)
        layout.addWidget(PlainLabel(tr("Submit for approval"), role="title"))
        layout.addWidget(WrappedLabel(_effect_words(self._found), tone="secondary"))
        if self._beyond:
            layout.addWidget(WrappedLabel(_beyond_words(self._beyond), tone="bad"))
        for field in self.fields.values():
            field.setFixedWidth(_WIDTH)
            field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
            layout.addWidget(field)
        layout.addStretch(1)
        layout.addWidget(Line())
        layout.addLayout(row(self.draft_button, None, cancel, self.approve_button))
        self.setFixedWidth(_WIDTH + 48)

    def _connect(self) -> None:
        self.approve_button.clicked.connect(self.approve)
        self.draft_button.clicked.connect(self.keep)
        for name, editor in (
            ("version", self.version), ("effective_from", self.start), ("approver", self.approver),
            ("approve", self.reason),
        ):  # fmt: skip
            editor.edited.connect(self.fields[name].clear_error)

    # -- acts

    def _named(self) -> Document:
        return {**self._rules.document, "version": self.version.typed().strip()}

    def keep(self) -> None:
        document, note = self._named(), self.reason.typed()

        def work(store: Store) -> int:
            from crmdesk.differentiate.rulebooks import keep_draft

            return keep_draft(store, document, note=note, draft=self._draft)

        self._desk.runner.write(work, then=lambda _id: self.accept(), owner=self, failed=self._refuse)

    def approve(self) -> None:
        try:
            start = self._start()
        except CrmError as error:
            self._refuse(error)
            return
        document, reason, approver = self._named(), self.reason.typed(), self.approver.typed()
        is_kept = self._rules.is_kept and self._rules.draft is not None and document == self._rules.document

        def work(store: Store) -> date:
            from crmdesk.differentiate.rulebooks import approve, keep_draft

            # A refused approval leaves the draft, which the next try changes instead of making another. What head
            # office signed is approved as it stands.
            if self._draft is None or not is_kept:
                self._draft = keep_draft(store, document, draft=self._draft)
            return approve(
                store, self._draft, approver=approver, effective_from=start, reason=reason, beyond=self._beyond
            )

        self._desk.runner.write(work, then=lambda _day: self.accept(), owner=self, failed=self._refuse)

    def _start(self) -> date:
        try:
            day: date | None = self.start.value()
        except CrmError as error:
            raise CrmError(error.message, field="effective_from") from None
        if day is None:
            raise CrmError(tr("Say from which month on."), field="effective_from")
        return day

    def _refuse(self, error: CrmError) -> None:
        self.fields.get(error.field or "", self.fields["version"]).show_error(error.message)


def _beyond_words(beyond: Sequence[tuple[str, float]]) -> str:
    return tr("More of a tier would move than passes without a reason: {shares}.", shares=shares_words(beyond))


def _effect_words(found: Rehearsal) -> str:
    end, first = found.at_once, found.first_month
    return tr(
        "{count} clients change tier in the end, {first} in the first month; {before} → {after} service hours a year.",
        count=f"{end.movers.size:,}",
        first=f"{first.movers.size:,}",
        before=f"{end.hours_before:,.0f}",
        after=f"{end.hours_after:,.0f}",
    )
