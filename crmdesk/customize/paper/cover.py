"""The cover: institution, title, client, facts, four key figures, contents, confidentiality note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crmdesk.customize.content import Party
from crmdesk.customize.drafting.allocation import out_of_range
from crmdesk.customize.drafting.terms import wan
from crmdesk.customize.drafting.tracking import review_dates
from crmdesk.customize.matching import unresolved
from crmdesk.customize.paper.edition import Printing
from crmdesk.customize.paper.pieces import DASH
from crmdesk.customize.paper.tongue import fixed
from crmdesk.dates import CHINA
from crmdesk.i18n import Words
from crmdesk.print.blocks import Block, Para, draw_stack, stack_height
from crmdesk.print.fonts import text_width
from crmdesk.print.house import (
    ACCENT,
    CELL,
    COLUMN_GAP,
    FIGURE,
    FIGURE_LABEL,
    MM,
    MUTE,
    NAME,
    PAGE_HEIGHT,
    RULE,
    SECOND,
    SUBTITLE,
    TITLE,
    Style,
)
from crmdesk.print.pen import Pen
from crmdesk.print.table import Row, Table, pairs
from crmdesk.print.text import Span

_OLD_DATA_DAYS = 45
_INSTITUTION = Style(10, 14, bold=True, colour=ACCENT)
_TOC_NUMBER = Style(8, 14, bold=True, colour=ACCENT)
_TOC = Style(8, 14)


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure; the value may carry a unit in small type."""

    label: Words
    value: Words
    unit: Words


