"""Section 8: the suitability matrix, what was blocked and why, the opinion."""

from __future__ import annotations

from crmdesk.codes import code_words
from crmdesk.customize.content import Action, Check
from crmdesk.customize.drafting.profile import LEVEL_WORDS
from crmdesk.customize.matching import because, unresolved
from crmdesk.customize.paper.edition import Printing
from crmdesk.customize.paper.pieces import DASH, body, caption, continuing, head, mark_cell, result_cell, sub
from crmdesk.customize.paper.tongue import fixed
from crmdesk.customize.shares import percent
from crmdesk.customize.suitability import parameters
from crmdesk.i18n import Words
from crmdesk.print.blocks import Block, NoteBox, Stack
from crmdesk.print.house import ACCENT, INK, NOTE, SECOND
from crmdesk.print.table import Cell, Row, Table
from crmdesk.print.text import strong


def suitability(printing: Printing) -> list[Block]:
    checks = printing.content.suitability.checks
    blocks: list[Block] = [head(printing, "8", _lead(printing))]
    if checks:
        blocks += [_matrix(printing), caption(printing.tongue, _matrix_note(printing))]
    blocks += [_why_blocked(printing, action) for action in printing.content.actions if action.number.startswith("X")]
    blocks += _opinion(printing)
    blocks += _existing(printing)
    return blocks


def _lead(printing: Printing) -> Words:
    suitable = printing.content.suitability
    if suitable.state != "ok":
        return fixed(f"opinion.{suitable.state}", to=suitable.valid_to)
    if not suitable.checks:
        return fixed("lead.no_products")
    inside = [check for check in suitable.checks if check.number.startswith("A")]
    counts = {result: sum(1 for check in inside if check.result == result) for result in ("match", "reduce_only")}
    others = len(inside) - sum(counts.values())
    blocked = len(suitable.checks) - len(inside)
    zh, en = "", ""
    for count, text_zh, text_en in (
        (counts["reduce_only"], "，{n}项为存量只减不增", ", {n} only to be reduced"),
        (others, "，{n}项待解决", ", {n} open"),
        (blocked, "；另有{n}项拟议产品被阻止", "; {n} proposed product(s) blocked"),
    ):
        if count:
            zh, en = zh + text_zh.format(n=count), en + text_en.format(n=count)
    values = {"n": len(printing.actions()), "p": len(inside), "m": counts["match"]}
    return fixed("lead.match", rest=Words(zh, en), **values)


def _matrix(printing: Printing) -> Block:
    columns = printing.tongue.columns(
        ("item", 11, "l"), ("product", 0, "l"), ("product_level", 16, "c"), ("client_level", 16, "c"),
        ("horizon", 30, "l"), ("loss", 17, "l"), ("single", 15, "r"), ("result", 26, "r"),
    )  # fmt: skip
    checks = sorted(printing.content.suitability.checks, key=lambda check: (check.number[0], int(check.number[1:])))
    rows = [_check_row(printing, check) for check in checks]
    return Table(columns=columns, rows=rows, continued=continuing(printing, "8"))


def _check_row(printing: Printing, check: Check) -> Row:
    tongue = printing.tongue
    is_over = check.result in ("blocked", "reduce_only", "on_request")
    level = tongue.spans(strong(check.product_level)) if is_over else tongue.cell(check.product_level or DASH)
    cells = [
        tongue.cell(check.number),
        tongue.cell(check.product),
        level,
        tongue.cell(check.client_level or DASH),
        _horizon(printing, check),
        _loss(printing, check),
        tongue.cell(percent(check.share_after) if check.share_after is not None else DASH),
        result_cell(tongue, check.result),
    ]
    return Row(cells, label=check.number)


