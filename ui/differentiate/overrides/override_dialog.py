"""A client's tier or stage against the rules: what, why, who approved it, until when; and what was set before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crmdesk import dates
from crmdesk.codes import code_words
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from ui.differentiate.overrides.override_lines import OverrideLines
from ui.framework.buttons import Button
from ui.framework.choices import PillChoices
from ui.framework.editors import DayEditor, LongTextEditor, TextEditor
from ui.framework.fields import LabelledField
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import Line, column, row
from ui.framework.labels import ElidedLabel, PlainLabel, WrappedLabel
from ui.framework.page import Desk
from ui.framework.segmented import Segmented

if TYPE_CHECKING:
    from crmdesk.differentiate.overrides import Decision, Override, What
    from crmdesk.store.store import Store

_WIDTH = 560
#: Ends offered, in months.
_USUAL = {"tier": (3, 6, 12), "stage": (1, 2, 3)}


class OverrideDialog(QDialog):
    """Errors stand beside their field and what was typed stays; undo is offered by the frame."""

    def __init__(self, desk: Desk, client_id: int, name: str, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._client_id = desk, client_id
        self.setWindowTitle(tr("Set by hand"))
        self.what = Segmented([("tier", tr("Tier")), ("stage", tr("Stage"))], name=tr("What to set"))
        self.codes = {what: PillChoices(_choices(what), name=tr("What to set")) for what in ("tier", "stage")}
        self.reason, self.approver, self.until = LongTextEditor(lines=3), TextEditor(limit=60), DayEditor()
        self.usual = [Button(is_small=True) for _ in range(3)]
        self.lines = OverrideLines(desk, client_id)
        self.save_button = Button(tr("Set by hand"), icon="check", kind="primary", key="Ctrl S")
        self.fields = self._fields()
        self._arrange(name)
        self._connect()
        self._show_kind("tier")
        FocusRing(self)

    def _fields(self) -> dict[str, LabelledField]:
        stack = QWidget()
        stack.setLayout(column(*self.codes.values(), gap=0))
        until = QWidget()
        until.setLayout(row(self.until, *self.usual))
        return {
            "code": LabelledField(tr("Set to"), self.codes["tier"], extra=stack),
            "reason": LabelledField(tr("Why the rules do not fit"), self.reason),
            "approver": LabelledField(tr("Approved by"), self.approver),
            "expires_on": LabelledField(tr("Last day"), self.until, extra=until),
        }

    def _arrange(self, name: str) -> None:
        cancel = Button(tr("Cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(14)
        head = row(PlainLabel(tr("Set by hand"), role="title"), ElidedLabel(name, tone="secondary"), None, self.what)
        note = WrappedLabel(
            tr("The rules go on counting; from the next run on this stands above them until its last day."),
            tone="secondary",
        )
        layout.addLayout(head)
        layout.addWidget(note)
        for field in self.fields.values():
            field.setMinimumWidth(_WIDTH)
            layout.addWidget(field)
        layout.addWidget(self.lines)
        layout.addWidget(Line())
        layout.addLayout(row(None, cancel, self.save_button))
        self.setFixedWidth(_WIDTH + 48)

    def _connect(self) -> None:
        self.what.chosen.connect(self._show_kind)
        self.save_button.clicked.connect(self.save)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.save)
        self.lines.changed.connect(self._fit)
        for at, button in enumerate(self.usual):
            button.clicked.connect(lambda _on=False, at=at: self._take_usual(at))
        for name, signal in (
            ("reason", self.reason.edited),
            ("approver", self.approver.edited),
            ("expires_on", self.until.edited),
        ):
            signal.connect(self.fields[name].clear_error)
        for pills in self.codes.values():
            pills.chosen.connect(lambda _code: self.fields["code"].clear_error())

    def _fit(self) -> None:
        QTimer.singleShot(0, self, self.adjustSize)

    # -- what is set

    def _show_kind(self, what: str) -> None:
        for kind, pills in self.codes.items():
            pills.setVisible(kind == what)
        for button, months in zip(self.usual, _USUAL[what], strict=True):
            button.setText(_months(months))
            button.setAccessibleName(_months(months))
            button.updateGeometry()
        latest = dates.add_months(dates.local_today(), _USUAL[what][-1])
        self.fields["expires_on"].show_hint(tr("At the latest {day}. For example +3m, 月底 or 2027-03-31.", day=latest))

    def _take_usual(self, at: int) -> None:
        months = _USUAL[self.what.value][at]
        self.until.show_value(dates.add_months(dates.local_today(), months))
        self.fields["expires_on"].clear_error()

    def choose(self, what: str, code: str) -> None:
        """As if the user had chosen it."""
        self.what.choose(what)
        self.codes[what].choose(code)

    # -- saving

    def save(self) -> None:
        try:
            decision = self._decision()
        except CrmError as error:
            self._refuse(error)
            return
        client_id = self._client_id

        def work(store: Store) -> int:
            from crmdesk.differentiate.overrides import set_override

            return set_override(store, client_id, **decision)

        self._desk.runner.write(work, then=lambda _number: self.accept(), owner=self, failed=self._refuse)

    def _decision(self) -> Decision:
        what: What = "tier" if self.what.value == "tier" else "stage"
        code = self.codes[what].value()
        if not code:
            raise CrmError(tr("Choose one."), field="code")
        return {
            "what": what,
            "code": code,
            "reason": self.reason.typed(),
            "approver": self.approver.typed(),
            "expires_on": self._last_day(),
            "today": dates.local_today(),
        }

    def _last_day(self) -> date:
        try:
            day: date | None = self.until.value()
        except CrmError as error:
            raise CrmError(error.message, field="expires_on") from None
        if day is None:
            raise CrmError(tr("Say until when it holds."), field="expires_on")
        return day

    def _refuse(self, error: CrmError) -> None:
        field = self.fields.get(error.field or "", self.fields["code"])
        field.show_error(error.message)
        self._fit()

    def show_overrides(self, found: list[Override]) -> None:
        self.lines.show_overrides(found)


def _choices(what: str) -> list[tuple[str, str]]:
    from crmdesk.differentiate.overrides import choices

    codes: Any = choices("tier" if what == "tier" else "stage")
    return [(code, str(code_words(what, code))) for code in codes]


def _months(count: int) -> str:
    return tr("{count} months", count=count) if count > 1 else tr("1 month")
