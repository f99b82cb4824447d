"""The actions of the frame: declared once, with words, shortcut and icon; the palette lists them too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from crmdesk.i18n import Words
from ui.framework.icons import icon


@dataclass(frozen=True)
class ActionSpec:
    """``is_listed`` puts it into the palette."""

    name: str
    words: Words
    icon: str
    shortcuts: tuple[str, ...] = ()
    is_listed: bool = True


ACTIONS = (
    ActionSpec("find", Words("查找客户或命令", "Find a client or a command"), "search", ("Ctrl+K",), is_listed=False),
    ActionSpec("undo", Words("撤销", "Undo"), "undo-2", ("Ctrl+Z",)),
    ActionSpec("redo", Words("重做", "Redo"), "rotate-ccw", ("Ctrl+Shift+Z", "Ctrl+Y")),
    ActionSpec("privacy", Words("隐私模式：遮住金额和电话", "Privacy mode: mask amounts and phones"), "eye", ("F8",)),
    ActionSpec("theme", Words("切换浅色 / 深色", "Switch light and dark"), "moon", ("Ctrl+Shift+D",)),
    ActionSpec("language", Words("切换语言：English", "Switch language: 中文"), "languages", ("Ctrl+Shift+E",)),
    ActionSpec("backup", Words("立即备份", "Back up now"), "hard-drive-download"),
    ActionSpec("settings", Words("设置", "Settings"), "settings", ("Ctrl+,",)),
    ActionSpec("lock", Words("锁定", "Lock"), "lock", ("Ctrl+Shift+L",)),
    ActionSpec("full_screen", Words("全屏", "Full screen"), "maximize-2", ("F11",)),
)


def create_actions(window: QWidget, runs: dict[str, Callable[[], None]]) -> dict[str, QAction]:
    """One ``QAction`` per spec, with its shortcut active in the whole window."""
    actions = {}
    for spec in ACTIONS:
        action = QAction(icon(spec.icon), str(spec.words), window)
        action.setShortcuts([QKeySequence(shortcut) for shortcut in spec.shortcuts])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _checked=False, run=runs[spec.name]: run())
        window.addAction(action)
        actions[spec.name] = action
    return actions
