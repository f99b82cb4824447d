"""Third and last step: the counts that reconcile, file by file, and the rows that were refused with their reasons."""

from __future__ import annotations

from collections import Counter

from crmdesk.i18n import tr
from crmdesk.identify.importing import ImportResult, Problem
from ui.framework.frames import Card, Panel, clear_layout, row
from ui.framework.icons import IconLabel
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.theme import theme
from ui.identify.importing.equation import Equation
from ui.identify.importing.tables import TextTable, TextTableModel

_REASONS = 8
_REMARKS = 500


class OutcomeStep(Panel):
    def __init__(self) -> None:
        super().__init__("window")
        self.equation = Equation()
        self._verdict = PlainLabel(tone="ok")
        self._files = TextTableModel(
            [tr("File"), tr("Kind"), tr("Read"), tr("Created"), tr("Updated"), tr("Unchanged"), tr("Rejected")],
            numbers=frozenset({2, 3, 4, 5, 6}),
        )
        self._rows = TextTableModel([tr("File"), tr("Row"), tr("Column"), tr("Reason")], numbers=frozenset({1}))
        self._reasons = Card()
        self._lay_out()

    def _lay_out(self) -> None:
        head = Panel("surface")
        head.body.setContentsMargins(theme.space(6), theme.space(4), theme.space(6), theme.space(4))
        head.body.addLayout(row(self.equation))
        head.body.addLayout(row(IconLabel("circle-check", "state.ok"), self._verdict, None))
        self._table = TextTable(self._files, name=tr("Files"), widths=(280, 110, 90, 90, 90, 90))
        rows = TextTable(self._rows, name=tr("Rejected rows and remarks"), widths=(220, 80, 140))
        middle = Panel("window", margin=4, gap=4)
        self._reasons.setFixedWidth(theme.size("panel.client"))
        left = Panel("window", gap=4)
        left.body.addWidget(self._table)
        left.body.addWidget(rows, 1)
        middle.body.addLayout(row(left, self._reasons, gap=4))
        self.body.setSpacing(0)
        self.body.addWidget(head)
        self.body.addWidget(middle, 1)

    def show_result(self, result: ImportResult) -> None:
        self.equation.show_files(result.files)
        reconciled = tr("The rows reconcile.") if self.equation.is_reconciled else tr("The rows do not reconcile.")
        written = tr("Nothing is written yet.") if result.is_dry_run else tr("Written.")
        self._verdict.setText(f"{reconciled} {written}")
        counts = ("read", "created", "updated", "unchanged", "rejected")
        self._files.show_rows(
            [(one.file, _kind(one.kind), *(f"{getattr(one, name):,}" for name in counts)) for one in result.files]
        )
        self._table.fit_rows(len(result.files), most=10)
        problems = [problem for one in result.files for problem in one.problems]
        self._rows.show_rows([(p.file, str(p.row), p.column, p.reason) for p in problems[:_REMARKS]])
        self._show_reasons(problems)

    def _show_reasons(self, problems: list[Problem]) -> None:
        clear_layout(self._reasons.body)
        reasons = Counter(problem.reason for problem in problems if problem.is_rejection)
        self._reasons.body.addWidget(PlainLabel(tr("Rejected rows"), role="section"))
        if not reasons:
            self._reasons.body.addWidget(PlainLabel(tr("No row was rejected."), tone="secondary"))
        for reason, count in reasons.most_common(_REASONS):
            label = PlainLabel(f"× {count:,}", tone="secondary")
            self._reasons.body.addLayout(row(IconLabel("circle-x", "state.bad"), WrappedLabel(reason), None, label))
        self._reasons.body.addStretch(1)


def _kind(name: str) -> str:
    from ui.identify.importing.import_page import ALL_KINDS

    return str(next(kind.words for kind in ALL_KINDS if kind.name == name))
