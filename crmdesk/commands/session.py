"""What every command does first: find the store, read the passphrase, open."""

from __future__ import annotations

import json
import os
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.progress import Progress
from crmdesk.store.opening import open_store
from crmdesk.store.store import Store

PASSPHRASE_VARIABLE = "CRMDESK_PASSPHRASE_FILE"  # noqa: S105 - the name of a variable


def store_path(options: Namespace) -> Path:
    if options.store is None:
        raise CrmError(tr("Say which store: --store FILE."))
    return Path(options.store)


def passphrase(options: Namespace) -> str:
    """The first line of the passphrase file. Raises ``CrmError`` when it is missing, unreadable or empty."""
    named = options.passphrase_file or os.environ.get(PASSPHRASE_VARIABLE)
    if not named:
        raise CrmError(tr("Say where the passphrase is: --passphrase-file FILE, or {name}.", name=PASSPHRASE_VARIABLE))
    try:
        lines = Path(named).read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise CrmError(tr("The passphrase file {path} cannot be read.", path=named)) from None
    if not lines or not lines[0].strip():
        raise CrmError(tr("The passphrase file {path} is empty.", path=named))
    return lines[0].strip()


@contextmanager
def opened(options: Namespace) -> Iterator[Store]:
    store = open_store(store_path(options), passphrase(options))
    try:
        yield store
    finally:
        store.close()


def progress_line() -> Progress:
    """Progress as one line on standard error when a person watches; silent in a pipe."""
    if not sys.stderr.isatty():
        return Progress()

    def report(done: int, total: int, text: str) -> None:
        share = f"{100 * done // total:3d} %" if total else f"{done:,}"
        print(f"\r\033[K{share} {text}", end="" if done != total else "\n", file=sys.stderr, flush=True)

    return Progress(report)


def print_json(value: Any) -> int:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))
    return 0


def effort(started: float) -> str:
    """Seconds since ``started`` (``time.perf_counter``) and, where the system tells, peak memory."""
    seconds = f"{time.perf_counter() - started:.1f}"
    if sys.platform == "win32":
        return tr("{seconds} s", seconds=seconds)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return tr("{seconds} s, {memory} MiB at most", seconds=seconds, memory=f"{peak:.0f}")
