"""Assets over the months, with tier and stage as ribbons on the same axis."""

from __future__ import annotations

from PySide6.QtCore import Signal

from crmdesk import dates
from crmdesk.codes import code_words
from crmdesk.differentiate.queries import MonthFact, Spell
from crmdesk.i18n import tr
from ui.differentiate.value.view import MONTHS, ValueView, axis_of, course, month_ticks, without_market
from ui.framework.frames import Card, row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.legend import LegendLine
from ui.framework.line_chart import LEFT, RIGHT, LineChart, Lines
from ui.framework.ribbon import Ribbon, Stretch
from ui.framework.segmented import Segmented
from ui.framework.shown import HIDDEN, Shown


class AssetsCard(Card):
    """The title is the answer; ``span_chosen`` tells the number of months, ``month_chosen`` a month of the ribbons."""

    span_chosen = Signal(int)
    month_chosen = Signal(int)

    def __init__(self) -> None:
        choices = [(str(count), tr("{count} months", count=count)) for count in MONTHS]
        self.span = Segmented(choices, name=tr("Span"), value=str(MONTHS[0]))
        super().__init__(" ", right=(self.span,), gap=2)
        self.chart = LineChart()
        self.tiers = Ribbon("tier", name=tr("Tier"), left=LEFT, right=RIGHT)
        self.stages = Ribbon("stage", name=tr("Stage"), left=LEFT, right=RIGHT)
        for ribbon in (self.tiers, self.stages):
            ribbon.setToolTip(tr("Click a month, or use the arrow keys: the page then shows that month."))
            ribbon.chosen.connect(self.month_chosen)
        self._unit = PlainLabel(role="caption", tone="tertiary")
        self._empty = WrappedLabel(
            tr("No balance has been imported for this client yet, so there is no line to draw."), tone="secondary"
        )
        self._legend = (
            LegendLine(tr("Month-end assets"), "accent"),
            LegendLine(tr("Without market movements"), "text.tertiary", is_dashed=True),
        )
        self.body.addLayout(row(*self._legend, None, self._unit, gap=4))
        for part in (self.chart, self._empty, self.tiers, self.stages):
            self.body.addWidget(part)
        self._view: ValueView | None = None
        self.span.chosen.connect(lambda text: self.span_chosen.emit(int(text)))

    def show_view(self, view: ValueView, shown: Shown) -> None:
        self._view = view
        facts = _from_first_known(view.months[-int(self.span.value) :])
        has_line = len(facts) > 1
        for part in (self.chart, self.tiers, self.stages, self._unit, *self._legend):
            part.setVisible(has_line)
        self._empty.setVisible(not has_line)
        if not has_line:
            self.title.setText(tr("Assets"))
            return
        self._show_line(view, facts, shown)
        first, last = facts[0].month, facts[-1].month
        self.tiers.show_stretches(_stretches(view.tiers, "tier", first, last), start=first, end=last)
        self.stages.show_stretches(_stretches(view.stages, "stage", first, last), start=first, end=last)
        month = None if view.as_of is None else dates.month_index(view.as_of)
        for ribbon in (self.tiers, self.stages):
            ribbon.show_chosen(month)

    def _show_line(self, view: ValueView, facts: list[MonthFact], shown: Shown) -> None:
        ends, flows = [fact.end_assets for fact in facts], without_market(facts)
        unit, words = axis_of([*ends, *flows], view.rulebook.currency if view.rulebook is not None else "CNY")
        answer = tr("Assets over {count} months", count=len(facts)) if shown.is_private else course(ends)
        self.title.setText(answer)
        self._unit.setText("" if shown.is_private else words)
        known = [(value, fact.month) for value, fact in zip(ends, facts, strict=True) if value is not None]
        lowest, month = min(known)
        low = f"{tr('lowest')} {shown.amount(lowest)} · {dates.month_text(month)}"
        self.chart.show_lines(
            Lines(
                ticks=month_ticks(facts),
                main=[None if value is None else value / unit for value in ends],
                other=[None if value is None else value / unit for value in flows],
                write=lambda value: shown.amount(round(value * unit)),
                hover=lambda index: _hover(facts[index], flows[index], shown),
                lowest=low,
                marked=None if view.as_of is None else dates.month_index(view.as_of) - facts[0].month,
                is_hidden=shown.is_private,
            ),
            spoken=answer,
        )


def _hover(fact: MonthFact, flow: int | None, shown: Shown) -> str:
    lines = [
        dates.month_text(fact.month),
        f"{tr('Month-end assets')}  {shown.exact(fact.end_assets) or HIDDEN}",
        f"{tr('Without market movements')}  {shown.exact(flow) or HIDDEN}",
        f"{tr('Net inflow')}  {shown.exact(fact.net_flow) or HIDDEN}",
    ]
    return "\n".join(lines)


def _from_first_known(facts: tuple[MonthFact, ...]) -> list[MonthFact]:
    found = list(facts)
    while found and found[0].end_assets is None:
        found.pop(0)
    return found


def _stretches(found: tuple[Spell, ...], kind: str, first: int, last: int) -> list[Stretch]:
    """Spells that touch the axis, in whole months."""
    stretches = []
    for spell in found:
        start = dates.month_index(spell.first)
        end = dates.month_index(spell.until) - 1 if spell.until else last
        if end < first or start > last:
            continue
        words = str(code_words(kind, spell.code))
        until = dates.month_text(dates.month_index(spell.until)) if spell.until else tr("today")
        tooltip = f"{words} {dates.month_text(start)} – {until}"
        stretches.append(Stretch(start, max(start, end), spell.code, words, tooltip))
    return stretches
