"""How far a job is, in words: what it does now, share, rate, time left."""

from __future__ import annotations

from ui.frame.status_bar import job_words
from ui.framework.jobs import Job


def progress_words(job: Job) -> str:
    return " · ".join(filter(None, (job.text, job_words(job))))
