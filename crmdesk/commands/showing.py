"""The command that shows a client: record, tier, stage and values, and why."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from crmdesk import money
from crmdesk.codes import code_words
from crmdesk.commands.arguments import day
from crmdesk.commands.grammar import Commands
from crmdesk.commands.session import opened, print_json
from crmdesk.i18n import Words, language, tr


def declare(commands: Commands) -> None:
    card = commands.add("show", tr("record, tier, stage and values of a client, and why"), show, json=True)
    card.add_argument("client_no", metavar="CLIENT_NO")
    card.add_argument("--as-of", type=day, metavar="D")


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
