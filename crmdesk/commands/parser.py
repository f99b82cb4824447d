"""The arguments of every command, in the order of the work: make, fill, classify, look, act, keep."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from crmdesk.commands import clients, data, keeping
from crmdesk.commands.arguments import day, month, size, whole
from crmdesk.i18n import tr

PAGES = (
    *("welcome", "today", "clients", "record", "value", "timeline", "plan"),
    *("import", "differentiate", "interact", "plans", "settings"),
)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line instead of printing the whole usage."""

    def error(self, message: str) -> NoReturn:
        print(f"crmdesk: {message} ({self.prog} --help)", file=sys.stderr)
        raise SystemExit(2)


class _Commands:
    """Adds commands that share the store's options."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._group = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
        self._shared = _Parser(add_help=False)
        self._shared.add_argument("--store", type=Path, metavar="S", help=tr("the store file"))
        self._shared.add_argument(
            "--passphrase-file", type=Path, metavar="F", help=tr("a file whose first line opens it")
        )
        _add_language(self._shared, dest="language")

    def add(
        self, name: str, summary: str, run: Callable[[argparse.Namespace], int] | None = None, *, json: bool = False
    ) -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = self._group.add_parser(
            name, help=summary, description=summary, parents=[self._shared]
        )
        command.set_defaults(run=run)
        if json:
            command.add_argument("--json", action="store_true", help=tr("print JSON"))
        return command


def _add_language(parser: argparse.ArgumentParser, *, dest: str) -> None:
    parser.add_argument(
        "--language", choices=("zh", "en"), dest=dest, default=None, help=tr("language of the messages")
    )


def make_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="crmdesk", description=tr("CRM Desk: the desk of an account manager."))
    parser.add_argument(
        "--store", type=Path, metavar="S", dest="window_store", help=tr("open the window on this store")
    )
    parser.add_argument("--demo", action="store_true", help=tr("open the demo store, made on the first run"))
    _add_language(parser, dest="language")
    commands = _Commands(parser)
    _add_filling(commands)
    _add_looking(commands)
    _add_acting(commands)
    _add_keeping(commands)
    return parser


def _add_filling(commands: _Commands) -> None:
    init = commands.add("init", tr("make a new, empty store"), data.init)
    init.add_argument("--profile", choices=("securities", "bank"), default="securities")
    load = commands.add("import", tr("read files of another system"), data.import_, json=True)
    load.add_argument("--recipe", default="auto", metavar="NAME|FILE.toml")
    load.add_argument("--kind", help=tr("clients, accounts, transactions, balances, holdings or contacts"))
    load.add_argument("--dry-run", action="store_true", help=tr("say what would happen and write nothing"))
    load.add_argument("--rejects", type=Path, metavar="FILE", help=tr("write rejected rows to this file"))
    load.add_argument("files", nargs="+", type=Path, metavar="FILE")
    classify = commands.add(
        "classify", tr("indicators, tiers, stages and values as of a date"), data.classify, json=True
    )
    classify.add_argument("--as-of", type=day, required=True, metavar="YYYY-MM-DD")
    classify.add_argument("--from", type=month, dest="from_month", metavar="YYYY-MM")
    classify.add_argument("--rulebook", metavar="NAME")
    demo = commands.add("demo", tr("fill an empty store with a believable branch"), data.demo)
    demo.add_argument("--clients", type=whole(1, 10_000_000), default=1200, metavar="N")
    demo.add_argument("--months", type=whole(1, 240), default=26, metavar="M")
    demo.add_argument("--seed", type=whole(0, 1 << 32), default=1, metavar="K")
    demo.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help=tr("last month-end when left out"))


def _add_looking(commands: _Commands) -> None:
    find = commands.add("find", tr("find clients by name, pinyin, phone, ID or account"), clients.find, json=True)
    find.add_argument("text", metavar="TEXT")
    find.add_argument("--limit", type=whole(1, 10_000), default=20, metavar="N")
    show = commands.add("show", tr("record, tier, stage and values of a client, and why"), clients.show, json=True)
    show.add_argument("client_no", metavar="CLIENT_NO")
    show.add_argument("--as-of", type=day, metavar="D")
    shot = commands.add("screenshot", tr("draw a page of the window into a PNG"))
    shot.add_argument("--page", choices=PAGES, required=True)
    shot.add_argument("--client", metavar="NO")
    shot.add_argument("--lang", choices=("zh", "en"), default="zh")
    shot.add_argument("--theme", choices=("light", "dark"), default="light")
    shot.add_argument("--size", type=size, default=(1440, 900), metavar="WxH")
    shot.add_argument("-o", dest="output", type=Path, required=True, metavar="X.png")


def _add_acting(commands: _Commands) -> None:
    log = commands.add("log", tr("log a contact with a client"), clients.log)
    log.add_argument("client_no", metavar="CLIENT_NO")
    log.add_argument("--channel", required=True, metavar="C", help=tr("a code or its name, such as 01 or 电话"))
    log.add_argument("--outcome", required=True, metavar="O", help=tr("a code or its name, such as 10"))
    log.add_argument("--note", default="", metavar="TEXT")
    log.add_argument("--next", dest="next_on", metavar="DATE", help=tr("a date, 明天, +2w …"))
    plan = commands.add("plan", tr("print service plans"), clients.plan)
    plan.add_argument("client_nos", nargs="*", metavar="CLIENT_NO")
    plan.add_argument("--filter", metavar="EXPR")
    plan.add_argument("--lang", choices=("zh", "en", "both"), default="zh")
    plan.add_argument("--copy", choices=("client", "retained"), default="client")
    plan.add_argument("--form", choices=("full", "short"))
    plan.add_argument("-o", dest="output", type=Path, required=True, metavar="FILE_OR_FOLDER")
    export = commands.add("export", tr("write a table to XLSX or CSV"), keeping.export)
    export.add_argument("--kind", choices=("clients", "classification"), required=True)
    export.add_argument("--filter", metavar="EXPR")
    export.add_argument("--unmasked", action="store_true", help=tr("full phone and ID numbers; logged"))
    export.add_argument("-o", dest="output", type=Path, required=True, metavar="FILE.xlsx|FILE.csv")


def _add_keeping(commands: _Commands) -> None:
    backup = commands.add("backup", tr("write a verified backup"), keeping.backup)
    backup.add_argument("-o", dest="output", type=Path, required=True, metavar="FILE")
    verify = commands.add(
        "verify", tr("check the store, or a backup file, to the last page"), keeping.verify, json=True
    )
    verify.add_argument("file", nargs="?", type=Path, metavar="FILE")
    restore = commands.add("restore", tr("restore a backup; the present file is kept aside"), keeping.restore)
    restore.add_argument("file", type=Path, metavar="FILE")
