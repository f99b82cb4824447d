"""From arguments to one command, its exit code and one clear line on error."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crmdesk.commands.parser import make_parser
from crmdesk.errors import CrmError
from crmdesk.i18n import set_language, tr
from crmdesk.settings import load_settings


@dataclass(frozen=True)
class Screens:
    """What only the windows can do; ``main.py`` hands it in because the core knows no window."""

    window: Callable[[Namespace], int]
    screenshot: Callable[[Namespace], int]


def run(arguments: Sequence[str], screens: Screens) -> int:
    """Exit code 0, or 1 after one line on standard error, or 2 for arguments that make no sense."""
    set_language("en" if load_settings().language == "en" else "zh")
    options = make_parser().parse_args(arguments)
    if options.language:
        set_language(options.language)
    try:
        return _command(options, screens)(options)
    except CrmError as error:
        print(f"crmdesk: {'; '.join(error.message.splitlines())}", file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:
        where = "" if error.filename is None else f"{error.filename}: "
        print(f"crmdesk: {where}{error.strerror or error}", file=sys.stderr)
    except KeyboardInterrupt:
        print(f"crmdesk: {tr('Stopped.')}", file=sys.stderr)
    return 1


def _command(options: Namespace, screens: Screens) -> Callable[[Namespace], int]:
    if options.command is None:
        return screens.window
    if options.command == "screenshot":
        return screens.screenshot
    command: Callable[[Namespace], int] = options.run
    return command
