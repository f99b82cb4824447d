"""The keyboard stays in the page when what had the focus is built again, hidden or switched off."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from shiboken6 import isValid

from ui.framework.page import Page

#: What is put into a layout is shown some events later.
_SHOWN_MS = 30


class FocusKept(QObject):
    """Qt gives the focus of a hidden widget to the next one of the window, often the rail.

    ``stack`` holds the pages. The focus goes to the widget of the same kind and name, or to the start.
    """

    def __init__(self, stack: QStackedWidget) -> None:
        super().__init__(stack)
        self._stack = stack
        self._lost: tuple[QWidget, type[QWidget], str] | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def _on_focus(self, old: QWidget | None, _new: QWidget | None) -> None:
        """The first that goes counts: those that Qt hands the focus to may be next to go."""
        if old is None or not isValid(old) or self._lost is not None:
            return
        page = self._page()
        if page is not None and page.isAncestorOf(old) and not _can_be(old):
            self._lost = old, type(old), old.accessibleName()
            QTimer.singleShot(_SHOWN_MS, self, self._give_back)

    def _page(self) -> Page | None:
        """None while the window is taken apart."""
        shown = self._stack.currentWidget() if isValid(self._stack) else None
        return shown if isinstance(shown, Page) else None

    def _give_back(self) -> None:
        page, focused, lost = self._page(), QApplication.focusWidget(), self._lost
        self._lost = None
        if lost is None or page is None or not page.isActiveWindow():
            return
        old, kind, name = lost
        if isValid(old) and _can_be(old) and page.isAncestorOf(old):
            old.setFocus(Qt.FocusReason.OtherFocusReason)
        elif focused is None or not page.isAncestorOf(focused):
            found = (one for one in page.findChildren(kind) if name and one.accessibleName() == name and _can_be(one))
            again = next(found, None)
            again.setFocus(Qt.FocusReason.OtherFocusReason) if again is not None else page.focus_start()


def _can_be(widget: QWidget) -> bool:
    """Whether the keyboard can be there."""
    return widget.isVisible() and widget.isEnabled()
