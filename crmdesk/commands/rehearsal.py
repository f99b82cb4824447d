"""The command that rehearses a rulebook: who would be in which tier, what it costs, whether it needs approval."""

from __future__ import annotations

import time
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmdesk.codes import code_words
from crmdesk.commands.arguments import day
from crmdesk.commands.grammar import Commands
from crmdesk.commands.session import effort, opened, print_json, progress_line
from crmdesk.errors import CrmError
from crmdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from crmdesk.differentiate.rehearsal.comparison import Comparison
    from crmdesk.differentiate.rehearsal.names import Mover
    from crmdesk.differentiate.rehearsal.rehearse import Rehearsal
    from crmdesk.differentiate.rulebooks import Document


def declare(commands: Commands) -> None:
    trial = commands.add("rehearse", tr("who would change tier under another rulebook"), rehearse, json=True)
    which = tr("a TOML file, a shipped rulebook or a version of the store")
    trial.add_argument("--rulebook", required=True, metavar="FILE", help=which)
    trial.add_argument("--as-of", type=day, required=True, metavar="D")
    trial.add_argument("--names", action="store_true", help=tr("name the clients who move"))


def rehearse(options: Namespace) -> int:
    from crmdesk.differentiate.rehearsal.as_json import as_json
    from crmdesk.differentiate.rehearsal.names import movers
    from crmdesk.interact.rehearsal import rehearse_rules

    started = time.perf_counter()
    with opened(options) as store, store.read() as connection:
        document = _document(connection, options.rulebook)
        found = rehearse_rules(connection, document, as_of=options.as_of, progress=progress_line())
        names = movers(connection, found.moves) if options.names else []
    if options.json:
        answer = as_json(found)
        return print_json(answer | {"names": [_named(one) for one in names]} if options.names else answer)
    _print_rehearsal(found, names)
    print(effort(started))
    return 0


def _document(connection: Connection, wanted: str) -> Document:
    """A file where there is one, else a shipped rulebook, else a version of the store by its number."""
    from crmdesk.differentiate import rulebooks

    if Path(wanted).is_file():
        return rulebooks.read_document(Path(wanted))
    if wanted in rulebooks.rulebook_names():
        return rulebooks.shipped_document(wanted)
    stored = rulebooks.versions(connection)
    for one in stored:
        if wanted in (one.version, f"{one.name} {one.version}"):
            return one.document
    known = ", ".join([*rulebooks.rulebook_names(), *(f"{one.name} {one.version}" for one in stored)])
    raise CrmError(
        tr("{wanted} is no file and no rulebook known here. Known: {known}.", wanted=wanted, known=known),
        field="rulebook",
    )


def _named(one: Mover) -> dict[str, Any]:
    from crmdesk import money

    assets = None if one.assets is None else str(money.to_yuan(one.assets))
    return {
        "client_no": one.client_no,
        "name": one.name,
        "manager": one.manager,
        "from": one.old,
        "to": one.new,
        "assets": assets,
    }


# -- in words


def _print_rehearsal(found: Rehearsal, names: Sequence[Mover]) -> None:
    from crmdesk.differentiate.rehearsal.cut_words import crowded_words

    print(
        tr(
            "{clients} clients as of {day}, rulebook {before} → {after}",
            clients=found.at_once.clients,
            day=found.as_of,
            before=f"{found.before.name} {found.before.version}",
            after=f"{found.after.name} {found.after.version}",
        )
    )
    _print_side(tr("By the figures of the day alone"), found.at_once)
    _print_side(tr("In the first month, with buffer and watch months"), found.first_month)
    for line in ("", *map(str, crowded_words(found)), _verdict(found)):
        print(line)
    for one in names:
        words = (code_words("tier", code) for code in (one.old, one.new))
        print(f"{one.client_no}\t{one.name}\t{' → '.join(map(str, words))}\t{one.manager or '—'}")


def _print_side(title: str, found: Comparison) -> None:
    from crmdesk.differentiate.rehearsal.comparison import TIER_CODES

    print(f"\n{title}: ▲ {found.ups:,}  ▼ {found.downs:,}")
    words = [str(code_words("tier", code)) for code in TIER_CODES]
    print("\t".join(["", *words]))
    for old, word in zip(TIER_CODES, words, strict=True):
        counts = (found.matrix.get((old, new), 0) for new in TIER_CODES)
        print("\t".join([word, *(f"{count:,}" if count else "·" for count in counts)]))
    print(
        tr(
            "service hours a year {before} → {after}",
            before=f"{found.hours_before:,.1f}",
            after=f"{found.hours_after:,.1f}",
        )
    )


def _verdict(found: Rehearsal) -> str:
    from crmdesk.differentiate.run_stop import RunStopped

    if found.stops:
        return RunStopped(found.beyond).message
    return tr("No tier is beyond the line; approval needs no reason.")
