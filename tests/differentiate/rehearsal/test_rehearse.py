"""A rehearsal says what a run would do, and does nothing."""

from contextlib import contextmanager
from datetime import date

import numpy as np
import pytest
from sqlalchemy import event, select

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.facts import update_facts
from crmdesk.differentiate.overrides import set_override
from crmdesk.differentiate.rehearsal import trial
from crmdesk.differentiate.rehearsal.as_json import as_json
from crmdesk.differentiate.rehearsal.cut_words import crowded_words
from crmdesk.differentiate.rehearsal.names import movers
from crmdesk.differentiate.rehearsal.rehearse import Bench, rehearse
from crmdesk.differentiate.runs import classify
from crmdesk.errors import Cancelled, CrmError
from crmdesk.identify.tables import client
from crmdesk.progress import Progress
from crmdesk.store.tables import operation
from tests.differentiate.rehearsal.conftest import CLIENTS, LAST

HOURS = {"private": 27.0, "diamond": 25 / 3, "platinum": 4.5, "gold": 1.75, "silver": 4 / 15}


def rehearsed(store, document=None, *, as_of=LAST, hours=None, progress=None):
    with store.read() as connection:
        found = rulebooks.document_in_force(connection, as_of) if document is None else document
        return Bench(connection, as_of=as_of, hours=hours).rehearse(connection, found, progress=progress)


def in_force(store, as_of=LAST):
    with store.read() as connection:
        return rulebooks.document_in_force(connection, as_of)


def lifted(document):
    """Score bounds five points higher: clients fall."""
    for tier, value in trial.bounds(document, "score").items():
        document = trial.with_bound(document, "score", tier, value + 5)
    return document


@contextmanager
def counted_statements(connection):
    """The statements run meanwhile."""
    found = []

    def note(_connection, _cursor, statement, *_rest):
        found.append(statement)

    event.listen(connection.engine, "before_cursor_execute", note)
    yield found
    event.remove(connection.engine, "before_cursor_execute", note)


def standing(store):
    with store.read() as connection:
        rows = connection.execute(select(client.c.id, client.c.tier, client.c.stage)).all()
    return {number: (tier, stage) for number, tier, stage in rows}


def test_the_rules_in_force_move_nobody(classified):
    found = rehearsed(classified)
    for side in (found.at_once, found.first_month):
        assert side.clients == CLIENTS
        assert not side.moves
        assert not side.stage_moves
        assert side.largest == ("", 0.0)
    assert not found.stops


def test_it_says_what_the_run_would_write(branch):
    """Approved for the month and run, the version gives just the classes of the first month."""
    document = lifted(trial.with_hysteresis(in_force(branch), "CBHB"))
    before = rehearsed(branch, document)
    draft = rulebooks.keep_draft(branch, {**document, "version": "2025.9"})
    rulebooks.approve(branch, draft, approver="tester", effective_from=date(2025, 6, 1), reason="test")
    old_run = rehearsed(branch, in_force(branch, date(2025, 5, 31)))
    classify(branch, as_of=LAST, approve="test")
    after = standing(branch)
    matrix = before.first_month.tiers.sum(axis=0)
    counts = [sum(tier == code for tier, _ in after.values()) for code in as_json(before)["first_month"]["matrix"]]
    assert matrix.tolist() == counts
    for (_, new), ids in before.first_month.moves.items():
        assert {after[one][0] for one in ids.tolist()} == {new}
    assert old_run.first_month.matrix == {(new, old): n for (old, new), n in before.first_month.matrix.items()}


def test_the_old_side_is_what_the_run_wrote(classified):
    """Client by client the rules in force give the classes that stand in the store."""
    found = rehearsed(classified, lifted(in_force(classified)))
    now = standing(classified)
    stayed = dict.fromkeys(now)
    for (old, _), ids in found.first_month.moves.items():
        assert {now[one][0] for one in ids.tolist()} == {old}
        for one in ids.tolist():
            stayed.pop(one)
    assert len(stayed) + found.first_month.movers.size == CLIENTS


def test_hysteresis_delays_who_falls_but_not_the_stop(classified):
    found = rehearsed(classified, lifted(lifted(in_force(classified))))
    assert found.at_once.downs > found.first_month.downs
    assert found.stops
    assert {tier for tier, _ in found.beyond} >= {tier for tier, _ in found.at_once.stopped}


def test_nothing_is_written(classified):
    def kept():
        with classified.read() as connection:
            return [len(connection.execute(select(operation)).all()), standing(classified)]

    before = kept()
    rehearsed(classified, lifted(in_force(classified)))
    assert kept() == before


def test_names_of_who_moves(classified):
    found = rehearsed(classified, lifted(in_force(classified))).at_once
    with classified.read() as connection:
        names = movers(connection, found.moves)
        few = movers(connection, found.moves, limit=3)
        stages = movers(connection, found.stage_moves)
    assert few == names[:3]
    assert stages == []
    assert len(names) == found.ups + found.downs
    assert {(one.old, one.new) for one in names} == {pair for pair in found.matrix if pair[0] != pair[1]}
    for pair in found.moves:
        assets = [one.assets for one in names if (one.old, one.new) == pair]
        assert assets == sorted(assets, reverse=True)


def test_hours_follow_the_tiers(classified):
    found = rehearsed(classified, lifted(in_force(classified)), hours=HOURS)
    side = found.at_once
    counts = as_json(found)["at_once"]["matrix"]
    owed = sum(HOURS.get(old, 0) * sum(row.values()) for old, row in counts.items())
    assert side.hours_before == pytest.approx(owed)
    assert side.hours_after < side.hours_before