def _horizon(printing: Printing, check: Check) -> Cell:
    tongue = printing.tongue
    client = printing.content.suitability.horizon
    if check.is_existing or not check.product_horizon or not client:
        return tongue.cell(DASH)
    own, limit = code_words("horizon", check.product_horizon), code_words("horizon", client)
    sign = ">" if check.horizon == "over" else "≤"
    return tongue.cell(Words(f"{own.zh} {sign} {limit.zh}", f"{own.en} {sign} {limit.en}"))


def _loss(printing: Printing, check: Check) -> Cell:
    if check.is_existing or check.loss in ("none", "unknown"):
        return printing.tongue.cell(DASH)
    return mark_cell(printing.tongue, "passes" if check.loss == "ok" else "over")


def _matrix_note(printing: Printing) -> Words:
    suitable = printing.content.suitability
    limit = f"{parameters()['single_share']:.0%}"
    return fixed("caption.match", limit=limit, on=suitable.assessed_on or DASH, to=suitable.valid_to or DASH)


def _note(printing: Printing, words: Words) -> Stack:
    return printing.tongue.stack(words, NOTE, second=SECOND)


def _why_blocked(printing: Printing, action: Action) -> Block:
    check = next(one for one in printing.content.suitability.checks if one.number == action.number)
    who = code_words("plan_who", "client" if action.initiated_by == "client" else "manager")
    reasons = because(check)
    tail = Words(f"{reasons.zh}。" if reasons.zh else "", f"{reasons.en}." if reasons.en else "")
    fact = fixed(
        "blocked.fact_text",
        who=Words(who.zh, who.en.lower()),
        p=check.product,
        r=check.product_level,
        c=check.client_level or DASH,
        why=tail,
    )
    right = "right_lowest" if check.client_level == "C0" else "right_text"
    texts = {
        "fact": fact,
        "rule": fixed("blocked.rule_text"),
        "handling": fixed("blocked.done_text" if action.is_withdrawn else "blocked.open_text"),
        "right": fixed(f"blocked.{right}"),
    }
    tongue = printing.tongue
    rows = [(tongue.first(fixed(f"blocked.{key}")), _note(printing, text)) for key, text in texts.items()]
    return NoteBox(title=tongue.inline(fixed("title.blocked", n=action.number), gap="　"), rows=rows, bar=INK)


def _opinion(printing: Printing) -> list[Block]:
    suitable = printing.content.suitability
    tongue = printing.tongue
    if suitable.state != "ok":
        return []
    open_items = unresolved(printing.content)
    matched = [check for check in suitable.checks if check.result == "match" and check.number.startswith("A")]
    if open_items:
        text = fixed("opinion.open", items=_open_list(open_items))
    elif matched:
        levels = sorted({check.product_level for check in matched if check.product_level})
        span = levels[0] if len(levels) == 1 else f"{levels[0]}–{levels[-1]}"
        name = LEVEL_WORDS[suitable.level]
        text = fixed("opinion.match", c=suitable.level, name=name, items=_numbers(matched), levels=span)
    else:
        return []
    title = tongue.inline(fixed("title.opinion"), gap="　")
    return [NoteBox(title=title, body=_note(printing, text), bar=INK if open_items else ACCENT)]


def _open_list(checks: list[Check]) -> Words:
    """Each open item with what it waits for."""
    pairs = [(check.number, because(check)) for check in checks]
    return Words(
        "；".join(f"{number}（{why.zh}）" for number, why in pairs),
        "; ".join(f"{number} ({why.en})" for number, why in pairs),
    )


def _numbers(checks: list[Check]) -> Words:
    numbers = [check.number for check in checks]
    return Words("、".join(numbers), ", ".join(numbers))


def _existing(printing: Printing) -> list[Block]:
    kept = [check for check in printing.content.suitability.checks if check.result == "reduce_only"]
    if not kept:
        return []
    blocks: list[Block] = [sub(printing.tongue, fixed("title.existing"))]
    blocks += [body(printing.tongue, fixed("opinion.existing", p=check.product)) for check in kept]
    return blocks
