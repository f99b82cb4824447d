"""Plans in numbers: drafted for many, printed by version, stopped in between."""

from __future__ import annotations

import pytest

from crmdesk.customize.many import draft_plans, print_versions
from crmdesk.customize.plans import draft_plan, plans_of
from crmdesk.customize.printing import PrintOptions
from crmdesk.progress import Progress


def stopping_after(count):
    """A progress that the user stops when ``count`` are done."""

    def report(done, _total, _text):
        if done == count:
            progress.cancel()

    progress = Progress(report)
    return progress


def test_each_draft_is_a_step_of_its_own(store, client_id):
    outcome = draft_plans(store, [client_id])
    assert len(outcome.plan_ids) == 1
    assert not outcome.is_stopped
    store.undo()
    with store.read() as connection:
        assert plans_of(connection, client_id) == []


def test_a_client_without_a_plan_is_told_and_the_others_go_on(store, client_id):
    outcome = draft_plans(store, [999_999, client_id], form="short")
    assert len(outcome.plan_ids) == 1
    assert len(outcome.refused) == 1


def test_stopping_keeps_what_is_drafted(store, client_id):
    outcome = draft_plans(store, [client_id] * 5, progress=stopping_after(1))
    assert outcome.is_stopped
    assert len(outcome.plan_ids) == 2


@pytest.mark.parametrize(("language", "copy"), [("zh", "client"), ("en", "retained")])
def test_the_version_asked_for_is_printed(store, client_id, tmp_path, language, copy):
    plan_id = draft_plan(store, client_id)
    options = PrintOptions(language, copy)
    printed = print_versions(store, [plan_id], tmp_path, options=options)
    assert [path.parent for path in printed.paths] == [tmp_path]
    assert printed.paths[0].read_bytes().startswith(b"%PDF")


def test_stopping_keeps_what_is_printed(store, client_id, tmp_path):
    plan_id = draft_plan(store, client_id)
    printed = print_versions(store, [plan_id] * 3, tmp_path, options=PrintOptions(), progress=stopping_after(0))
    assert printed.is_stopped
    assert len(printed.paths) == 1
