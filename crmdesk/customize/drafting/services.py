"""Section 6: the service menu of the tier and stage, with the contact standard in front."""

from __future__ import annotations

from datetime import date, timedelta

from crmdesk.codes import code_words
from crmdesk.customize.content import ServiceLine
from crmdesk.customize.playbook import PlaybookAction, play
from crmdesk.i18n import Words
from crmdesk.interact.standards import standard_of


def services_of(tier: str, stage: str, manager: str, *, start: date, end: date) -> tuple[ServiceLine, ...]:
    """Lines for the client; what is internal never leaves the house."""
    lines = [_line(action, manager, start, end) for action in play(stage, tier).actions if action.kind == "service"]
    talks = [action for action in play(stage, tier).actions if action.kind == "service" and action.channel == "phone"]
    has_contact = any(action.timing.every_days for action in talks)
    return tuple(lines if has_contact else [_contact_line(tier, manager, start, end), *lines])


def _contact_line(tier: str, manager: str, start: date, end: date) -> ServiceLine:
    standard = standard_of(tier)
    text = Words("有效沟通：账户变化、需求与行动进度", "Effective contact: account, needs and progress of actions")
    timing = Words(f"每{standard.days}日至少1次", f"At least every {standard.days} days")
    return ServiceLine(text, "phone", timing, _who("manager", manager), _span(start, end))


def _line(action: PlaybookAction, manager: str, start: date, end: date) -> ServiceLine:
    last = end
    if action.timing.due_days is not None:
        last = min(end, start + timedelta(days=action.timing.due_days))
    timing = action.timing.words
    return ServiceLine(action.words, action.channel, timing, _who(action.who, manager), _span(start, last))


def _who(code: str, manager: str) -> Words:
    return Words(manager, manager) if code == "manager" and manager else code_words("plan_who", code)


def _span(start: date, end: date) -> Words:
    if (end - start).days < 45:
        return Words(f"{end}前", f"by {end}")
    return Words(f"{start:%Y-%m} 至 {end:%Y-%m}", f"{start:%Y-%m} to {end:%Y-%m}")
