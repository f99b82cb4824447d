"""The one-page form: facts, position and allocation, actions and suitability, services, signatures."""

from __future__ import annotations

from dataclasses import dataclass

from crmdesk.codes import code_words
from crmdesk.customize.content import Action, AllocationLine, ServiceLine
from crmdesk.customize.drafting.profile import level_text
from crmdesk.customize.drafting.terms import joined, yuan
from crmdesk.customize.matching import unresolved
from crmdesk.customize.paper.cover import client_name
from crmdesk.customize.paper.direction import bars, class_with_limit, gap
from crmdesk.customize.paper.edition import Printing
from crmdesk.customize.paper.pieces import DASH, body, caption, day, head, result_cell
from crmdesk.customize.paper.sign import SignatureBoxes, labels, signers
from crmdesk.customize.paper.terms import risk_keys
from crmdesk.customize.paper.tongue import fixed
from crmdesk.customize.shares import percent
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.print.blocks import Block, Para, Space
from crmdesk.print.flow import Flow, Group
from crmdesk.print.house import CELL_MUTE, MM, NAME, Style
from crmdesk.print.pen import Pen
from crmdesk.print.table import Cell, Row, Table, pairs
from crmdesk.resources import resource_toml

_ACTIONS = 4
_SPELT_OUT = 2


def too_long() -> CrmError:
    return CrmError(tr("The content does not fit on one page. Use the full form."), field="form")


@dataclass(frozen=True, slots=True)
class _Fit:
    """How the page is filled: space above a section, height of a signature box, services printed."""

    gap: float
    box: float
    services: int


#: Tried in this order until everything stands on one page; type and margins never shrink.
_FITS = (_Fit(10.5, 59.5, 4), _Fit(7, 52.5, 4), _Fit(7, 52.5, 3), _Fit(7, 52.5, 2))


def short_flow(printing: Printing) -> Flow:
    """One page. Air and minor services give way first; ``CrmError`` when even then the full form is the right one."""
    if len(printing.actions()) > _ACTIONS:
        raise too_long()
    for fit in _FITS:
        flow = Flow()
        flow.add(Group(_blocks(printing, fit)))
        if len(flow.pages) == 1:
            return flow
    raise too_long()


def _blocks(printing: Printing, fit: _Fit) -> list[Block]:
    blocks: list[Block] = [_title(printing), _facts(printing), Space(size=fit.gap - 3.5)]
    blocks += _position(printing)
    for section in (_actions(printing), _services(printing, fit.services)):
        section[0].before = fit.gap
        blocks += section
    if printing.has_signatures():
        blocks.append(_signatures(printing, fit.box))
    else:
        blocks.append(caption(printing.tongue, fixed("sign.no_block")))
    return blocks


@dataclass(kw_only=True)
class _Title(Block):
    """The client's name at the left, who looks after her at the right."""

    name: Para
    note: Para

    def height(self, width: float) -> float:
        return max(self.name.height(self._room(width)), self.note.height(width - self._room(width)))

    def _room(self, width: float) -> float:
        return width * 0.5

    def draw(self, pen: Pen, width: float) -> None:
        room = self._room(width)
        self.name.draw(pen, room)
        lower = max(self.height(width) - self.note.height(width - room) - 4, 0)
        self.note.draw(pen.at(room, lower), width - room, align="r")


def _title(printing: Printing) -> Block:
    identity, tongue = printing.content.identity, printing.tongue
    manager = f"{tongue.first(fixed('cover.manager'))} {identity.manager.name}"
    parts = [identity.branch or identity.institution, manager, identity.manager.licence]
    note = Para("　".join(part for part in parts if part), CELL_MUTE)
    return _Title(name=Para(client_name(printing), Style(NAME.size, 24.5, bold=True)), note=note)


