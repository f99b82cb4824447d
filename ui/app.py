"""Starts the window: painted first, the heavy libraries imported after."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from threading import Thread
from typing import cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from crmdesk.i18n import language
from crmdesk.resources import resource_path
from crmdesk.settings import Settings, load_settings
from ui import errors
from ui.framework.collecting import Collecting
from ui.framework.theme import ThemeName, theme
from ui.languages import use_language
from ui.main_window import MainWindow

_FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf", "LXGWWenKai-Regular.ttf")


def make_application(settings: Settings) -> QApplication:
    """The application with fonts, language and theme; the running one when there is one."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("CRM Desk")
    application.setStyle("Fusion")
    load_fonts()
    use_language(language())
    theme.use(cast("ThemeName", settings.theme))
    collecting(application).start()
    return application


def collecting(application: QApplication) -> Collecting:
    """The one collector of cycles of the application."""
    return application.findChild(Collecting) or Collecting(application)


def load_fonts() -> None:
    if "Noto Sans SC" in QFontDatabase.families():
        return
    for name in _FONTS:
        QFontDatabase.addApplicationFont(str(resource_path("fonts", name)))


def start_log() -> None:
    """Bugs go to a small file beside the settings; it holds no client data."""
    path = errors.log_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=500_000, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.getLogger("crmdesk").addHandler(handler)


def _import_ahead() -> None:
    """While the user types the passphrase: what opening a store needs."""
    import crmdesk.identify.tables
    import crmdesk.store.opening  # noqa: F401
    from crmdesk.identify.names import sounds_of

    sounds_of("一")  # the readings of all characters: the first key press in a search would wait for them


def run(store_path: Path | None = None, *, passphrase: str = "") -> int:
    """Show the window, on that store if one is named; returns the exit code.

    ``passphrase`` opens it without asking: for the demo store only.
    """
    settings = load_settings()
    sys.setswitchinterval(0.001)
    application = make_application(settings)
    start_log()
    sys.excepthook = errors.report_bug
    window = MainWindow(settings, path=store_path)
    window.restore_place()
    window.show()
    if passphrase:
        QTimer.singleShot(0, lambda: window.unlock_with(passphrase))
    QTimer.singleShot(0, lambda: Thread(target=_import_ahead, daemon=True).start())
    return application.exec()
