"""The language of Qt's own words: standard buttons, context menus of fields, dates."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from crmdesk.i18n import Language

_translators: list[QTranslator] = []


def use_language(new: Language) -> None:
    """Qt ships its Chinese; English needs none."""
    for translator in _translators:
        QApplication.removeTranslator(translator)
    _translators.clear()
    locale = QLocale("zh_CN") if new == "zh" else QLocale("en_GB")
    QLocale.setDefault(locale)
    if new == "zh":
        translator = QTranslator()
        translator.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        QApplication.installTranslator(translator)
        _translators.append(translator)
