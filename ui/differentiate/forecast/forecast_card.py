"""The card of a client's Value tab: income expected of twelve months with its 80 %, P(alive), the trial on the past."""

from __future__ import annotations

from collections.abc import Sequence

from crmdesk.differentiate.forecast import sentences
from crmdesk.differentiate.forecast.queries import ClientForecast, ForecastRun, Outlook
from crmdesk.differentiate.wording import short_amount
from crmdesk.i18n import tr
from ui.differentiate.forecast.interval_bar import Interval, IntervalBar
from ui.framework.frames import Card
from ui.framework.labels import WrappedLabel
from ui.framework.line_chart import LineChart, Lines

_CHART = 128
#: Months between two dates below the line.
_STEP = 12


class ForecastCard(Card):
    """``show_client`` takes ``queries.client_forecast``; None: no forecast was ever made."""

    def __init__(self) -> None:
        super().__init__(tr("Forecast"), gap=3)
        self.bar = IntervalBar()
        self.alive = WrappedLabel(role="strong")
        self.chart = LineChart(height=_CHART)
        self.tried = WrappedLabel()
        self.coverage = WrappedLabel(tone="secondary")
        self.note = WrappedLabel(role="caption", tone="tertiary")
        self.headline = WrappedLabel(role="strong")
        for part in (self.headline, self.bar, self.alive, self.chart, self.tried, self.coverage, self.note):
            self.body.addWidget(part)
            part.hide()

    def show_client(self, told: ClientForecast | None, *, is_private: bool = False) -> None:
        """Amounts go in privacy mode, and every sentence that says one."""
        outlook = None if told is None else told.outlook
        self._say(self.headline, self._headline(told, is_private=is_private))
        self._show_bar(None if told is None else told.run, outlook, is_private=is_private)
        self._say(self.alive, "" if told is None or told.run.activity is None else sentences.alive(told))
        self._show_path(told)
        has_money = outlook is not None and outlook.expected is not None
        self._say(self.tried, sentences.tried(told) if told and has_money and not is_private else "")
        has_model = told is not None and told.run.activity is not None
        self._say(self.coverage, sentences.coverage(told.run) if told and has_model else "")
        self._say(self.note, f"{sentences.spoken(told.run)} {sentences.apart()}" if told and has_model else "")

    @staticmethod
    def _say(label: WrappedLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    @staticmethod
    def _headline(told: ClientForecast | None, *, is_private: bool) -> str:
        if told is None:
            return tr("No forecast was made yet. The room Differentiate, tab Forecast, makes one for all clients.")
        has_money = told.outlook is not None and told.outlook.expected is not None
        return "" if is_private and has_money else sentences.client_line(told)

    def _show_bar(self, run: ForecastRun | None, outlook: Outlook | None, *, is_private: bool) -> None:
        is_known = run is not None and outlook is not None and outlook.expected is not None
        self.bar.setVisible(is_known and not is_private)
        if run is None or outlook is None or outlook.expected is None:
            return
        cents = (outlook.low or 0, outlook.expected, outlook.high or 0, outlook.past)
        amounts = [str(short_amount(one, run.currency)) for one in cents]
        past = tr("last twelve months {amount}", amount=amounts[3])
        self.bar.show_interval(
            Interval(*cents, (amounts[0], amounts[1], amounts[2], past)),
            spoken=tr("{expected}, 80 % between {low} and {high}; {past}", expected=amounts[1], low=amounts[0],
                      high=amounts[2], past=past),
        )  # fmt: skip

    def _show_path(self, told: ClientForecast | None) -> None:
        path = told.path if told is not None else ()
        self.chart.setVisible(len(path) > 1)
        if told is None or len(path) < 2:
            return
        days, shares = zip(*path, strict=True)
        values: Sequence[float] = [round(share * 100, 1) for share in shares]
        last = len(days) - 1
        self.chart.show_lines(
            Lines(
                ticks=[f"{day:%Y-%m}" if (last - at) % _STEP == 0 else "" for at, day in enumerate(days)],
                main=values,
                other=[],
                write=lambda value: f"{value:.0f}%",
                span=(0.0, 100.0),
                hover=lambda at: tr("{day}: {share} likely still active", day=days[at], share=f"{values[at]:.0f}%"),
            ),
            spoken=tr("Probability of being still active, month by month: now {share}", share=f"{values[-1]:.0f}%"),
        )
