"""The scores of ``scores.quality`` for many clients at once, column by column; a test holds the two equal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from crmdesk.codes import code_list
from crmdesk.identify.alerts import UNREACHABLE
from crmdesk.identify.conditions import condition_of
from crmdesk.identify.form import Field
from crmdesk.identify.form.profiles import PROFILES, TARGETS, profile_step
from crmdesk.identify.quality.columns import Columns, asked_fields, days
from crmdesk.identify.quality.scores import COMPLETE_SHARE, FRESH_SHARE, months_fresh, weight_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from crmdesk.identify.quality.columns import Days, Flags

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: The papers that say who a client is, by the field with their expiry date.
_PAPERS = ("id_to", "licence_to")
#: Contact status: nobody has tried the number yet.
_UNVERIFIED = "0"


@dataclass(frozen=True)
class Measures:
    """One row per client, in the order of ``Columns.ids``; masks as in the table ``client_quality``."""

    completeness: Ints
    freshness: Ints
    kyc: Ints
    target: Ints
    missing: Ints
    stale: Ints
    issues: Ints


def measure(columns: Columns, *, on: date, invalid: Flags) -> Measures:
    """The quality of some clients on a day; ``invalid`` says which of them have a value that cannot be right."""
    import numpy as np

    size = len(columns.ids)
    steps = np.array([profile_step(tier) for tier in columns.tiers], dtype=np.int64)
    sums = np.zeros((4, size))  # weight asked, of it filled, weight that ages, of it fresh
    missing, stale = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for bit, field in enumerate(asked_fields(columns.kind)):
        asked, filled = _asked(columns, field, steps), _filled(columns, field)
        fresh = _fresh(columns, field, on)
        aging = asked & filled & ~np.isnan(fresh)
        sums += weight_of(field) * np.array([asked, asked & filled, aging, np.where(aging, fresh, 0.0)])
        missing |= (asked & ~filled).astype(np.int64) << bit
        stale |= (aging & (fresh < 1)).astype(np.int64) << bit
    complete, current = _share(sums[1], sums[0]), _share(sums[3], sums[2])
    target = np.array([TARGETS[step] for step in steps.tolist()], dtype=np.int64)
    scores = [_percent(one) for one in (complete, current, COMPLETE_SHARE * complete + FRESH_SHARE * current)]
    found = dict(_issues(columns, on), invalid=invalid, incomplete=scores[0] < target, stale=stale != 0)
    return Measures(scores[0], scores[1], scores[2], target, missing, stale, issue_mask(found, size))


def _share(part: Floats, whole: Floats) -> Floats:
    import numpy as np

    return np.divide(part, whole, out=np.ones_like(part), where=whole > 0)


def _percent(share: Floats) -> Ints:
    import numpy as np

    return np.rint(100 * share).astype(np.int64)


def issue_mask(found: dict[str, Flags], size: int) -> Ints:
    """Flags by code of ``quality_issue`` as one number per client."""
    import numpy as np

    mask = np.zeros(size, dtype=np.int64)
    for code, flags in found.items():
        mask |= flags.astype(np.int64) << issue_bit(code)
    return mask


def issue_bit(code: str) -> int:
    """The place of an issue in ``client_quality.issues``. Raises ``KeyError`` for an unknown one."""
    return int(code_list("quality_issue")[code].extra["bit"])


def _asked(columns: Columns, field: Field, steps: Ints) -> Flags:
    """Fields of the profile of the client's tier, and those whose condition the client meets."""
    import numpy as np

    asked = np.zeros(len(columns.ids), dtype=bool)
    if columns.needs is not None or field.name not in ("needs", "succession_need"):
        for step, names in enumerate(PROFILES[columns.kind], start=1):
            if field.name in names:
                asked |= steps >= step
    condition = condition_of(field)
    if condition is not None:
        inputs = zip(*(columns.values[name] for name in condition.inputs), strict=True)
        asked |= np.fromiter((condition.holds(*row) for row in inputs), dtype=bool, count=len(asked))
    return asked