@dataclass(kw_only=True)
class Cover(Block):
    """``contents`` is (bookmark, number, title, page), filled in once the pages are known."""

    printing: Printing
    contents: list[tuple[str, str, str, int]] = field(default_factory=list)
    bookmark: tuple[str, str] | None = ("cover", "封面")

    def height(self, width: float) -> float:  # noqa: ARG002
        return PAGE_HEIGHT - 24 * MM

    def draw(self, pen: Pen, width: float) -> None:
        top = 22 * MM
        top = self._draw_title(pen, top, width)
        top = self._draw_client(pen.at(0, top), width) + top
        facts = facts_table(self.printing)
        facts.draw(pen.at(0, top), width)
        top += facts.height(width) + 24.5
        top += _draw_figures(pen.at(0, top), self.printing, width) + 24.5
        self._draw_contents(pen.at(0, top), width)
        self._draw_note(pen, width)

    def _draw_title(self, pen: Pen, top: float, width: float) -> float:
        tongue, identity = self.printing.tongue, self.printing.content.identity
        house = "　".join(part for part in (identity.institution, identity.branch) if part)
        pen.text(0, top + 10, house, _INSTITUTION)
        if self.printing.plan.is_draft:
            pen.text(
                width, top + 10, [Span(tongue.inline(fixed("page.draft")), bold=True, box="outline")], CELL, align="r"
            )
        top += 14 + 46 * MM
        pen.tracked(
            0, top + 34, tongue.first(fixed("page.title")), TITLE, tracking=2 if tongue.edition != "en" else 0.5
        )
        top += 42
        subtitle = fixed("page.subtitle")
        below = tongue.second(fixed("page.title"))
        pen.text(0, top + 15, tongue.first(subtitle) if not below else f"{below}　{subtitle.zh}", SUBTITLE)
        return top + 21 + 21

    def _draw_client(self, pen: Pen, width: float) -> float:
        """Rule, the name (a long one takes more lines), number and marks behind or below it."""
        pen.across(1.5, width, weight=3)
        printing = self.printing
        who = Para(client_name(printing), NAME)
        note = Para(_marks(printing), Style(10, 14, colour=MUTE))
        who.draw(pen.at(0, 15.5), width)
        lines = who.lines(width)
        room = width - lines[-1].width - 8 if lines else width
        top = 15.5 + who.height(width)
        if note.lines(room) and len(note.lines(room)) == 1:
            note.draw(pen.at(width - room, top - 28 + 9.5), room)
        else:
            note.draw(pen.at(0, top), width)
            top += note.height(width)
        return top + 7

    def _draw_contents(self, pen: Pen, width: float) -> None:
        half = (width - COLUMN_GAP) / 2
        split = -(-len(self.contents) // 2)
        for index, (key, number, title, page) in enumerate(self.contents):
            column, row = divmod(index, split)
            line = pen.at(column * (half + COLUMN_GAP), row * 15.5)
            line.text(0, 10, number, _TOC_NUMBER)
            line.text(9 * MM, 10, title, _TOC)
            line.text(half, 10, str(page), _TOC, align="r")
            line.link(0, 0, half, 14, key)

    def _draw_note(self, pen: Pen, width: float) -> None:
        printing = self.printing
        stack = list(printing.tongue.caption(fixed("cover.note")))
        age = (printing.plan.created_at.astimezone(CHINA).date() - printing.plan.data_date).days
        if age > _OLD_DATA_DAYS:
            stack = [*printing.tongue.caption(fixed("cover.old_data", n=age)), *stack]
        if printing.content.identity.currency != "CNY":
            stack += printing.tongue.caption(fixed("cover.currency", c=printing.content.identity.currency))
        if printing.tongue.is_both:
            stack += printing.tongue.caption(fixed("page.prevails"))
        bottom = PAGE_HEIGHT - 26 * MM
        draw_stack(pen.at(0, bottom - stack_height(stack, width)), stack, width)


def client_name(printing: Printing) -> list[Span]:
    """Name and form of address: 林书禾 女士 / Ms Lin Shuhe."""
    identity, tongue = printing.content.identity, printing.tongue
    latin = identity.name_latin or identity.name
    if tongue.edition == "en":
        return [Span(f"{identity.title.en} {latin}".strip(), whole=len(latin) <= 30)]
    chinese = Span(f"{identity.name} {identity.title.zh}".strip(), whole=len(identity.name) <= 12)
    if tongue.is_both and identity.name_latin:
        return [chinese, Span(f"　{identity.title.en} {identity.name_latin}".rstrip(), size=12)]
    return [chinese]


def _marks(printing: Printing) -> str:
    tongue = printing.tongue
    parts = [tongue.first(fixed("page.client_no", n=printing.content.identity.client_no))]
    tier, stage = printing.tier(), printing.stage()
    if tier:
        parts.append(f"{printing.tier_mark()} {tongue.inline(tier)}")
    if stage:
        parts.append(f"{printing.stage_mark()} {tongue.inline(stage)}")
    return "　".join(parts)


def facts_table(printing: Printing) -> Table:
    tongue, plan, identity = printing.tongue, printing.plan, printing.content.identity
    period = Words(f"{plan.period_from} 至 {plan.period_to}", f"{plan.period_from} to {plan.period_to}")
    facts: list[tuple[Words, Words | str]] = [
        (fixed("cover.number"), plan.plan_no),
        (fixed("cover.version"), _version(printing)),
        (fixed("cover.period"), period),
        (fixed("cover.data_date"), plan.data_date.isoformat()),
        (fixed("cover.manager"), _party(identity.manager)),
        (fixed("cover.adviser"), _party(identity.adviser) if identity.adviser else DASH),
        (fixed("cover.made"), plan.created_at.astimezone(CHINA).date().isoformat()),
        (fixed("cover.state"), _state(printing)),
    ]
    rows = []
    for index in range(0, len(facts), 2):
        cells = []
        for label, value in facts[index : index + 2]:
            cells += [tongue.label(label), tongue.cell(value)]
        rows.append(Row(cells))
    return Table(columns=pairs(tongue.label_width), rows=rows)


def _party(party: Party) -> Words:
    if not party.licence:
        return Words(party.name, party.name)
    licence = fixed("cover.licence", n=party.licence)
    return Words(f"{party.name}　{licence.zh}", f"{party.name}, {licence.en}")


def _version(printing: Printing) -> Words | str:
    plan = printing.plan
    older = [version.version for version in plan.history if version.id < plan.id]
    return fixed("cover.replaces", v=plan.version, old=older[-1]) if older else plan.version


def _state(printing: Printing) -> Words:
    plan = printing.plan
    if plan.is_draft:
        return fixed("cover.draft_state")
    if plan.status == "superseded":
        return fixed("cover.superseded_state")
    if plan.approved_by == plan.author:
        return fixed("cover.self_approved_state")
    return fixed("cover.approved_state", who=plan.approved_by or "")


def figures(printing: Printing) -> Sequence[Figure]:
    plan, content = printing.plan, printing.content
    total = wan(content.position.total)
    lines = content.allocation.lines
    none = Words(DASH, DASH)
    empty = Words("", "")
    to_adjust = str(len(out_of_range(lines))) if lines else DASH
    state = "cover.of_actions_open" if unresolved(content) or content.suitability.state != "ok" else "cover.of_actions"
    number = str(len(printing.actions()))
    review = review_dates(plan.period_from)[1].isoformat()
    amount = Words(total.zh.removesuffix("万元").removesuffix("元"), total.en.removeprefix("CNY "))
    unit = Words("万元" if total.zh.endswith("万元") else "元", "CNY") if content.position.total else empty
    return (
        Figure(fixed("cover.total", d=plan.data_date), amount if content.position.total else none, unit),
        Figure(
            fixed("cover.classes"),
            Words(to_adjust, to_adjust),
            fixed("cover.of_classes", n=len(lines)) if lines else empty,
        ),
        Figure(fixed("cover.actions"), Words(number, number), fixed(state)),
        Figure(fixed("cover.review"), Words(review, review), empty),
    )


def _draw_figures(pen: Pen, printing: Printing, width: float) -> float:
    tongue = printing.tongue
    gap = 4 * MM
    one = (width - 3 * gap) / 4
    lift = 10.5 if tongue.is_both else 0
    pen.across(0, width, weight=1, colour=ACCENT)
    for index, figure in enumerate(figures(printing)):
        cell = pen.at(index * (one + gap), 7)
        cell.text(0, 8, tongue.first(figure.label), FIGURE_LABEL)
        if tongue.second(figure.label):
            cell.text(0, 17.5, figure.label.en, SECOND)
        value = tongue.first(figure.value)
        cell.text(0, 10.5 + lift + 16, value, FIGURE)
        left = text_width(value, FIGURE.size, bold=True) + 3
        cell.text(left, 10.5 + lift + 16, tongue.first(figure.unit), Style(8 if left + 70 < one + 60 else 7, 10.5))
    height = 7 + 10.5 + lift + 21 + 7
    pen.across(height, width, weight=0.35, colour=RULE)
    return height