def test_who_was_set_by_hand_stays(classified):
    found = rehearsed(classified, lifted(in_force(classified)))
    (_, ids), *_ = found.at_once.moves.items()
    chosen = int(ids[0])
    set_override(
        classified, chosen, what="tier", code="private", reason="a reason", approver="Head",
        expires_on=date(2025, 12, 31), today=date(2025, 6, 1),
    )  # fmt: skip
    again = rehearsed(classified, lifted(in_force(classified)))
    for side in (again.at_once, again.first_month):
        assert chosen not in side.movers.tolist()
        assert side.matrix[("private", "private")] >= 1


def test_stages_move_too(classified):
    document = trial.replaced(in_force(classified), ("stages", "decline_idle"), 30)
    found = rehearsed(classified, document)
    assert found.at_once.stage_moves
    assert all(new == "decline" for _, new in found.at_once.stage_moves)
    assert not found.at_once.moves
    assert sum(found.stage_matrix.values()) == CLIENTS


def test_a_data_date_inside_a_month(branch):
    found = rehearsed(branch, lifted(in_force(branch)), as_of=date(2025, 6, 15))
    assert found.at_once.clients == CLIENTS
    assert not rehearsed(branch, as_of=date(2025, 6, 15)).moves


def test_who_sits_on_a_cut_off(classified):
    found = rehearsed(classified)
    cuts = {(one.figure, one.gives): one for one in found.on_cut}
    with classified.read() as connection:
        assets = np.array(connection.execute(select(client.c.assets)).scalars().all())
    gold = cuts["assets", "gold"]
    assert gold.cut == 500_000_00
    assert gold.near == int((np.abs(assets - gold.cut) <= gold.cut // 20).sum()) > 0
    assert cuts["F", "2"].exactly > 0  # four active days in twelve months
    assert list(cuts)[:4] == [("R", "5"), ("R", "4"), ("R", "3"), ("R", "2")]


def test_it_can_be_stopped(classified):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        rehearsed(classified, progress=progress)


def test_newer_data_ask_for_a_run_first(classified, ledger):
    ledger.move(1, "2025-06-29", income=5)
    with pytest.raises(CrmError, match="Classify first"):
        rehearsed(classified)


def test_a_document_that_is_no_rulebook(classified):
    with pytest.raises(CrmError, match="sum to 1"):
        rehearsed(classified, trial.with_weights(in_force(classified), (50, 50, 50, 0, 0)))


def test_as_json(classified):
    found = as_json(rehearsed(classified, lifted(in_force(classified)), hours=HOURS))
    for side in (found["at_once"], found["first_month"]):
        assert sum(sum(row.values()) for row in side["matrix"].values()) == found["clients"] == CLIENTS
        moved = sum(n for old, row in side["matrix"].items() for new, n in row.items() if old != new)
        assert side["moved"] == side["up"] + side["down"] == moved
    assert found["stop"]["percent"] == 15
    assert found["stop"]["stops"] is True
    assert list(found["at_once"]["matrix"]) == ["dormant", "base", "silver", "gold", "platinum", "diamond", "private"]
    assert found["rulebook"]["before"]["name"] == "securities"


def test_the_rules_a_date_was_classified_by_are_its_before(branch):
    """A run by another shipped rulebook: its classes are what clients have, its facts what the store has."""
    classify(branch, as_of=LAST, rulebook="bank", approve="test")
    bank = rulebooks.shipped_document("bank")
    found = rehearsed(branch, bank)
    assert found.before.name == "bank"
    assert not found.moves
    now = standing(branch)
    assert found.first_month.matrix["base", "base"] == sum(tier == "base" for tier, _ in now.values())


def test_facts_of_other_rules_in_the_store_do_not_matter(classified):
    document = lifted(in_force(classified))
    before = as_json(rehearsed(classified, document))
    update_facts(classified, rulebooks.load("bank"))
    assert as_json(rehearsed(classified, document)) == before


def test_crowded_cut_offs_in_words(classified):
    found = rehearsed(classified)
    said = crowded_words(found)
    assert len(said) == 2
    gold = next(one for one in found.on_cut if (one.figure, one.gives) == ("assets", "gold"))
    assert f"{gold.near} at Gold" in said[0].en or gold.near < 3
    most = max((one for one in found.on_cut if one.figure in "RFMA"), key=lambda one: one.exactly)
    assert f"{most.exactly} at " in said[1].en
    assert said[1].zh.endswith(" 位。")


def test_a_bench_reads_once_and_says_the_same(classified):
    """The second rulebook on the bench: no facts are read, the answer is that of a fresh one."""
    documents = [lifted(in_force(classified)), trial.with_profile(in_force(classified), "wealth")]
    with classified.read() as connection:
        bench = Bench(connection, as_of=LAST)
        bench.rehearse(connection, documents[0])
        with counted_statements(connection) as statements:
            found = bench.rehearse(connection, documents[1])
        fresh = rehearse(connection, documents[1], as_of=LAST)
        cheaper = trial.replaced(documents[1], ("facts", "spread", "cash"), 0.03)
        assert as_json(bench.rehearse(connection, cheaper)) == as_json(rehearse(connection, cheaper, as_of=LAST))
    assert as_json(found) == as_json(fresh)
    assert statements == []


def test_a_large_branch_is_read_each_time(classified, monkeypatch):
    monkeypatch.setattr("crmdesk.differentiate.rehearsal.rehearse.KEPT", 10)
    with classified.read() as connection:
        bench = Bench(connection, as_of=LAST)
        first = as_json(bench.rehearse(connection, lifted(in_force(classified))))
        with counted_statements(connection) as statements:
            assert as_json(bench.rehearse(connection, lifted(in_force(classified)))) == first
    assert statements
