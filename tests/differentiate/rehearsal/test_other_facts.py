"""Facts under other rules, in memory, are the facts a run under those rules would store."""

from datetime import date

import numpy as np
import pytest

from crmdesk.differentiate import rulebooks, run_plan
from crmdesk.differentiate.facts import update_facts
from crmdesk.differentiate.reading import read_base, read_carried, read_months
from crmdesk.differentiate.rehearsal import trial
from crmdesk.differentiate.rehearsal.other_facts import facts_under
from crmdesk.differentiate.rehearsal.rehearse import rehearse
from crmdesk.differentiate.schedule import Schedule
from tests.differentiate.rehearsal.conftest import CLIENTS, LAST

ALL = (1, CLIENTS)


def other(document):
    """Another rate card, another factor, other lines."""
    document = trial.replaced(document, ("facts", "spread", "cash"), 0.03)
    document = trial.replaced(document, ("facts", "asset_factor"), {"cash": 0.5})
    return trial.replaced(document, ("facts", "product_share", "mixed"), 0.01)


def ordered(rows):
    return rows[np.lexsort((rows[:, 1], rows[:, 0]))]


@pytest.mark.parametrize("as_of", [LAST, date(2025, 6, 15)])
@pytest.mark.parametrize("changed", [False, True])
def test_equal_to_stored_facts_of_those_rules(classified, as_of, changed):
    document = rulebooks.shipped_document("securities")
    rules = rulebooks.parse(other(document) if changed else document)
    with classified.read() as connection:
        plan = run_plan.make(connection, Schedule.always(rules), as_of, {})
        made = facts_under(connection, ALL, plan.scope)
    update_facts(classified, rules)
    with classified.read() as connection:
        first = plan.scope.first
        assert np.array_equal(ordered(made.months), ordered(read_months(connection, ALL, plan.scope)))
        assert np.array_equal(ordered(made.carried), ordered(read_carried(connection, ALL, first)))
        assert np.array_equal(ordered(made.base), ordered(read_base(connection, ALL, first)))


@pytest.mark.parametrize("first", [2024 * 12 + 3, 2024 * 12 + 9, 2030 * 12])
def test_what_lies_before_the_window(classified, first):
    """Sums, first and last signs of the months that are not laid out."""
    from dataclasses import replace

    rules = rulebooks.load("securities")
    with classified.read() as connection:
        scope = replace(run_plan.make(connection, Schedule.always(rules), LAST, {}).scope, first=first)
        made = facts_under(connection, ALL, scope)
        assert np.array_equal(ordered(made.base), ordered(read_base(connection, ALL, first)))
        assert np.array_equal(ordered(made.carried), ordered(read_carried(connection, ALL, first)))


def test_a_higher_rate_card_lifts_clients_and_leaves_facts_alone(classified):
    with classified.read() as connection:
        document = other(rulebooks.document_in_force(connection, LAST))
        richer = trial.replaced(document, ("facts", "asset_factor"), {})
        found = rehearse(connection, richer, as_of=LAST)
        again = rehearse(connection, rulebooks.document_in_force(connection, LAST), as_of=LAST)
    assert found.at_once.ups > 0
    assert found.at_once.downs == 0
    assert not again.moves


def test_other_flags_of_dormancy(classified):
    """A status that head office does not use lets those clients be scored, and back."""
    with classified.read() as connection:
        document = rulebooks.document_in_force(connection, LAST)
        asleep = trial.replaced(document, ("dormancy", "flagged_statuses"), ["normal"])
        found = rehearse(connection, asleep, as_of=LAST)
    assert {new for _, new in found.moves} == {"dormant"}
    assert found.at_once.movers.size == CLIENTS
