"""What an outcome of a contact means and what follows from it: rules read from the code list, no store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from crmdesk.codes import checked, code_list
from crmdesk.interact.working_days import working_day_from

#: A note shorter than this does not make a contact effective (§5.1).
SHORTEST_NOTE = 10


@dataclass(frozen=True)
class NextStep:
    """The follow-up an outcome makes by itself; ``attempts`` 0 = it is not tried again."""

    kind: str
    days: int
    attempts: int = 0


@dataclass(frozen=True)
class Outcome:
    code: str
    share: float
    is_final: bool
    must_ask: bool
    by_standard: bool
    next: NextStep | None
    contact_status: str | None
    exhausted_status: str | None
    proves_number: bool
    refuses_marketing: bool

    @property
    def is_effective(self) -> bool:
        return self.share > 0

    @property
    def tries_again(self) -> bool:
        return self.next is not None and self.next.attempts > 0


@cache
def outcome(code: str) -> Outcome:
    extra = checked("contact_outcome", code, field="outcome").extra
    step = extra.get("next")
    return Outcome(
        code=code,
        share=float(extra["share"]),
        is_final=extra.get("final", False),
        must_ask=extra.get("ask", False),
        by_standard=extra.get("standard", False),
        next=NextStep(**step) if step else None,
        contact_status=extra.get("status"),
        exhausted_status=extra.get("exhausted_status"),
        proves_number=extra.get("valid", False),
        refuses_marketing=extra.get("refuses", False),
    )


def outcomes_of(group: str) -> tuple[str, ...]:
    """The codes of a group: ``success``, ``missed`` …"""
    return tuple(code.value for code in code_list("contact_outcome").values() if code.extra["group"] == group)


def effective_codes() -> tuple[str, ...]:
    return tuple(code for code in code_list("contact_outcome") if outcome(code).is_effective)


def next_due(result: Outcome, *, on: date, standard_days: int) -> date | None:
    """The day of the step an outcome makes by itself, on a working day; None when it makes none."""
    if result.by_standard:
        return working_day_from(on + timedelta(days=standard_days))
    return None if result.next is None else working_day_from(on + timedelta(days=result.next.days))


def quality(result: Outcome, *, found_need: bool, has_next: bool, has_evidence: bool, note: str) -> int:
    """0–100: reached 30, need or feedback 25, next step agreed 25, evidence 10, a note of ten characters 10."""
    parts = (
        (result.is_effective, 30),
        (found_need, 25),
        (has_next, 25),
        (has_evidence, 10),
        (len(note) >= SHORTEST_NOTE, 10),
    )
    return sum(points for is_met, points in parts if is_met)
