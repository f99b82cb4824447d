"""Time of a plan on paper, printed: ``python -m pytest tests/scale/test_plans.py -s`` (budget: 150 ms warm)."""

from __future__ import annotations

import time

from crmdesk.customize.paper import render_plan
from crmdesk.customize.plans import draft_plan, plan
from tests.customize import branch

BUDGET_SECONDS = 0.150
PREVIEW_SECONDS = 0.050
#: Processor time, best of several rounds: what the code takes, whatever else the machine does.
_ROUNDS = 7


def best_of(work):
    times = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        result = work()
        times.append(time.process_time() - start)
    return min(times), result


def test_a_plan_is_printed_within_its_budget(store):
    client_id = branch.add_example(store)
    drafting, plan_id = best_of(lambda: draft_plan(store, client_id))
    with store.read() as connection:
        current = plan(connection, plan_id)
    print(f"\ndraft {drafting * 1000:.0f} ms")
    for language in ("zh", "en", "both"):
        seconds, data = best_of(lambda language=language: render_plan(current, language=language))
        print(f"{language:4} {seconds * 1000:4.0f} ms, {len(data) // 1024} KiB")
        assert seconds < BUDGET_SECONDS
        assert len(data) < 300_000


def test_a_preview_page_is_drawn_within_its_budget(store):
    import pypdfium2 as pdfium

    with store.read() as connection:
        current = plan(connection, draft_plan(store, branch.add_example(store)))
    document = pdfium.PdfDocument(render_plan(current))
    slowest = max(best_of(lambda page=page: page.render(scale=96 / 72))[0] for page in document)
    print(f"\nslowest preview page {slowest * 1000:.0f} ms")
    assert slowest < PREVIEW_SECONDS
