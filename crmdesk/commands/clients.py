"""Commands about single clients: find, show, log, plan."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from crmdesk import dates, money
from crmdesk.codes import code_list, code_words
from crmdesk.commands.session import opened, print_json, progress_line
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, language, tr
from crmdesk.store.store import Store


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


def show(options: Namespace) -> int:
    with opened(options) as store, store.read() as connection:
        answer = _shown(connection, options.client_no, options.as_of)
    if options.json:
        return print_json(answer)
    _print_shown(answer)
    return 0


def _shown(connection: Connection, client_no: str, as_of: date | None) -> dict[str, Any]:
    """Everything ``show`` says of a client; amounts in yuan as text, C2 values masked."""
    from crmdesk.differentiate import queries
    from crmdesk.identify.clients import client_id_by_no, record
    from crmdesk.identify.masking import masked_values

    client_id = client_id_by_no(connection, client_no)
    found = record(connection, client_id)
    answer: dict[str, Any] = {"client_no": found.client_no, "name": found.name, "kind": found.kind}
    standing = queries.standing(connection, client_id, as_of=as_of)
    answer |= dict.fromkeys(("as_of", "rulebook", "tier", "stage", "values"))
    answer |= {} if standing is None else _standing(standing)
    return answer | {"manager": found.manager, "record": masked_values(found)}


def _standing(standing: Any) -> dict[str, Any]:
    from crmdesk.differentiate import explain, rulebooks

    why = explain.why(standing, rulebooks.load(standing.rulebook))
    values = {name: str(money.to_yuan(getattr(standing, name))) for name in ("hv", "cv", "pv", "clv")}
    return {
        "as_of": standing.as_of.isoformat(),
        "rulebook": standing.rulebook,
        "tier": _class("tier", standing.tier, standing.tier_since, why.tier),
        "stage": _class("stage", standing.stage, standing.stage_since, why.stage),
        "values": values | {"phase": standing.clv_phase, "why": [str(line) for line in why.values]},
    }


def _class(list_name: str, code: str, since: date, why: tuple[Words, ...]) -> dict[str, Any]:
    words = code_words(list_name, code)
    return {"code": code, "zh": words.zh, "en": words.en, "since": since.isoformat(), "why": [str(w) for w in why]}


def _print_shown(answer: dict[str, Any]) -> None:
    print(f"{answer['client_no']}  {answer['name']}")
    for title, key in ((tr("Tier"), "tier"), (tr("Stage"), "stage")):
        part = answer[key]
        if part is None:
            continue
        print(f"\n{title}: {part[language()]} ({tr('since {day}', day=part['since'])})")
        for line in part["why"]:
            print(f"  {line}")
    if answer["tier"] is None:
        print(tr("Not classified yet."))
    else:
        print(f"\n{tr('Value')}")
        for line in answer["values"]["why"]:
            print(f"  {line}")
    print(f"\n{tr('Record')}")
    for label, value in answer["record"].items():
        print(f"  {label}: {value}")


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
