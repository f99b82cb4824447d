"""The command that finds clients who are the same, and merges those that surely are."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from crmdesk.commands.arguments import whole
from crmdesk.commands.grammar import Commands
from crmdesk.commands.session import opened, print_json, progress_line
from crmdesk.i18n import tr

#: Pairs whose reasons are worked out together: some MiB.
_AT_ONCE = 2_000


def declare(commands: Commands) -> None:
    scan = commands.add("match", tr("find clients that are the same, and why"), match, json=True)
    scan.add_argument("--changed", action="store_true", help=tr("compare only what changed since the last time"))
    scan.add_argument("--limit", type=whole(1, 10_000_000), default=10_000_000, metavar="N")
    scan.add_argument(
        "--apply-safe", action="store_true", help=tr("merge the pairs in which nothing speaks against it")
    )


def match(options: Namespace) -> int:
    from crmdesk.identify.matching import open_pairs, scan_clients

    with opened(options) as store:
        scanned = scan_clients(store, is_full=not options.changed, progress=progress_line())
        if options.apply_safe:
            return _merge_safe(store, options)
        with store.read() as connection:
            found = open_pairs(connection, limit=options.limit)
            if options.json:
                return print_json(list(_with_reasons(connection, found)))
    for pair in found:
        print(f"{pair.probability:.4f}\t{pair.a_no}\t{pair.a_name}\t{pair.b_no}\t{pair.b_name}")
    print(
        tr(
            "{clients} clients compared in {seconds} s: {pairs} pairs to look at.",
            clients=scanned.clients,
            seconds=f"{scanned.seconds:.1f}",
            pairs=scanned.pairs,
        )
    )
    return 0


def _with_reasons(connection: Connection, pairs: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """The pairs in their order; reasons are worked out for many of one kind together."""
    from crmdesk.identify.matching import pairs_reasons

    for start in range(0, len(pairs), _AT_ONCE):
        part = pairs[start : start + _AT_ONCE]
        known: dict[int, Any] = {}
        for kind in {pair.kind for pair in part}:
            alike = [pair for pair in part if pair.kind == kind]
            reasons = pairs_reasons(connection, kind, [(pair.a, pair.b) for pair in alike])
            known.update(zip((pair.id for pair in alike), reasons, strict=True))
        for pair in part:
            shown = {"a": pair.a_no, "b": pair.b_no, "probability": round(pair.probability, 6)}
            yield shown | {"reasons": [_reason(reason) for reason in known[pair.id]]}


def _reason(reason: Any) -> dict[str, Any]:
    return {
        "field": reason.field,
        "level": reason.agreement,
        "level_zh": reason.level.zh,
        "level_en": reason.level.en,
        "weight": round(reason.weight, 4),
        "a": reason.a_value,
        "b": reason.b_value,
    }


def _merge_safe(store: Any, options: Namespace) -> int:
    from crmdesk.commands.merging import merged_lines, merged_rows
    from crmdesk.identify.matching import safe_pairs
    from crmdesk.identify.merging import merge_safe, merges

    with store.read() as connection:
        pairs = safe_pairs(connection)
        before = {one.id for one in merges(connection, limit=1)}
    report = merge_safe(store, pairs, progress=progress_line())
    with store.read() as connection:
        newest = max(before, default=0)
        done = [one for one in merges(connection, limit=max(report.merged, 1)) if one.id > newest]
    if options.json:
        return print_json({"merged": merged_rows(done), "left": report.left})
    for line in merged_lines(done):
        print(line)
    print(tr("{merged} pairs merged, {left} left. unmerge ID brings one back.", merged=report.merged, left=report.left))
    return 0
