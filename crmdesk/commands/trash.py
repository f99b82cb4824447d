"""The command of the trash: clients go in, are listed, come back, are frozen or erased for ever."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from crmdesk import dates
from crmdesk.commands.arguments import whole
from crmdesk.commands.grammar import Commands
from crmdesk.commands.session import opened, print_json, progress_line
from crmdesk.errors import CrmError
from crmdesk.i18n import tr

_ENTRY = whole(1, 1 << 53)


def declare(commands: Commands) -> None:
    bin_ = commands.add(
        "trash", tr("put clients into the trash, list it, bring them back, erase for ever"), trash, json=True
    )
    bin_.add_argument("client_nos", nargs="*", metavar="CLIENT_NO")
    acts = bin_.add_mutually_exclusive_group()
    acts.add_argument("--list", action="store_true", help=tr("what lies in the trash and until when the law keeps it"))
    acts.add_argument("--restore", type=_ENTRY, metavar="ID", help=tr("bring a client back with all that hung on it"))
    acts.add_argument("--freeze", type=_ENTRY, metavar="ID", help=tr("nobody uses the record any more until its day"))
    acts.add_argument("--erase", type=_ENTRY, metavar="ID", help=tr("erase for ever, where the law allows it"))
    bin_.add_argument("--reason", default="", metavar="TEXT")
    bin_.add_argument("--number", metavar="NO", help=tr("restore under this client number"))


def trash(options: Namespace) -> int:
    acts = {"list": _list, "restore": _restore, "freeze": _freeze, "erase": _erase}
    asked = [act for name, act in acts.items() if getattr(options, name)]
    if len(asked) + bool(options.client_nos) != 1:
        raise CrmError(tr("Name clients, or give --list, --restore, --freeze or --erase: one of them."))
    return asked[0](options) if asked else _put_in(options)


def _put_in(options: Namespace) -> int:
    from crmdesk.identify.clients import client_id_by_no
    from crmdesk.identify.trash import trash_clients, trashed

    with opened(options) as store:
        with store.read() as connection:
            ids = [client_id_by_no(connection, number) for number in options.client_nos]
        count = trash_clients(store, ids, reason=options.reason, progress=progress_line())
        with store.read() as connection:
            entries = [entry for entry in trashed(connection) if entry.client_id in ids]
    if options.json:
        return print_json([_entry(entry) for entry in entries])
    for entry in entries:
        print(_line(entry))
    print(tr("{count} clients are in the trash; trash --restore ID brings one back.", count=count))
    return 0


def _list(options: Namespace) -> int:
    from crmdesk.identify.trash import trashed

    with opened(options) as store, store.read() as connection:
        entries = trashed(connection)
    if options.json:
        return print_json([_entry(entry) for entry in entries])
    for entry in entries:
        print(_line(entry))
    if not entries:
        print(tr("The trash is empty."))
    return 0


def _entry(entry: Any) -> dict[str, Any]:
    names = ("id", "client_no", "name", "kind", "actor", "reason", "hold", "is_held", "is_due", "days")
    return {name: getattr(entry, name) for name in names} | {
        "at": entry.at.isoformat(),
        "can_erase_on": entry.can_erase_on and entry.can_erase_on.isoformat(),
        "frozen_at": entry.frozen_at and entry.frozen_at.isoformat(),
    }


def _line(entry: Any) -> str:
    at = entry.at.astimezone(dates.CHINA)
    until = entry.can_erase_on or tr("open")
    state = tr("frozen") if entry.frozen_at else str(entry.hold_words)
    return f"{entry.id}\t{at:%Y-%m-%d %H:%M}\t{entry.client_no}\t{entry.name}\t{entry.actor}\t{state} ({until})"


def _restore(options: Namespace) -> int:
    from crmdesk.identify.clients import record
    from crmdesk.identify.trash import restore_trashed

    with opened(options) as store:
        client_id = restore_trashed(store, options.restore, client_no=options.number)
        with store.read() as connection:
            number = record(connection, client_id).client_no
    if options.json:
        return print_json({"client_no": number})
    print(tr("Client {number} is back.", number=number))
    return 0


def _freeze(options: Namespace) -> int:
    from crmdesk.identify.trash import freeze_trashed

    with opened(options) as store:
        freeze_trashed(store, options.freeze, reason=options.reason)
    if options.json:
        return print_json({"frozen": options.freeze})
    print(tr("The record is frozen."))
    return 0


def _erase(options: Namespace) -> int:
    from crmdesk.identify.trash import erase_trashed

    with opened(options) as store:
        erase_trashed(store, options.erase, reason=options.reason)
    if options.json:
        return print_json({"erased": options.erase})
    print(tr("Erased for ever. Backups made before still hold the record: let them expire or remove them."))
    return 0
