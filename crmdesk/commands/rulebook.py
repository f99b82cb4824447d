"""The command about the rules: list, show, check, calibrate, exchange, sign, put in force and withdraw."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmdesk import dates
from crmdesk.commands.arguments import day, month
from crmdesk.commands.grammar import Commands
from crmdesk.commands.session import opened, passphrase, print_json, progress_line
from crmdesk.errors import CrmError
from crmdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from crmdesk.differentiate.rulebooks import Document, Problem, VersionRow
    from crmdesk.differentiate.rulebooks.calibration import Calibrations
    from crmdesk.store.store import Store


def declare(commands: Commands) -> None:
    rules = commands.add("rulebook", tr("the rules: list, exchange, sign, put in force"), rulebook, json=True)
    rules.add_argument("act", choices=tuple(_ACTS))
    which = tr("a version of the store, a shipped rulebook or a file; for key and trust the file of the key")
    rules.add_argument("what", nargs="?", default="", metavar="WHAT", help=which)
    rules.add_argument("-o", dest="output", type=Path, metavar="FILE", help=tr("where export, sign and key write"))
    rules.add_argument("--from", type=month, dest="from_month", metavar="YYYY-MM", help=tr("the first month"))
    rules.add_argument("--approver", default="", metavar="NAME", help=tr("who approved it"))
    rules.add_argument("--reason", default="", metavar="TEXT", help=tr("why many clients may change tier at once"))
    rules.add_argument("--backdated", action="store_true", help=tr("also over months that are classified already"))
    rules.add_argument("--key", type=Path, metavar="FILE", help=tr("head office's private key, for sign"))
    rules.add_argument("--signer", default="", metavar="NAME", help=tr("who signs"))
    locked = tr("a part only head office may change, such as tiers or profiles.wealth; may be repeated")
    rules.add_argument("--lock", action="append", default=[], metavar="PATH", help=locked)
    rules.add_argument("--as-of", type=day, metavar="D", help=tr("calibrate on the run up to this day"))
    kinds = ("person", "organisation", "product")
    rules.add_argument("--kind", choices=kinds, default="person", help=tr("the clients to calibrate on"))


def rulebook(options: Namespace) -> int:
    if not options.what and options.act not in ("list", "calibrate", "key"):
        raise CrmError(tr("Say which: a version, a shipped rulebook or a file."))
    return _ACTS[options.act](options)


def _needed(value: Any, option: str) -> Any:
    if not value:
        raise CrmError(tr("Give {option} as well.", option=option))
    return value


# -- looking


def _list(options: Namespace) -> int:
    from crmdesk.differentiate import rulebooks

    with opened(options) as store, store.read() as connection:
        found, present = rulebooks.versions(connection), rulebooks.in_force(connection, dates.local_today())
    shipped = [rulebooks.load(name) for name in rulebooks.rulebook_names()]
    if options.json:
        now = {"name": present.name, "version": present.version}
        named = [{"name": one.name, "version": one.version} for one in shipped]
        return print_json({"in_force": now, "versions": [_version(one) for one in found], "shipped": named})
    for one in found:
        print("\t".join(_cells(one)))
    for book in shipped:
        print("\t".join((book.name, book.version, tr("shipped"), "", str(book.words))))
    print(tr("In force today: {name} {version}.", name=present.name, version=present.version))
    return 0


def _cells(one: VersionRow) -> tuple[str, ...]:
    status = {"draft": tr("draft"), "approved": tr("approved"), "withdrawn": tr("withdrawn")}[one.status]
    begins = "" if one.effective_from is None else one.effective_from.isoformat()
    ends = f" – {one.withdrawn_from}" if one.withdrawn_from not in (None, one.effective_from) else ""
    return one.name, one.version, status, begins + ends, one.signer or "", one.note


def _version(one: VersionRow) -> dict[str, Any]:
    plain = ("id", "name", "version", "status", "effective_from", "withdrawn_from", "locked", "signer", "fingerprint")
    who = ("note", "created_by", "created_at", "approved_by", "approved_at", "reason", "replaces_id")
    return {name: getattr(one, name) for name in (*plain, *who)}


def _document(options: Namespace) -> Document:
    """The rules that were named: a file, a shipped rulebook, or a version of the store."""
    from crmdesk.differentiate import rulebooks

    if Path(options.what).is_file():
        return rulebooks.read_document(Path(options.what))
    if options.what in rulebooks.rulebook_names():
        return rulebooks.shipped_document(options.what)
    with opened(options) as store, store.read() as connection:
        return rulebooks.find_version(connection, options.what).document


def _show(options: Namespace) -> int:
    from crmdesk.differentiate import rulebooks

    document = _document(options)
    if options.json:
        return print_json(document)
    print(rulebooks.text_of(document), end="")
    return 0


def _check(options: Namespace) -> int:
    """Every problem at its place; exit code 1 when there is one."""
    from crmdesk.differentiate import rulebooks

    found = rulebooks.problems(_document(options))
    if options.json:
        print_json([_problem(one) for one in found])
    else:
        for one in found:
            print(f"{one.where}\t{one.message}")
        print(tr("{count} problems.", count=len(found)) if found else tr("The rulebook is in order."))
    return 1 if found else 0


def _problem(one: Problem) -> dict[str, str]:
    return {"path": one.where, "zh": one.message.zh, "en": one.message.en}


def _calibrate(options: Namespace) -> int:
    from dataclasses import asdict

    from crmdesk.differentiate import rulebooks
    from crmdesk.differentiate.rulebooks.calibration import calibrate

    until = options.as_of or dates.local_today()
    with opened(options) as store, store.read() as connection:
        rules = rulebooks.in_force(connection, until)
        found = calibrate(connection, rules, as_of=until, population=options.kind)
    if options.json:
        return print_json(asdict(found))
    _print_calibrations(found)
    return 0


def _print_calibrations(found: Calibrations) -> None:
    from crmdesk.codes import code_words

    print(tr("{clients} clients as of {day}", clients=f"{found.clients:,}", day=found.as_of))
    for one in found.indicators:
        print(f"\n{one.indicator} {code_words('indicator', one.indicator)} ({one.counted:,})")
        for now, new in zip(one.present, one.proposed, strict=True):
            line = f"{now.cut:,g} ({now.exactly:,}, {now.reached:,}) → {new.cut:,g} ({new.exactly:,}, {new.reached:,})"
            print(f"  {now.points}: {line}")
    print(f"\n{tr('In brackets: clients with just that value, and those who get these points or more.')}")


# -- exchanging


def _export(options: Namespace) -> int:
    from crmdesk.differentiate import rulebooks

    path = _needed(options.output, "-o FILE")
    if options.what in rulebooks.rulebook_names():
        path.write_bytes(rulebooks.text_of(rulebooks.shipped_document(options.what)).encode())
    else:
        with opened(options) as store, store.read() as connection:
            rulebooks.export_file(rulebooks.find_version(connection, options.what), path)
    print(tr("{path} is written.", path=path))
    return 0


def _import(options: Namespace) -> int:
    from crmdesk.differentiate import rulebooks

    with opened(options) as store:
        number = rulebooks.import_file(store, Path(options.what))
        with store.read() as connection:
            found = rulebooks.version(connection, number)
    wrong = rulebooks.problems(found.document)
    if options.json:
        return print_json(_version(found) | {"problems": [_problem(one) for one in wrong]})
    print(tr("{name} {version} is a draft now.", name=found.name, version=found.version))
    for one in wrong:
        print(f"{one.where}\t{one.message}")
    return 0


def _key(options: Namespace) -> int:
    from crmdesk.differentiate import rulebooks

    public = rulebooks.make_key(_needed(options.output, "-o FILE"), passphrase(options))
    shown = rulebooks.shown_fingerprint(rulebooks.read_public_key(public))
    print(tr("{path} is for the branches. Its fingerprint: {fingerprint}", path=public, fingerprint=shown))
    return 0


def _sign(options: Namespace) -> int:
    from crmdesk.differentiate import rulebooks

    path = _needed(options.output, "-o FILE")
    key = rulebooks.read_key(_needed(options.key, "--key FILE"), passphrase(options))
    document = _document(options)
    signed_on = dates.local_today()
    text = rulebooks.sign_file(document, key, signer=options.signer, signed_on=signed_on, locked=options.lock)
    path.write_bytes(text.encode())
    print(tr("{path} is written.", path=path))
    return 0


def _trust(options: Namespace) -> int:
    from crmdesk.differentiate import rulebooks

    key = rulebooks.read_public_key(Path(options.what))
    with opened(options) as store:
        rulebooks.trust(store, key)
    shown = rulebooks.shown_fingerprint(key)
    print(tr("This store accepts rulebooks signed with the key {fingerprint}.", fingerprint=shown))
    return 0


# -- deciding


def _activate(options: Namespace) -> int:
    from crmdesk.differentiate import rulebooks

    with opened(options) as store:
        found, beyond = _rehearsed(store, options.what)
        start = rulebooks.approve(
            store,
            found.id,
            approver=options.approver,
            effective_from=_first(options.from_month),
            reason=options.reason,
            beyond=beyond,
            is_backdated=options.backdated,
        )
    said = tr("{name} {version} is in force from {day}.", name=found.name, version=found.version, day=start)
    return _decided(options, found, start, said)


def _rehearsed(store: Store, what: str) -> tuple[VersionRow, Sequence[tuple[str, float]]]:
    """The version and the tiers beyond the line in a rehearsal on the newest run; none before the first."""
    from crmdesk.differentiate import rulebooks
    from crmdesk.differentiate.queries import data_date
    from crmdesk.interact.rehearsal import rehearse_rules

    with store.read() as connection:
        found = rulebooks.find_version(connection, what)
        as_of = data_date(connection)
        if as_of is None or found.status != "draft":
            return found, ()
        return found, rehearse_rules(connection, found.document, as_of=as_of, progress=progress_line()).beyond


def _first(index: int | None) -> date | None:
    return None if index is None else dates.month_first(index)


def _withdraw(options: Namespace) -> int:
    from crmdesk.differentiate import rulebooks

    with opened(options) as store:
        with store.read() as connection:
            found = rulebooks.find_version(connection, options.what)
        ends = rulebooks.withdraw(store, found.id, from_month=_first(options.from_month))
    said = tr("{name} {version} is withdrawn from {day} on.", name=found.name, version=found.version, day=ends)
    return _decided(options, found, ends, said)


def _decided(options: Namespace, found: VersionRow, since: date, sentence: str) -> int:
    if options.json:
        return print_json({"name": found.name, "version": found.version, "from": since})
    print(sentence)
    return 0


_ACTS: dict[str, Callable[[Namespace], int]] = {
    "list": _list,
    "show": _show,
    "check": _check,
    "calibrate": _calibrate,
    "export": _export,
    "import": _import,
    "key": _key,
    "sign": _sign,
    "trust": _trust,
    "activate": _activate,
    "withdraw": _withdraw,
}
