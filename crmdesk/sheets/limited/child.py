"""The reading process: one order from the standard input, frames to the standard output, and an end.

It limits itself before it opens the file: memory, no byte written to any disk, no core dump. What goes wrong
unforeseen ends it, and the process that started it says so in a sentence; nothing of a file is ever logged.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from crmdesk.errors import CrmError
from crmdesk.i18n import set_language
from crmdesk.sheets.book import blocks, survey
from crmdesk.sheets.limited import frames
from crmdesk.sheets.sheet import Sheet
from crmdesk.sheets.source import Source

_SECONDS_BETWEEN_SIGNS = 0.2


def main() -> None:
    """What ``read_limited`` starts. Exits with 0 when the order was carried out or refused in a sentence."""
    # By number: a packed program without a console has no ``sys.stdin``.
    with open(0, "rb", closefd=False) as orders:
        order = json.loads(orders.read())
    limit_this_process(order["memory"])
    set_language(order["language"])
    pipe = open(1, "wb", closefd=False)  # noqa: SIM115
    try:
        _carry_out(order, pipe)
        frames.send(pipe, frames.END)
    except CrmError as error:
        frames.send(pipe, frames.REFUSED, frames.packed([error.message, error.field]))
    except MemoryError:
        frames.send(pipe, frames.NO_MEMORY)
    except BrokenPipeError:  # nobody wants the rest
        os._exit(0)


def _carry_out(order: dict[str, Any], pipe: IO[bytes]) -> None:
    source = Source(Path(order["path"]), password=order["password"])
    signs = _Signs(pipe)
    if order["sheet"] is None:
        told = replace(source, encoding=order["encoding"], separator=order["separator"])
        found = survey(told, signs.alive)
        for sheet in found.sheets:
            frames.send(pipe, frames.SHEET, frames.packed_sheet(sheet))
        for part in found.left_out:
            frames.send(pipe, frames.LEFT_OUT, frames.packed_left_out(part))
        return
    sheet = Sheet(**order["sheet"])
    for block in blocks(source, sheet, signs.alive):
        frames.send(pipe, frames.ROWS, frames.packed_block(block, signs.done))


class _Signs:
    """Signs of life while no rows come, and how far the reading is."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.pipe, self.done, self.last = pipe, 0, time.monotonic()

    def alive(self, done: int) -> None:
        self.done = done
        if time.monotonic() - self.last > _SECONDS_BETWEEN_SIGNS:
            self.last = time.monotonic()
            frames.send(self.pipe, frames.PROGRESS, frames.packed(done))


def limit_this_process(memory: int) -> None:
    """Limit address space, written files and core dumps, where the system can (Windows: a job object does it)."""
    if sys.platform == "win32":
        return
    import resource

    limits = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_AS, memory)]
    for what, limit in limits:
        _soft, hard = resource.getrlimit(what)
        most = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of address space
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
