"""The figures of a run beside their budgets: kept between runs, printed as the table of the README.

Budgets are for two idle cores; a figure fails its test only when it is ``SLACK`` times over, so that a machine that
does other work reports and does not cry wolf.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

SLACK = 4


@dataclass(frozen=True)
class Budget:
    """``limit`` in ``unit``: at most, or at least where ``is_floor``."""

    group: str
    words: str
    limit: float
    unit: str = "ms"
    is_floor: bool = False

    def is_met(self, value: float, slack: float = 1) -> bool:
        return value >= self.limit / slack if self.is_floor else value <= self.limit * slack

    def shown(self, value: float) -> str:
        """A share, which has no unit, with five places; amounts as short as they can be."""
        if not self.unit:
            return f"{value:.5f}"
        return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


BUDGETS = {
    # the window
    "first_paint": Budget("Window", "program start → first paint", 500),
    "usable_list": Budget("Window", "list of all clients: asked for the first time → on screen", 1000),
    "unlock": Budget("Window", "passphrase entered → store open (Argon2id, 64 MiB)", 1000),
    "key_press": Budget("Window", "key press in the palette → painted result, p95", 50),
    "wheel": Budget("Window", "wheel step, p95", 16),
    "jump": Budget("Window", "jump to a random row → painted, p95", 50),
    "resort": Budget("Window", "new order of all clients → painted, slowest column", 700),
    "select_all": Budget("Window", "select all", 50),
    "tick_one": Budget("Window", "tick one row → foot shows its sums", 50),
    "open_client": Budget("Window", "open a client → page painted, p95", 50),
    "panel": Budget("Window", "next row → client panel painted (40 ms of it a pause on purpose), p95", 90),
    "today_manager": Budget("Window", "Today: choose one manager → painted", 1000),
    "today_branch": Budget("Window", "Today of the whole branch", 1000),
    "lateness": Budget("Window", "UI lateness while ordering and filtering all clients, p95", 16),
    "pause": Budget("Window", "longest pause of the UI meanwhile", 100),
    "memory_idle": Budget("Window", "memory, list of all clients open, idle", 200, "MiB"),
    "memory_after": Budget("Window", "memory after scrolling, ordering, opening clients", 300, "MiB"),
    # statements
    "page_rows": Budget("Store", "a block of 100 rows by id, p95", 5),
    "order_ids": Budget("Store", "ids of all clients in the slowest order", 700),
    "search_typical": Budget("Store", "search statement, median of 33 inputs", 5),
    "search_worst": Budget("Store", "search statement, worst of 33 inputs", 50),
    "view_counts": Budget("Store", "counts of the six views", 200),
    "commit": Budget("Store", "one operation (log, undo images, audit), p95", 10),
    "backup": Budget("Store", "verified backup, per GB", 17, "s"),
    # classification
    "facts": Budget("Classification", "monthly facts from all movements, per million movements", 12, "s"),
    "classify": Budget("Classification", "one month-end of all clients, per 100,000 clients", 12, "s"),
    "classify_memory": Budget("Classification", "memory a run adds", 250, "MiB"),
    "overview": Budget("Classification", "all statements of the overview, per million clients", 1000),
    "fold": Budget("Classification", "a day of 100,000 movements folded into the facts", 2.5, "s"),
    "all_months": Budget("Classification", "every month-end of all clients, per million client-months", 60, "s"),
    "month_on_top": Budget("Classification", "the newest month-end on top of them, per 100,000 clients", 12, "s"),
    "months_memory": Budget("Classification", "memory of a program that does only that, at most", 500, "MiB"),
    "rfm_scores": Budget("Classification", "RFM scores of 500,000 clients from the kept facts", 2.5, "s"),
    "rfm_memory": Budget("Classification", "memory of a program that does only that", 250, "MiB"),
    # forecast
    "bgnbd_2357": Budget("Forecast", "BG/NBD of CDNOW, 2,357 clients", 10),
    "bgnbd_ratio_2357": Budget("Forecast", "lifetimes in the same process takes", 10, "×", is_floor=True),
    "bgnbd_100000": Budget("Forecast", "BG/NBD of 100,000 clients", 100),
    "bgnbd_ratio_100000": Budget("Forecast", "lifetimes in the same process takes", 10, "×", is_floor=True),
    "bgnbd_1000000": Budget("Forecast", "BG/NBD of 1,000,000 clients", 500),
    "bgnbd_ratio_1000000": Budget("Forecast", "lifetimes in the same process takes", 10, "×", is_floor=True),
    "bgnbd_score": Budget("Forecast", "P(alive) and expected events of 1,000,000 clients", 1, "s"),
    "gamma_gamma": Budget("Forecast", "Gamma-Gamma of 1,000,000 clients", 1.5, "s"),
    "forecast_model": Budget("Forecast", "both models, 40 refits, intervals of 1,000,000 clients", 20, "s"),
    "forecast_run": Budget("Forecast", "a forecast run with back-test, store of 500,000 clients", 60, "s"),
    # matching
    "scan_50k": Budget("Matching", "whole scan of 50,000 clients, from the store to the queue", 5, "s"),
    "scan_1m": Budget("Matching", "whole scan of 1,000,000 clients, from the store to the queue", 60, "s"),
    "scan_memory": Budget("Matching", "memory the scan of 1,000,000 adds", 1200, "MiB"),
    "scan_new": Budget("Matching", "scan after 1,000 new clients among 1,000,000", 3, "s"),
    "hint": Budget("Matching", "live hint while a client is typed, 1,000,000 clients, p95", 20),
    "merge": Budget("Matching", "merge of two clients among 1,000,000, median", 100),
    "unmerge": Budget("Matching", "the same taken apart again, median", 100),
    "match_precision": Budget("Matching", "two systems of 500,000: precision for review", 0.9997, "", is_floor=True),
    "match_recall": Budget("Matching", "two systems of 500,000: recall for review", 0.99, "", is_floor=True),
}


def cache_folder() -> Path:
    """Where big stores and figures stay between runs: ``CRMDESK_SCALE_CACHE``, else the user's cache."""
    from platformdirs import user_cache_path

    folder = Path(os.environ.get("CRMDESK_SCALE_CACHE") or user_cache_path("crmdesk-scale"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Figures:
    """``figures("jump", 31.2)`` keeps and prints one figure and fails when it is far over its budget."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: dict[str, float] = json.loads(path.read_text()) if path.exists() else {}

    def __call__(self, name: str, value: float) -> None:
        budget = BUDGETS[name]
        self._kept[name] = value
        self._path.write_text(json.dumps(self._kept, indent=1))
        verdict = "" if budget.is_met(value) else "   OVER BUDGET"
        print(f"\n{budget.words:<72} {budget.shown(value):>8} {budget.unit:<4} of {budget.limit:g}{verdict}", end="")
        assert budget.is_met(value, SLACK), f"{budget.words}: {budget.shown(value)} {budget.unit} of {budget.limit:g}"

    def table(self) -> str:
        """All figures ever kept, as Markdown."""
        lines = ["| | budget | measured | |", "|---|---:|---:|---|"]
        group = ""
        for name, budget in BUDGETS.items():
            if name in self._kept:
                if budget.group != group:
                    group = budget.group
                    lines.append(f"| **{group}** | | | |")
                lines.append(_line(budget, self._kept[name]))
        return "\n".join(lines)


def _line(budget: Budget, value: float) -> str:
    sign = "≥" if budget.is_floor else "≤"
    mark = "" if budget.is_met(value) else "over"
    return f"| {budget.words} | {sign} {budget.limit:g} {budget.unit} | {budget.shown(value)} {budget.unit} | {mark} |"
