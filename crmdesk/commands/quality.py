"""The command that measures how complete, valid and still true the records are."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from crmdesk import dates
from crmdesk.commands.grammar import Commands
from crmdesk.commands.session import opened, print_json, progress_line
from crmdesk.i18n import tr


def declare(commands: Commands) -> None:
    board = commands.add("quality", tr("completeness, freshness, KYC scores and what is wrong"), quality, json=True)
    board.add_argument("--manager", metavar="M", help=tr("of this account manager's clients only"))


def quality(options: Namespace) -> int:
    from crmdesk.book.data_quality import measure_book
    from crmdesk.identify.quality.board import quality_board

    with opened(options) as store:
        measure_book(store, on=dates.local_today(), manager=options.manager, progress=progress_line())
        with store.read() as connection:
            board = quality_board(connection, manager=options.manager)
    if options.json:
        return print_json(_board(board))
    shares = {"completeness": board.completeness, "freshness": board.freshness, "kyc": board.kyc}
    print(tr("{clients} clients, as of {day}", clients=board.clients, day=board.as_of))
    print(tr("completeness {completeness} %, freshness {freshness} %, KYC {kyc} %", **shares))
    for issue in board.issues:
        print(f"  {issue.words}: {issue.clients:,}")
    for one in board.managers:
        print(f"  {one.manager or '—'}\t{one.clients:,}\t{one.completeness} %\t{one.freshness} %\t{one.kyc} %")
    return 0


def _board(board: Any) -> dict[str, Any]:
    names = ("clients", "measured", "completeness", "freshness", "kyc")
    return {
        "as_of": board.as_of and board.as_of.isoformat(),
        **{name: getattr(board, name) for name in names},
        "bars": list(board.bars),
        "issues": {issue.code: issue.clients for issue in board.issues},
        "fields": [
            {"kind": one.kind, "field": one.field.name, "missing": one.missing, "stale": one.stale}
            for one in board.fields
        ],
        "managers": [asdict(one) for one in board.managers],
    }
