"""The whole population at the data date by two rulebooks, slice after slice, as a run would evaluate it.

The months before the data date's are those of the run: state continues from the newest classification, each month by
the rules in force. The last month is evaluated twice, from the same state and told the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import Connection

from crmdesk import dates
from crmdesk.differentiate.dormancy import DORMANT as IS_DORMANT
from crmdesk.differentiate.evidence import FIELDS, UNKNOWN
from crmdesk.differentiate.facts import facts_are_current
from crmdesk.differentiate.lifecycle import raw_stage
from crmdesk.differentiate.month_view import MonthView
from crmdesk.differentiate.reading import Scope, read_people
from crmdesk.differentiate.rehearsal.comparison import Classes
from crmdesk.differentiate.rehearsal.other_facts import facts_under
from crmdesk.differentiate.rows import read_state
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.run_plan import Plan
from crmdesk.differentiate.runs import month_view, read_beside, slices
from crmdesk.differentiate.scores import Bools, Ints
from crmdesk.differentiate.signals import SIGNALS
from crmdesk.differentiate.slices import MonthResult, State, evaluate
from crmdesk.differentiate.tiers import DORMANT, MISSING
from crmdesk.differentiate.window import Window, lay_out, load_window


@dataclass(frozen=True)
class Ready:
    """A slice at the data date, evaluated by the rules in force, and all it takes to evaluate it by others."""

    done: int
    total: int
    view: MonthView
    state: State
    before: MonthResult

    @property
    def ids(self) -> Ints:
        return self.view.window.people.ids

    def after(self, connection: Connection, scope: Scope, rules: Rulebook) -> MonthResult:
        """By other rules, clients in the same order; facts are made anew where the rules ask for others."""
        window = _window_under(connection, scope, rules, self.view.window)
        return evaluate(replace(self.view, rulebook=rules, window=window), self.state)


def ready_slices(connection: Connection, plan: Plan) -> Iterator[Ready]:
    is_stored = facts_are_current(connection, plan.schedule)
    for done, total, clients in slices(connection, plan):
        read = load_window if is_stored else _made_window
        window = read(connection, clients, plan.scope)
        beside = read_beside(connection, plan, window.people.ids)
        state = read_state(connection, window.people, dates.month_last(plan.first_month - 1))
        for month in plan.months[:-1]:
            state = evaluate(month_view(plan, window, month, state, beside), state).state
        view = month_view(plan, window, plan.months[-1], state, beside)
        yield Ready(done, total, view, state, evaluate(view, state))


def _window_under(connection: Connection, scope: Scope, rules: Rulebook, window: Window) -> Window:
    """The same window, or one of facts made by the rehearsed rules where these differ."""
    is_same = rules.facts.digest == scope.rules.digest and rules.flagged_statuses == scope.flagged_statuses
    if is_same or not len(window.people.ids):
        return window
    clients = int(window.people.ids[0]), int(window.people.ids[-1])
    return _made_window(connection, clients, replace(scope, flagged_statuses=rules.flagged_statuses, rules=rules.facts))


def _made_window(connection: Connection, clients: tuple[int, int], scope: Scope) -> Window:
    """``load_window`` where the store's facts are those of other rules."""
    people = read_people(connection, clients, scope.flagged_statuses)
    return lay_out(people, scope, facts_under(connection, clients, scope))


def _is_set(result: MonthResult, field: str) -> Bools:
    """Whether a person set the tier or stage: what a person set stands before any rules."""
    return np.asarray(result.evidence[:, FIELDS.index(field)] != UNKNOWN)


def at_once(result: MonthResult, ids: Ints) -> Classes:
    """Classes by this month's figures alone: no buffer, no watch months, no confirmations.

    Where figures are missing the tier stays what it was, as in a run.
    """
    at = np.flatnonzero(result.is_present)
    tier = result.state.tier
    by_figures = result.is_scored & (tier.status != MISSING) & ~_is_set(result, "tier_override")
    ranks = np.where(by_figures, result.raw_rank, tier.rank)
    ranks[(result.dormancy == IS_DORMANT) & ~_is_set(result, "tier_override")] = DORMANT
    fired = {code: (result.signals >> bit & 1).astype(bool) for bit, code in enumerate(SIGNALS)}
    stages = np.where(_is_set(result, "stage_override"), result.state.stage.stage, raw_stage(fired))
    return Classes(ids[at], ranks[at].astype(np.int8), stages[at].astype(np.int8), result.assets[at])


def first_month(result: MonthResult, ids: Ints) -> Classes:
    """Classes as the run of the data date would write them: with buffer, watch months and confirmations."""
    at = np.flatnonzero(result.is_present)
    return Classes(ids[at], result.state.tier.rank[at], result.state.stage.stage[at], result.assets[at])
