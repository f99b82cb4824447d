"""Commands about imports: reading files in, listing what came, taking one back."""

from __future__ import annotations

import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from crmdesk.commands.arguments import whole
from crmdesk.commands.grammar import Commands
from crmdesk.commands.session import effort, opened, print_json, progress_line
from crmdesk.errors import CrmError
from crmdesk.i18n import tr


def declare(commands: Commands) -> None:
    load = commands.add("import", tr("read files of another system, or take an import back"), import_, json=True)
    load.add_argument("--recipe", default="auto", metavar="NAME|FILE.toml")
    load.add_argument("--kind", help=tr("clients, accounts, transactions, balances, holdings or contacts"))
    load.add_argument("--dry-run", action="store_true", help=tr("say what would happen and write nothing"))
    load.add_argument("--rejects", type=Path, metavar="FILE", help=tr("write rejected rows to this file"))
    load.add_argument("--match", action="store_true", help=tr("look for duplicates among what came"))
    load.add_argument("--batches", action="store_true", help=tr("list the imports, the newest first"))
    load.add_argument(
        "--take-back", type=whole(1, 1 << 53), metavar="BATCH", help=tr("undo a whole import, updates included")
    )
    load.add_argument("files", nargs="*", type=Path, metavar="FILE")


def import_(options: Namespace) -> int:
    """One of three: read files, list imports, take one back."""
    asked = (bool(options.files), options.batches, options.take_back is not None)
    if sum(asked) != 1:
        raise CrmError(tr("Name files to import, or give --batches or --take-back BATCH: one of the three."))
    if options.batches:
        return _list(options)
    return _read(options) if options.files else _take_back(options)


def _read(options: Namespace) -> int:
    from crmdesk.identify.importing import import_files, save_rejects
    from crmdesk.interact.importing import ALL_KINDS

    started = time.perf_counter()
    with opened(options) as store:
        result = import_files(
            store,
            options.files,
            recipe=options.recipe,
            kind=options.kind,
            dry_run=options.dry_run,
            progress=progress_line(),
            kinds=ALL_KINDS,
            match=options.match,
        )
    if options.rejects is not None:
        save_rejects(result, options.rejects)
    if options.json:
        return print_json(_summary(result))
    _print_result(result)
    if options.dry_run:
        print(tr("Nothing was written."))
    print(effort(started))
    return 0


def _summary(result: Any) -> dict[str, Any]:
    report = result.report
    return {
        "batch": result.batch,
        "files": [_counted(file) for file in result.files],
        "created": {one.table: one.count for one in report.added},
        "updated": [{"table": one.table, "field": one.field, "count": one.count} for one in report.updates],
        "conflicts": report.conflict_count,
        "jumps": [{"kind": one.kind, "count": one.count, "text": one.text} for one in report.jumps],
        "possible_duplicates": result.possible_duplicates,
    }


def _counted(file: Any) -> dict[str, Any]:
    counts = ("file", "recipe", "kind", "read", "created", "updated", "unchanged", "rejected")
    return {name: getattr(file, name) for name in counts}


def _print_result(result: Any) -> None:
    line = "{file}  {kind}: {read} = {created} + {updated} + {unchanged} + {rejected}"
    print(tr("file: read = created + updated + unchanged + rejected"))
    for file in result.files:
        print(line.format(**_counted(file)))
        for problem in file.problems[:10]:
            print(f"    {problem}")
    for one in result.report.updates:
        print(f"    {one.label}: {one.count:,}")
    for jump in result.report.jumps:
        print(f"  ! {jump.text}")
    if result.report.conflict_count:
        print(tr("{count} values were not taken: the record has better ones.", count=result.report.conflict_count))
    if result.possible_duplicates is not None:
        print(tr("{count} pairs may be one client.", count=result.possible_duplicates))
    if result.batch:
        print(tr("Import number {batch}; import --take-back {batch} undoes it.", batch=result.batch))


def _list(options: Namespace) -> int:
    from crmdesk.identify.importing import batches

    with opened(options) as store, store.read() as connection:
        found = batches(connection)
    if options.json:
        names = ("created", "updated", "rejected", "can_take_back")
        return print_json(
            [
                {"batch": one.id, "at": one.at.isoformat(), "actor": one.actor, "files": list(one.files)}
                | {name: getattr(one, name) for name in names}
                | {"taken_back_at": one.taken_back_at and one.taken_back_at.isoformat()}
                for one in found
            ]
        )
    for one in found:
        gone = tr("taken back") if one.taken_back_at else ""
        files = ", ".join(one.files)
        print(
            f"{one.id}\t{one.at:%Y-%m-%d %H:%M}\t{one.actor}\t+{one.created} ~{one.updated}\t{files}\t{gone}".rstrip()
        )
    return 0


def _take_back(options: Namespace) -> int:
    from crmdesk.identify.importing import take_back

    with opened(options) as store:
        report = take_back(store, options.take_back, progress=progress_line())
    if options.json:
        return print_json({"batch": report.batch, "removed": report.removed, "restored": report.restored})
    print(tr("Import {batch} was taken back.", batch=report.batch))
    for title, counts in ((tr("removed"), report.removed), (tr("restored"), report.restored)):
        if counts:
            print(f"  {title}: " + ", ".join(f"{name} {count:,}" for name, count in counts.items()))
    return 0