def _filled(columns: Columns, field: Field) -> Flags:
    import numpy as np

    if field.name == "relation_map":
        return columns.row_counts("relation") >= 3
    if field.name == "succession_need" or field.table == "need":
        needs, wanted = columns.needs or {}, {"succession"} if field.name == "succession_need" else None
        kinds = (needs.get(one, set()) for one in columns.ids)
        return np.fromiter((bool(one & wanted if wanted else one) for one in kinds), bool, len(columns.ids))
    if field.type == "child":
        return columns.has_rows(field)
    return _has_value(columns.values[field.name])


def _has_value(values: Any) -> Flags:
    import numpy as np

    return np.fromiter((value is not None and value != "" for value in values), dtype=bool, count=len(values))


def _fresh(columns: Columns, field: Field, on: date) -> Floats:
    """Between 0 and 1; NaN where nothing ages."""
    import numpy as np

    if field.table == "risk_assessment":
        return _until(columns.risk_to, on)
    if field.until:
        ends = columns.values.get(field.until)
        return np.full(len(columns.ids), np.nan) if ends is None else _until(days(ends), on)
    months = np.array([months_fresh(field, tier) or 0 for tier in columns.tiers], dtype=float)
    if not months.any():
        return np.full(len(columns.ids), np.nan)
    fresh: Floats = np.clip(2 - _months_since(_confirmed(columns, field), on) / months, 0.0, 1.0)
    return fresh


def _until(ends: Days, on: date) -> Floats:
    import numpy as np

    return np.where(np.isnat(ends), np.nan, (ends >= np.datetime64(on)).astype(float))


def _confirmed(columns: Columns, field: Field) -> Days:
    import numpy as np

    noted = columns.confirmed.get(field.name, {})
    known = days([noted.get(one) for one in columns.ids])
    confirmed = np.where(np.isnat(known), columns.recorded, known)
    if field.name == "mobile":
        verified = days(columns.values["contact_verified_at"])
        confirmed = np.where(np.isnat(verified), confirmed, np.fmax(confirmed, verified))
    return confirmed


def _months_since(confirmed: Days, on: date) -> Floats:
    """Whole months, as ``scores`` counts them."""
    import numpy as np

    months = confirmed.astype("datetime64[M]")
    day = (confirmed - months.astype("datetime64[D]")).astype(np.int64) + 1
    whole = np.datetime64(on, "M").astype(np.int64) - months.astype(np.int64) - (on.day < day)
    return np.asarray(whole, dtype=float)


def _issues(columns: Columns, on: date) -> Iterator[tuple[str, Flags]]:
    """What can be seen from single columns, by code of ``quality_issue``."""
    import numpy as np

    status = np.array([str(one or "") for one in columns.values.get("contact_status", [""] * len(columns.ids))])
    has_phone = _has_phone(columns)
    yield "bad_phone", np.isin(status, sorted(UNREACHABLE)) & has_phone
    yield "no_phone", ~has_phone
    yield "unverified_phone", np.isin(status, ["", _UNVERIFIED]) & has_phone
    if "consent_general" in columns.values:
        yield "no_consent", np.fromiter((not one for one in columns.values["consent_general"]), bool, len(status))
    papers = [days(columns.values[name]) for name in _PAPERS if name in columns.values]
    yield from _expiry("id", papers, on)
    yield from _expiry("risk", [columns.risk_to], on)
    yield "no_risk", np.isnat(columns.risk_to)


def _has_phone(columns: Columns) -> Flags:
    import numpy as np

    found = np.zeros(len(columns.ids), dtype=bool)
    for name in ("mobile", "phone_home", "phone_office"):
        if name in columns.values:
            found |= _has_value(columns.values[name])
    return found


def _expiry(name: str, ends: list[Days], on: date) -> Iterator[tuple[str, Flags]]:
    import numpy as np

    today, soon = np.datetime64(on), np.datetime64(on) + 90
    for days_left in ends:
        yield f"{name}_expired", days_left < today
        yield f"{name}_expiring", (days_left >= today) & (days_left <= soon)
