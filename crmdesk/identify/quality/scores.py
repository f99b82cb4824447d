"""How much of a record is known, how much of it is still true, and what to ask next (domain specification §2.1, §2.6).

Completeness = weight of the filled fields of the profile / weight of the profile. Freshness: a value counts 1
while its age is within its period, then falls in a straight line to 0 at twice the period. KYC = 0.6·completeness
+ 0.4·freshness. All three are in hundredths: 83 = 83 %.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from crmdesk.dates import month_index
from crmdesk.i18n import Words
from crmdesk.identify.checks import Problem, check_values
from crmdesk.identify.checks.texts import FOREVER
from crmdesk.identify.conditions import is_needed
from crmdesk.identify.form import Field
from crmdesk.identify.form.profiles import AML_ELEMENTS, TARGETS, profile, profile_step
from crmdesk.identify.record import Record

COMPLETE_SHARE = 0.6
FRESH_SHARE = 0.4
UPPER_TIERS = frozenset({"platinum", "diamond", "private"})
#: Counted over rows, not fields of the form.
COUNTED = {
    "relation_map": (Words("关系图谱（至少3人）", "Relation map of three or more"), "T"),
    "succession_need": (Words("传承需求", "Succession need"), "T"),
}


@dataclass(frozen=True)
class Gap:
    """A value to ask for or to confirm: its field, why, and what the answer adds to the KYC score in points."""

    field: Field
    reason: Words
    points: float


@dataclass(frozen=True)
class Quality:
    """Scores in per cent; ``target`` is the completeness expected of the tier. Gaps: those that bring most first."""

    completeness: int
    freshness: int
    kyc: int
    target: int
    missing: tuple[Field, ...]
    stale: tuple[Field, ...]
    invalid: tuple[Problem, ...]
    questions: tuple[Gap, ...]
    reasons: dict[str, Words]  # why a field is marked, by its name


@dataclass(frozen=True)
class _State:
    """What is known about one field of the profile; ``fresh`` between 0 and 1, None where nothing ages."""

    field: Field
    weight: int
    is_filled: bool
    fresh: float | None
    reason: Words | None


def quality(
    record: Record,
    *,
    on: date,
    tier: str | None = None,
    needs: Collection[str] | None = None,
) -> Quality:
    """Scores and gaps of a record for its tier on a day. ``needs`` are the kinds of its active needs; None = unknown,
    then needs are left out of the score."""
    states = [_state(record, name, on=on, tier=tier, needs=needs) for name in _asked(record, tier, needs)]
    complete, fresh = _completeness(states), _freshness(states)
    gaps = sorted(_gaps(states), key=lambda gap: -gap.points)
    filled = {name: value for name, value in record.values.items() if value is not None}
    invalid = tuple(problem for problem in check_values(record.kind, filled, on=on) if is_lasting(problem, filled, on))
    reasons = {state.field.name: state.reason for state in states if state.reason}
    return Quality(
        completeness=round(100 * complete),
        freshness=round(100 * fresh),
        kyc=round(100 * (COMPLETE_SHARE * complete + FRESH_SHARE * fresh)),
        target=TARGETS[profile_step(tier)],
        missing=tuple(state.field for state in states if not state.is_filled),
        stale=tuple(state.field for state in states if state.is_filled and state.fresh is not None and state.fresh < 1),
        invalid=invalid,
        questions=tuple(gaps),
        reasons=reasons | {problem.field: problem.message for problem in invalid},
    )


def _asked(record: Record, tier: str | None, needs: Collection[str] | None) -> list[str]:
    """The fields of the profile, and those whose condition this client meets: an employee has an employer."""
    names = list(profile(record.kind, tier))
    if needs is None:
        names = [name for name in names if name not in ("needs", "succession_need")]
    return names + [f.name for f in record.form.fields() if f.name not in names and is_needed(f, record)]


def _state(record: Record, name: str, *, on: date, tier: str | None, needs: Collection[str] | None) -> _State:
    field = counted_field(name) if name in COUNTED else record.form.field(name)
    weight = weight_of(field)
    if not _is_filled(record, field, needs or ()):
        return _State(field, weight, is_filled=False, fresh=None, reason=Words("未填写", "Not known yet"))
    fresh, reason = _fresh(record, field, on=on, tier=tier)
    return _State(field, weight, is_filled=True, fresh=fresh, reason=reason)


def weight_of(field: Field) -> int:
    return 2 if field.name in AML_ELEMENTS else 1


def months_fresh(field: Field, tier: str | None) -> int | None:
    """After how many months a value has to be confirmed; None = it does not age by the calendar."""
    return 6 if field.name == "mobile" and tier in UPPER_TIERS else field.fresh_months


def counted_field(name: str) -> Field:
    """A field of the profile that is none of the form."""
    words, _need = COUNTED[name]
    return Field(name, "", words, "child", home="child", table="relation")


def _is_filled(record: Record, field: Field, needs: Collection[str]) -> bool:
    if field.name == "relation_map":
        return len(record.children["relation"]) >= 3
    if field.name == "succession_need":
        return "succession" in needs
    if field.table == "need":
        return bool(needs)
    if field.type == "child":
        return bool(record.rows_of(field))
    return record.values.get(field.name) not in (None, "")


def _fresh(record: Record, field: Field, *, on: date, tier: str | None) -> tuple[float | None, Words | None]:
    if field.table == "risk_assessment":
        return _until(max(row["valid_to"] for row in record.children["risk_assessment"]), on)
    if field.until:
        day = record.values.get(field.until)
        return _until(day, on) if day else (None, None)
    months = months_fresh(field, tier)
    if not months:
        return None, None
    confirmed = _confirmed_on(record, field)
    age = month_index(on) - month_index(confirmed) - (on.day < confirmed.day)
    if age <= months:
        return 1.0, None
    reason = Words("{day}核实，已超过{n}个月", "Confirmed on {day}, more than {n} months ago").format(
        day=confirmed, n=months
    )
    return max(0.0, 2 - age / months), reason


def _confirmed_on(record: Record, field: Field) -> date:
    confirmed = record.confirmed_on(field.name)
    verified = record.values.get("contact_verified_at")
    return max(confirmed, verified) if field.name == "mobile" and verified else confirmed


def _until(day: date, on: date) -> tuple[float, Words | None]:
    if day >= on:
        return 1.0, None
    return 0.0, Words("已于{day}到期", "Expired on {day}").format(day=day)


def _completeness(states: list[_State]) -> float:
    whole = sum(state.weight for state in states)
    return sum(state.weight for state in states if state.is_filled) / whole if whole else 1.0


def _freshness(states: list[_State]) -> float:
    """Over the values that can age; a record without any is as fresh as it can be."""
    aging = [(state.weight, state.fresh) for state in states if state.fresh is not None]
    whole = sum(weight for weight, _fresh in aging)
    return sum(weight * fresh for weight, fresh in aging) / whole if whole else 1.0


def _gaps(states: list[_State]) -> list[Gap]:
    """What each answer alone would add to the KYC score."""
    whole = sum(state.weight for state in states)
    aging = sum(state.weight for state in states if state.fresh is not None)
    gaps = []
    for state in states:
        if not state.is_filled:
            points = 100 * COMPLETE_SHARE * state.weight / whole
        elif state.fresh is not None and state.fresh < 1:
            points = 100 * FRESH_SHARE * state.weight * (1 - state.fresh) / aging
        else:
            continue
        gaps.append(Gap(state.field, state.reason or Words("", ""), round(points, 1)))
    return gaps


def is_lasting(problem: Problem, filled: dict[str, object], on: date) -> bool:
    """Whether a problem is about the value itself; an expired date is told among the stale ones and the warnings."""
    value = filled.get(problem.field)
    return not (isinstance(value, date) and value < on and value != FOREVER and not problem.is_error)
