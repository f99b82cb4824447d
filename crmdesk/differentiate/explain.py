"""The *why* of a standing in words with numbers and cut-offs, from stored evidence alone: it explains any past day."""

from __future__ import annotations

from dataclasses import dataclass

from crmdesk.codes import code_list
from crmdesk.differentiate.explain_indicators import indicator_lines, total_line
from crmdesk.differentiate.explain_stage import stage_lines
from crmdesk.differentiate.explain_tier import tier_lines
from crmdesk.differentiate.explain_values import value_lines
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.wording import fill, name
from crmdesk.i18n import Words


@dataclass(frozen=True)
class Explanation:
    """Lines for each thing asked about; the first of each is the answer in one sentence."""

    tier: tuple[Words, ...]
    stage: tuple[Words, ...]
    values: tuple[Words, ...]


def why(standing: Standing, rulebook: Rulebook) -> Explanation:
    tier = tier_lines(standing, rulebook)
    if standing.segment is not None:
        tier = (*tier, *indicator_lines(standing, rulebook), total_line(standing, rulebook), _segment_line(standing))
    return Explanation(tier, stage_lines(standing, rulebook), value_lines(standing, rulebook))


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
