"""The theme: two sets of the same tokens, read from ``resources/theme/tokens.toml``.

Widgets ask ``theme.color("accent")``, ``theme.space(4)``, ``theme.font("section")`` and follow
``theme.changed``; nothing outside this file and the style sheet names a colour or a size.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from crmdesk.resources import resource_names, resource_text, resource_toml

ThemeName = Literal["light", "dark"]

#: The family that carries Latin and Chinese, and the one that fills in rare characters of names.
FAMILIES = ("Noto Sans SC", "LXGW WenKai")

_PLACE = re.compile(r"@([a-z][a-z0-9._]*[a-z0-9])")
_PALETTE = {
    QPalette.ColorRole.Window: "bg.window",
    QPalette.ColorRole.WindowText: "text.primary",
    QPalette.ColorRole.Base: "bg.surface",
    QPalette.ColorRole.AlternateBase: "bg.subtle",
    QPalette.ColorRole.Text: "text.primary",
    QPalette.ColorRole.PlaceholderText: "text.tertiary",
    QPalette.ColorRole.Button: "bg.surface",
    QPalette.ColorRole.ButtonText: "text.primary",
    QPalette.ColorRole.BrightText: "state.bad",
    QPalette.ColorRole.Highlight: "accent.fill",
    QPalette.ColorRole.HighlightedText: "on.accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.ToolTipBase: "bg.surface",
    QPalette.ColorRole.ToolTipText: "text.primary",
    QPalette.ColorRole.Light: "bg.surface",
    QPalette.ColorRole.Midlight: "line.default",
    QPalette.ColorRole.Mid: "line.strong",
    QPalette.ColorRole.Dark: "line.strong",
    QPalette.ColorRole.Shadow: "line.strong",
    QPalette.ColorRole.Accent: "accent",
}


class Theme(QObject):
    """The tokens of the theme in force."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tokens: dict[str, Any] = resource_toml("theme", "tokens.toml")
        self.name: ThemeName = "light"
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetrics] = {}

    # -- asking

    def hex(self, token: str, *, of: ThemeName | None = None) -> str:
        """``#RRGGBB``; raises ``KeyError`` for an unknown token: that is a bug."""
        pair = self._tokens["colors"][token]
        return str(pair[(of or self.name) == "dark"])

    def color(self, token: str) -> QColor:
        if token not in self._colors:
            self._colors[token] = QColor(self.hex(token))
        return self._colors[token]

    def space(self, step: int) -> int:
        """Pixels of the 4-px grid: 1 → 4 … 6 → 24; 0 → 0."""
        return int(self._tokens["space"][str(step)]) if step else 0

    def size(self, token: str) -> int:
        return int(self._tokens["size"][token])

    def font(self, role: str = "body") -> QFont:
        """The face of a role (display, title, section, body, strong, caption), with tabular figures."""
        if role not in self._fonts:
            pixels, _line, weight = self._tokens["type"][role]
            font = QFont(list(FAMILIES))
            font.setPixelSize(pixels)
            font.setWeight(QFont.Weight(weight))
            font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[role] = font
        return QFont(self._fonts[role])

    def metrics(self, role: str = "body") -> QFontMetrics:
        """The widths of a role's characters; for painters that ask often."""
        if role not in self._metrics:
            self._metrics[role] = QFontMetrics(self.font(role))
        return self._metrics[role]

    def names(self) -> list[str]:
        """Every colour token."""
        return list(self._tokens["colors"])

    # -- wearing

    def use(self, name: ThemeName) -> None:
        """Dress the running application in a theme; everything on screen follows."""
        self.name = name
        self._colors.clear()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(self._palette())
            application.setFont(self.font("body"))
            application.setStyleSheet(self.style_sheet())
        self.changed.emit()

    def style_sheet(self) -> str:
        """The shipped style sheets with every ``@token`` replaced by its value."""
        text = "\n".join(resource_text("theme", name) for name in resource_names("theme", ".qss"))
        return _PLACE.sub(lambda found: self._value(found.group(1)), text)

    def _value(self, token: str) -> str:
        if token.startswith("icon."):
            from ui.framework.icons import icon_file

            _icon, name, color = token.split(".", 2)
            return icon_file(name.replace("_", "-"), self.hex(color))
        if token in self._tokens["size"]:
            return f"{self.size(token)}px"
        return self.hex(token)

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, token in _PALETTE.items():
            palette.setColor(role, self.color(token))
        faded = self.color("text.tertiary")
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, faded)
        return palette


theme = Theme()
