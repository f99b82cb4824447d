"""The merges that were done: who, when, by which rule; any of them can be taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.store.store import Store
from ui.framework.big_table.cells import Cell, Column, paint_name, paint_text
from ui.framework.buttons import Button
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import row
from ui.framework.grid import Grid, GridRow
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk
from ui.identify.matching.pair_rows import sure

if TYPE_CHECKING:
    from crmdesk.identify.merging import Merge, UnmergePreview

_RULES = {"manual": Words("人工", "by hand"), "safe": Words("自动（可靠）", "safe, by itself")}


class MergesDialog(QDialog):
    """All merges, or those of one client; what taking one apart brings back is said before."""

    def __init__(self, desk: Desk, *, client_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._client_id = desk, client_id
        self.setWindowTitle(tr("Merges until now"))
        self.merges = Grid(_columns(), name=tr("Merges until now"))
        self.about = WrappedLabel(tone="secondary")
        self.changes = Grid(_change_columns(), name=tr("What comes back"))
        self.problem = WrappedLabel(tone="bad")
        self.apart = Button(tr("Take apart"), icon="undo-2", kind="primary", key="Enter")
        self.cancel = Button(tr("Close"), key="Esc")
        self._arrange()
        self.apart.setEnabled(False)
        self.apart.clicked.connect(self.take_apart)
        self.merges.opened.connect(lambda _row: self.take_apart())
        self.merges.current_changed.connect(lambda _row: self._look())
        self.cancel.clicked.connect(self.reject)
        self._load()
        FocusRing(self)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(PlainLabel(tr("Merges until now"), role="title"))
        layout.addWidget(self.merges, 2)
        layout.addWidget(self.about)
        layout.addWidget(self.changes, 1)
        layout.addWidget(self.problem)
        layout.addLayout(row(None, self.cancel, self.apart))
        self.resize(860, 620)

    def _load(self) -> None:
        client_id = self._client_id
        self._desk.runner.read(lambda c: _read(c, client_id), then=self._show, owner=self, key="merges")

    def _show(self, merges: list[Merge]) -> None:
        self.merges.show_rows([_row(one) for one in merges])
        self.about.setText("" if merges else tr("Nothing was merged yet."))
        self._look()

    def chosen(self) -> Merge | None:
        found: Merge | None = self.merges.current_key()
        return found

    def _look(self) -> None:
        one = self.chosen()
        self.apart.setEnabled(False)
        self.changes.show_rows([])
        self.problem.setText("")
        if one is not None and one.undone_at is None:
            self._desk.runner.read(
                lambda c: _preview(c, one.id), then=self._show_preview, owner=self, key="preview", failed=self._say
            )

    def _show_preview(self, preview: UnmergePreview) -> None:
        back = tr(", ").join(f"{one.name} {one.client_no}" for one in preview.drops)
        said = tr("{names} come back out of {keep}.", names=back, keep=f"{preview.keep.name} {preview.keep.client_no}")
        rows = [(one.label, sum(one.counts.values())) for one in preview.children]
        listed = tr(", ").join(f"{count:,} {label}" for label, count in rows if count)
        if listed:
            said += " " + tr("What moves along: {rows}", rows=listed)
        if preview.above:
            said += " " + tr("{count} later merges are done again without them.", count=len(preview.above))
        self.about.setText(said)
        self.changes.show_rows([_change_row(one) for one in preview.fields])
        self.apart.setEnabled(True)

    def take_apart(self) -> None:
        one = self.chosen()
        if one is None or not self.apart.isEnabled():
            return

        def work(store: Store) -> Any:
            from crmdesk.identify.merging import unmerge

            return unmerge(store, one.id)

        self._desk.runner.write(work, then=lambda _result: self._load(), owner=self, failed=self._say)

    def _say(self, error: CrmError) -> None:
        self.problem.setText(error.message)


def _columns() -> list[Column]:
    return [
        Column("keep", tr("Kept"), 130, paint_name),
        Column("dropped", tr("Merged into it"), 260, paint_text),
        Column("at", tr("When"), 130, paint_text),
        Column("actor", tr("Done by"), 90, paint_text),
        Column("rule", tr("Rule"), 130, paint_text),
        Column("state", tr("State"), 90, paint_text),
    ]


def _row(one: Merge) -> GridRow:
    dropped = tr(", ").join(f"{name} {number}" for _id, number, name in one.dropped)
    rule = str(_RULES.get(one.rule, Words(one.rule, one.rule)))
    certainty = f" {sure(one.probability)}" if one.probability is not None else ""
    at = one.at.astimezone(dates.CHINA).strftime("%Y-%m-%d %H:%M")
    state = tr("taken apart") if one.undone_at else tr("stands")
    texts = (one.keep_no or "–", dropped, at, one.actor, rule + certainty, state)
    return GridRow([Cell(text, tone="text.tertiary" if one.undone_at else "text.primary") for text in texts], key=one)


def _change_columns() -> list[Column]:
    return [
        Column("field", tr("Field"), 130, paint_name),
        Column("now", tr("Now"), 220, paint_text),
        Column("keep", tr("Kept record"), 220, paint_text),
        Column("drops", tr("Record that comes back"), 220, paint_text),
    ]


def _change_row(one: Any) -> GridRow:
    from ui.identify.matching.field_choices import shown_option

    texts = (one.now, one.keep, tr(", ").join(text for text in one.drops.values() if text))
    return GridRow(
        [Cell(str(one.label)), *(Cell(shown_option(one.field, text) or "–") for text in texts)], key=one.field
    )


def _read(connection: Any, client_id: int | None) -> list[Merge]:
    from crmdesk.identify.merging import merges

    return merges(connection, client_id=client_id)


def _preview(connection: Any, merge_id: int) -> UnmergePreview:
    from crmdesk.identify.merging import unmerge_preview

    return unmerge_preview(connection, merge_id)
