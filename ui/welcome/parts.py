"""What the forms of the first-run page share: the card, its head, and a foot with the way back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.fields import LabelledField
from ui.framework.frames import Card, row
from ui.framework.icons import paint_icon
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.theme import theme

WIDTH = 480


class Emblem(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(40, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("accent.fill"))
        painter.setBrush(theme.color("accent.fill"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        paint_icon(painter, "book-user", QRectF(9, 9, 22, 22), "on.accent")


class GateForm(Card):
    """A form of the first-run page. ``fields`` by the name that a ``CrmError`` uses."""

    opened = Signal(object)
    back_asked = Signal()

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__(gap=3)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(title)
        self.body.setContentsMargins(32, 28, 32, 28)
        self.fields: dict[str, LabelledField] = {}
        self.note = WrappedLabel("", tone="bad")
        self.note.hide()
        self.body.addWidget(Emblem())
        self.body.addSpacing(4)
        self.body.addWidget(PlainLabel(title, role="display"))
        self.body.addWidget(WrappedLabel(sentence, tone="secondary"))
        self.body.addSpacing(4)

    def sizeHint(self) -> QSize:
        """As high as its lines are at this width: hints and errors may take two."""
        return QSize(WIDTH, self.body.totalHeightForWidth(WIDTH))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hasHeightForWidth(self) -> bool:
        """A layout that centres asks for the height at its own width, not at ours."""
        return False

    def add_field(self, name: str, field: LabelledField) -> None:
        self.fields[name] = field
        self.body.addWidget(field)

    def add_foot(self, go: Button) -> None:
        """Note, way back and the one primary button."""
        back = Button(tr("Go back"), icon="arrow-left", kind="quiet")
        back.clicked.connect(self.back_asked)
        self.go_button = go
        self.body.addSpacing(4)
        self.body.addWidget(self.note)
        self.body.addLayout(row(back, None, go))

    def say(self, text: str) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def refuse(self, error: CrmError) -> None:
        """Beside the field when the error names one, else above the buttons."""
        self.set_busy(is_busy=False)
        field = self.fields.get(error.field or "")
        if field is not None:
            field.show_error(error.message)
        else:
            self.say(error.message)

    def start_over(self) -> None:
        """Take old errors away before trying again."""
        self.say("")
        for field in self.fields.values():
            field.clear_error()

    def set_busy(self, *, is_busy: bool) -> None:
        self.setEnabled(not is_busy)
        if not is_busy:
            self.setFocus()


class PathField(LabelledField):
    """A file name with a button that browses for it."""

    def __init__(self, label: str, path: Path | None, *, is_new: bool) -> None:
        self._edit = QLineEdit(str(path or ""))
        self._is_new = is_new
        browse = Button(tr("Browse …"), icon="folder-open")
        browse.clicked.connect(self._browse)
        line = QWidget()
        line.setLayout(row(self._edit, browse))
        super().__init__(label, self._edit, extra=line)

    @property
    def path(self) -> Path:
        return Path(self._edit.text().strip()).expanduser()

    @property
    def is_empty(self) -> bool:
        return not self._edit.text().strip()

    def set_path(self, path: Path) -> None:
        self._edit.setText(str(path))

    def _browse(self) -> None:
        ask = QFileDialog.getSaveFileName if self._is_new else QFileDialog.getOpenFileName
        found, _filter = ask(self, tr("Choose a store"), self._edit.text(), tr("CRM Desk stores (*.crm)"))
        if found:
            self._edit.setText(found)
