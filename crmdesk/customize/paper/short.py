"""The one-page form: facts, position and allocation, actions and suitability, services, signatures."""

from __future__ import annotations

from crmdesk.codes import code_words
from crmdesk.customize.content import Action, AllocationLine, ServiceLine
from crmdesk.customize.drafting.profile import level_text
from crmdesk.customize.drafting.terms import yuan
from crmdesk.customize.matching import unresolved
from crmdesk.customize.paper.assets import bars, class_with_limit, gap
from crmdesk.customize.paper.cover import client_name
from crmdesk.customize.paper.edition import Printing
from crmdesk.customize.paper.pieces import DASH, body, caption, day, head, result_cell
from crmdesk.customize.paper.sign import SignatureBoxes, labels, signers
from crmdesk.customize.paper.terms import risk_keys
from crmdesk.customize.paper.tongue import fixed
from crmdesk.customize.shares import percent
from crmdesk.i18n import Words
from crmdesk.print.blocks import Beside, Block, Para, Paragraphs, Space
from crmdesk.print.flow import Group
from crmdesk.print.house import MM, NAME, Style
from crmdesk.print.table import Cell, Row, Table, pairs
from crmdesk.resources import resource_toml

_ACTIONS, _SERVICES = 4, 4
_GAP = 10.5


def short_groups(printing: Printing) -> list[Group]:
    blocks: list[Block] = [_title(printing), _facts(printing), Space(size=7)]
    blocks += _position(printing)
    blocks += _actions(printing)
    blocks += _services(printing)
    if printing.has_signatures():
        blocks.append(_signatures(printing))
    else:
        blocks.append(caption(printing.tongue, fixed("sign.no_block")))
    return [Group(blocks)]


def fits(printing: Printing) -> bool:
    """At most four actions and four services; beyond that the full form is the right one."""
    return len(printing.actions()) <= _ACTIONS


def _title(printing: Printing) -> Block:
    identity, tongue = printing.content.identity, printing.tongue
    parts = [identity.institution or identity.branch, tongue.first(fixed("cover.manager")), identity.manager.name]
    right = Paragraphs(
        stack=(Para("　".join(part for part in parts if part), Style(8, 10.5, colour="#565D65")),), before=0
    )
    name = Paragraphs(stack=(Para(client_name(printing), Style(NAME.size, 24.5, bold=True)),))
    return Beside(columns=[[name], [Space(size=10), right]], widths=[85 * MM, 0], gap=6)


def _facts(printing: Printing) -> Block:
    tongue, content, plan = printing.tongue, printing.content, printing.plan
    known = {line.label.zh: line.value for line in content.profile.lines}
    objective, horizon = known.get("投资目标", Words(DASH, DASH)), known.get("投资期限", Words(DASH, DASH))
    period = Words(f"{plan.period_from} 至 {plan.period_to}", f"{plan.period_from} to {plan.period_to}")
    facts = [
        (fixed("short.facts_stage" if printing.stage() else "short.facts_1"), _class(printing)),
        (Words("风险等级", "Risk level"), level_text(content.suitability)),
        (fixed("short.goal"), Words(f"{objective.zh}，{horizon.zh}", f"{objective.en}, {horizon.en}")),
        (Words("可接受损失", "Acceptable loss"), known.get("可接受损失", Words(DASH, DASH))),
        (fixed("cover.period"), period),
        (Words("资料完整度", "Completeness"), known.get("资料完整度", Words(DASH, DASH))),
    ]
    rows = []
    for index in range(0, len(facts), 2):
        cells: list[Cell] = []
        for label, value in facts[index : index + 2]:
            cells += [tongue.label(label), tongue.cell(value)]
        rows.append(Row(cells))
    return Table(columns=pairs(24), rows=rows, before=3.5)


def _class(printing: Printing) -> Words:
    tier, stage = printing.tier(), printing.stage()
    if tier is None:
        return Words("尚未评定", "not classified yet")
    zh, en = f"{printing.tier_mark()} {tier.zh}", f"{printing.tier_mark()} {tier.en}"
    if stage is not None:
        zh, en = f"{zh}　{printing.stage_mark()} {stage.zh}", f"{en}, {printing.stage_mark()} {stage.en}"
    return Words(zh, en)


