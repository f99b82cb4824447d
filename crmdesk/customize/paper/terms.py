"""Sections 9 to 11: fees, risks, what is measured when."""

from __future__ import annotations

from crmdesk.customize.content import Indicator
from crmdesk.customize.drafting.tracking import review_dates
from crmdesk.customize.frame import plan_class
from crmdesk.customize.paper.edition import Printing
from crmdesk.customize.paper.pieces import caption, continuing, head, mark_cell, sub
from crmdesk.customize.paper.tongue import fixed
from crmdesk.i18n import Words
from crmdesk.print.blocks import Block, Space
from crmdesk.print.chart.schedule import Review, ReviewLine
from crmdesk.print.table import Row, Table
from crmdesk.resources import resource_toml

_REVIEWS = ("start", "d30", "d90", "d180", "d365")


def fees(printing: Printing) -> list[Block]:
    tongue, lines = printing.tongue, printing.content.fees
    if not lines:
        return [head(printing, "9", fixed("page.not_applicable"))]
    columns = tongue.columns(
        ("item", 0, "l"), ("standard", 30, "l"), ("agreed", 30, "l"), ("valid", 42, "l"), ("approval", 34, "l")
    )
    rows = [
        Row([tongue.cell(text) for text in (line.item, line.standard, line.agreed, line.span, line.approval)])
        for line in lines
    ]
    return [
        head(printing, "9", fixed("lead.fees")),
        Table(columns=columns, rows=rows),
        caption(tongue, fixed("caption.fees")),
    ]


def risk_keys(printing: Printing) -> list[str]:
    """Product types of the plan's holdings and actions, in the order of the text library."""
    library = [key for key, value in resource_toml("plan", "risks.toml").items() if isinstance(value, dict)]
    content = printing.content
    found = {line.code for line in content.position.classes}
    for action in content.actions:
        if action.product is not None:
            product = action.product
            found.add("private" if product.is_private_fund else _kind(product.asset_class))
    return [key for key in library if key in found] or ["other"]


def _kind(asset_class: str) -> str:
    return asset_class if asset_class in ("insurance", "gold", "trust") else plan_class(asset_class)


def risks(printing: Printing) -> list[Block]:
    tongue = printing.tongue
    library = resource_toml("plan", "risks.toml")
    columns = tongue.columns(("applies", 40, "l"), ("level", 18, "c"), ("know", 0, "l"))
    rows = []
    for key in risk_keys(printing):
        entry = library[key]
        texts: list[Words | str] = [Words(**entry["name"]), entry["levels"], Words(**entry["text"])]
        rows.append(Row([tongue.cell(text) for text in texts]))
    table = Table(columns=columns, rows=rows, continued=continuing(printing, "10"))
    return [head(printing, "10"), table, caption(tongue, fixed("caption.risks", v=library["version"]))]


def tracking(printing: Printing) -> list[Block]:
    tongue, content = printing.tongue, printing.content.tracking
    dates = review_dates(printing.plan.period_from)
    reviews = [
        Review(day, (tongue.first(fixed(f"review.{key}")),), tongue.first(fixed(f"review.{key}_what")))
        for day, key in zip(dates, _REVIEWS, strict=True)
    ]
    line = ReviewLine(reviews=reviews, keeps=True)
    columns = tongue.columns(
        ("indicator", 0, "l"), ("baseline", 28, "r"), ("d90", 28, "r"), ("d180", 28, "r"), ("d365", 28, "r")
    )
    rows = [_indicator_row(printing, one) for one in content.indicators]
    blocks: list[Block] = [head(printing, "11", fixed("lead.tracking")), line, Space(size=7, keeps=True)]
    blocks.append(Table(columns=columns, rows=rows, continued=continuing(printing, "11")))
    return blocks + _past(printing)


def _indicator_row(printing: Printing, indicator: Indicator) -> Row:
    tongue = printing.tongue
    return Row([tongue.cell(indicator.name), *(tongue.cell(value) for value in indicator.values)])


def _past(printing: Printing) -> list[Block]:
    """The last plan's results; left out when there was none."""
    tongue, tracking = printing.tongue, printing.content.tracking
    if not tracking.past:
        return []
    columns = tongue.columns(("item", 0, "l"), ("planned", 30, "r"), ("actual", 30, "r"), ("result", 40, "l"))
    rows = [
        Row(
            [
                tongue.cell(one.item),
                tongue.cell(one.planned),
                tongue.cell(one.actual),
                mark_cell(tongue, "reached" if one.is_reached else "missed"),
            ]
        )
        for one in tracking.past
    ]
    return [sub(tongue, fixed("title.past", v=tracking.past_of)), Table(columns=columns, rows=rows)]
