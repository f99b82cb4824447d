"""Suspicious jumps: what an import would do that is possible and hardly ever meant. Limits in ``odd.py``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmdesk.i18n import tr
from crmdesk.identify.importing.report import odd
from crmdesk.identify.importing.report.assets import asset_jumps
from crmdesk.identify.importing.report.images import Sample, Seen, Tally
from crmdesk.identify.importing.report.samples import value_changes
from crmdesk.identify.importing.report.shapes import Jump
from crmdesk.identify.importing.run import Run
from crmdesk.identify.tables import client


def jumps(run: Run, seen: Seen) -> Iterator[Jump]:
    """What the user should look at before this is kept, the gravest first."""
    yield from asset_jumps(run)
    yield from _persons(run, seen)
    yield from _phones(run)
    yield from _many(run, seen)
    yield from _missing(run)
    yield from _growth(run)


def _persons(run: Run, seen: Seen) -> Iterator[Jump]:
    for kind in ("birth_year", "sex", "name"):
        tally = seen.odd.get(kind)
        if tally is not None:
            yield Jump(kind, _person_text(kind, tally.count), tally.count, value_changes(run, tally.samples))


def _person_text(kind: str, count: int) -> str:
    if kind == "birth_year":
        return tr("The year of birth of {count} clients changes.", count=count)
    if kind == "sex":
        return tr("The sex of {count} clients changes.", count=count)
    return tr("{count} clients get an entirely different name.", count=count)


def _phones(run: Run) -> Iterator[Jump]:
    watch = run.watch
    if watch.without_phone >= max(odd.PHONES_LOST, watch.with_phone * odd.PHONES_SHARE):
        text = tr("{count} clients have a mobile here and none in the file.", count=watch.without_phone)
        samples = _of_clients(watch.phone_samples)
        yield Jump("phones", text, watch.without_phone, value_changes(run, samples))


def _of_clients(ids: Sequence[int]) -> list[Sample]:
    return [Sample(client.name, one, "mobile", None, None) for one in ids]


def _many(run: Run, seen: Seen) -> Iterator[Jump]:
    before = run.watch.clients_before
    closing, handed_on = (seen.odd.get(kind, Tally()) for kind in ("closing", "manager"))
    if closing.count >= max(odd.CLOSED, before * odd.CLOSED_SHARE):
        text = tr("{count} clients close with this import.", count=closing.count)
        yield Jump("closing", text, closing.count, value_changes(run, closing.samples))
    if handed_on.count >= max(odd.HANDED_ON, before * odd.HANDED_ON_SHARE):
        text = tr("{count} clients change their account manager.", count=handed_on.count)
        yield Jump("manager", text, handed_on.count, value_changes(run, handed_on.samples))


def _missing(run: Run) -> Iterator[Jump]:
    for source, one in run.watch.sources.items():
        share = one.named / one.known if one.known else 1
        if one.known >= odd.MISSING_KNOWN and odd.MISSING_FROM <= share < odd.MISSING_BELOW:
            text = tr(
                "{count} of the {known} clients of {source} are not in the file. Nothing is deleted.",
                count=one.known - one.named,
                known=one.known,
                source=source,
            )
            yield Jump("missing", text, one.known - one.named)


def _growth(run: Run) -> Iterator[Jump]:
    before, added = run.watch.clients_before, sum(one.added for one in run.watch.sources.values())
    if before >= odd.GROWTH_KNOWN and before + added >= before * odd.GROWTH:
        text = tr("The store grows from {before} to {after} clients.", before=before, after=before + added)
        yield Jump("growth", text, added)
