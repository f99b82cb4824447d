"""Change many clients: a field, a new value, then what would happen line by line before it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.form import Field
from ui.framework.buttons import Button
from ui.framework.editors import CodeEditor
from ui.framework.focus_ring import FocusRing
from ui.framework.form import FormField, SecretEditor
from ui.framework.frames import Line, clear_layout, column, row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk
from ui.framework.theme import theme
from ui.identify.book.query import Ticked
from ui.identify.field_editors import editor_for, value_from

if TYPE_CHECKING:
    from crmdesk.book.views import View
    from crmdesk.identify.bulk_change import BulkPreview, BulkResult
    from crmdesk.progress import Progress
    from crmdesk.store.store import Store


class BulkDialog(QDialog):
    """``ticked`` says who: the ticked clients, or all that the view keeps."""

    def __init__(self, desk: Desk, view: View, ticked: Ticked, *, parent: QWidget) -> None:
        super().__init__(parent)
        from crmdesk.identify.bulk_change import bulk_fields

        self._desk, self._view, self._ticked = desk, view, ticked
        self._fields: dict[str, Field] = bulk_fields()
        self._asked: Field | None = None
        self._preview: BulkPreview | None = None
        self.setWindowTitle(tr("Change many clients"))
        self.resize(720, 600)
        choices = [(name, str(field.label)) for name, field in self._fields.items()]
        self.field = FormField(
            "field", tr("Field"), CodeEditor(choices, can_be_empty=False), label_width=72, has_mark=False
        )
        self.value: FormField | None = None
        self._value_place = column(gap=0)
        self.summary = WrappedLabel()
        self.warning = WrappedLabel("", tone="warn")
        self.kept = WrappedLabel("", tone="secondary")
        self.table = _table()
        self.look_button = Button(tr("Preview"), icon="eye", key="↵")
        self.change_button = Button(tr("Change"), icon="check", kind="primary", key="Ctrl ↵")
        self._arrange()
        self._connect()
        self._take_field()
        FocusRing(self)
        self.field.focus()

    def _arrange(self) -> None:
        cancel = Button(tr("Cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(theme.space(3))
        layout.addWidget(PlainLabel(tr("Change many clients"), role="title"))
        layout.addWidget(self.field)
        layout.addLayout(self._value_place)
        layout.addLayout(row(None, self.look_button))
        layout.addWidget(Line())
        for words in (self.summary, self.warning, self.kept):
            layout.addWidget(words)
        layout.addWidget(self.table, 1)
        layout.addLayout(row(None, cancel, self.change_button))

    def _connect(self) -> None:
        self.field.editor.edited.connect(self._take_field)
        self.look_button.clicked.connect(self.look)
        self.change_button.clicked.connect(self.change)
        for keys in ("Return", "Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.look)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.change)

    # -- what is asked

    def _take_field(self) -> None:
        """Another field: an editor of its type."""
        try:
            name = self.field.editor.value()
        except CrmError:
            return
        asked = self._fields.get(name or "manager")
        if asked is None or asked is self._asked:
            return
        self._asked = asked
        if name is None:
            self.field.editor.show_value(asked.name)
        clear_layout(self._value_place)
        self.value = FormField("value", tr("New value"), editor_for(asked), label_width=72, has_mark=False)
        if isinstance(self.value.editor, SecretEditor):
            self.value.editor.show_value(None)
            self.value.editor.setReadOnly(False)
        self.value.editor.edited.connect(self._forget)
        self._value_place.addWidget(self.value)
        self._forget()

    def _forget(self) -> None:
        """What was previewed is no longer what would be done."""
        self._preview = None
        self.change_button.setEnabled(False)
        self.table.setRowCount(0)
        self.table.hide()
        self.summary.setText(
            tr("Choose a field and a value, then look at what would change. An empty value clears it.")
        )
        for words in (self.warning, self.kept):
            words.hide()
        if self.value is not None:
            self.value.show_message("")

    def _asked_value(self) -> tuple[Field, Any] | None:
        if self._asked is None or self.value is None:
            return None
        try:
            return self._asked, value_from(self._asked, self.value.editor)
        except CrmError as error:
            self.show_error(error)
            return None

    def show_error(self, error: CrmError) -> None:
        self.setEnabled(True)
        if self.value is not None:
            self.value.show_message(error.message, "error")
            self.value.focus()

    # -- looking

    def look(self) -> None:
        """Read what would change."""
        asked = self._asked_value()
        if asked is None:
            return
        field, value = asked
        view, ticked = self._view, self._ticked

        def read(connection: Any) -> BulkPreview:
            from crmdesk.identify.bulk_change import bulk_preview

            ids = ticked.all_ids(connection, view.filter, view.orders)
            return bulk_preview(connection, ids, field.name, value)

        self.summary.setText(tr("Looking at the clients …"))
        self._desk.runner.read(read, then=self._show, owner=self, key="preview", failed=self.show_error)

    def _show(self, found: BulkPreview) -> None:
        self._preview = found
        after, count = found.after or tr("(empty)"), f"{found.changes:,}"
        self.summary.setText(
            tr("{count} clients change: {field} becomes “{value}”.", count=count, field=found.label, value=after)
        )
        self.warning.setText(tr("{count} of them had confirmed the value they have now.", count=f"{found.verified:,}"))
        self.warning.setVisible(found.verified > 0)
        self.kept.setText("\n".join(_kept_line(one) for one in found.kept))
        self.kept.setVisible(bool(found.kept))
        self._fill(found)
        self.change_button.setEnabled(found.changes > 0)
        self.change_button.setText(tr("Change {count} clients", count=f"{found.changes:,}"))

    def _fill(self, found: BulkPreview) -> None:
        self.table.setRowCount(len(found.samples))
        for place, one in enumerate(found.samples):
            for number, text in enumerate((one.client_no, one.name, one.before or "—", one.after or "—")):
                self.table.setItem(place, number, QTableWidgetItem(text))
        self.table.setVisible(bool(found.samples))

    # -- doing

    def change(self) -> None:
        """As a job: it can be stopped, and nothing is written then."""
        asked = self._asked_value()
        if asked is None or self._preview is None or not self._preview.changes:
            return
        field, value = asked
        view, ticked, navigate = self._view, self._ticked, self._desk.navigate

        def work(store: Store, progress: Progress) -> BulkResult:
            from crmdesk.identify.bulk_change import change_clients

            with store.read() as connection:
                ids = ticked.all_ids(connection, view.filter, view.orders)
            return change_clients(store, ids, field.name, value, progress=progress)

        def done(result: BulkResult) -> None:
            if result.batch_id:
                navigate.toast(
                    tr("{count} clients changed. Menu “Bulk changes” takes it back.", count=f"{result.changed:,}")
                )

        title = tr("Change {count} clients", count=f"{self._preview.changes:,}")
        self._desk.runner.job(title, work, then=done, owner=self.parent(), failed=self._told(navigate.toast))
        self.accept()

    def _told(self, toast: Callable[..., None]) -> Callable[[CrmError], None]:
        return lambda error: toast(error.message)


def _kept_line(kept: Any) -> str:
    names = ", ".join(kept.names) + (" …" if kept.count > len(kept.names) else "")
    return tr(
        "{count} stay as they are: {reason} ({names})", count=f"{kept.count:,}", reason=kept.reason, names=names or "–"
    )


def _table() -> QTableWidget:
    made = QTableWidget(0, 4)
    made.setAccessibleName(tr("What would change"))
    made.setHorizontalHeaderLabels([tr("Number"), tr("Name"), tr("Before"), tr("After")])
    made.verticalHeader().hide()
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setShowGrid(False)
    head = made.horizontalHeader()
    head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return made
