"""Where the window was and how large, kept beside the settings."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow

from crmdesk.settings import settings_file


def _kept() -> QSettings:
    return QSettings(str(settings_file().with_name("window.ini")), QSettings.Format.IniFormat)


def save_window(window: QMainWindow) -> None:
    _kept().setValue("geometry", window.saveGeometry())


def restore_window(window: QMainWindow) -> None:
    """Qt puts a window that would lie off every screen back onto one."""
    geometry = _kept().value("geometry")
    if isinstance(geometry, QByteArray) and not geometry.isEmpty():
        window.restoreGeometry(geometry)
