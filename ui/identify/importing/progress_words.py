"""How far an import is, in words: what it does now, share, rate, time left. Imports count bytes of their files."""

from __future__ import annotations

from crmdesk.i18n import tr
from crmdesk.identify.importing import ImportResult
from ui.framework.jobs import Job

_MEGABYTE = 1_000_000


def progress_words(job: Job) -> str:
    parts = [job.text] if job.text else []
    if job.total:
        parts.append(f"{100 * job.done // job.total} %")
    if job.done:
        parts.append(tr("{rate} MB per second", rate=f"{job.rate / _MEGABYTE:,.1f}"))
    if job.seconds_left is not None:
        seconds = int(job.seconds_left)
        parts.append(tr("{time} left", time=f"{seconds // 60:02d}:{seconds % 60:02d}"))
    return " · ".join(parts)


def effort_words(result: ImportResult, seconds: float) -> str:
    """``3.1 s · 4,026 rows per second``."""
    rows = sum(one.read for one in result.files)
    return tr(
        "{seconds} s · {rate} rows per second",
        seconds=f"{seconds:.1f}",
        rate=f"{rows / max(seconds, 0.001):,.0f}",
    )
