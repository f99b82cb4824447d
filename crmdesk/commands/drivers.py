"""The command that counts the eleven drivers."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from crmdesk.commands.arguments import day
from crmdesk.commands.grammar import Commands
from crmdesk.commands.session import opened, print_json, progress_line
from crmdesk.i18n import tr

if TYPE_CHECKING:
    from crmdesk.book.drivers.model import Driver


def declare(commands: Commands) -> None:
    board = commands.add("drivers", tr("the eleven drivers of the client relationship"), drivers, json=True)
    board.add_argument("--as-of", type=day, metavar="D", help=tr("as of this day instead of the newest data date"))
    board.add_argument("--manager", metavar="M", help=tr("of this account manager's clients only"))
    board.add_argument("--tier", metavar="T", help=tr("of the clients of this tier only"))
    board.add_argument("--stage", metavar="S", help=tr("of the clients in this stage only"))
    board.add_argument("--branch", metavar="B", help=tr("of this branch's clients only"))


def drivers(options: Namespace) -> int:
    from crmdesk.book.drivers.asking import Scope
    from crmdesk.book.drivers.board import driver_board
    from crmdesk.codes import checked

    for name in ("tier", "stage"):
        if getattr(options, name) is not None:
            checked(name, getattr(options, name), field=name)
    scope = Scope(manager=options.manager, branch=options.branch, tier=options.tier, stage=options.stage)
    with opened(options) as store, store.read() as connection:
        board = driver_board(connection, as_of=options.as_of, scope=scope, progress=progress_line())
    if options.json:
        named = [one.as_json() for one in board.drivers]
        return print_json({"as_of": board.as_of.isoformat(), "since": board.since.isoformat(), "drivers": named})
    print(tr("The twelve months from {since} to {day}", since=board.since, day=board.as_of))
    for one in board.drivers:
        _print(one)
    return 0


def _print(one: Driver) -> None:
    from crmdesk.book.drivers.wording import shown

    if one.missing is not None:
        print(f"{one.words}\t{tr('not known')}: {one.missing}")
        return
    before = tr("a year ago {value}", value=shown(one.last_year, one.unit, one.currency))
    print(f"{one.words}\t{shown(one.value, one.unit, one.currency)}\t{before}")
    for figure in one.figures:
        print(f"    {figure.words}\t{shown(figure.value, figure.unit, one.currency)}")
