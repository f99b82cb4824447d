"""Commands that make two clients one and part them again: merge, unmerge, merges."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection

from crmdesk.commands.arguments import whole
from crmdesk.commands.grammar import Commands
from crmdesk.commands.session import opened, print_json
from crmdesk.errors import CrmError
from crmdesk.i18n import tr


def declare(commands: Commands) -> None:
    one = commands.add("merge", tr("make several clients one; can be undone at any time"), merge, json=True)
    one.add_argument("keep", metavar="KEEP", help=tr("the number of the client that stays"))
    one.add_argument("drops", nargs="+", metavar="DROP", help=tr("the numbers of the clients that go into it"))
    one.add_argument(
        "--choose",
        action="append",
        default=[],
        metavar="FIELD=CLIENT_NO",
        help=tr("take the value of a field from this client"),
    )
    one.add_argument("--preview", action="store_true", help=tr("say what would happen and write nothing"))
    part = commands.add("unmerge", tr("bring merged clients back"), unmerge, json=True)
    part.add_argument("merge_id", type=whole(1, 1 << 53), metavar="MERGE_ID")
    part.add_argument("--preview", action="store_true", help=tr("say what would happen and write nothing"))
    listed = commands.add("merges", tr("list the merges, the newest first"), merges, json=True)
    listed.add_argument("client_no", nargs="?", metavar="CLIENT_NO")
    listed.add_argument("--limit", type=whole(1, 1_000_000), default=200, metavar="N")


def merge(options: Namespace) -> int:
    from crmdesk.identify.merging import merge_clients, merge_preview

    with opened(options) as store:
        with store.read() as connection:
            ids = _ids(connection, [options.keep, *options.drops])
            choices = _choices(options.choose, ids)
            keep, *drops = ids.values()
            preview = merge_preview(connection, keep, drops, choices=choices)
        merge_id = None if options.preview else merge_clients(store, keep, drops, choices=choices)
    if options.json:
        return print_json({"merge": merge_id, **_preview(preview)})
    _print_preview(preview)
    if merge_id is None:
        print(tr("Nothing was written."))
    else:
        print(tr("Merge number {merge}; unmerge {merge} brings everything back.", merge=merge_id))
    return 0


def _ids(connection: Connection, numbers: Iterable[str]) -> dict[str, int]:
    """Client number → id, in the order given. Raises ``CrmError`` for one named twice."""
    from crmdesk.identify.clients import client_id_by_no

    found = [(number, client_id_by_no(connection, number)) for number in numbers]
    if len({client_id for _number, client_id in found}) < len(found):
        raise CrmError(tr("The same client is named twice."))
    return dict(found)


def _choices(texts: Iterable[str], ids: dict[str, int]) -> dict[str, int]:
    """``field=CLIENT_NO`` → field and client id."""
    chosen = {}
    for text in texts:
        field, _, number = text.partition("=")
        if number not in ids:
            raise CrmError(tr("{text}: write FIELD=CLIENT_NO with one of the clients merged.", text=text))
        chosen[field] = ids[number]
    return chosen


def _preview(preview: Any) -> dict[str, Any]:
    numbers = {party.id: party.client_no for party in (preview.keep, *preview.drops)}
    return {
        "keep": preview.keep.client_no,
        "drop": [party.client_no for party in preview.drops],
        "fields": [
            {
                "field": choice.field,
                "chosen": numbers[choice.chosen],
                "is_conflict": choice.is_conflict,
                "options": {
                    numbers[option.client_id]: _masked(choice.field, option.shown) for option in choice.options
                },
            }
            for choice in preview.fields
        ],
        "children": _children(preview.children, numbers),
    }


def _print_preview(preview: Any) -> None:
    print(f"{preview.keep.client_no} {preview.keep.name}")
    for party in preview.drops:
        print(f"  + {party.client_no} {party.name}")
    for choice in preview.fields:
        if len(choice.options) > 1:
            mark = "!" if choice.is_conflict else " "
            shown = [(option, _masked(choice.field, option.shown)) for option in choice.options]
            texts = [f"[{text}]" if option.client_id == choice.chosen else text for option, text in shown]
            print(f" {mark} {choice.label}: {'  |  '.join(texts)}")
    for count in preview.children:
        print(f"   {count.label}: {' + '.join(str(number) for number in count.counts.values())}")


def _masked(name: str, text: str) -> str:
    """A shown value as it is shown by default."""
    from crmdesk.identify.form import FORMS
    from crmdesk.identify.masking import masked

    masks = {field.mask for form in FORMS.values() for field in form.valued_fields() if field.name == name}
    mask = next(iter(masks), "")
    return text if mask == "name" else masked(mask, text)


def unmerge(options: Namespace) -> int:
    from crmdesk.identify.merging import unmerge as part
    from crmdesk.identify.merging import unmerge_preview

    with opened(options) as store:
        with store.read() as connection:
            preview = unmerge_preview(connection, options.merge_id)
        if not options.preview:
            part(store, options.merge_id)
    if options.json:
        return print_json({"merge": options.merge_id, "is_preview": options.preview, **_parting(preview)})
    print(f"{preview.keep.client_no} {preview.keep.name}")
    for party in preview.drops:
        print(f"  - {party.client_no} {party.name}")
    print(tr("Nothing was written.") if options.preview else tr("Merge {merge} was undone.", merge=options.merge_id))
    return 0


def _parting(preview: Any) -> dict[str, Any]:
    numbers = {party.id: party.client_no for party in (preview.keep, *preview.drops)}
    return {
        "keep": preview.keep.client_no,
        "back": [party.client_no for party in preview.drops],
        "fields": [
            {
                "field": one.field,
                "what": one.what,
                "to": numbers.get(one.to),
                "now": _masked(one.field, one.now),
                "keep": _masked(one.field, one.keep),
                "back": {numbers[key]: _masked(one.field, text) for key, text in one.drops.items()},
            }
            for one in preview.fields
        ],
        "children": _children(preview.children, numbers),
        "again": [one.id for one in preview.above],
    }


def _children(counts: Iterable[Any], numbers: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {"table": count.table, "counts": {numbers[key]: number for key, number in count.counts.items()}}
        for count in counts
    ]


def merges(options: Namespace) -> int:
    from crmdesk.identify.clients import client_id_by_no
    from crmdesk.identify.merging import merges as done

    with opened(options) as store, store.read() as connection:
        client_id = client_id_by_no(connection, options.client_no) if options.client_no else None
        found = done(connection, client_id=client_id, limit=options.limit)
    if options.json:
        return print_json(merged_rows(found))
    for line in merged_lines(found):
        print(line)
    return 0


def merged_rows(found: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            "merge": one.id,
            "at": one.at.isoformat(),
            "actor": one.actor,
            "keep": one.keep_no,
            "drop": [number for _id, number, _name in one.dropped],
            "rule": one.rule,
            "probability": one.probability,
            "undone_at": one.undone_at and one.undone_at.isoformat(),
        }
        for one in found
    ]


def merged_lines(found: Iterable[Any]) -> Iterator[str]:
    for one in found:
        dropped = ", ".join(number for _id, number, _name in one.dropped)
        gone = tr("undone") if one.undone_at else ""
        yield f"{one.id}\t{one.at:%Y-%m-%d %H:%M}\t{one.keep_no} ← {dropped}\t{one.rule}\t{one.actor}\t{gone}".rstrip()