def _position(printing: Printing) -> list[Block]:
    tongue, content = printing.tongue, printing.content
    title = head(printing, "short_1")
    if not content.allocation.lines:
        return [title, body(tongue, content.allocation.lead)]
    columns = tongue.columns(
        ("class", 0, "l"),
        ("amount", 30, "r"),
        ("now", 22, "r"),
        ("target", 22, "r"),
        ("range", 24, "r"),
        ("gap", 26, "r"),
    )
    rows = [_class_row(printing, line) for line in content.allocation.lines]
    amounts = {line.code: line.amount for line in content.position.classes}
    total = sum(amounts.get(line.code, 0) for line in content.allocation.lines)
    texts: list[Words | str] = [fixed("heads.total"), yuan(total), "100.0%", "100%", "", "0.0"]
    rows.append(Row([tongue.cell(text, bold=True) if text else Cell(()) for text in texts], is_total=True))
    return [title, bars(printing), Table(columns=columns, rows=rows), caption(tongue, _diagnosis(printing))]


def _class_row(printing: Printing, line: AllocationLine) -> Row:
    amounts = {one.code: one.amount for one in printing.content.position.classes}
    texts: list[Words | str] = [
        class_with_limit(line),
        yuan(amounts.get(line.code, 0)),
        percent(line.now),
        f"{line.target}%",
        f"{line.low}–{line.high}%",
        gap(line),
    ]
    return Row([printing.tongue.cell(text) for text in texts])


def _diagnosis(printing: Printing) -> Words:
    """Findings that need attention with their numbers; the rest is counted."""
    found = printing.content.findings
    bad = [finding for finding in found if not finding.is_fine]
    zh = [f"▲ {code_words('finding', one.code).zh}：{one.evidence.zh}" for one in bad]
    en = [f"▲ {code_words('finding', one.code).en}: {one.evidence.en}" for one in bad]
    fine = len(found) - len(bad)
    if fine:
        zh.append(f"● 其余{fine}项检查正常")
        en.append(f"● {fine} other checks in order")
    return Words("　".join(zh), "　".join(en))


def _actions(printing: Printing) -> list[Block]:
    tongue = printing.tongue
    shown = printing.actions()[:_ACTIONS]
    title = head(printing, "short_2")
    title.before = _GAP
    if not shown:
        return [title, body(tongue, fixed("page.not_applicable"))]
    columns = tongue.columns(
        ("action", 0, "l"), ("product_level", 20, "c"), ("initiated", 18, "l"), ("due", 26, "l"), ("result", 30, "l")
    )
    rows = [_action_row(printing, action) for action in shown]
    return [title, Table(columns=columns, rows=rows), caption(tongue, _opinion(printing))]


def _action_row(printing: Printing, action: Action) -> Row:
    tongue = printing.tongue
    check = next((one for one in printing.content.suitability.checks if one.number == action.number), None)
    text = action.text
    if action.amount is not None:
        amount = yuan(action.amount)
        text = Words(f"{text.zh}，{amount}元", f"{text.en}, CNY {amount}")
    return Row(
        [
            tongue.cell(text),
            tongue.cell(check.product_level if check else DASH),
            tongue.cell(code_words("initiated_by", action.initiated_by)),
            tongue.cell(day(action.due_on)),
            result_cell(tongue, check.result) if check else tongue.cell(DASH),
        ]
    )


def _opinion(printing: Printing) -> Words:
    suitable = printing.content.suitability
    if suitable.state != "ok":
        return fixed(f"opinion.{suitable.state}", to=suitable.valid_to)
    if unresolved(printing.content):
        numbers = Words(*(["、".join(check.number for check in unresolved(printing.content))] * 2))
        return fixed("opinion.open", items=numbers)
    levels = sorted({check.product_level for check in suitable.checks if check.result == "match"})
    if not levels:
        return fixed("lead.no_products")
    span = levels[0] if len(levels) == 1 else f"{levels[0]}–{levels[-1]}"
    return fixed("short.opinion", c=suitable.level, levels=span)


def _services(printing: Printing) -> list[Block]:
    tongue = printing.tongue
    title = head(printing, "short_3")
    title.before = _GAP
    columns = tongue.columns(("service", 0, "l"), ("channel", 30, "l"), ("frequency", 40, "l"), ("next", 36, "l"))
    rows = [_service_row(printing, line) for line in printing.content.services[:_SERVICES]]
    library = resource_toml("plan", "risks.toml")
    texts = [Words(**library[key]["text"]) for key in risk_keys(printing)[:3]]
    risks = Words("".join(text.zh for text in texts), " ".join(text.en for text in texts))
    return [title, Table(columns=columns, rows=rows), caption(tongue, fixed("short.foot", risks=risks))]


def _service_row(printing: Printing, line: ServiceLine) -> Row:
    tongue = printing.tongue
    texts = (line.text, code_words("plan_channel", line.channel), line.timing, line.span)
    return Row([tongue.cell(text) for text in texts])


def _signatures(printing: Printing) -> Block:
    people = signers(printing)[:3]
    return SignatureBoxes(
        signers=people, columns=3, labels=labels(printing), size=59.5, date_width=17 * MM, in_line=True, before=10.5
    )
