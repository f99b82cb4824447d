"""Settings: language, appearance, lock, name, and the store itself. Each takes effect at once."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from crmdesk.i18n import Words, language, tr
from ui.framework.buttons import Button
from ui.framework.frames import Card, Scroll, column, row
from ui.framework.labels import ElidedLabel, PlainLabel, WrappedLabel
from ui.framework.page import Desk, Page
from ui.framework.segmented import Segmented
from ui.framework.theme import theme
from ui.settings.trust_card import TrustCard

_MINUTES = (5, 10, 15, 30, 60, 0)
_WIDTH, _CONTROL = 720, 280


class SettingsPage(Page):
    name = "settings"
    title = Words("设置", "Settings")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        scroll = Scroll("window")
        self.trust = TrustCard(desk)
        for card in (self._appearance(), self._safety(), self._store(), self.trust):
            card.setMaximumWidth(_WIDTH)
            scroll.body.addWidget(card)
        scroll.body.addStretch(1)
        layout = column(scroll, gap=0)
        self.setLayout(layout)

    def focus_start(self) -> None:
        self.language.setFocus()

    # -- cards

    def _appearance(self) -> Card:
        card = Card(tr("Appearance"))
        self.language = Segmented((("zh", "中文"), ("en", "English")), name=tr("Language"), value=language())
        self.language.setFixedWidth(_CONTROL)
        self.language.chosen.connect(lambda value: self._set("language", value))
        themes = (("light", tr("Light")), ("dark", tr("Dark")))
        self.theme = Segmented(themes, name=tr("Theme"), value=theme.name)
        self.theme.setFixedWidth(_CONTROL)
        self.theme.chosen.connect(lambda value: self._set("theme", value))
        card.body.addLayout(_lines((tr("Language"), self.language), (tr("Theme"), self.theme)))
        return card

    def _safety(self) -> Card:
        card = Card(tr("You and the lock"))
        self.user = QLineEdit(self.desk.settings.user_name)
        self.user.setPlaceholderText(self.desk.store.actor)
        self.user.setFixedWidth(_CONTROL)
        self.user.editingFinished.connect(lambda: self._set("user_name", self.user.text().strip()))
        self.minutes = QComboBox()
        for minutes in _MINUTES:
            self.minutes.addItem(tr("{count} minutes", count=minutes) if minutes else tr("never"), minutes)
        self.minutes.setCurrentIndex(max(0, self.minutes.findData(self.desk.settings.lock_minutes)))
        self.minutes.setFixedWidth(_CONTROL)
        self.minutes.currentIndexChanged.connect(lambda _row: self._set("lock_minutes", self.minutes.currentData()))
        card.body.addLayout(_lines((tr("Your name"), self.user), (tr("Lock when untouched for"), self.minutes)))
        hint = tr("Locking closes the store. Ctrl+Shift+L locks at once.")
        card.body.addWidget(WrappedLabel(hint, role="caption", tone="tertiary"))
        return card

    def _store(self) -> Card:
        card = Card(tr("The store"))
        path = ElidedLabel(str(self.desk.store.path or tr("shared store")))
        self.profile = PlainLabel("")
        backup = Button(tr("Back up now"), icon="hard-drive-download")
        backup.clicked.connect(self.desk.navigate.back_up)
        card.body.addLayout(_lines((tr("File"), path), (tr("Profile"), self.profile)))
        card.body.addLayout(row(backup, None))
        self.desk.runner.read(_profile, then=self._show_profile, owner=self, key="profile")
        return card

    def _show_profile(self, profile: str) -> None:
        names = {"securities": tr("Securities branch"), "bank": tr("Bank branch")}
        self.profile.setText(names.get(profile, profile))

    def _set(self, name: str, value: object) -> None:
        if getattr(self.desk.settings, name) != value:
            setattr(self.desk.settings, name, value)
            self.desk.navigate.apply_settings()
            self.desk.navigate.facts_changed()


def _profile(connection: object) -> str:
    from crmdesk.store.meta import read_meta

    return read_meta(connection, "profile") or ""  # type: ignore[arg-type]


def _lines(*lines: tuple[str, QWidget]) -> QGridLayout:
    """Labels left in one column, controls right of them."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.space(4))
    grid.setVerticalSpacing(theme.space(3))
    grid.setColumnMinimumWidth(0, 200)
    grid.setColumnStretch(1, 1)
    for number, (label, control) in enumerate(lines):
        text = PlainLabel(label, tone="secondary")
        text.setBuddy(control)
        if not control.accessibleName():
            control.setAccessibleName(label)
        grid.addWidget(text, number, 0)
        holder = row(control, None) if control.maximumWidth() == _CONTROL else row(control)
        grid.addLayout(holder, number, 1)
    return grid
