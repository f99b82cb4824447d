"""What the overview reads at once, and the sentences, labels and shares made of it: no widget here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from crmdesk.book.client_list import ClientRow, client_rows
from crmdesk.codes import code_list
from crmdesk.differentiate.cube import Cube, cube
from crmdesk.differentiate.overview import LatestRun, rulebook_of, run_of
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.watching import NearTier, Sleeper, countdown, near_tier
from crmdesk.i18n import tr
from ui.differentiate.overview.heat_map import Grid, Key
from ui.differentiate.scope import Scope, shown_day
from ui.framework.shown import Shown

NEAR_SHOWN = 7
_HIGH = ("platinum", "diamond", "private")


@dataclass(frozen=True)
class OverviewView:
    run: LatestRun
    rulebook: Rulebook
    cube: Cube


@dataclass(frozen=True)
class Watched:
    """Who is about to change class: of a million clients it takes a second, so that it is read by itself."""

    near: list[NearTier]
    #: The first of ``near``, by client id.
    names: dict[int, ClientRow]
    sleepers: list[Sleeper]


def read_overview(connection: Any, scope: Scope) -> OverviewView | None:
    """None before the first run."""
    day = shown_day(connection, scope)
    found = None if day is None else run_of(connection, day)
    if day is None or found is None:
        return None
    return OverviewView(found, rulebook_of(connection, found), cube(connection, day, manager=scope.manager))


def read_watched(connection: Any, scope: Scope, view: OverviewView) -> Watched:
    near = near_tier(connection, view.cube.day, view.rulebook, manager=scope.manager)
    names = client_rows(connection, [one.client_id for one in near[:NEAR_SHOWN]])
    asleep = countdown(connection, view.cube.day, manager=scope.manager)
    return Watched(near, {row.id: row for row in names}, asleep)


# -- pyramid


def pyramid_answer(counts: Cube) -> str:
    """Who holds the money, in one sentence."""
    found = counts.by("tier")
    clients, assets = (sum(found.get((tier,), (0, 0))[part] for tier in _HIGH) for part in (0, 1))
    if not clients:
        return tr("{count} clients by tier", count=f"{counts.clients:,}")
    return tr(
        "{count} clients from platinum up hold {share} of the assets",
        count=f"{clients:,}",
        share=f"{assets / (counts.assets or 1):.1%}",
    )


def tier_cells(counts: Cube, shown: Shown) -> list[tuple[str, int, tuple[str, str, str, str]]]:
    """Tier, clients, and the four cells, the highest tier first and the dormant last."""
    found = counts.by("tier")
    order = [*[tier for tier in reversed(list(code_list("tier"))) if tier != "dormant"], "dormant"]
    rows = []
    for tier in order:
        clients, assets = found.get((tier,), (0, 0))
        shares = clients / (counts.clients or 1), assets / (counts.assets or 1)
        cells = (f"{clients:,}", f"{shares[0]:.1%}", shown.amount(assets), f"{shares[1]:.1%}")
        rows.append((tier, clients, cells))
    return rows


# -- recency by frequency


def recency_labels(cuts: Sequence[int]) -> list[tuple[str, str]]:
    """Rows of the map by points: 5 (the most recent) down to 1."""
    between = [f"{low + 1}–{high}" for low, high in pairwise(cuts)]
    return list(zip("54321", [f"≤ {cuts[0]}", *between, f"> {cuts[-1]}"], strict=True))


def frequency_labels(cuts: Sequence[int]) -> list[tuple[str, str]]:
    """Columns by points: 0 (not once) up to 5."""
    between = [str(low) if low == high - 1 else f"{low}–{high - 1}" for low, high in pairwise(cuts)]
    none = "0" if cuts[0] <= 1 else f"< {cuts[0]}"
    return list(zip("012345", [none, *between, f"≥ {cuts[-1]}"], strict=True))


def recency_grid(counts: Cube, rules: Rulebook, *, monetary: str = "", most: int = 0) -> Grid:
    """Scored clients by recency and frequency, of all or of one number of points for the contribution."""
    cells: dict[Key, int] = {}
    detail: dict[Key, dict[str, int]] = {}
    for row in counts.rows:
        if row.points and monetary in ("", row.points[2]):
            key = (row.points[0], row.points[1])
            cells[key] = cells.get(key, 0) + row.clients
            by_points = detail.setdefault(key, {})
            by_points[row.points[2]] = by_points.get(row.points[2], 0) + row.clients
    rows = recency_labels(rules.breakpoints.recency)
    if any(row.points.startswith("0") for row in counts.rows):
        rows.append(("0", tr("never traded")))
    columns = frequency_labels(rules.breakpoints.frequency)
    for recency, _label in rows:
        for frequency, _below in columns:
            if _is_possible(recency, frequency, rules):
                cells.setdefault((recency, frequency), 0)
    labels = dict(rows), dict(columns)
    words = {key: _cell_words(key, cells[key], detail.get(key, {}), labels) for key in cells}
    axes = (tr("R, days"), frequency_axis(rules))
    return Grid(rows, columns, cells, axes, most, words)


def frequency_axis(rules: Rulebook) -> str:
    if rules.frequency == "active_days":
        return tr("F, active days ({months} months)", months=rules.window_months)
    return tr("F, movements ({months} months)", months=rules.window_months)


def _is_possible(recency: str, frequency: str, rules: Rulebook) -> bool:
    """Who traded within the window has a frequency and who did not has none, where the last cut-off is the window."""
    is_window = abs(rules.breakpoints.recency[-1] - rules.window_months * 365 / 12) < 10
    return not is_window or (recency in "01") == (frequency == "0") or (recency == "0" and frequency == "0")


def _cell_words(key: Key, count: int, by_points: dict[str, int], labels: tuple[dict[str, str], dict[str, str]]) -> str:
    """A cell, and its clients by the points of their contribution."""
    recency, frequency = labels[0].get(key[0], key[0]), labels[1].get(key[1], key[1])
    lines = [f"R {recency} · F {frequency}: {count:,}"]
    lines += [f"M {points}: {n:,}" for points, n in sorted(by_points.items(), reverse=True)]
    return "\n".join(lines)


def recency_answer(counts: Cube, rules: Rulebook) -> str:
    scored = sum(row.clients for row in counts.rows if row.points)
    if not scored:
        return tr("Nobody is scored.")
    quiet = sum(row.clients for row in counts.rows if row.points and row.points[0] in "01")
    return tr(
        "{count} have not traded for more than {days} days, {share}",
        count=f"{quiet:,}",
        days=rules.breakpoints.recency[-1],
        share=f"{quiet / scored:.1%}",
    )


# -- stages


def flow_answer(moves: Mapping[tuple[str, str], int], *, is_month: bool = True) -> str:
    entered = sum(count for (_old, new), count in moves.items() if new == "decline")
    ended = sum(count for (_old, new), count in moves.items() if new == "termination")
    recovered = sum(count for (old, new), count in moves.items() if old == "decline" and new != "termination")
    if not is_month:
        return tr(
            "{entered} entered decline, {recovered} recovered, {ended} ended",
            entered=f"{entered:,}",
            recovered=f"{recovered:,}",
            ended=f"{ended:,}",
        )
    return tr(
        "This month {entered} entered decline, {recovered} recovered, {ended} ended",
        entered=f"{entered:,}",
        recovered=f"{recovered:,}",
        ended=f"{ended:,}",
    )


def flow_days(counts: Cube) -> str:
    if counts.before is None:
        return tr("data date {day}", day=counts.day)
    return tr("{before} → {day} · arrows as thick as the moves", before=counts.before, day=counts.day)


# -- who is about to change


def missing_words(near: NearTier, shown: Shown) -> str:
    if near.by_assets:
        return tr("{amount} missing", amount=shown.amount(near.missing))
    return tr("{points} points missing", points=f"{near.missing / 10:.1f}")


def countdown_words(sleepers: Sequence[Sleeper], shown: Shown) -> str:
    """How many days are left, who falls asleep then, and what is at stake."""
    if not sleepers:
        return tr("Nobody becomes dormant before the next new year.")
    dormant = sum(one.becomes == "dormant" for one in sleepers)
    at_stake = sum(one.assets for one in sleepers)
    return tr(
        "In {days} days, unless they trade: {dormant} dormant, {asleep} asleep with {amount}",
        days=max(one.days_left for one in sleepers),
        dormant=f"{dormant:,}",
        asleep=f"{len(sleepers) - dormant:,}",
        amount=shown.amount(at_stake),
    )
