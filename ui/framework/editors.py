"""Editors of a form, one per kind of value. Each keeps what was typed, right or wrong, and says it as text.

``value()`` is the value typed (None = empty) and raises ``CrmError`` when it cannot be read; ``typed()`` is the
text as it stands, which a draft keeps and ``show_typed`` brings back. ``edited`` is the user's doing only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QComboBox,
    QCompleter,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSizePolicy,
    QWidgetAction,
)

from crmdesk import dates, money
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from ui.framework.icons import icon

Choice = tuple[str, str]


class TextEditor(QLineEdit):
    """One line of text."""

    edited = Signal()

    def __init__(self, *, limit: int = 0) -> None:
        super().__init__()
        if limit:
            self.setMaxLength(limit)
        self.textEdited.connect(self.edited)
        self.setPlaceholderText(tr("Not filled in"))

    def value(self) -> Any:
        return self.text().strip() or None

    def show_value(self, value: Any) -> None:
        self.setText("" if value is None else str(value))
        self.setCursorPosition(0)

    def typed(self) -> str:
        return self.text()

    def show_typed(self, text: str) -> None:
        self.setText(text)


class ParsedEditor(TextEditor):
    """A line whose text is read as a value; a good text is rewritten in its full form when the field is left."""

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def written(self, value: Any) -> str:
        raise NotImplementedError

    def value(self) -> Any:
        text = self.text().strip()
        return self.read(text) if text else None

    def show_value(self, value: Any) -> None:
        self.setText("" if value is None else self.written(value))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        try:
            value = self.value()
        except CrmError:
            return
        if value is not None and self.written(value) != self.text():
            self.setText(self.written(value))


class DayEditor(ParsedEditor):
    """A date: typed in any usual form (``今天``, ``+2w``, ``11-25``), or picked from a calendar."""

    #: Stored for documents without an end.
    FOREVER = date(9999, 12, 31)

    def __init__(self, *, can_be_forever: bool = False) -> None:
        super().__init__()
        self._can_be_forever = can_be_forever
        self._pick = QAction(icon("calendar", "text.secondary"), tr("Choose a day"), self)
        self._pick.triggered.connect(self._open_calendar)
        self.addAction(self._pick, QLineEdit.ActionPosition.TrailingPosition)

    def read(self, text: str) -> date:
        if self._can_be_forever and text.lower() in ("长期", "永久", "forever", "9999-12-31", "99991231"):
            return self.FOREVER
        return dates.parse_day(text, dates.local_today())

    def written(self, value: date) -> str:
        return tr("no end") if value == self.FOREVER else value.isoformat()

    def value(self) -> Any:
        if self._can_be_forever and self.text().strip() == tr("no end"):
            return self.FOREVER
        return super().value()

    def _open_calendar(self) -> None:
        menu, calendar = QMenu(self), QCalendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        shown = self._shown_day()
        calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)
        calendar.clicked.connect(self._picked)
        calendar.clicked.connect(menu.close)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _shown_day(self) -> date:
        try:
            day: date | None = self.value()
        except CrmError:
            day = None
        return day if day is not None and day != self.FOREVER else dates.local_today()

    def _picked(self, day: QDate) -> None:
        self.show_value(date(day.year(), day.month(), day.day()))
        self.edited.emit()


class AmountEditor(ParsedEditor):
    """An amount in cents; ``50万`` and ``1.2亿`` are read too."""

    def read(self, text: str) -> int:
        return money.parse_amount(text)

    def written(self, value: int) -> str:
        return money.exact(value, decimals=0 if value % 100 == 0 else 2)

    def show_hidden(self, text: str) -> None:
        """In privacy mode: the amount covered, and not to be changed until it shows again."""
        self.setText(text)
        self.setReadOnly(True)

    def show_value(self, value: Any) -> None:
        self.setReadOnly(False)
        super().show_value(value)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self.isReadOnly():
            QLineEdit.focusOutEvent(self, event)
        else:
            super().focusOutEvent(event)


class NumberEditor(ParsedEditor):
    """A whole number, or with ``decimals`` a number with a point."""

    def __init__(self, *, decimals: bool = False) -> None:
        super().__init__()
        self._decimals = decimals

    def read(self, text: str) -> int | float:
        plain = text.replace(",", "").replace("，", "").removesuffix("%")
        try:
            return float(plain) if self._decimals else int(plain)
        except ValueError:
            raise CrmError(tr("“{text}” is not a number. Type digits, for example 12.", text=text)) from None

    def written(self, value: float) -> str:
        return f"{value:g}" if isinstance(value, float) else str(value)


class LongTextEditor(QPlainTextEdit):
    """Several lines of text; Tab leaves the field."""

    edited = Signal()

    def __init__(self, *, lines: int = 3) -> None:
        super().__init__()
        self._is_showing = False
        self.setTabChangesFocus(True)
        self.setFixedHeight(20 * lines + 14)
        self.setPlaceholderText(tr("Not filled in"))
        self.textChanged.connect(self._on_text)

    def _on_text(self) -> None:
        if not self._is_showing:
            self.edited.emit()

    def value(self) -> Any:
        return self.toPlainText().strip() or None

    def show_value(self, value: Any) -> None:
        self.show_typed("" if value is None else str(value))

    def typed(self) -> str:
        return self.toPlainText()

    def show_typed(self, text: str) -> None:
        self._is_showing = True
        self.setPlainText(text)
        self._is_showing = False


class CodeEditor(QComboBox):
    """One of a list of codes; typing finds any part of its words. Text outside the list is kept and refused."""

    edited = Signal()

    def __init__(self, choices: Sequence[Choice], *, can_be_empty: bool = True) -> None:
        super().__init__()
        self._words = dict(choices)
        if can_be_empty:
            self.addItem("", "")
        for code, words in choices:
            self.addItem(words, code)
        self._make_searchable()
        self.setMaxVisibleItems(14)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.activated.connect(self.edited)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Other choices from now on; nothing is chosen of them yet."""
        if dict(choices) == self._words:
            return
        self._words = dict(choices)
        self.clear()
        for code, words in choices:
            self.addItem(words, code)

    def setAccessibleName(self, name: str) -> None:
        """The line inside is what takes the keyboard: it has the name, too."""
        super().setAccessibleName(name)
        if line := self.lineEdit():
            line.setAccessibleName(name)

    def _make_searchable(self) -> None:
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line, completer = self.lineEdit(), QCompleter(self.model(), self)
        assert line is not None
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        line.setPlaceholderText(tr("Not filled in"))
        line.textEdited.connect(self.edited)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the form; it never changes a value in passing."""
        event.ignore()

    def value(self) -> Any:
        text = self.currentText().strip()
        if not text:
            return None
        for code, words in self._words.items():
            if text.lower() in (words.lower(), code.lower()):
                return code
        raise CrmError(tr("“{text}” is not in the list. Choose an entry, or type part of one.", text=text))

    def show_value(self, value: Any) -> None:
        code = "" if value is None else str(value)
        index = self.findData(code)
        self.setCurrentIndex(index)
        self.setEditText(self._words.get(code, code))
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    def typed(self) -> str:
        return self.currentText()

    def show_typed(self, text: str) -> None:
        self.setCurrentIndex(self.findText(text))
        self.setEditText(text)


class YesNoEditor(CodeEditor):
    """Yes, no, or not known."""

    def __init__(self) -> None:
        super().__init__((("1", tr("Yes")), ("0", tr("No"))))

    def value(self) -> Any:
        code = super().value()
        return None if code is None else code == "1"

    def show_value(self, value: Any) -> None:
        super().show_value(None if value is None else str(int(bool(value))))
