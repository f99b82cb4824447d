"""Words that must not stand in a plan: promises of return, and what the law forbids to offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crmdesk.customize.content import PlanContent
from crmdesk.i18n import Words
from crmdesk.resources import resource_toml


@dataclass(frozen=True)
class Flag:
    """``where`` names the part of the plan, ``word`` what was found."""

    where: Words
    word: str


def flagged_words(text: str) -> list[str]:
    """Forbidden words in a text, in the order of the list; harmless phrases that contain one do not count."""
    rules = resource_toml("plan", "wording.toml")
    lowered = text.lower()
    for phrase in rules["except"]:
        lowered = lowered.replace(phrase, " ")
    return [word for word in rules["flagged"] if word in lowered]


def flags(content: PlanContent) -> list[Flag]:
    """Every forbidden word in what a manager may write. The client's own words are quoted, so they are left alone."""
    return [Flag(where, word) for where, text in _texts(content) for word in flagged_words(text)]


def _texts(content: PlanContent) -> Iterator[tuple[Words, str]]:
    yield Words("画像", "Profile"), f"{content.profile.lead.zh} {content.profile.lead.en}"
    yield Words("服务主张", "Proposition"), f"{content.proposition.zh} {content.proposition.en}"
    for line in (content.allocation.lead, content.allocation.note):
        yield Words("配置建议", "Allocation"), f"{line.zh} {line.en}"
    for need in content.needs:
        yield Words(need.number, need.number), f"{need.measure.zh} {need.measure.en}"
    for service in content.services:
        yield Words("服务方案", "Services"), f"{service.text.zh} {service.text.en}"
    for action in content.actions:
        name = Words(action.number, action.number)
        yield name, f"{action.text.zh} {action.text.en} {action.effect.zh} {action.effect.en}"
    for fee in content.fees:
        yield Words("费用与优惠", "Fees"), f"{fee.item.zh} {fee.item.en} {fee.agreed.zh} {fee.agreed.en}"
