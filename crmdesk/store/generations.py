"""Which automatic backups are kept: the newest of 7 days, of 4 weeks and of 12 months."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path

from crmdesk import dates
from crmdesk.store import files

DAYS, WEEKS, MONTHS = 7, 4, 12
_FORM = "%Y%m%d-%H%M%S"
SUFFIX = ".crmbackup"


def generation_name(store_path: Path, at: datetime | None = None) -> str:
    """The file name of an automatic backup: ``branch-20261121-185500.crmbackup``."""
    return f"{store_path.stem}-{files.time_mark(at)}{SUFFIX}"


def moment_of(path: Path, store_path: Path) -> datetime | None:
    """When an automatic backup of that store was made, from its name; None for any other file."""
    stem, mark = store_path.stem + "-", path.name.removesuffix(SUFFIX)
    if not path.name.endswith(SUFFIX) or not mark.startswith(stem):
        return None
    try:
        return datetime.strptime(mark.removeprefix(stem), _FORM).replace(tzinfo=dates.CHINA)
    except ValueError:
        return None


def kept_moments(moments: Iterable[datetime]) -> set[datetime]:
    """The newest backup of each of the last days, weeks and months that have one."""
    newest_first = sorted(moments, reverse=True)
    periods: tuple[tuple[int, Callable[[date], object]], ...] = (
        (DAYS, lambda day: day),
        (WEEKS, lambda day: day.isocalendar()[:2]),
        (MONTHS, dates.month_index),
    )
    kept: set[datetime] = set()
    for count, period in periods:
        firsts: dict[object, datetime] = {}
        for moment in newest_first:
            firsts.setdefault(period(moment.date()), moment)
        kept.update(list(firsts.values())[:count])
    return kept


def prune(folder: Path, store_path: Path) -> list[Path]:
    """Delete automatic backups that no generation needs; returns them. Files with other names are left alone."""
    found = {path: moment for path in folder.iterdir() if (moment := moment_of(path, store_path))}
    kept = kept_moments(found.values())
    gone = sorted(path for path, moment in found.items() if moment not in kept)
    for path in gone:
        path.unlink()
    return gone
