"""What a person set against the rules, named beside what the rules alone would give."""

from __future__ import annotations

from typing import Any

from crmdesk.differentiate.explaining.record import words_json
from crmdesk.differentiate.overrides import Override
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.wording import fill, name
from crmdesk.i18n import Words


def override_line(override: Override, standing: Standing) -> Words:
    """``特批为白金，至 2027-03-31 …；仅按规则为黄金``."""
    line = fill(
        Words(
            "{approver} 批准设为{words}，至 {until}，理由：{reason}",
            "{approver} approved {words} until {until}; reason: {reason}",
        ),
        approver=override.approver,
        words=override.words,
        until=override.expires_on.isoformat(),
        reason=override.reason,
    )
    alone = standing.tier_raw if override.what == "tier" else None
    if alone is None:
        return line
    return fill(
        Words("{line}；单看本月规则为{alone}", "{line}; by this month's rules alone {alone}"),
        line=line,
        alone=name("tier", alone),
    )


def override_json(override: Override) -> dict[str, Any]:
    return {
        "what": override.what,
        "code": override.code,
        "words": words_json(override.words),
        "reason": override.reason,
        "approver": override.approver,
        "set_on": override.set_on.isoformat(),
        "expires_on": override.expires_on.isoformat(),
    }
