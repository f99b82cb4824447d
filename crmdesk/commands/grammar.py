"""How the arguments of a command are declared."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from crmdesk.i18n import tr

Run = Callable[[argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line instead of printing the whole usage."""

    def error(self, message: str) -> NoReturn:
        print(f"crmdesk: {message} ({self.prog} --help)", file=sys.stderr)
        raise SystemExit(2)


class Commands:
    """Adds commands that share the store's options."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._group = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
        self._shared = Parser(add_help=False)
        self._shared.add_argument("--store", type=Path, metavar="S", help=tr("the store file"))
        self._shared.add_argument(
            "--passphrase-file", type=Path, metavar="F", help=tr("a file whose first line opens it")
        )
        add_language(self._shared)

    def add(self, name: str, summary: str, run: Run | None = None, *, json: bool = False) -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = self._group.add_parser(
            name, help=summary, description=summary, parents=[self._shared]
        )
        command.set_defaults(run=run)
        if json:
            command.add_argument("--json", action="store_true", help=tr("print JSON"))
        return command


def add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=("zh", "en"), default=None, help=tr("language of the messages"))


def add_output(command: argparse.ArgumentParser, metavar: str) -> None:
    command.add_argument("-o", dest="output", type=Path, required=True, metavar=metavar)
