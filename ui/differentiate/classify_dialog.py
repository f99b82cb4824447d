"""Classify: as of which data date, from which month, by which rulebook."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from crmdesk import dates
from crmdesk.differentiate.queries import data_date
from crmdesk.differentiate.rulebooks import rulebook_names
from crmdesk.differentiate.run_plan import Given
from crmdesk.differentiate.run_stop import RunStopped
from crmdesk.differentiate.runs import RunResult, classify
from crmdesk.errors import Cancelled, CrmError
from crmdesk.i18n import tr
from crmdesk.interact.signals import signals_by_day
from crmdesk.progress import Progress
from crmdesk.store.store import Store
from ui import errors
from ui.framework.buttons import Button
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import row
from ui.framework.labels import PlainLabel, WrappedLabel, restyle
from ui.framework.page import Desk
from ui.framework.pick import ChoiceBox


class ClassifyDialog(QDialog):
    """The run goes on in the status bar, where it can be cancelled; the pages read again when it is done."""

    def __init__(self, desk: Desk, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle(tr("Classify"))
        self.day = QLineEdit(dates.month_last(dates.month_index(dates.local_today()) - 1).isoformat())
        self.first = QLineEdit()
        self.first.setPlaceholderText(tr("go on from the last run"))
        self.rulebook = ChoiceBox()
        self.rulebook.addItem(tr("those in force in each month"), None)
        for name in rulebook_names():
            self.rulebook.addItem(name, name)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(tr("only where many clients change tier at once"))
        self.problem = WrappedLabel(tone="bad")
        self.problem.hide()
        self.start = Button(tr("Classify"), icon="layers", kind="primary")
        self.cancel = Button(tr("Cancel"))
        self.start.setDefault(True)
        self._arrange()
        self.start.clicked.connect(self.run)
        self.cancel.clicked.connect(self.reject)
        desk.runner.read(data_date, then=self._show_newest, owner=self)
        FocusRing(self)

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        for line, (text, field) in enumerate(
            (
                (tr("Data date"), self.day),
                (tr("From month"), self.first),
                (tr("Rulebook"), self.rulebook),
                (tr("Approved because"), self.reason),
            )
        ):
            field.setAccessibleName(text)
            field.setFixedWidth(240)
            grid.addWidget(PlainLabel(text, tone="secondary"), line, 0)
            grid.addWidget(field, line, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        layout.addWidget(PlainLabel(tr("Classify"), role="title"))
        layout.addLayout(grid)
        layout.addWidget(self.problem)
        layout.addLayout(row(None, self.cancel, self.start))

    def _show_newest(self, day: date | None) -> None:
        if day is not None:
            self.day.setText(day.isoformat())

    def run(self) -> None:
        try:
            as_of = dates.parse_day(self.day.text(), dates.local_today())
            first = _month(self.first.text())
        except CrmError as error:
            self._refuse(error)
            return
        rulebook, reason = self.rulebook.currentData(), self.reason.text()

        def work(store: Store, progress: Progress) -> RunResult:
            with store.read() as connection:
                signals = signals_by_day(connection)
            given: Given = {"from_month": first, "rulebook": rulebook, "signals": signals, "approve": reason}
            return classify(store, as_of=as_of, progress=progress, **given)

        self._desk.runner.job(tr("Classify as of {day}", day=as_of), work, owner=self, failed=self._failed)
        self.accept()

    def _failed(self, error: CrmError) -> None:
        """Too many clients would move: the dialog comes back as it was and asks why that is right."""
        if isinstance(error, RunStopped):
            self.open()
            self._say(self.reason, error.message)
        elif isinstance(error, Cancelled):
            errors.tell(error.message)
        else:
            errors.show(error)

    def _refuse(self, error: CrmError) -> None:
        self._say(self.first if error.field == "from_month" else self.day, error.message)

    def _say(self, field: QLineEdit, message: str) -> None:
        for other in (self.day, self.first, self.reason):
            restyle(other, invalid=other is field)
        self.problem.setText(message)
        self.problem.show()
        field.setFocus()


def _month(text: str) -> int | None:
    """``2025-01`` as a month; None for nothing. Raises ``CrmError``."""
    if not text.strip():
        return None
    try:
        return dates.month_index(date.fromisoformat(f"{text.strip()}-01"))
    except ValueError:
        raise CrmError(tr("{text} is no month. Write it as 2025-01.", text=text), field="from_month") from None
