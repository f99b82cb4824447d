"""Rehearse a rulebook before it takes effect: who would be where, what it costs, who is on the edge. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.differentiate import rulebooks, run_plan
from crmdesk.differentiate.facts import facts_are_current
from crmdesk.differentiate.rehearsal.comparison import Comparison, Pair, Tally
from crmdesk.differentiate.rehearsal.cuts import CutCounts, OnCut
from crmdesk.differentiate.rehearsal.population import Ready, at_once, first_month, ready_slices
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


class Bench:
    """A data date laid ready: the rules in force evaluated once, other rules one after the other.

    In force are the rules the date was classified by, or for a date not classified yet those of its month. Of
    branches up to ``KEPT`` clients the slices stay in memory (some 4 KiB a client): the next rulebook takes a tenth
    of the time. Whoever keeps a bench drops it when anything in the store changes.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        as_of: date,
        signals: Source | None = None,
        hours: Mapping[str, float] | None = None,
    ) -> None:
        """``signals``: what the room above tells of clients, as for a run; ``hours``: service hours a year by tier of
        one client. Raises ``CrmError`` when imports are newer than the monthly facts."""
        if not facts_are_current(connection):
            raise CrmError(tr("Data came in since the last run. Classify first, then rehearse."), field="as_of")
        schedule = _schedule(connection, as_of)
        self.plan = run_plan.make(connection, schedule, as_of, {"signals": signals})
        self.rules = schedule.at(self.plan.months[-1])
        self.hours = hours or {}
        self._kept: list[Ready] | None = None

    def rehearse(
        self, connection: Connection, rules: Document | Rulebook, *, progress: Progress | None = None
    ) -> Rehearsal:
        """Everybody by the rules in force and by ``rules``.

        Raises ``CrmError`` for a document that is no rulebook, ``Cancelled`` when the user stops it.
        """
        rehearsed = rules if isinstance(rules, Rulebook) else rulebooks.checked(rulebooks.whole(rules))
        progress = progress or Progress()
        final, first, cuts = Tally(self.hours), Tally(self.hours), CutCounts(rehearsed)
        for one in self._slices(connection):
            progress.at(one.done, one.total, tr("Rehearsing the rules"))
            after = one.after(connection, self.plan.scope, rehearsed)
            final.add(at_once(one.before, one.ids), at_once(after, one.ids))
            first.add(first_month(one.before, one.ids), first_month(after, one.ids))
            cuts.add(after)
        return Rehearsal(self.plan.as_of, self.rules, rehearsed, final.comparison(), first.comparison(), cuts.on_cut())

    def _slices(self, connection: Connection) -> Iterator[Ready]:
        if self._kept is not None:
            yield from self._kept
            return
        found: list[Ready] = []
        for one in ready_slices(connection, self.plan):
            if one.total <= KEPT:
                found.append(one)
            yield one
        self._kept = found or None


#: Clients whose slices are kept in memory: some 100 MiB.
KEPT = 25_000


def rehearse(connection: Connection, rules: Document | Rulebook, *, as_of: date) -> Rehearsal:
    """One rulebook on a data date, nothing told from above; see ``Bench``."""
    return Bench(connection, as_of=as_of).rehearse(connection, rules)


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
