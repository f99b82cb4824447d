"""CRM Desk 客户经理工作台: arguments → the window on a store, or one command."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

# One thread for NumPy: its pool costs more than it brings here, and must be set before NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _window(options: Namespace) -> int:
    from ui.demo import require_display, run_demo

    if options.demo:
        return run_demo()
    require_display()
    from ui.app import run

    return run(options.window_store)


def _screenshot(options: Namespace) -> int:
    from ui.screenshot import command

    return command(options)


def main(arguments: list[str] | None = None) -> int:
    if arguments is None and sys.argv[1:] == ["--read-sheets"]:  # the packed program in its other role
        from crmdesk.sheets.limited import child

        child.main()
        return 0
    try:
        from crmdesk.commands import Screens, run

        return run(sys.argv[1:] if arguments is None else arguments, Screens(_window, _screenshot))
    except KeyboardInterrupt:  # while the program was still being loaded, its words included
        print("crmdesk: 已停止。Stopped.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
