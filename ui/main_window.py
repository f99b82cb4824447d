"""The one window: the gate in front, the workplace behind it, and what belongs to both: language, theme, lock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from crmdesk.i18n import Language, language, set_language
from crmdesk.settings import Settings, save_settings
from ui.actions import ACTIONS, create_actions
from ui.backup import ask_and_back_up
from ui.framework.focus_ring import FocusRing
from ui.framework.icons import icon
from ui.framework.jobs import Background
from ui.framework.palette import Choice, Palette
from ui.framework.theme import ThemeName, theme
from ui.framework.undo_keys import UndoKeys
from ui.idle import IdleWatch
from ui.languages import use_language
from ui.session import Session
from ui.welcome.gate import Gate
from ui.window_state import restore_window, save_window
from ui.workplace import Workplace

if TYPE_CHECKING:
    from crmdesk.store.store import Store


class MainWindow(QMainWindow):
    def __init__(self, settings: Settings, *, path: Path | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.session: Session | None = None
        self.workplace: Workplace | None = None
        self._locked: Session | None = None
        self._path = path
        self._background = Background()
        self.setWindowTitle("CRM Desk")
        self.setWindowIcon(icon("book-user", "accent"))
        self.setMinimumSize(960, 600)
        self.resize(1440, 900)
        self.idle = IdleWatch(self, minutes=settings.lock_minutes)
        self.idle.expired.connect(self._lock_when_free)
        self.ring = FocusRing(self)
        UndoKeys(self)
        self.show_gate()

    # -- the gate

    def show_gate(self) -> None:
        gate = Gate(self._background, self.settings, path=self._path)
        gate.opened.connect(self.open_store)
        gate.language_asked.connect(self.switch_language)
        self.workplace = None
        self._put(gate)

    def unlock_with(self, passphrase: str) -> None:
        """Open the store named at the start without asking: the demo, whose passphrase is no secret."""
        gate = self.centralWidget()
        if isinstance(gate, Gate):
            gate.open.secret.setText(passphrase)
            gate.open.submit()

    def open_store(self, store: Store) -> None:
        """What the gate hands over; the next start offers the same store."""
        if store.path is not None:
            self.settings.last_store = str(store.path)
            save_settings(self.settings)
        self.show_store(store)

    def show_store(self, store: Store) -> None:
        self._path = store.path
        self.session = Session(store)
        self._take_over_from_lock(self.session)
        self.idle.start()
        self._show_workplace()

    def leave_store(self) -> None:
        """Take the pages down and stop their threads; the store stays open for whoever opened it."""
        if self.session is not None:
            self.session.leave()
            self.session = None
        self.workplace = None

    def _take_over_from_lock(self, session: Session) -> None:
        """After unlocking the same store the rooms stand as they were left."""
        before = self._locked
        if before is not None and before.store.path == session.store.path:
            session.room, session.client_id, session.states = before.room, before.client_id, before.states
            session.shown.set_private(before.shown.is_private)
        self._locked = None

    def lock(self) -> None:
        """Close the store and ask for the passphrase again."""
        if self.session is None:
            return
        if self.workplace is not None:
            self.workplace.remember()
        self.idle.stop()
        self._locked, self.session = self.session, None
        self.show_gate()
        self._locked.close()

    def _lock_when_free(self) -> None:
        if self.session is not None and self.session.runner.jobs:
            self.idle.start()
        else:
            self.lock()

    # -- the workplace

    def _show_workplace(self) -> None:
        assert self.session is not None
        workplace = Workplace(self.session, self.settings)
        self.workplace = workplace
        workplace.lock_asked.connect(self.lock)
        workplace.find_asked.connect(self.open_palette)
        workplace.backup_asked.connect(self.back_up)
        workplace.settings_changed.connect(self.apply_settings)
        self.palette_box = Palette(workplace, placeholder=workplace.top.search.text())
        self.actions_by_name = create_actions(workplace, self._runs(workplace))
        self._put(workplace)
        workplace.resume()

    def _runs(self, workplace: Workplace) -> dict[str, Callable[[], None]]:
        return {
            "find": self.open_palette,
            "undo": workplace.undo,
            "redo": lambda: workplace.undo(is_redo=True),
            "privacy": workplace.toggle_privacy,
            "theme": self.switch_theme,
            "language": self.switch_language,
            "backup": self.back_up,
            "settings": lambda: workplace.go("settings"),
            "lock": self.lock,
            "full_screen": self._toggle_full_screen,
        }

    def _put(self, widget: QWidget) -> None:
        """Deletes what stood there before."""
        self.setCentralWidget(widget)
        self.setWindowTitle("CRM Desk" if self._path is None else f"{self._path.stem} – CRM Desk")
        widget.setFocus()

    def open_palette(self) -> None:
        if self.workplace is None:
            return
        steps = self.workplace.undo_steps
        names = {"undo": steps.undo_words(), "redo": steps.redo_words()}
        commands = [
            Choice(
                names.get(spec.name, str(spec.words)),
                self.actions_by_name[spec.name].trigger,
                hint=spec.shortcuts[0] if spec.shortcuts else "",
                icon=spec.icon,
            )
            for spec in ACTIONS
            if spec.is_listed
        ]
        self.palette_box.open([*self.workplace.choices(), *commands], self.workplace.find_clients)

    def back_up(self) -> None:
        if self.workplace is not None:
            ask_and_back_up(self.workplace.desk, self.workplace)

    # -- preferences

    def switch_theme(self) -> None:
        self.settings.theme = "dark" if theme.name == "light" else "light"
        self.apply_settings()

    def switch_language(self) -> None:
        self.settings.language = "en" if language() == "zh" else "zh"
        self.apply_settings()

    def apply_settings(self) -> None:
        """Make the window match the settings, and keep them."""
        save_settings(self.settings)
        self.idle.set_minutes(self.settings.lock_minutes)
        if theme.name != self.settings.theme:
            theme.use(cast("ThemeName", self.settings.theme))
        if language() != self.settings.language:
            self._rebuild(cast("Language", self.settings.language))

    def _rebuild(self, new: Language) -> None:
        set_language(new)
        use_language(new)
        if self.workplace is None:
            self.show_gate()
        else:
            self.workplace.remember()
            self._show_workplace()

    def _toggle_full_screen(self) -> None:
        (self.showNormal if self.isFullScreen() else self.showFullScreen)()

    # -- the end

    def restore_place(self) -> None:
        restore_window(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        save_window(self)
        self.idle.stop()
        if self.workplace is not None:
            self.workplace.remember()
        if self.session is not None:
            self.session.close()
            self.session = None
        self._background.close()
        super().closeEvent(event)
