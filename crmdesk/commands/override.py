"""The command about overrides: set a tier or stage against the rules, list them, withdraw one."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from crmdesk import dates
from crmdesk.commands.arguments import whole
from crmdesk.commands.grammar import Commands
from crmdesk.commands.session import opened, print_json
from crmdesk.errors import CrmError
from crmdesk.i18n import tr

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from crmdesk.differentiate.overrides import NamedOverride, OverrideShare, What


def declare(commands: Commands) -> None:
    bent = commands.add("override", tr("set a client's tier or stage by hand, list what is set"), override, json=True)
    bent.add_argument("act", choices=("set", "list", "withdraw"))
    bent.add_argument("client_no", nargs="?", metavar="CLIENT_NO")
    what = bent.add_mutually_exclusive_group()
    what.add_argument("--tier", nargs="?", const="", metavar="T", help=tr("a code or its name, such as gold or 黄金"))
    what.add_argument(
        "--stage", nargs="?", const="", metavar="T", help=tr("a code or its name, such as growth or 提升")
    )
    bent.add_argument("--reason", default="", metavar="TEXT")
    bent.add_argument("--approver", default="", metavar="NAME", help=tr("who approved it"))
    bent.add_argument("--until", metavar="DATE", help=tr("the last day: a date, +3m, 月底 …"))
    bent.add_argument("--manager", metavar="M", help=tr("of this account manager's clients only"))
    bent.add_argument("--within", type=whole(0, 400), metavar="DAYS", help=tr("only what ends within so many days"))


def override(options: Namespace) -> int:
    return {"set": _set, "list": _list, "withdraw": _withdraw}[options.act](options)


def _what(options: Namespace) -> tuple[What, str]:
    """Which of the two was named, and the code given with it."""
    if options.client_no is None or (options.tier is None and options.stage is None):
        raise CrmError(tr("Name the client, and --tier or --stage."))
    return ("tier", options.tier) if options.tier is not None else ("stage", options.stage)


def _set(options: Namespace) -> int:
    from crmdesk.codes import code_list
    from crmdesk.differentiate.overrides import Decision, latest_end, set_override
    from crmdesk.identify.clients import client_id_by_no

    what, text = _what(options)
    today = dates.local_today()
    until = dates.parse_day(options.until, today) if options.until else latest_end(what, today)
    codes = code_list(what)
    code = next((key for key, one in codes.items() if text in one.words or text.lower() == one.words.en.lower()), text)
    with opened(options) as store:
        with store.read() as connection:
            client_id = client_id_by_no(connection, options.client_no)
        decision = Decision(
            what=what, code=code, reason=options.reason, approver=options.approver, expires_on=until, today=today
        )
        number = set_override(store, client_id, **decision)
    if options.json:
        return print_json({"id": number, "what": what, "code": code, "expires_on": until.isoformat()})
    words = {"client": options.client_no, "class_": codes[code].words, "day": until}
    print(tr("{client} is {class_} until {day}, from the next run on.", **words))
    return 0


def _list(options: Namespace) -> int:
    from crmdesk.differentiate.overrides import override_share, overrides_in_force

    today = dates.local_today()
    with opened(options) as store, store.read() as connection:
        found = overrides_in_force(connection, today, manager=options.manager)
        share = override_share(connection, today)
    found = [one for one in found if _is_asked(one, options)]
    if options.json:
        return print_json({"share": _share(share), "overrides": [_entry(one) for one in found]})
    for one in found:
        print(_line(one))
    print(_sentence(share))
    return 0


def _is_asked(one: NamedOverride, options: Namespace) -> bool:
    left = (one.override.expires_on - dates.local_today()).days
    return options.client_no in (None, one.client_no) and (options.within is None or left <= options.within)


def _line(one: NamedOverride) -> str:
    bent = one.override
    parts = (one.client_no, one.name, str(bent.words), bent.expires_on.isoformat(), bent.approver, bent.reason)
    return "\t".join(parts)


def _share(share: OverrideShare) -> dict[str, Any]:
    from crmdesk.differentiate.overrides import TARGET_SHARE

    return {**asdict(share), "share": round(share.share, 6), "target": TARGET_SHARE}


def _sentence(share: OverrideShare) -> str:
    from crmdesk.differentiate.overrides import TARGET_SHARE

    return tr(
        "{overridden} of {clients} active clients are set by hand: {share}, at most {target}.",
        overridden=f"{share.overridden:,}",
        clients=f"{share.clients:,}",
        share=f"{share.share:.2%}",
        target=f"{TARGET_SHARE:.0%}",
    )


def _entry(one: NamedOverride) -> dict[str, Any]:
    return {"client_no": one.client_no, "name": one.name, **asdict(one.override)}


def _withdraw(options: Namespace) -> int:
    from crmdesk.differentiate.overrides import withdraw_override

    what, _code = _what(options)
    today = dates.local_today()
    with opened(options) as store:
        with store.read() as connection:
            number = _present(connection, options.client_no, what)
        withdraw_override(store, number, what=what, today=today)
    if options.json:
        return print_json({"id": number, "what": what, "withdrawn_on": today.isoformat()})
    print(tr("The rules decide again on {client}, from the next run on.", client=options.client_no))
    return 0


def _present(connection: Connection, client_no: str, what: What) -> int:
    """The id of what holds today. Raises ``CrmError`` when nothing does."""
    from crmdesk.differentiate.overrides import overrides_at
    from crmdesk.identify.clients import client_id_by_no

    client_id = client_id_by_no(connection, client_no)
    found = overrides_at(connection, (client_id, client_id), dates.local_today())
    numbers = [one.id for one in found if one.what == what]
    if not numbers:
        raise CrmError(tr("Nothing is set by hand for {client}.", client=client_no))
    return numbers[0]
