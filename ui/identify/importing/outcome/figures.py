"""What an import did, as lines of words and a count; a count of 0 stands for a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crmdesk.i18n import tr
from crmdesk.identify.importing import FileResult, ImportReport
from ui.identify.importing.trial.values import update_words

_MOST = 10
Line = tuple[str, int]


def new_lines(report: ImportReport) -> list[Line]:
    lines = [(str(one.label), one.count) for one in report.added if one.count]
    return _cut(lines) or [(tr("Nothing new came with these files."), 0)]


def change_lines(report: ImportReport) -> list[Line]:
    counts = (one.count for one in report.updates)
    lines = sorted(zip(update_words(report), counts, strict=True), key=lambda line: -line[1])
    found = _cut(lines) or [(tr("No value of a client changed."), 0)]
    if report.conflict_count:
        found.append((tr("Values that were kept against the file"), report.conflict_count))
    return found


def reject_lines(files: Sequence[FileResult]) -> list[Line]:
    reasons = Counter(one.reason for file in files for one in file.problems if one.is_rejection)
    return _cut(reasons.most_common()) or [(tr("No row was rejected."), 0)]


def _cut(lines: Sequence[Line]) -> list[Line]:
    if len(lines) <= _MOST:
        return list(lines)
    rest = sum(count for _words, count in lines[_MOST:])
    return [*lines[:_MOST], (tr("{count} further kinds", count=len(lines) - _MOST), rest)]
