"""Rehearse a rulebook before it takes effect: who would be where, what it costs, who is on the edge. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.differentiate import rulebooks, run_plan
from crmdesk.differentiate.facts import facts_are_current
from crmdesk.differentiate.rehearsal.comparison import Comparison, Pair, Tally
from crmdesk.differentiate.rehearsal.cuts import CutCounts, OnCut
from crmdesk.differentiate.rehearsal.population import at_once, first_month, slice_pairs
from crmdesk.differentiate.rulebooks import Document, Rulebook
from crmdesk.differentiate.schedule import Schedule
from crmdesk.differentiate.scores import Ints
from crmdesk.differentiate.tables import run
from crmdesk.differentiate.told import Source
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.progress import Progress


@dataclass(frozen=True)
class Rehearsal:
    """The population of a data date by the rulebook in force (``before``) and the rehearsed one (``after``).

    ``at_once``: by the figures of the date alone, both sides without buffer, watch months and confirmations: where
    the rules put everybody in the end. ``first_month``: both sides from the same state of the month before, as the
    run of the date writes it: what the first month shows. A rulebook equal to the one in force moves nobody in either.
    """

    as_of: date
    before: Rulebook
    after: Rulebook
    at_once: Comparison
    first_month: Comparison
    on_cut: tuple[OnCut, ...]

    @property
    def matrix(self) -> dict[Pair, int]:
        return self.at_once.matrix

    @property
    def stage_matrix(self) -> dict[Pair, int]:
        return self.at_once.stage_matrix

    @property
    def moves(self) -> dict[Pair, Ints]:
        return self.at_once.moves

    @property
    def hours_before(self) -> float:
        return self.at_once.hours_before

    @property
    def hours_after(self) -> float:
        return self.at_once.hours_after

    @property
    def largest(self) -> tuple[str, float]:
        return self.at_once.largest

    @property
    def beyond(self) -> list[tuple[str, float]]:
        """(tier, share) beyond the line in either comparison, the larger share of the two, the largest first.

        Hysteresis only delays who falls: a rule that is gentle in its first month must not pass unasked for that.
        """
        shares = dict(self.first_month.stopped)
        for tier, share in self.at_once.stopped:
            shares[tier] = max(share, shares.get(tier, 0.0))
        return sorted(shares.items(), key=lambda one: -one[1])

    @property
    def stops(self) -> bool:
        return bool(self.beyond)


def rehearse(
    connection: Connection,
    rules: Document | Rulebook,
    *,
    as_of: date,
    hours: Mapping[str, float] | None = None,
    signals: Source | None = None,
    progress: Progress | None = None,
) -> Rehearsal:
    """Evaluate everybody as of a data date by the rules in force and by ``rules``, in memory, in slices.

    In force are the rules the date was classified by, or for a date not classified yet those of its month.
    ``hours``: service hours a year by tier of one client; ``signals``: what the room above tells of clients, as for a
    run. Raises ``CrmError`` for a document that is no rulebook, and when imports are newer than the monthly facts;
    ``Cancelled`` when the user stops it.
    """
    rehearsed = rules if isinstance(rules, Rulebook) else rulebooks.checked(rulebooks.whole(rules))
    if not facts_are_current(connection):
        raise CrmError(tr("Data came in since the last run. Classify first, then rehearse."), field="as_of")
    schedule = _schedule(connection, as_of)
    plan = run_plan.make(connection, schedule, as_of, {"signals": signals})
    told, progress = hours or {}, progress or Progress()
    final, first, cuts = Tally(told), Tally(told), CutCounts(rehearsed)
    for pair in slice_pairs(connection, plan, rehearsed):
        progress.at(pair.done, pair.total, tr("Rehearsing the rules"))
        final.add(at_once(pair.before, pair.ids), at_once(pair.after, pair.ids))
        first.add(first_month(pair.before, pair.ids), first_month(pair.after, pair.ids))
        cuts.add(pair.after)
    before = plan.schedule.at(plan.months[-1])
    return Rehearsal(as_of, before, rehearsed, final.comparison(), first.comparison(), cuts.on_cut())


def _schedule(connection: Connection, as_of: date) -> Schedule:
    """The rules the data date was classified by; of a date not classified yet those in force."""
    used = _used(connection, as_of)
    rules = None if used is None else rulebooks.of_standing(connection, *used)
    schedule = Schedule.in_force(connection)
    if rules is None or rules == schedule.at(dates.month_index(as_of)):
        return schedule
    return Schedule.always(rules)


def _used(connection: Connection, as_of: date) -> tuple[str, str] | None:
    r = run.c
    row = connection.execute(select(r.rulebook, r.rulebook_version).where(r.as_of == as_of)).one_or_none()
    return None if row is None else (row[0], row[1])


def document_before(connection: Connection, as_of: date) -> Document:
    """The document of the rules a rehearsal of that day compares with. Treat it as read-only."""
    used = _used(connection, as_of)
    kept = rulebooks.versions(connection, statuses=("shipped", "approved", "withdrawn"))
    found = (one.document for one in kept if (one.name, one.version) == used)
    return next(found, None) or rulebooks.document_in_force(connection, as_of)
