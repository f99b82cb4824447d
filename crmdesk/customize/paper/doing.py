"""Sections 6 and 7: the service menu, the actions and their schedule."""

from __future__ import annotations

from crmdesk.codes import code_words
from crmdesk.customize.content import Action, ServiceLine
from crmdesk.customize.drafting.terms import yuan
from crmdesk.customize.frame import class_short, plan_class
from crmdesk.customize.matching import unresolved
from crmdesk.customize.paper.edition import Printing
from crmdesk.customize.paper.pieces import DASH, caption, continuing, day, head, sub
from crmdesk.customize.paper.tongue import fixed
from crmdesk.i18n import Words
from crmdesk.print.blocks import Block, Together
from crmdesk.print.chart.schedule import Bar, Schedule
from crmdesk.print.table import Row, Table
from crmdesk.print.text import name


def services(printing: Printing) -> list[Block]:
    tongue, lines = printing.tongue, printing.content.services
    if not lines:
        return [head(printing, "6", fixed("page.not_applicable"))]
    columns = tongue.columns(
        ("service", 0, "l"), ("channel", 26, "l"), ("frequency", 34, "l"), ("who", 24, "l"), ("span", 34, "l")
    )
    rows = [_service_row(printing, line) for line in lines]
    own, other = _services_lead(printing, internal=True), _services_lead(printing, internal=False)
    if not printing.is_retained:
        own, other = other, own
    return [
        head(printing, "6", own, ghost=other),
        Table(columns=columns, rows=rows, continued=continuing(printing, "6")),
        caption(tongue, fixed("caption.services")),
    ]


def _services_lead(printing: Printing, *, internal: bool) -> Words:
    tier, stage = printing.tier(), printing.stage(internal=internal)
    if tier is None:
        return fixed("lead.services_client", tier=code_words("tier", "base"))
    if stage is None:
        return fixed("lead.services_client", tier=tier)
    return fixed("lead.services", stage=stage, tier=tier)


def _service_row(printing: Printing, line: ServiceLine) -> Row:
    tongue = printing.tongue
    who = line.who
    cells = [
        tongue.cell(line.text),
        tongue.cell(code_words("plan_channel", line.channel)),
        tongue.cell(line.timing),
        tongue.spans([name(tongue.first(who))], tongue.second(who)),
        tongue.cell(line.span),
    ]
    return Row(cells)


def actions(printing: Printing) -> list[Block]:
    shown = printing.actions()
    if not shown:
        return [head(printing, "7", fixed("page.not_applicable"))]
    lead = "lead.actions_open" if unresolved(printing.content) else "lead.actions"
    if not any(action.product for action in shown):
        lead = "lead.actions_plain"
    return [
        head(printing, "7", fixed(lead, n=len(shown))),
        actions_table(printing, shown),
        Together(blocks=_schedule(printing, shown), before=10.5),
    ]


def actions_table(printing: Printing, shown: list[Action]) -> Block:
    columns = printing.tongue.columns(
        ("number", 9, "l"), ("action", 0, "l"), ("type", 20, "l"), ("risk", 10, "c"), ("initiated", 16, "l"),
        ("amount", 18, "r"), ("due", 21, "l"), ("status", 13, "l"), ("effect", 26, "l"),
    )  # fmt: skip
    rows = [_action_row(printing, action) for action in shown]
    return Table(columns=columns, rows=rows, continued=continuing(printing, "7"))


def product_type(action: Action) -> Words:
    if action.product is None:
        return code_words("action_direction", "none")
    words = class_short(plan_class(action.product.asset_class))
    if action.direction in ("reduce", "hold"):
        return Words(f"{words.zh}（存量）", f"{words.en} (held)")
    return words


def effect_text(action: Action) -> Words:
    """The purpose with the need or finding it serves: 应急资金到位（N2）."""
    if not action.serves:
        return action.effect
    return Words(
        f"{action.effect.zh}（{'、'.join(action.serves)}）", f"{action.effect.en} ({', '.join(action.serves)})"
    )


def _action_row(printing: Printing, action: Action) -> Row:
    tongue = printing.tongue
    texts: list[Words | str] = [
        action.number,
        action.text,
        product_type(action),
        action.product.level if action.product else DASH,
        code_words("initiated_by", action.initiated_by),
        yuan(action.amount) if action.amount is not None else DASH,
        day(action.due_on),
        code_words("action_status", action.status),
        effect_text(action),
    ]
    return Row([tongue.cell(text) for text in texts], label=action.number)


def _schedule(printing: Printing, shown: list[Action]) -> list[Block]:
    tongue, plan = printing.tongue, printing.plan
    client = tongue.first(code_words("plan_who", "client"))
    bars = [
        Bar(
            label=action.number,
            who=client if action.initiated_by == "client" else action.who or printing.content.identity.manager.name,
            start=action.starts_on,
            end=action.due_on,
            is_client=action.initiated_by == "client",
        )
        for action in shown
    ]
    first = min([plan.period_from, *(bar.end for bar in bars)])
    chart = Schedule(bars=bars, first=first, last=max(plan.period_to, first))
    return [sub(tongue, fixed("title.schedule"), before=0), chart, caption(tongue, fixed("caption.schedule"))]
