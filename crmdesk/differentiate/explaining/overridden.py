"""What a person set against the rules, named beside what the rules alone give."""

from __future__ import annotations

from typing import Any

from crmdesk.differentiate.explaining.record import words_json
from crmdesk.differentiate.overrides import Override
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.what_if import by_rules
from crmdesk.differentiate.wording import fill, name
from crmdesk.i18n import Words


def override_line(override: Override, standing: Standing) -> Words:
    """``白金：张行批准，至 2027-03-31（理由：…）；仅按规则为黄金``."""
    alone = by_rules(standing)
    return fill(
        Words(
            "{words}：{approver} 特批，至 {until}（理由：{reason}）；仅按规则为{alone}",
            "{words}: set by hand until {until}, approved by {approver} ({reason}); the rules alone give {alone}",
        ),
        words=override.words,
        approver=override.approver,
        until=override.expires_on.isoformat(),
        reason=override.reason,
        alone=name(override.what, alone.tier if override.what == "tier" else alone.stage),
    )


def override_json(override: Override, standing: Standing) -> dict[str, Any]:
    alone = by_rules(standing)
    return {
        "what": override.what,
        "code": override.code,
        "alone": alone.tier if override.what == "tier" else alone.stage,
        "words": words_json(override_line(override, standing)),
        "reason": override.reason,
        "approver": override.approver,
        "set_on": override.set_on.isoformat(),
        "expires_on": override.expires_on.isoformat(),
    }
