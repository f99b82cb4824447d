"""The command about market indexes: import their levels, list what is kept."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from crmdesk.commands.grammar import Commands
from crmdesk.commands.session import opened, print_json
from crmdesk.i18n import tr


def declare(commands: Commands) -> None:
    levels = commands.add(
        "market", tr("levels of market indexes: import a CSV file, list what is kept"), market, json=True
    )
    levels.add_argument("file", nargs="?", type=Path, metavar="CSV", help=tr("columns: code, day, level"))


def market(options: Namespace) -> int:
    from crmdesk.differentiate.market import import_levels, known_levels

    with opened(options) as store:
        if options.file is not None:
            kept = import_levels(store, options.file)
            if not options.json:
                print(tr("{added} levels added, {changed} changed.", added=kept.added, changed=kept.changed))
        with store.read() as connection:
            known = known_levels(connection)
    if options.json:
        return print_json([asdict(one) for one in known])
    for one in known:
        print(
            tr("{code}: {days} days, {first} to {last}", code=one.code, days=one.days, first=one.first, last=one.last)
        )
    return 0
