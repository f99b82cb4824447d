"""A rehearsal as plain data: what the command line prints and the window shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmdesk.differentiate.rehearsal.comparison import STAGE_CODES, TIER_CODES, Comparison, Pair
from crmdesk.differentiate.rehearsal.rehearse import Rehearsal
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.run_stop import LEAST_MOVED, STOP_PERCENT


def as_json(found: Rehearsal) -> dict[str, Any]:
    """Counts in full matrices by code (old tier → new tier); shares as fractions, hours a year."""
    return {
        "as_of": found.as_of.isoformat(),
        "rulebook": {"before": _named(found.before), "after": _named(found.after)},
        "clients": found.at_once.clients,
        "at_once": _comparison(found.at_once),
        "first_month": _comparison(found.first_month),
        "stop": {
            "percent": STOP_PERCENT,
            "least_moved": LEAST_MOVED,
            "stops": found.stops,
            "beyond": [{"tier": tier, "share": round(share, 6)} for tier, share in found.beyond],
        },
        "on_cut": [vars(one) for one in found.on_cut],
    }


def _named(rulebook: Rulebook) -> dict[str, str]:
    return {"name": rulebook.name, "version": rulebook.version, "profile": rulebook.profile.name}


def _comparison(found: Comparison) -> dict[str, Any]:
    tier, share = found.largest
    return {
        "matrix": _table(found.matrix, TIER_CODES),
        "up": found.ups,
        "down": found.downs,
        "moved": found.ups + found.downs,
        "largest": {"tier": tier, "share": round(share, 6)},
        "hours": {"before": round(found.hours_before, 2), "after": round(found.hours_after, 2)},
        "stage_matrix": _table(found.stage_matrix, STAGE_CODES),
    }


def _table(pairs: Mapping[Pair, int], codes: tuple[str, ...]) -> dict[str, dict[str, int]]:
    return {old: {new: pairs.get((old, new), 0) for new in codes} for old in codes}
