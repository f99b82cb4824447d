"""How a table is read: kind, source, encoding, separator, header, day. Each can be set otherwise; it is read again."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSpinBox, QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.importing.chosen import Chosen
from crmdesk.identify.importing.looking import TableLook
from crmdesk.interact.importing import ALL_KINDS
from ui.framework.editors import CodeEditor, DayEditor
from ui.framework.fields import LabelledField
from ui.framework.frames import Card
from ui.framework.links import Link
from ui.framework.segmented import Segmented
from ui.framework.theme import theme
from ui.identify.importing.entries import Entry
from ui.identify.importing.journey import Journey

ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("utf-8-sig", "UTF-8 (BOM)"),
    ("gb18030", "GB18030 / GBK"),
    ("big5", "Big5"),
    ("utf-16", "UTF-16"),
)
_COLUMNS, _LAST_HEADER_ROW = 4, 200


class ReadingCard(Card):
    """``said`` with what the user says about the table; what it shows is what is in force."""

    said = Signal(Chosen)

    def __init__(self) -> None:
        self.again = Link(tr("Recognize anew"), role="body")
        super().__init__(tr("How it is read"), right=(self.again,))
        self._chosen = Chosen()
        self._shown = Chosen()
        separators = ((",", tr("Comma")), ("\t", tr("Tab")), (";", tr("Semicolon")), ("|", "|"), ("^", "^"))
        self.kind = CodeEditor([(kind.name, str(kind.words)) for kind in ALL_KINDS], can_be_empty=False)
        self.recipe = CodeEditor((), can_be_empty=False)
        self.encoding = CodeEditor(ENCODINGS, can_be_empty=False)
        self.separator = CodeEditor(separators, can_be_empty=False)
        self.header_row = QSpinBox()
        self.header_row.setRange(1, _LAST_HEADER_ROW)
        self.header_row.setKeyboardTracking(False)
        self.header_row.lineEdit().setTextMargins(theme.space(2), 0, 0, 0)
        self.header_rows = Segmented((("1", tr("One row")), ("2", tr("Two rows"))), name=tr("Header of"))
        self.header_rows.setFixedHeight(theme.size("control"))
        self.day = DayEditor()
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        fields: tuple[tuple[str, QWidget], ...] = (
            (tr("Kind of table"), self.kind),
            (tr("Source or recipe"), self.recipe),
            (tr("Encoding"), self.encoding),
            (tr("Separator"), self.separator),
            (tr("Header in row"), self.header_row),
            (tr("Header of"), self.header_rows),
            (tr("Data date"), self.day),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(3))
        grid.setVerticalSpacing(theme.space(2))
        self.fields: dict[QWidget, LabelledField] = {}
        for at, (label, editor) in enumerate(fields):
            field = LabelledField(label, editor)
            grid.addWidget(field, at // _COLUMNS, at % _COLUMNS)
            grid.setColumnStretch(at % _COLUMNS, 1)
            self.fields[editor] = field
        self.body.addLayout(grid)

    def _connect(self) -> None:
        for editor in (self.kind, self.recipe, self.encoding, self.separator):
            editor.activated.connect(self._tell)
            line = editor.lineEdit()
            assert line is not None
            line.editingFinished.connect(self._tell)
        self.header_row.valueChanged.connect(self._tell)
        self.header_rows.chosen.connect(self._tell)
        self.day.editingFinished.connect(self._tell)
        self.again.clicked.connect(lambda: self.said.emit(Chosen()))

    # -- showing

    def show_entry(self, entry: Entry, journey: Journey) -> None:
        """What is in force: recognized, or said by the user."""
        self._chosen = entry.asked.chosen
        look = entry.look
        self.recipe.offer([(recipe.name, str(recipe.words)) for recipe in journey.recipes])
        self._shown = _in_force(self._chosen, look)
        self._fill()
        self.again.setVisible(self._chosen != Chosen())

    def _fill(self) -> None:
        shown = self._shown
        for widget in (self.header_row, self.header_rows):
            widget.blockSignals(True)  # noqa: FBT003
        self.kind.show_value(shown.kind)
        self.recipe.show_value(shown.recipe)
        self.encoding.show_value(shown.encoding)
        self.separator.show_value(shown.separator)
        self.header_row.setValue(shown.header_row)
        self.header_rows.choose(str(shown.header_rows))
        self.day.setText(shown.data_date)
        for widget in (self.header_row, self.header_rows):
            widget.blockSignals(False)  # noqa: FBT003
        is_text = bool(shown.separator) or not shown.encoding
        self.encoding.setEnabled(is_text)
        self.separator.setEnabled(is_text)

    # -- what the user says

    def _can_be_read(self, editor: CodeEditor | DayEditor) -> bool:
        """Whether a field says something; if not, the sentence stands beside it and its text stays."""
        try:
            editor.value()
        except CrmError as error:
            if not self.fields[editor].error():
                self.fields[editor].show_error(error.message)
            return False
        if self.fields[editor].error():
            self.fields[editor].clear_error()
        return True

    def _said(self) -> Chosen:
        day = self.day.value()
        return replace(
            self._shown,
            kind=self.kind.value() or "",
            recipe=self.recipe.value() or "auto",
            encoding=self.encoding.value() or "",
            separator=self.separator.value() or "",
            header_row=self.header_row.value(),
            header_rows=int(self.header_rows.value),
            data_date=day.isoformat() if day else "",
        )

    def _tell(self) -> None:
        """Only what differs from what is shown is said; the rest stays with recognition."""
        editors = (self.kind, self.recipe, self.encoding, self.separator, self.day)
        if not all(self._can_be_read(editor) for editor in editors):
            return
        said = self._said()
        names = ("kind", "recipe", "encoding", "separator", "header_row", "header_rows", "data_date")
        new = {name: getattr(said, name) for name in names if getattr(said, name) != getattr(self._shown, name)}
        if not new:
            return
        if new.keys() & {"header_row", "header_rows"}:
            new |= {"header_row": said.header_row, "header_rows": said.header_rows}
        if new.keys() & {"kind", "recipe", "header_row", "header_rows"}:
            new |= {"columns": {}, "values": {}}
        self.said.emit(replace(self._chosen, **new))


def _in_force(chosen: Chosen, look: TableLook | None) -> Chosen:
    """What the user said, also while it is being read anew; for the rest what was recognized."""
    if look is None:
        return replace(chosen, header_row=chosen.header_row or 1, header_rows=chosen.header_rows or 1)
    table, day = look.ready.table, look.data_date
    return replace(
        chosen,
        kind=chosen.kind or look.kind.name,
        recipe=look.recipe.name if chosen.recipe == "auto" else chosen.recipe,
        encoding=chosen.encoding or table.encoding,
        separator=chosen.separator or table.separator,
        header_row=chosen.header_row or table.header_rows[0],
        header_rows=chosen.header_rows or (1 if chosen.header_row else len(table.header_rows)),
        data_date=chosen.data_date or (day.isoformat() if day else ""),
    )
