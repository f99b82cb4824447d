"""The two kinds of error: what the user can act on is told, a bug is logged without personal data and shown once."""

from __future__ import annotations

import logging
import platform
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QMessageBox

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.settings import settings_file

_log = logging.getLogger("crmdesk.ui")


class _Voice(QObject):
    """What the window shows as a toast: the text, and whether it is an error."""

    spoke = Signal(str, bool)


voice = _Voice()
_shown: set[str] = set()


def show(error: CrmError) -> None:
    """Tell the user what is wrong and what to do."""
    voice.spoke.emit(error.message, True)  # noqa: FBT003


def tell(text: str) -> None:
    """A note that is no error."""
    voice.spoke.emit(text, False)  # noqa: FBT003


def log_file() -> Path:
    return settings_file().with_name("crmdesk.log")


def details_of(error: BaseException) -> str:
    """Where a bug happened: kinds of error, files, lines. No messages, for they may hold client data."""
    lines = [f"Python {platform.python_version()}, {platform.system()}", type(error).__name__]
    frames = traceback.extract_tb(error.__traceback__)
    lines += [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join(lines)


def report_bug(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    """The program's ``sys.excepthook``."""
    if issubclass(kind, KeyboardInterrupt):
        QApplication.quit()
        return
    if isinstance(error, CrmError):
        show(error)
        return
    details = details_of(error)
    _log.error("%s", details)
    if details not in _shown:
        _shown.add(details)
        _ask_to_report(details)


def _ask_to_report(details: str) -> None:
    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("Something went wrong"))
    box.setText(tr("The program made a mistake. Your data is as it was after the last completed step."))
    box.setInformativeText(tr("You can go on working. The details hold no client data; please send them to support."))
    box.setDetailedText(details)
    copy = box.addButton(tr("Copy details"), QMessageBox.ButtonRole.ActionRole)
    box.addButton(QMessageBox.StandardButton.Close)
    box.exec()
    if box.clickedButton() is copy:
        QApplication.clipboard().setText(details)
