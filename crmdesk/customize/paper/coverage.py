"""Section 2: what the plan's purchases put aside for the first need; the part that is missing is dashed."""

from __future__ import annotations

from dataclasses import dataclass

from crmdesk.customize.content import Action, NeedLine
from crmdesk.customize.drafting.terms import yuan
from crmdesk.customize.paper.edition import Printing
from crmdesk.customize.paper.pieces import sub
from crmdesk.customize.paper.tongue import fixed
from crmdesk.customize.shares import percent, tenths
from crmdesk.i18n import Words
from crmdesk.print.blocks import Block, Space, Together
from crmdesk.print.chart.bars import CoverageBar, Source
from crmdesk.print.table import Row, Table

_STEPS = (0, 1, 3, 2)


@dataclass(frozen=True, slots=True)
class _Part:
    """Cents of the target that one action covers; ``action`` None is what is still missing."""

    action: Action | None
    amount: int


def coverage(printing: Printing) -> list[Block]:
    """The bar with its numbers; nothing when no need has an amount or no purchase serves it."""
    need = next((need for need in printing.content.needs if need.amount), None)
    parts = _parts(printing, need) if need else []
    if need is None or not parts:
        return []
    bar = CoverageBar(sources=_sources(printing, parts), target=_target(printing, need))
    heading = sub(printing.tongue, _title(need, parts), fixed("title.no_return"))
    return [Together(blocks=[heading, bar, Space(size=3.5), _table(printing, need, parts)], before=17.5)]


def _parts(printing: Printing, need: NeedLine) -> list[_Part]:
    """Purchases in order until the target is reached, then the rest."""
    left = need.amount or 0
    parts = []
    for action in printing.actions():
        serves = need.number in action.serves and action.direction == "buy"
        if serves and (action.amount or 0) > 0 and left > 0:
            taken = min(action.amount or 0, left)
            parts.append(_Part(action, taken))
            left -= taken
    if parts and left:
        parts.append(_Part(None, left))
    return parts


def _title(need: NeedLine, parts: list[_Part]) -> Words:
    missing = sum(part.amount for part in parts if part.action is None)
    if not missing:
        return fixed("title.covered", n=need.number)
    share = 1 - missing / (need.amount or 1)
    return fixed("title.coverage", n=need.number, p=f"{share:.1%}", rest=yuan(missing))


def _target(printing: Printing, need: NeedLine) -> str:
    return printing.tongue.first(fixed("title.target", n=yuan(need.amount or 0)))


def _name(part: _Part) -> Words:
    if part.action is None:
        return fixed("title.missing")
    return part.action.product.name if part.action.product else part.action.text


def _sources(printing: Printing, parts: list[_Part]) -> list[Source]:
    tongue = printing.tongue
    found = []
    for index, part in enumerate(parts):
        label = f"{part.action.number} {tongue.first(_name(part))}" if part.action else tongue.first(_name(part))
        found.append(Source(label, part.amount, yuan(part.amount), _STEPS[index % 4] if part.action else None))
    return found


def _table(printing: Printing, need: NeedLine, parts: list[_Part]) -> Block:
    tongue = printing.tongue
    rows = []
    for part, share in zip(parts, tenths([part.amount for part in parts]), strict=True):
        why = fixed("title.by_action", n=part.action.number) if part.action else fixed("title.at_review")
        texts: list[Words | str] = [_name(part), yuan(part.amount), percent(share), why]
        rows.append(Row([tongue.cell(text) for text in texts]))
    total: list[Words | str] = [fixed("heads.target"), yuan(need.amount or 0), "100.0%", need.horizon]
    rows.append(Row([tongue.cell(text, bold=True) for text in total], is_total=True))
    columns = tongue.columns(("origin", 60, "l"), ("amount", 28, "r"), ("of_target", 22, "r"), ("basis", 0, "l"))
    return Table(columns=columns, rows=rows)
