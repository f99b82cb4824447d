"""A field whose value is rows of a table of its own: shown as lines, with the way to where they are kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from crmdesk.i18n import tr
from ui.framework.form import field_label
from ui.framework.frames import Panel, row
from ui.framework.labels import WrappedLabel
from ui.framework.links import Link
from ui.framework.marks import MarkLabel
from ui.framework.theme import theme

_LINES = 4


class RowsField(QWidget):
    """Label, the rows in short, mark; laid out like every other field."""

    asked = Signal(str)

    def __init__(self, name: str, label: str, *, label_width: int, can_edit: bool = True) -> None:
        super().__init__()
        self.name = name
        self.setObjectName(f"field.{name}")
        self.label = field_label(label, width=label_width)
        self._text = WrappedLabel()
        self.edit = Link(tr("Edit"), name=f"{tr('Edit')} {label}")
        self.edit.clicked.connect(lambda: self.asked.emit(self.name))
        self.mark = MarkLabel()
        self.mark.setFixedSize(10, theme.size("control"))
        self._arrange()
        if not can_edit:
            self.edit.hide()
        self.show_rows(())

    def _arrange(self) -> None:
        ground = Panel("hover", gap=0)
        ground.body.setContentsMargins(10, 6, 10, 6)
        line = row(self._text, self.edit, gap=2)
        line.setStretch(0, 1)
        line.setAlignment(self.edit, Qt.AlignmentFlag.AlignTop)
        ground.body.addLayout(line)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.space(2))
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.label, 0, 0, top)
        grid.addWidget(ground, 0, 1, top)
        grid.addWidget(self.mark, 0, 2, top)

    def show_rows(self, rows: tuple[str, ...]) -> None:
        shown = list(rows[:_LINES])
        if len(rows) > _LINES:
            shown.append(tr("and {count} more", count=len(rows) - _LINES))
        self._text.setText("\n".join(shown) or tr("None"))
        self._text.set_tone("primary" if rows else "tertiary")
        self.setAccessibleName(f"{self.label.text()}: {self._text.text()}")
