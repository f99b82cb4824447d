"""A field of a form: label, editor, mark and a sentence; it carries any editor."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.editors import CodeEditor, LongTextEditor, TextEditor
from ui.framework.frames import row
from ui.framework.icons import IconLabel
from ui.framework.labels import WrappedLabel, restyle
from ui.framework.marks import Mark, MarkLabel
from ui.framework.multi_editor import MultiEditor
from ui.framework.theme import theme

#: What every editor has: ``value``, ``show_value``, ``typed``, ``show_typed`` and the signal ``edited``.
AnyEditor = TextEditor | LongTextEditor | CodeEditor | MultiEditor

MessageKind = Literal["hint", "warning", "error"]
_MESSAGE_TONES: dict[MessageKind, Literal["tertiary", "warn", "bad"]] = {
    "hint": "tertiary",
    "warning": "warn",
    "error": "bad",
}


class SecretEditor(TextEditor):
    """A line that shows its value masked until the user asks for it."""

    reveal_asked = Signal()

    def __init__(self, *, limit: int = 0) -> None:
        super().__init__(limit=limit)
        self.is_masked = False
        self._button = Button(tr("Reveal"), icon="eye", kind="quiet", is_small=True, parent=self)
        self._button.clicked.connect(self.reveal_asked)
        self._button.hide()

    def show_masked(self, text: str) -> None:
        self.is_masked = True
        self.setText(text)
        self._dress()
        self.setCursorPosition(0)

    def show_value(self, value: object) -> None:
        self.is_masked = False
        super().show_value(value)
        self._dress()

    def show_typed(self, text: str) -> None:
        self.is_masked = False
        super().show_typed(text)
        self._dress()

    def _dress(self) -> None:
        self.setReadOnly(self.is_masked)
        self._button.setVisible(self.is_masked)
        self.setTextMargins(0, 0, self._button.sizeHint().width() if self.is_masked else 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self._button.sizeHint()
        self._button.setGeometry(
            self.width() - size.width() - 2, (self.height() - size.height()) // 2, size.width(), size.height()
        )


def field_label(text: str, *, width: int) -> WrappedLabel:
    """The label of a field: right-aligned, in the middle of a control's height, broken when it is long."""
    label = WrappedLabel(text, tone="secondary")
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    label.setFixedWidth(width)
    label.setMinimumHeight(theme.size("control"))
    return label


class FormField(QWidget):
    """Label, editor, mark; below it one sentence: what is wrong, what to watch, or where the value came from."""

    edited = Signal(str)
    history_asked = Signal(str)

    def __init__(
        self, name: str, label: str, editor: AnyEditor, *, label_width: int = 92, has_mark: bool = True
    ) -> None:
        super().__init__()
        self.name, self.editor = name, editor
        self.label = field_label(label, width=label_width)
        self.label.setBuddy(editor)
        self.mark = MarkLabel()
        self.mark.setFixedSize(10, theme.size("control"))
        if not has_mark:
            self.mark.hide()
        self._message = WrappedLabel(role="caption", tone="tertiary")
        self._alert = IconLabel("circle-alert", "state.bad", size=14)
        self._place(editor)
        self.setObjectName(f"field.{name}")
        editor.setAccessibleName(label)
        editor.edited.connect(lambda: self.edited.emit(self.name))
        self._offer_history()

    def _place(self, editor: AnyEditor) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.space(2))
        grid.setVerticalSpacing(theme.space(1))
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.label, 0, 0, top)
        grid.addWidget(editor, 0, 1, top)
        grid.addWidget(self.mark, 0, 2, top)
        message = row(self._alert, self._message, gap=1)
        message.setAlignment(self._alert, top)
        grid.addLayout(message, 1, 1)
        self._message.hide()
        self._alert.hide()

    def _offer_history(self) -> None:
        shortcut = QShortcut(QKeySequence("Ctrl+H"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: self.history_asked.emit(self.name))
        self.label.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.label.customContextMenuRequested.connect(lambda _at: self.history_asked.emit(self.name))
        self.mark.setCursor(Qt.CursorShape.PointingHandCursor)
        self.mark.pressed.connect(lambda: self.history_asked.emit(self.name))

    def show_mark(self, mark: Mark, *, reason: str = "") -> None:
        self.mark.show_mark(mark, reason=reason)

    def show_message(self, text: str, kind: MessageKind = "hint") -> None:
        """The sentence under the field; ``""`` takes it away. An error outlines the field and is read out with it."""
        self._message.setText(text)
        self._message.set_tone(_MESSAGE_TONES[kind])
        self._message.setVisible(bool(text))
        self._alert.setVisible(bool(text) and kind == "error")
        restyle(self.editor, invalid=bool(text) and kind == "error")
        self.editor.setAccessibleDescription(text)

    @property
    def message(self) -> str:
        return self._message.text()

    def focus(self) -> None:
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
