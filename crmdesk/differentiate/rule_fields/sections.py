"""The sections of the rules in the order of the editor, and which paths belong to each."""

from __future__ import annotations

from dataclasses import dataclass

from crmdesk.differentiate.rule_fields.field import Path, rule_field
from crmdesk.differentiate.rulebooks import Document
from crmdesk.differentiate.rulebooks.schema import section_words
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
    Section("market", Words("市场", "Market"), (("market",),)),
)


def section_of(path: Path) -> Section | None:
    """The section a path belongs to; None for the name of the rulebook and the like."""
    lengths = {one.name: _longest(one, path) for one in SECTIONS}
    best = max(SECTIONS, key=lambda one: lengths[one.name])
    return best if lengths[best.name] else None


def part_words(document: Document, path: Path) -> Words:
    """A part of the rules by its name, be it one figure or many."""
    field, section = rule_field(document, path), section_of(path)
    part = section_words().get(path[0], Words(path[0], path[0]))
    if field is not None:
        return field.label
    if section is None or len(path) == 1:
        return part
    if len(path) == 2:
        return section.title
    return Words(f"{section.title.zh} › {path[-1]}", f"{section.title.en} › {path[-1]}")


def _longest(section: Section, path: Path) -> int:
    return max((len(root) for root in section.roots if path[: len(root)] == root), default=0)
