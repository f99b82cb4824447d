"""A program of its own that starts the real window and says when it was painted and what it weighs.

``python -m tests.scale.starting STORE PASSPHRASE STARTED`` (``STARTED``: the moment the process was asked for, in
seconds of the clock) prints one JSON object.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def memory(name: str = "VmRSS") -> float:
    """Memory of this process in MiB; ``VmHWM`` is the most it ever was."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith(name))
    return int(line.split()[1]) / 1024


def main(path: Path, passphrase: str, started: float) -> dict[str, float]:
    from crmdesk.settings import Settings
    from ui.app import _import_ahead, make_application
    from ui.main_window import MainWindow

    sys.setswitchinterval(0.001)
    application = make_application(Settings(language="zh"))
    window = MainWindow(Settings(language="zh"), path=path)
    window.show()
    application.processEvents()
    window.repaint()
    found = {"first_paint": (time.time() - started) * 1000, "memory_gate": memory()}
    _import_ahead()
    found |= _open(application, window, path, passphrase)
    window.leave_store()
    return found


def _open(application, window, path: Path, passphrase: str) -> dict[str, float]:
    from crmdesk.store.opening import open_store
    from tests.scale.watching import QUIET_MS, settle, wait_until

    asked = time.perf_counter()
    store = open_store(path, passphrase, actor="scale")
    opened, weight = time.perf_counter(), memory()
    window.show_store(store)
    settle(window)
    found = {"unlock": (opened - asked) * 1000, "today_settled": (time.perf_counter() - opened) * 1000 - QUIET_MS}
    found |= {"memory_opened": weight, "memory_today": memory()}
    gone = time.perf_counter()
    window.workplace.go("clients")
    clients = window.workplace.page().list
    clients.tabs.chosen.emit("all")
    wait_until(lambda: clients.model.ids and clients.model.cells(0) is not None)
    clients.table.viewport().repaint()
    found["usable_list"] = (time.perf_counter() - gone) * 1000
    settle(window)
    return {**found, "memory_idle": memory()}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]))))
