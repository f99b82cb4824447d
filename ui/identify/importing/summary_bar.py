"""The line that stays on every page: which files, from where, how many rows, what will happen, and the batch."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crmdesk.i18n import tr
from crmdesk.identify.importing import ImportResult
from ui.framework.frames import Line
from ui.framework.labels import ElidedLabel, PlainLabel
from ui.framework.shown import NOTHING
from ui.framework.theme import theme
from ui.identify.importing.journey import Journey
from ui.identify.importing.trial.values import source_words

_HEIGHT = 36


class _Fact(QWidget):
    """A caption and what it says; a long text gives way first."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self._caption = PlainLabel(caption, role="caption", tone="tertiary")
        self._text = ElidedLabel(role="strong")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._caption)
        layout.addWidget(self._text, 1)

    def say(self, text: str) -> None:
        self._text.setText(text or NOTHING)
        self.setAccessibleName(f"{self._caption.text()}: {text or NOTHING}")


class SummaryBar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("bar", "views")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(_HEIGHT)
        self.files = _Fact(tr("Files"))
        self.source = _Fact(tr("Source"))
        self.rows = _Fact(tr("Rows"))
        self.effect = _Fact(tr("What happens"))
        self.batch = _Fact(tr("Batch"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.space(6), 0, theme.space(6), 0)
        layout.setSpacing(theme.space(3))
        shares = ((self.files, 4), (self.source, 3), (self.rows, 2), (self.effect, 5), (self.batch, 1))
        for number, (fact, share) in enumerate(shares):
            if number:
                layout.addWidget(Line("separator"), 0, Qt.AlignmentFlag.AlignVCenter)
            layout.addWidget(fact, share)

    def show_journey(self, journey: Journey) -> None:
        result = journey.written or journey.trial
        self.files.say(_names([path.name for path in journey.files]))
        recipes = dict.fromkeys(source_words(entry.source) for entry in journey.ready)
        self.source.say(" · ".join(recipes))
        self.rows.say(f"{_sum(result, 'read'):,}" if result else _rows_seen(journey))
        self.effect.say(_effect(result) if result else "")
        self.batch.say(f"{journey.batch}" if journey.batch else "")


def _names(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return tr("{name} and {count} more", name=names[0], count=len(names) - 1)


def _rows_seen(journey: Journey) -> str:
    looks = [entry.look for entry in journey.ready if entry.look]
    if not looks:
        return ""
    rows = f"{sum(look.rows_read for look in looks):,}"
    return rows if all(look.is_whole for look in looks) else tr("over {count}", count=rows)


def _sum(result: ImportResult, name: str) -> int:
    return sum(getattr(one, name) for one in result.files)


def _effect(result: ImportResult) -> str:
    return tr(
        "{created} new, {updated} updated, {rejected} rejected",
        created=f"{_sum(result, 'created'):,}",
        updated=f"{_sum(result, 'updated'):,}",
        rejected=f"{_sum(result, 'rejected'):,}",
    )
