"""The status bar: jobs with progress, rate, time left and cancel; backup, data date, user."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from crmdesk.dates import now
from crmdesk.i18n import tr
from ui.framework.frames import Line
from ui.framework.icons import IconLabel
from ui.framework.jobs import Job
from ui.framework.labels import ElidedLabel, PlainLabel
from ui.framework.links import Link
from ui.framework.theme import theme

_OLD_BACKUP_HOURS = 48


@dataclass(frozen=True)
class StoreFacts:
    """What the right side of the bar says about the open store."""

    user: str
    data_date: date | None
    backed_up_at: datetime | None


def age_words(moment: datetime) -> str:
    minutes = int((now() - moment).total_seconds() // 60)
    if minutes < 2:
        return tr("just now")
    if minutes < 120:
        return tr("{count} minutes ago", count=minutes)
    hours = minutes // 60
    return tr("{count} hours ago", count=hours) if hours < 48 else tr("{count} days ago", count=hours // 24)


def job_words(job: Job) -> str:
    """``64 % · 4,120 /s · 00:18 left``: what is known so far."""
    parts = [f"{100 * job.done // job.total} %"] if job.total else []
    if job.done > 1:
        parts.append(tr("{rate} per second", rate=f"{job.rate:,.0f}"))
    if job.seconds_left is not None:
        seconds = int(job.seconds_left)
        parts.append(tr("{time} left", time=f"{seconds // 60:02d}:{seconds % 60:02d}"))
    return " · ".join(parts)


class _Fact(QWidget):
    """An icon and a few words."""

    def __init__(self, icon: str = "") -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self.icon = IconLabel(icon, "text.secondary", size=14)
        self.label = PlainLabel("", role="caption", tone="secondary")
        layout.addWidget(self.icon)
        self.icon.setVisible(bool(icon))
        layout.addWidget(self.label)


class StatusBar(QWidget):
    backup_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("bar", "status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.size("bar.status"))
        self._job: Job | None = None
        self._build_job()
        self._backup = _Fact("shield-check")
        self.back_up_now = Link(tr("Back up now"))
        self.back_up_now.clicked.connect(self.backup_asked)
        self._data_date = _Fact()
        self._offline = _Fact("wifi-off")
        self._offline.label.setText(tr("Offline"))
        self._offline.setToolTip(tr("CRM Desk uses no network: your data stays on this computer."))
        self._user = _Fact("user-round")
        self._arrange()

    def _build_job(self) -> None:
        self._job_icon = IconLabel("refresh-cw", "accent", size=14)
        self._job_title = ElidedLabel("", role="caption", tone="secondary")
        self._job_bar = QProgressBar()
        self._job_bar.setTextVisible(False)
        self._job_bar.setFixedSize(96, 4)
        self._job_bar.setAccessibleName(tr("Progress"))
        self._job_text = PlainLabel("", role="caption", tone="secondary")
        self._job_cancel = Link(tr("Cancel"))
        self._job_cancel.clicked.connect(self._cancel_job)

    def _arrange(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.space(4), 0, theme.space(4), 0)
        layout.setSpacing(theme.space(3))
        for widget in (self._job_icon, self._job_title, self._job_bar, self._job_text, self._job_cancel):
            layout.addWidget(widget)
        layout.addStretch(1)
        facts: list[QWidget] = [self._backup, self._data_date, self._offline, self._user]
        for number, fact in enumerate(facts):
            if number:
                layout.addWidget(Line("separator"), 0, Qt.AlignmentFlag.AlignVCenter)
            layout.addWidget(fact)
            if fact is self._backup:
                layout.addWidget(self.back_up_now)
        self.show_jobs([])

    def show_facts(self, facts: StoreFacts) -> None:
        self._show_backup(facts.backed_up_at)
        day = facts.data_date.isoformat() if facts.data_date else tr("none yet")
        self._data_date.label.setText(tr("Data date {day}", day=day))
        self._user.label.setText(facts.user)

    def _show_backup(self, at: datetime | None) -> None:
        is_fresh = at is not None and (now() - at).total_seconds() < _OLD_BACKUP_HOURS * 3600
        self._backup.icon.show_icon(*(("shield-check", "state.ok") if is_fresh else ("shield-alert", "state.warn")))
        text = tr("Backup {age} · verified", age=age_words(at)) if at else tr("No backup yet")
        self._backup.label.setText(text)

    def show_jobs(self, jobs: list[Job]) -> None:
        self._job = jobs[0] if jobs else None
        for widget in (self._job_icon, self._job_title, self._job_bar, self._job_text, self._job_cancel):
            widget.setVisible(self._job is not None)
        if self._job is None:
            return
        more = f" (+{len(jobs) - 1})" if len(jobs) > 1 else ""
        self._job_title.setText(f"{self._job.title}{more}")
        self._job_bar.setVisible(self._job.total > 0)
        self._job_bar.setMaximum(max(self._job.total, 1))
        self._job_bar.setValue(min(self._job.done, self._job.total))
        self._job_text.setText(job_words(self._job) or self._job.text)

    def _cancel_job(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job_text.setText(tr("Stopping …"))
