"""The *why* of a standing: one object that the window, the command line and the paper all render.

It is made from the stored evidence of a run and the rulebook the run used, so it explains any past day; the records
behind the figures are read from the store as of the same day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from crmdesk.codes import code_list
from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.explaining.behind import NOTHING_BEHIND, Behind, read_behind
from crmdesk.differentiate.explaining.changes import smallest_json
from crmdesk.differentiate.explaining.indicators import Input, indicator_lines, inputs, total_line
from crmdesk.differentiate.explaining.overridden import override_json, override_line
from crmdesk.differentiate.explaining.record import Records, lines_json, words_json
from crmdesk.differentiate.explaining.stage import Signal, stage_lines, stage_signals
from crmdesk.differentiate.explaining.tier import TierReasons, tier_reasons
from crmdesk.differentiate.explaining.values import Worth, value_lines, worth
from crmdesk.differentiate.overrides import Override, overrides_at
from crmdesk.differentiate.queries import Standing, standing
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.what_if import Smallest, by_rules, smallest_changes
from crmdesk.differentiate.wording import fill, name
from crmdesk.i18n import Words


@dataclass(frozen=True)
class Explanation:
    """Of one client on one day.

    ``reasons`` of the tier with the ``smallest`` changes that move it, ``inputs`` with their cut-offs and records (none
    where the client is not scored), ``signals`` of the stage with their limits, ``worth`` the arithmetic of the
    values, ``overrides`` that held. ``tier``, ``stage`` and ``values`` are the same in sentences, the answer first.
    """

    standing: Standing
    rulebook: Rulebook
    reasons: TierReasons
    smallest: Smallest
    inputs: tuple[Input, ...]
    signals: tuple[Signal, ...]
    worth: Worth
    overrides: tuple[Override, ...]
    tier: tuple[Words, ...]
    stage: tuple[Words, ...]
    values: tuple[Words, ...]

    @property
    def tier_answer(self) -> tuple[Words, ...]:
        """The tier in sentences without the indicators one by one."""
        count = len(self.reasons.lines) + sum(one.what == "tier" for one in self.overrides)
        return self.tier[:count]

    @property
    def is_behind(self) -> bool:
        """Something was imported since the run that changes its figures."""
        return any(one.is_behind for one in self.inputs)

    def as_json(self) -> dict[str, Any]:
        """Plain values and both languages; amounts in yuan as text, scores in points."""
        found, rules = self.standing, self.rulebook
        return {
            "as_of": found.as_of.isoformat(),
            "figures_on": found.figures_on.isoformat(),
            "rulebook": {"name": rules.name, "version": rules.version, "words": words_json(rules.words)},
            "tier": self._tier_json(),
            "inputs": [one.as_json() for one in self.inputs],
            "stage": {
                "code": found.stage,
                "status": found.stage_status,
                "since": found.stage_since.isoformat(),
                "cycle": found.cycle_no,
                "signals": [one.as_json() for one in self.signals],
                "lines": lines_json(self.stage),
            },
            "values": self.worth.as_json() | {"lines": lines_json(self.values)},
            "overrides": [override_json(one, found) for one in self.overrides],
        }

    def _tier_json(self) -> dict[str, Any]:
        found, rules, reasons = self.standing, self.rulebook, self.reasons
        return {
            "code": found.tier,
            "status": found.tier_status,
            "since": found.tier_since.isoformat(),
            "by_rules": by_rules(found).tier,
            "this_month_alone": found.tier_raw,
            "score": None if found.score is None else found.score / 10,
            "segment": found.segment,
            "dormancy": found.dormancy,
            "decided_by": None if reasons.metric is None else reasons.metric.as_json(),
            "rule": words_json(reasons.rule),
            "held": lines_json(reasons.held),
            "close": lines_json(reasons.close),
            "smallest": smallest_json(self.smallest, rules),
            "lines": lines_json(self.tier),
        }


def explain(
    connection: Connection,
    client_id: int,
    *,
    as_of: date | None = None,
    above: Mapping[str, Records] = MappingProxyType({}),
) -> Explanation | None:
    """Why the client stands as they do on a day, or by the latest run; None when not classified by then.

    ``above``: records of signals that the rooms above keep, by signal. Raises ``CrmError`` when the rules of that run
    are not here any more.
    """
    found = standing(connection, client_id, as_of=as_of)
    if found is None:
        return None
    rules = rulebooks.of_standing(connection, found.rulebook, found.rulebook_version)
    overrides = tuple(overrides_at(connection, (client_id, client_id), found.decided_on))
    return why(found, rules, behind=read_behind(connection, found, rules, above), overrides=overrides)


def why(
    standing: Standing, rulebook: Rulebook, *, behind: Behind = NOTHING_BEHIND, overrides: tuple[Override, ...] = ()
) -> Explanation:
    """The explanation of a standing, with the records that were read for it."""
    alone, smallest = by_rules(standing), smallest_changes(standing, rulebook)
    reasons = tier_reasons(alone, rulebook, smallest)
    tier, stage = reasons.lines, stage_lines(alone, rulebook)
    for one in overrides:
        line = override_line(one, standing)
        tier, stage = ((line, *tier), stage) if one.what == "tier" else (tier, (line, *stage))
    if standing.segment is not None:
        tier = (*tier, *indicator_lines(standing, rulebook), total_line(standing, rulebook), _segment_line(standing))
    return Explanation(
        standing=standing,
        rulebook=rulebook,
        reasons=reasons,
        smallest=smallest,
        inputs=inputs(standing, rulebook, behind.inputs) if standing.segment is not None else (),
        signals=stage_signals(alone, rulebook, behind.signals),
        worth=worth(standing, rulebook, earned=behind.earned, months=behind.months),
        overrides=overrides,
        tier=tier,
        stage=stage,
        values=value_lines(standing, rulebook),
    )


def _segment_line(standing: Standing) -> Words:
    """The segment with its definition: names differ between programs, so the pattern is always printed."""
    code = code_list("segment")[standing.segment or "000"]
    levels = (Words("低", "low"), Words("高", "high"))
    r, f, m = (levels[int(bit)] for bit in code.value)
    return fill(
        Words(
            "客群：{segment}（R {r}、F {f}、M {m}）——{advice}",
            "Segment: {segment} (R {r}, F {f}, M {m}): {advice}",
        ),
        segment=name("segment", code.value),
        r=r,
        f=f,
        m=m,
        advice=Words(code.extra["do_zh"], code.extra["do_en"]),
    )
