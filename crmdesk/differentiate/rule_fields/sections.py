"""The sections of the rules in the order of the editor, and which paths belong to each."""

from __future__ import annotations

from dataclasses import dataclass

from crmdesk.differentiate.rule_fields.field import Path
from crmdesk.i18n import Words


@dataclass(frozen=True)
class Section:
    """``roots``: the beginnings of the paths that belong here, unless a longer one stands with another section."""

    name: str
    title: Words
    roots: tuple[Path, ...]


SECTIONS: tuple[Section, ...] = (
    Section("weights", Words("指标与权重", "Weights"), (("indicators",), ("scores", "profile"), ("profiles",))),
    Section("breakpoints", Words("评分分段", "Breakpoints"), (("scores",), ("window_months",), ("frequency",))),
    Section("tiers", Words("层级标准", "Tiers"), (("tiers",), ("currency",))),
    Section("hysteresis", Words("升降缓冲", "Rising and falling"), (("tiers", "preset"), ("tiers", "presets"))),
    Section("dormancy", Words("休眠口径", "Dormancy"), (("dormancy",),)),
    Section("stages", Words("阶段规则", "Stages"), (("stages",),)),
    Section("lifetime", Words("客户价值", "Lifetime value"), (("lifetime",), ("forecast",))),
    Section("rates", Words("费率与口径", "Rate card"), (("facts",),)),
)


def section_of(path: Path) -> Section | None:
    """The section a path belongs to; None for the name of the rulebook and the like."""
    lengths = {one.name: _longest(one, path) for one in SECTIONS}
    best = max(SECTIONS, key=lambda one: lengths[one.name])
    return best if lengths[best.name] else None


def _longest(section: Section, path: Path) -> int:
    return max((len(root) for root in section.roots if path[: len(root)] == root), default=0)
