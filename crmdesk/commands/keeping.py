"""Commands that keep data safe or take it out: export, backup, verify, restore."""

from __future__ import annotations

from argparse import Namespace

from crmdesk.commands.session import opened, passphrase, print_json, progress_line, store_path
from crmdesk.i18n import tr


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
