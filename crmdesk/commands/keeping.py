"""Commands that keep data safe or take it out: export, dump, backup, verify, restore."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from crmdesk.commands.grammar import Commands, add_output
from crmdesk.commands.session import opened, passphrase, print_json, progress_line, store_path
from crmdesk.i18n import tr


def declare(commands: Commands) -> None:
    table = commands.add("export", tr("write a table to XLSX or CSV"), export)
    table.add_argument("--kind", choices=("clients", "classification"), required=True)
    table.add_argument("--filter", metavar="EXPR")
    table.add_argument("--unmasked", action="store_true", help=tr("full phone and ID numbers; logged"))
    add_output(table, "FILE.xlsx|FILE.csv")
    whole = commands.add("dump", tr("write all content as JSON lines in a stable order; logged"), dump)
    whole.add_argument("--all", action="store_true", help=tr("derived facts too: tiers, stages, values, months"))
    add_output(whole, "FILE.jsonl")
    person = commands.add("export-client", tr("write everything about one client, in full; logged"), export_client)
    person.add_argument("client_no", metavar="CLIENT_NO")
    add_output(person, "FILE.json|FILE.zip")
    _declare_backups(commands)


def _declare_backups(commands: Commands) -> None:
    save = commands.add("backup", tr("write a verified backup"), backup)
    add_output(save, "FILE")
    check = commands.add("verify", tr("check the store, or a backup file, to the last page"), verify, json=True)
    check.add_argument("file", nargs="?", type=Path, metavar="FILE")
    bring = commands.add("restore", tr("restore a backup; the present file is kept aside"), restore)
    bring.add_argument("file", type=Path, metavar="FILE")


def export(options: Namespace) -> int:
    from crmdesk.book.client_list import ClientFilter
    from crmdesk.book.export import export_table

    with opened(options) as store:
        rows = export_table(
            store,
            kind=options.kind,
            filter_=ClientFilter.parse(options.filter or ""),
            target=options.output,
            masked=not options.unmasked,
            progress=progress_line(),
        )
    print(tr("{rows} rows written to {path}.", rows=rows, path=options.output))
    return 0


def dump(options: Namespace) -> int:
    from crmdesk.store.dump import dump_store

    with opened(options) as store:
        lines = dump_store(store, options.output, has_derived=options.all, progress=progress_line())
    print(tr("{rows} rows written to {path}.", rows=lines, path=options.output))
    return 0


def export_client(options: Namespace) -> int:
    from crmdesk.identify.clients import client_id_by_no
    from crmdesk.identify.extract import export_client as export_one

    with opened(options) as store:
        with store.read() as connection:
            client_id = client_id_by_no(connection, options.client_no)
        rows = export_one(store, client_id, options.output)
    print(tr("{rows} rows written to {path}.", rows=rows, path=options.output))
    return 0


def backup(options: Namespace) -> int:
    from crmdesk.store.backup import backup_store

    with opened(options) as store:
        backup_store(store, options.output, progress_line())
    print(tr("Backup written and verified: {path}", path=options.output))
    return 0


def verify(options: Namespace) -> int:
    from dataclasses import asdict

    from crmdesk.store.backup import verify_file

    path = options.file or store_path(options)
    report = verify_file(path, passphrase(options))
    if options.json:
        return print_json(asdict(report))
    print(tr("{path} is whole: every page, every reference and the audit log were checked.", path=path))
    return 0


def restore(options: Namespace) -> int:
    from crmdesk.store.backup import restore_backup

    target = store_path(options)
    kept = restore_backup(options.file, target, passphrase(options))
    print(tr("{path} was restored.", path=target))
    if kept is not None:
        print(tr("The file that was there is kept as {path}.", path=kept))
    return 0