def _facts(printing: Printing) -> Block:
    tongue, content, plan = printing.tongue, printing.content, printing.plan
    known = {line.label.zh: line.value for line in content.profile.lines}
    objective, horizon = known.get("投资目标", Words(DASH, DASH)), known.get("投资期限", Words(DASH, DASH))
    period = Words(f"{plan.period_from} 至 {plan.period_to}", f"{plan.period_from} to {plan.period_to}")
    facts = [
        (fixed("short.facts_stage" if printing.stage() else "short.facts_1"), _class(printing)),
        (Words("风险等级", "Risk level"), level_text(content.suitability)),
        (fixed("short.goal"), _together(objective, horizon)),
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
    return Table(columns=pairs(tongue.label_width), rows=rows, before=3.5)


def _together(first: Words, second: Words) -> Words:
    known = [words for words in (first, second) if words.zh != DASH]
    return joined(known) if known else Words(DASH, DASH)


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
    brief = len(bad) > _SPELT_OUT
    zh = [f"▲ {code_words('finding', one.code).zh}：{_evidence(one.evidence.zh, brief=brief)}" for one in bad]
    en = [f"▲ {code_words('finding', one.code).en}: {_evidence(one.evidence.en, brief=brief)}" for one in bad]
    fine = len(found) - len(bad)
    if fine:
        zh.append(f"● 其余{fine}项检查正常")
        en.append(f"● {fine} other checks in order")
    return Words("　".join(zh), "　".join(en))


def _evidence(text: str, *, brief: bool) -> str:
    """The whole sum, or its result where there are many findings."""
    return text.rpartition(" = ")[2] if brief else text


def _actions(printing: Printing) -> list[Block]:
    tongue = printing.tongue
    shown = printing.actions()
    title = head(printing, "short_2")
    if not shown:
        return [title, body(tongue, fixed("page.not_applicable"))]
    columns = tongue.columns(
        ("action", 0, "l"), ("product_level", 18, "c"), ("initiated", 17, "l"), ("due", 21, "l"), ("result", 28, "l")
    )
    rows = [_action_row(printing, action) for action in shown]
    return [title, Table(columns=columns, rows=rows), caption(tongue, _opinion(printing))]


def _action_row(printing: Printing, action: Action) -> Row:
    tongue = printing.tongue
    check = next((one for one in printing.content.suitability.checks if one.number == action.number), None)
    text = action.text
    if action.amount is not None:
        amount = yuan(abs(action.amount))
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
    """The opinion, and what was blocked: it is no action and must not be passed over."""
    said = _matching(printing)
    blocked = [check for check in printing.content.suitability.checks if check.number.startswith("X")]
    if not blocked:
        return said
    zh = "；".join(f"{check.number} {check.product.zh}（{check.product_level}）" for check in blocked)
    en = "; ".join(f"{check.number} {check.product.en} ({check.product_level})" for check in blocked)
    note = fixed("short.blocked", items=Words(zh, en))
    return Words(f"{said.zh}{note.zh}", f"{said.en} {note.en}")


def _matching(printing: Printing) -> Words:
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


def _services(printing: Printing, count: int) -> list[Block]:
    tongue = printing.tongue
    title = head(printing, "short_3")
    columns = tongue.columns(("service", 0, "l"), ("channel", 28, "l"), ("frequency", 36, "l"), ("next", 34, "l"))
    rows = [_service_row(printing, line) for line in printing.content.services[:count]]
    library = resource_toml("plan", "risks.toml")
    texts = [Words(**library[key]["text"]) for key in risk_keys(printing)[:2]]
    risks = Words("".join(text.zh for text in texts), " ".join(text.en for text in texts))
    return [title, Table(columns=columns, rows=rows), caption(tongue, fixed("short.foot", risks=risks))]


def _service_row(printing: Printing, line: ServiceLine) -> Row:
    tongue = printing.tongue
    texts = (line.text, code_words("plan_channel", line.channel), line.timing, line.span)
    return Row([tongue.cell(text) for text in texts])


def _signatures(printing: Printing, size: float) -> Block:
    people = signers(printing, remarks=False)
    people = [people[0], people[1], people[-1]]
    return SignatureBoxes(
        signers=people, columns=3, labels=labels(printing), size=size, date_width=17 * MM, in_line=True, before=7
    )
