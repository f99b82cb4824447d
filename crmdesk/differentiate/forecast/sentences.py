"""What a forecast says in words: on the pages, in the command line."""

from __future__ import annotations

from crmdesk import dates
from crmdesk.differentiate.forecast.back_test import BackTest
from crmdesk.differentiate.forecast.bootstrap import REFITS
from crmdesk.differentiate.forecast.panel import WEEK
from crmdesk.differentiate.forecast.queries import ClientForecast, ForecastRun, Outlook
from crmdesk.differentiate.wording import short_amount
from crmdesk.i18n import tr

#: Weeks of a month.
_WEEKS = 365.25 / 12 / WEEK
#: A share of clients stopping after an event that no history can tell from none.
_NOBODY = 1e-5


def share(ten_thousandths: float) -> str:
    return f"{ten_thousandths / 100:.0f}%"


def missing(run: ForecastRun) -> list[str]:
    """What a forecast still needs; empty when nothing is missing."""
    found = []
    if run.months < run.least_months:
        found.append(tr("{months} months of history; it asks for {least}.", months=run.months, least=run.least_months))
    if run.repeaters < run.least_clients:
        counts = {"clients": f"{run.repeaters:,}", "least": f"{run.least_clients:,}"}
        found.append(tr("{clients} clients acted more than once; it asks for {least}.", **counts))
    elif run.spending is None and run.activity is not None:
        counts = {"clients": f"{run.spenders:,}", "least": f"{run.least_clients:,}"}
        found.append(tr("{clients} clients' activity brought income; a forecast of it asks for {least}.", **counts))
    return found


def headline(run: ForecastRun) -> str:
    """The branch's next twelve months in one line."""
    if run.activity is None:
        return tr("No forecast: the data is not enough for one")
    if run.total is None:
        return tr("How active clients will be is forecast; for income the data is not enough")
    expected, low, high = (short_amount(cents, run.currency) for cents in run.total)
    return tr("{expected} expected up to {day}, 80 % between {low} and {high}", expected=expected, low=low, high=high,
              day=run.ahead_until)  # fmt: skip


def spoken(run: ForecastRun) -> str:
    """Which part of the contribution the forecast speaks of, and which it does not."""
    part = "—" if run.share is None else share(run.share * 10_000)
    if run.income == "trade":
        return tr(
            "It speaks of what trades bring: {share} of the last twelve months' contribution. Interest spreads and "
            "fund fees come without any act of the client and are left out.",
            share=part,
        )
    return tr(
        "It speaks of what months with activity contribute: {share} of the last twelve months' contribution. Months "
        "without activity are left out.",
        share=part,
    )


def apart() -> str:
    return tr(
        "Historical and current value lie before the data date, the forecast wholly after it. It is another view of "
        "the first year of the potential value and is never added to it."
    )


def method() -> str:
    return tr(
        "80 % interval: from the 10 % to the 90 % point of what may come, given what the client did: still active or "
        "not, how often, worth how much; parameters from a parametric bootstrap of {refits} fits. How markets move is "
        "not in it.",
        refits=REFITS,
    )


def in_words(run: ForecastRun) -> list[str]:
    """The parameters as a banker says them."""
    if run.activity is None:
        return []
    p = run.activity
    found = [_rate(run), _stopping(run.event, p.a / (p.a + p.b))]
    if run.spending is not None:
        s = run.spending
        mean = short_amount(round(s.p * s.gamma / (s.q - 1)), run.currency)
        found.append(
            tr("An active day brings {amount} on average.", amount=mean)
            if run.event == "day"
            else tr("An active month brings {amount} on average.", amount=mean)
        )
    return found


def _rate(run: ForecastRun) -> str:
    assert run.activity is not None
    rate, spread = run.activity.r / run.activity.alpha, run.activity.r**-0.5
    if run.event == "day":
        text = f"{rate * _WEEKS:.1f}"
        return tr("An active client has {rate} active days a month on average (spread between clients {spread}).",
                  rate=text, spread=share(spread * 10_000))  # fmt: skip
    text = f"{rate * 12:.1f}"
    return tr("An active client has {rate} active months a year on average (spread between clients {spread}).",
              rate=text, spread=share(spread * 10_000))  # fmt: skip


def _stopping(event: str, part: float) -> str:
    """The share that stops after an event; below a thousandth of a percent nobody does, as far as data can tell."""
    if part < _NOBODY:
        return tr("So far practically nobody has stopped for good: the forecast knows no leaving.")
    stops = f"{part * 100:.2g}%"
    if event == "day":
        return tr("After an active day {share} of clients stop for good on average.", share=stops)
    return tr("After an active month {share} of clients stop for good on average.", share=stops)


def parameters(run: ForecastRun) -> str:
    """The raw parameters with the likelihood, for those who know the papers."""
    if run.activity is None:
        return ""
    p = run.activity
    text = f"r {p.r:.4g}  α {p.alpha:.4g}  a {p.a:.4g}  b {p.b:.4g}"
    unit = tr("in weeks") if run.event == "day" else tr("in months")
    line = f"BG/NBD {text} ({unit}), LL {run.log_likelihood:,.3f}"
    if run.spending is None:
        return line
    s = run.spending
    return f"{line}\nGamma-Gamma p {s.p:.4g}  q {s.q:.4g}  γ {s.gamma / 100:.4g}, LL {run.spend_log_likelihood:,.3f}"


