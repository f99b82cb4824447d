"""Commands about single clients: find, log, plan."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from crmdesk import dates
from crmdesk.codes import code_list
from crmdesk.commands.arguments import whole
from crmdesk.commands.grammar import Commands, add_output
from crmdesk.commands.session import opened, print_json, progress_line
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store.store import Store


def declare(commands: Commands) -> None:
    search = commands.add("find", tr("find clients by name, pinyin, phone, ID or account"), find, json=True)
    search.add_argument("text", metavar="TEXT")
    search.add_argument("--limit", type=whole(1, 10_000), default=20, metavar="N")
    note = commands.add("log", tr("log a contact with a client"), log)
    note.add_argument("client_no", metavar="CLIENT_NO")
    note.add_argument("--channel", required=True, metavar="C", help=tr("a code or its name, such as 01 or 电话"))
    note.add_argument("--outcome", required=True, metavar="O", help=tr("a code or its name, such as 10"))
    note.add_argument("--note", default="", metavar="TEXT")
    note.add_argument("--number", metavar="N", help=tr("the number called, when it is not the main one"))
    note.add_argument("--next", dest="next_on", metavar="DATE", help=tr("a date, 明天, +2w …"))
    _declare_plan(commands)


def _declare_plan(commands: Commands) -> None:
    paper = commands.add("plan", tr("print service plans"), plan)
    paper.add_argument("client_nos", nargs="*", metavar="CLIENT_NO")
    paper.add_argument("--filter", metavar="EXPR")
    paper.add_argument("--lang", choices=("zh", "en", "both"), default="zh")
    paper.add_argument("--copy", choices=("client", "retained"), default="client")
    paper.add_argument("--form", choices=("full", "short"))
    add_output(paper, "FILE_OR_FOLDER")


def find(options: Namespace) -> int:
    from crmdesk.identify.search import find_clients

    with opened(options) as store, store.read() as connection:
        found = find_clients(connection, options.text, limit=options.limit)
    if options.json:
        return print_json([{"client_no": f.client_no, "name": f.name, "matched": str(f.matched)} for f in found])
    for one in found:
        print(f"{one.client_no}\t{one.name}\t{one.matched}")
    if not found:
        print(tr("No client matches {text}.", text=options.text))
    return 0


def log(options: Namespace) -> int:
    from crmdesk.identify.clients import client_id_by_no
    from crmdesk.interact.contacts import log_contact

    next_on = dates.parse_day(options.next_on, dates.local_today()) if options.next_on else None
    with opened(options) as store:
        with store.read() as connection:
            client_id = client_id_by_no(connection, options.client_no)
        log_contact(
            store,
            client_id,
            channel=_code("contact_channel", options.channel),
            outcome=_code("contact_outcome", options.outcome),
            note=options.note,
            next_on=next_on,
            number=options.number,
        )
    print(tr("Contact with {client} logged.", client=options.client_no))
    return 0


def _code(list_name: str, text: str) -> str:
    """A code given as itself or as its name in either language."""
    codes = code_list(list_name)
    for value, code in codes.items():
        if text in (value, code.words.zh) or text.lower() == code.words.en.lower():
            return value
    known = ", ".join(f"{value} {code.words}" for value, code in codes.items())
    raise CrmError(tr("Unknown code {text}. Known: {known}", text=text, known=known))


def plan(options: Namespace) -> int:
    from crmdesk.customize.printing import print_plans

    if bool(options.client_nos) == bool(options.filter):
        raise CrmError(tr("Name clients, or give a --filter: one of the two."))
    with opened(options) as store:
        client_ids = _chosen(store, options)
        target = _target(options.output, single=len(client_ids) == 1)
        written = print_plans(
            store,
            client_ids,
            target,
            language=options.lang,
            copy=options.copy,
            form=options.form,
            progress=progress_line(),
        )
    for path in written:
        print(path)
    return 0


def _chosen(store: Store, options: Namespace) -> list[int]:
    from crmdesk.book.client_list import ClientFilter, client_ids
    from crmdesk.identify.clients import client_id_by_no

    with store.read() as connection:
        if options.client_nos:
            return [client_id_by_no(connection, number) for number in options.client_nos]
        found = list(client_ids(connection, ClientFilter.parse(options.filter), sort="name", descending=False))
    if not found:
        raise CrmError(tr("No client matches {text}.", text=options.filter))
    return found


def _target(output: Path, *, single: bool) -> Path:
    """A PDF for one plan, a folder for several; the folder is made when its parent is there."""
    if not output.parent.is_dir():
        raise CrmError(tr("The folder {path} does not exist.", path=output.parent))
    if output.suffix.lower() == ".pdf":
        if not single:
            raise CrmError(tr("Several plans need a folder, not one file."))
        return output
    if output.exists() and not output.is_dir():
        raise CrmError(tr("{path} is not a folder. Name a folder, or a file that ends in .pdf.", path=output))
    output.mkdir(exist_ok=True)
    return output
