"""The command that shows a client: record, tier, stage, values, where each value comes from and what changed."""

from __future__ import annotations

from argparse import Namespace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from crmdesk import money
from crmdesk.codes import code_words
from crmdesk.commands.arguments import day
from crmdesk.commands.grammar import Commands
from crmdesk.commands.session import opened, print_json
from crmdesk.i18n import Words, language, tr

if TYPE_CHECKING:
    from crmdesk.differentiate.explaining import Explanation
    from crmdesk.identify.form import Form
    from crmdesk.identify.history import FieldChange
    from crmdesk.identify.lineage import Lineage
    from crmdesk.identify.record import Record


def declare(commands: Commands) -> None:
    card = commands.add("show", tr("record, tier, stage and values of a client, and why"), show, json=True)
    card.add_argument("client_no", metavar="CLIENT_NO")
    card.add_argument("--as-of", type=day, metavar="D", help=tr("tier, stage and values as of this day"))
    card.add_argument("--on", type=day, metavar="D", help=tr("the record as it stood at the end of this day"))


def show(options: Namespace) -> int:
    with opened(options) as store, store.read() as connection:
        answer = _shown(connection, options.client_no, as_of=options.as_of, on=options.on)
    if options.json:
        return print_json(answer)
    _print_shown(answer)
    return 0


def _shown(connection: Connection, client_no: str, *, as_of: date | None, on: date | None) -> dict[str, Any]:
    """Everything ``show`` says of a client; amounts in yuan as text, C2 values masked.

    Of an earlier day (``on``) only the record is said: lineage and history tell of today's.
    """
    from crmdesk.identify.clients import client_id_by_no, record
    from crmdesk.identify.history import record_history
    from crmdesk.identify.lineage import lineage
    from crmdesk.identify.past import record_as_of

    client_id = client_id_by_no(connection, client_no)
    if on is not None:
        past = record_as_of(connection, client_id, on)
        return _record(past) | {"on": on.isoformat()}
    found = record(connection, client_id)
    known, changes = lineage(connection, client_id), record_history(connection, client_id)
    return (
        _record(found)
        | _standing_of(connection, client_id, as_of or on)
        | {"lineage": {name: _origin(one) for name, one in known.items()}}
        | {"history": {name: [_change(found.form, name, one) for one in done] for name, done in changes.items()}}
        | {"drivers": _drivers(connection, client_id, as_of)}
    )


def _drivers(connection: Connection, client_id: int, as_of: date | None) -> dict[str, dict[str, object]]:
    """The client's own drivers over the twelve months to the day, by code; none before the first classification."""
    from crmdesk.book.drivers.board import client_drivers
    from crmdesk.differentiate.queries import data_date

    if as_of is None and data_date(connection) is None:
        return {}
    return {one.code: one.as_json() for one in client_drivers(connection, client_id, as_of)}


def _record(found: Record) -> dict[str, Any]:
    from crmdesk.identify.masking import masked_values

    return {
        "client_no": found.client_no,
        "name": found.name,
        "kind": found.kind,
        "manager": found.manager,
        "status": found.status,
        "record": masked_values(found),
        "fields": {field.name: _value(field, found.values[field.name]) for field in _filled(found)},
    }


def _filled(found: Record) -> list[Any]:
    return [field for field in found.form.valued_fields() if found.values[field.name] not in (None, "")]


def _value(field: Any, value: Any) -> Any:
    """A stored value without any language in it: codes, ISO days, yuan as text; identifying ones masked."""
    from crmdesk.identify.form import split_codes
    from crmdesk.identify.masking import masked_value

    if value is None:
        return None
    if field.mask and field.mask != "name":
        return masked_value(field, value)
    if field.type == "money":
        return str(money.to_yuan(value))
    if field.type == "multi":
        return list(split_codes(value))
    return value.isoformat() if isinstance(value, date) else value


def _origin(one: Lineage) -> dict[str, Any]:
    return {
        "source": one.source,
        "trust": one.trust,
        "file": one.file,
        "row": one.row,
        "data_date": _iso(one.data_date),
        "at": _iso(one.at),
        "by": one.by,
        "verified_on": _iso(one.verified_on),
        "verified_how": one.verified_how,
        "merged_from": one.merged_from,
    }


def _iso(moment: date | datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _change(form: Form, name: str, change: FieldChange) -> dict[str, Any]:
    from crmdesk.identify.history import stored_value

    field = next((one for one in form.valued_fields() if one.name == name), None)
    before, after = (
        side if field is None else _value(field, stored_value(field, side)) for side in (change.before, change.after)
    )
    return {
        "at": change.at.isoformat(),
        "by": change.actor,
        "before": before,
        "after": after,
        "label": {"zh": change.label.zh, "en": change.label.en},
        "operation": change.operation_id,
        "file": change.file,
        "row": change.row,
    }


def _standing_of(connection: Connection, client_id: int, as_of: date | None) -> dict[str, Any]:
    from crmdesk.interact.explanation import explanation

    found = explanation(connection, client_id, as_of=as_of)
    unknown: dict[str, Any] = dict.fromkeys(("as_of", "rulebook", "tier", "stage", "values", "explanation"))
    return unknown if found is None else _standing(found)


def _standing(why: Explanation) -> dict[str, Any]:
    standing = why.standing
    values = {name: str(money.to_yuan(getattr(standing, name))) for name in ("hv", "cv", "pv", "clv")}
    return {
        "as_of": standing.as_of.isoformat(),
        "rulebook": standing.rulebook,
        "tier": _class("tier", standing.tier, standing.tier_since, why.tier),
        "stage": _class("stage", standing.stage, standing.stage_since, why.stage),
        "values": values | {"phase": standing.clv_phase, "why": [str(line) for line in why.values]},
        "explanation": why.as_json(),
    }


def _class(list_name: str, code: str, since: date, why: tuple[Words, ...]) -> dict[str, Any]:
    words = code_words(list_name, code)
    return {"code": code, "zh": words.zh, "en": words.en, "since": since.isoformat(), "why": [str(w) for w in why]}


def _print_shown(answer: dict[str, Any]) -> None:
    print(f"{answer['client_no']}  {answer['name']}")
    if "on" in answer:
        print(tr("The record as of {day}.", day=answer["on"]))
    else:
        _print_standing(answer)
    print(f"\n{tr('Record')}")
    for label, value in answer["record"].items():
        print(f"  {label}: {value}")


def _print_standing(answer: dict[str, Any]) -> None:
    for title, key in ((tr("Tier"), "tier"), (tr("Stage"), "stage")):
        part = answer[key]
        if part is None:
            continue
        print(f"\n{title}: {part[language()]} ({tr('since {day}', day=part['since'])})")
        for line in part["why"]:
            print(f"  {line}")
    if answer["tier"] is None:
        print(tr("Not classified yet."))
        return
    print(f"\n{tr('Value')}")
    for line in answer["values"]["why"]:
        print(f"  {line}")
    _print_records(answer["explanation"])


def _print_records(explanation: dict[str, Any]) -> None:
    """What each indicator, and each signal that fired, is made of."""
    fired = [one for one in explanation["stage"]["signals"] if one["fired"]]
    for part in (*explanation["inputs"], *fired):
        if not part["records"]:
            continue
        print(f"\n{tr('Records behind {what}', what=part.get('indicator') or part.get('code'))}")
        for row in part["records"]:
            known = (row.get("when"), row["words"][language()], row.get("account"), row.get("amount"))
            count = row.get("count") if row["kind"] != "year" else None
            print("  " + "  ".join(str(one) for one in (*known, count) if one is not None))
