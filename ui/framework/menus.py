"""A menu below the button that asked for it."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QWidget


def popped_up(menu: QMenu, button: QWidget) -> None:
    """Show it until something is chosen, then forget it."""
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
