"""Merging the clients somebody chose: which one is kept, whose values stay, what moves along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store.store import Store
from ui.framework.big_table.cells import Cell, Column, paint_name, paint_text
from ui.framework.buttons import Button
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import row
from ui.framework.grid import Grid, GridRow
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk
from ui.identify.matching.field_choices import KEPT, FieldChoices

if TYPE_CHECKING:
    from crmdesk.identify.merging import MergePreview

_CHILD_ROWS = 4


class MergeDialog(QDialog):
    """Shows what ``merge_clients`` will do, and does exactly that; the frame's toast offers undo."""

    def __init__(self, desk: Desk, client_ids: Sequence[int], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._clients = desk, list(client_ids)
        self._keep, self._choices = self._clients[0], dict[str, int]()
        self.preview: MergePreview | None = None
        self.setWindowTitle(tr("Merge clients"))
        self.about = WrappedLabel(tone="secondary")
        self.fields = FieldChoices()
        self.moving = Grid(_child_columns(()), name=tr("What moves along"))
        self.problem = WrappedLabel(tone="bad")
        self.go = Button(tr("Merge"), icon="merge", kind="primary", key="Enter")
        self.cancel = Button(tr("Cancel"), key="Esc")
        self._arrange()
        self.fields.chosen.connect(self._choose)
        self.fields.opened.connect(lambda _row: self.merge())
        self.go.clicked.connect(self.merge)
        self.cancel.clicked.connect(self.reject)
        self.go.setEnabled(False)
        self._read()
        FocusRing(self)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        title = tr("Merge {count} records into one", count=len(self._clients))
        layout.addWidget(PlainLabel(title, role="title"))
        layout.addWidget(self.about)
        layout.addWidget(self.fields, 1)
        layout.addWidget(self.moving)
        layout.addWidget(self.problem)
        hint = tr("↑ ↓ fields · 1 2 3 … or Space: whose value · Enter merge")
        layout.addLayout(row(PlainLabel(hint, role="caption", tone="tertiary"), None, self.cancel, self.go))
        self.resize(min(960, 360 + 210 * len(self._clients)), 640)
        self.fields.setFocus()

    def _read(self) -> None:
        keep, choices = self._keep, dict(self._choices)
        drops = [one for one in self._clients if one != keep]
        self._desk.runner.read(
            lambda c: _preview(c, keep, drops, choices), then=self._show, owner=self, key="merge", failed=self._refuse
        )

    def _show(self, preview: MergePreview) -> None:
        self.preview = preview
        self.problem.setText("")
        self.fields.show_preview(preview, order=self._clients)
        dropped = tr(", ").join(f"{one.name} {one.client_no}" for one in preview.drops)
        said = tr("{drop} into {keep}", drop=dropped, keep=f"{preview.keep.name} {preview.keep.client_no}")
        if preview.conflicts:
            said += " · " + tr("{count} fields contradict each other", count=len(preview.conflicts))
        self.about.setText(said)
        self._show_children(preview)
        self.go.setEnabled(True)

    def _show_children(self, preview: MergePreview) -> None:
        numbers = {one.id: one.client_no for one in (preview.keep, *preview.drops)}
        rows = [
            GridRow(
                [Cell(str(one.label)), *(Cell(f"{one.counts.get(at, 0):,}") for at in self._clients)], key=one.table
            )
            for one in preview.children
            if any(one.counts.values())
        ]
        self.moving.show_columns(_child_columns([numbers[one] for one in self._clients]), rows)
        self.moving.fit_height(most=_CHILD_ROWS)
        self.moving.setVisible(bool(rows))

    def _choose(self, field: str, client_id: object) -> None:
        assert isinstance(client_id, int)
        if field == KEPT:
            self._keep = client_id
        else:
            self._choices[field] = client_id
        self._read()

    @property
    def kept_id(self) -> int:
        """The client that stays."""
        return self._keep

    def merge(self) -> None:
        if not self.go.isEnabled():
            return
        self.go.setEnabled(False)
        keep, choices = self._keep, dict(self._choices)
        drops = [one for one in self._clients if one != keep]

        def work(store: Store) -> int:
            from crmdesk.identify.merging import merge_clients

            return merge_clients(store, keep, drops, choices=choices)

        self._desk.runner.write(work, then=lambda _number: self.accept(), owner=self, failed=self._refuse)

    def _refuse(self, error: CrmError) -> None:
        self.problem.setText(error.message)
        self.go.setEnabled(False)


def _child_columns(numbers: Sequence[str]) -> list[Column]:
    """As wide as the columns of the fields above."""
    return [
        Column("what", tr("What moves along"), 130, paint_name),
        *(Column(f"client{at}", number, 200, paint_text) for at, number in enumerate(numbers)),
    ]


def _preview(connection: Any, keep: int, drops: Sequence[int], choices: dict[str, int]) -> MergePreview:
    from crmdesk.identify.merging import merge_preview

    return merge_preview(connection, keep, drops, choices=choices)