def coverage(run: ForecastRun) -> str:
    """How many clients fell inside: the sentence beside every number."""
    test = run.back_test
    if test is None:
        return tr("No back-test: the history before the months held out is too short.")
    clients = f"{test.clients:,}"
    if test.is_income:
        return tr("In the last {months} months {share} of {clients} clients fell inside their 80 %.",
                  months=test.months, share=share(test.inside), clients=clients)  # fmt: skip
    return tr("In the last {months} months {share} of {clients} clients were as active as their 80 % said.",
              months=test.months, share=share(test.inside), clients=clients)  # fmt: skip


def bias(test: BackTest, currency: str) -> str:
    """The total, forecast and come; whether it fell inside its own interval."""
    if not test.is_income:
        return ""
    names = ("expected", "low", "high", "actual")
    words = {name: short_amount(getattr(test, name), currency) for name in names}
    if test.bias is None:
        return tr("{expected} were expected of all together, nothing came.", expected=words["expected"])
    off = share(abs(test.bias) * 10_000)
    if test.bias >= 0:
        return tr("All together: {expected} expected (80 %: {low} to {high}), {actual} came, {share} less.",
                  share=off, **words)  # fmt: skip
    return tr("All together: {expected} expected (80 %: {low} to {high}), {actual} came, {share} more.",
              share=off, **words)  # fmt: skip


def ranking(test: BackTest) -> str:
    """How well it tells great from small, and whether it beats the plainest guess."""
    better = 1 - test.error / test.plain_error if test.plain_error else 0.0
    figures = {"correlation": f"{test.correlation / 10_000:.2f}", "gini": share(test.gini)}
    if better >= 0:
        return tr(
            "Correlation {correlation}, ranking {gini} of a perfect one; its mean error is {share} smaller than that "
            "of “as much as before”.",
            **figures, share=share(better * 10_000),
        )  # fmt: skip
    return tr(
        "Correlation {correlation}, ranking {gini} of a perfect one; its mean error is {share} greater than that of "
        "“as much as before”.",
        **figures, share=share(-better * 10_000),
    )  # fmt: skip


def client_line(told: ClientForecast) -> str:
    """A client's expected value with its interval; what is missing where there is none."""
    run, outlook = told.run, told.outlook
    if run.activity is None:
        return " ".join([tr("The data of the branch is not enough for a forecast."), *missing(run)])
    if outlook is None:
        return tr("Never active up to {day}: there is nothing to forecast from.", day=run.as_of)
    if outlook.expected is None or outlook.low is None or outlook.high is None:
        return tr("{events} expected in twelve months; for income the data is not enough.", events=acts(run, outlook))
    expected, low, high = (short_amount(one, run.currency) for one in (outlook.expected, outlook.low, outlook.high))
    if outlook.high == 0 < outlook.expected:
        return tr("Most likely nothing in twelve months; {expected} as the mean of all chances", expected=expected)
    return tr("{expected} expected in twelve months, 80 % between {low} and {high}", expected=expected, low=low,
              high=high)  # fmt: skip


def acts(run: ForecastRun, outlook: Outlook) -> str:
    count = f"{outlook.events_ahead / 100:.1f}"
    return tr("{count} active days", count=count) if run.event == "day" else tr("{count} active months", count=count)


def alive(told: ClientForecast) -> str:
    """P(alive), and what it rests on."""
    run, outlook = told.run, told.outlook
    if outlook is None:
        return ""
    if outlook.events == 0:
        return tr("Active once: the model cannot tell yet whether she comes back.")
    idle = outlook.age - outlook.recency
    if run.event == "day":
        return tr("{share} likely still active: {count} active days, the last {idle} days before {day}",
                  share=share(outlook.alive), count=outlook.events + 1, idle=idle, day=run.as_of)  # fmt: skip
    return tr("{share} likely still active: {count} active months, the last {idle} months before {day}",
              share=share(outlook.alive), count=outlook.events + 1, idle=idle, day=run.as_of)  # fmt: skip


def tried(told: ClientForecast) -> str:
    """The client's own back-test."""
    run, one = told.run, told.outlook
    if one is None or run.back_test is None or one.back_actual is None or one.back_low is None or one.back_high is None:
        return tr("Not in the back-test: too short a history.")
    words = {name: short_amount(cents, run.currency) for name, cents in
             (("low", one.back_low), ("high", one.back_high), ("actual", one.back_actual))}  # fmt: skip
    first, last = run.back_test.since, run.as_of
    span = f"{dates.month_text(dates.month_index(first) + 1)} – {dates.month_text(dates.month_index(last))}"
    if one.fell_inside:
        return tr("{span}: between {low} and {high} was expected, {actual} came: inside", span=span, **words)
    if one.back_actual > one.back_high:
        return tr("{span}: between {low} and {high} was expected, {actual} came: more", span=span, **words)
    return tr("{span}: between {low} and {high} was expected, {actual} came: less", span=span, **words)
