"""The arguments of every command, in the order of the work: make, fill, tidy, classify, look, act, keep."""

from __future__ import annotations

import argparse
from pathlib import Path

from crmdesk.commands import (
    clients,
    data,
    drivers,
    forecast,
    importing,
    keeping,
    market,
    matching,
    merging,
    override,
    quality,
    rehearsal,
    rulebook,
    showing,
    trash,
)
from crmdesk.commands.arguments import size
from crmdesk.commands.grammar import Commands, Parser, add_language, add_output
from crmdesk.i18n import tr

#: Tabs of the room Differentiate.
ROOM_TABS = ("overview", "distribution", "movement", "watch", "drivers", "forecast", "rules", "rehearsal")
PAGES = (
    *("welcome", "today", "clients", "record", "value", "timeline", "plan"),
    *("import", "import-recognized", "import-mapping", "import-trial", "duplicates", "quality", "trash"),
    *("differentiate", *(f"differentiate-{tab}" for tab in ROOM_TABS), "interact", "plans", "settings"),
)


def make_parser() -> argparse.ArgumentParser:
    parser = Parser(prog="crmdesk", description=tr("CRM Desk: the desk of an account manager."))
    parser.add_argument(
        "--store", type=Path, metavar="S", dest="window_store", help=tr("open the window on this store")
    )
    parser.add_argument("--demo", action="store_true", help=tr("open the demo store, made on the first run"))
    add_language(parser)
    commands = Commands(parser)
    deciding = (drivers, forecast, rehearsal, override, rulebook, market)
    for room in (data, importing, matching, merging, quality, showing, *deciding, clients, trash, keeping):
        room.declare(commands)
    _declare_screenshot(commands)
    return parser


def _declare_screenshot(commands: Commands) -> None:
    shot = commands.add("screenshot", tr("draw a page of the window into a PNG"))
    shot.add_argument("--page", choices=PAGES, required=True)
    shot.add_argument("--client", metavar="NO")
    shot.add_argument("--lang", choices=("zh", "en"), default="zh")
    shot.add_argument("--theme", choices=("light", "dark"), default="light")
    shot.add_argument("--size", type=size, default=(1440, 900), metavar="WxH")
    add_output(shot, "X.png")
