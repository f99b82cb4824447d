"""What an outcome will do by itself, in words, before it is saved."""

from __future__ import annotations

from datetime import date

from crmdesk.codes import code_list, code_words
from crmdesk.i18n import Words, tr
from crmdesk.interact.outcomes import Outcome, next_due, outcome
from crmdesk.interact.standards import standard_of


def what_follows(code: str, *, on: date, tier: str | None) -> list[str]:
    """Sentences on the outcome of a contact of day ``on``, the next step first."""
    result = outcome(code)
    lines = [_next_step(result, on=on, tier=tier), *_changes(result)]
    return [line for line in lines if line]


def _next_step(result: Outcome, *, on: date, tier: str | None) -> str:
    due = next_due(result, on=on, standard_days=standard_of(tier).days)
    if result.must_ask:
        return tr("Give the date that was agreed")
    if due is None:
        return tr("No further contact is planned")
    if result.by_standard:
        return tr("{day}: next contact, by the standard of the tier", day=f"{due:%m-%d}")
    assert result.next is not None
    text = tr("{day}: {what}", day=f"{due:%m-%d}", what=_title(result.next.kind))
    return text + (tr(" (up to {count} attempts)", count=result.next.attempts) if result.next.attempts else "")


def _title(kind: str) -> Words:
    extra = code_list("follow_up_kind")[kind].extra
    return Words(extra["title_zh"], extra["title_en"])


def _changes(result: Outcome) -> list[str]:
    return [
        tr("Counts as an effective contact") if result.share == 1 else "",
        tr("Counts as half an effective contact") if 0 < result.share < 1 else "",
        tr("The number is marked: {status}", status=code_words("contact_status", result.contact_status))
        if result.contact_status
        else "",
        tr("The number is proved right") if result.proves_number else "",
        tr("No marketing from now on; legal notices stay allowed") if result.refuses_marketing else "",
    ]
