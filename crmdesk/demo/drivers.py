"""Records for the eleven drivers, invented for some clients of a slice; drawn apart, so that everything else stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from crmdesk import dates
from crmdesk.codes import code_list
from crmdesk.demo.ledger import Slice
from crmdesk.demo.paths import Floats, Ints
from crmdesk.demo.people import Person, demo_data

Row = dict[str, Any]

_STEPS = ("lead", "talking", "offered", "agreed")
_TITLES = ("养老规划", "基金定投", "稳健理财配置", "两融开通", "教育金方案", "闲置资金安排")
_LOST_FOR = ("price", "rival", "no_need", "no_money", "risk")
#: How far back the records go, in days.
_BACK = 730


@dataclass
class Records:
    """Rows per table for one slice of clients."""

    opportunities: list[Row] = field(default_factory=list)
    steps: list[Row] = field(default_factory=list)
    costs: list[Row] = field(default_factory=list)
    concessions: list[Row] = field(default_factory=list)
    contracts: list[Row] = field(default_factory=list)
    overdue: list[Row] = field(default_factory=list)
    handovers: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)
    accounts: list[Row] = field(default_factory=list)


class Recorder:
    """``end`` is the data date; each slice draws from a generator of its own."""

    def __init__(self, seed: int, *, end: date, profile: str, clients: int) -> None:
        self._seed, self._end, self._profile, self._clients = seed, end, profile, clients
        self._opportunity = 0

    def tell(self, part: Slice, people: Sequence[Person]) -> Records:
        rng, records = np.random.default_rng([self._seed, part.first_id, 11]), Records()
        assets = part.population.assets * ~part.population.is_kind("prospect", "unfunded", "dormant")
        leads = part.population.is_kind("prospect", "unfunded")
        self._opportunities(rng, records, part, people, _chosen(rng, np.where(leads | (assets > 100_000), 0.4, 0.02)))
        for index in _chosen(rng, np.where(assets > 300_000, 0.6, np.where(assets > 100_000, 0.2, 0.0))):
            records.costs.append(self._gift(rng, part.first_id + index, people[index].manager))
        for index in _chosen(rng, np.where(assets > 200_000, 0.25, 0.03)):
            records.concessions.append(self._concession(rng, part.first_id + index))
        for index in _chosen(rng, np.where(assets > 300_000, 0.15, 0.0)):
            records.contracts += self._contracts(rng, part.first_id + index, float(assets[index]))
        for index in _chosen(rng, np.where(assets > 20_000, 0.012, 0.0)):
            records.overdue += self._overdue(rng, part.first_id + index, float(assets[index]))
        for index in _chosen(rng, np.where(assets > 1_000, 0.03, 0.0)):
            records.handovers.append(self._handover(rng, part.first_id + index, people[index].manager))
        self._contacts(rng, records, part, people, assets)
        for index in _chosen(rng, np.where(assets > 100_000, 0.3, 0.04)):
            records.accounts.append(self._account(rng, part, index))
        return records

    def _ago(self, rng: np.random.Generator, first: int, last: int) -> date:
        return self._end - timedelta(days=int(rng.integers(first, last)))

    # -- opportunities

    def _opportunities(
        self, rng: np.random.Generator, records: Records, part: Slice, people: Sequence[Person], indexes: list[int]
    ) -> None:
        for index in indexes:
            self._opportunity += 1
            opened = self._ago(rng, 5, _BACK - 30)
            amount = int(max(part.population.assets[index] * rng.uniform(0.1, 0.4), 20_000) // 1000) * 1000_00
            steps, reason = self._steps(rng, opened, amount)
            last = steps[-1]
            is_open = last["stage"] in _STEPS
            records.steps += [
                {"opportunity_id": self._opportunity, "created_by": people[index].manager, **s} for s in steps
            ]
            records.opportunities.append(
                {
                    "id": self._opportunity,
                    "client_id": part.first_id + index,
                    "title": _TITLES[int(rng.integers(0, len(_TITLES)))],
                    "line": "fund" if self._profile == "securities" else "wealth",
                    **{name: last[name] for name in ("stage", "amount", "probability")},
                    "origin": str(rng.choice(["contact", "referral", "campaign", "walk_in"])),
                    "opened_on": opened,
                    "due_on": opened + timedelta(days=120),
                    "closed_on": None if is_open else last["day"],
                    "reason": reason,
                    "note": "",
                    "owner": people[index].manager,
                    "source": "",
                }
            )

    def _steps(self, rng: np.random.Generator, opened: date, amount: int) -> tuple[list[Row], str | None]:
        """From lead on, some three weeks each, until it is decided or the data end."""
        percent = {code: entry.extra["percent"] for code, entry in code_list("opportunity_stage").items()}
        goes, reason = int(rng.integers(1, 5)), None
        stages = [*_STEPS[:goes], str(rng.choice(["won", "lost"], p=[0.55, 0.45]))]
        days = opened + np.cumsum([0, *rng.integers(8, 40, size=len(stages) - 1)]).astype("m8[D]").astype(object)
        steps = [
            {"day": day, "stage": stage, "amount": amount, "probability": percent[stage]}
            for day, stage in zip(days.tolist(), stages, strict=True)
            if day <= self._end
        ]
        if steps[-1]["stage"] in ("won", "lost"):
            reason = "fits" if steps[-1]["stage"] == "won" else str(rng.choice(_LOST_FOR))
        return steps, reason

    # -- what a client costs

    def _gift(self, rng: np.random.Generator, client_id: int, manager: str) -> Row:
        kind, note = (("gift", "生日礼品"), ("event", "投资沙龙"), ("report", "资产配置报告"))[int(rng.integers(0, 3))]
        return {
            "day": self._ago(rng, 1, _BACK),
            "kind": kind,
            "purpose": "service",
            "client_id": client_id,
            "amount": int(rng.integers(80, 600)) * 100,
            "minutes": 0,
            "branch": demo_data()["branch"],
            "staff": manager,
            "note": note,
            "source": "",
        }

    def _concession(self, rng: np.random.Generator, client_id: int) -> Row:
        start = dates.month_first(dates.month_index(self._ago(rng, 60, 600)))
        kind = "commission" if self._profile == "securities" else "deposit"
        standard = 300 if kind == "commission" else 15_000
        granted = int(rng.integers(150, 260)) if kind == "commission" else 15_000 + 500 * int(rng.integers(1, 6))
        return {
            "client_id": client_id,
            "kind": kind,
            "standard": standard,
            "granted": granted,
            "from_on": start,
            "to_on": dates.add_months(start, 24) - timedelta(days=1),
            "reason": "大额客户，挽留同业报价",
            "approver": "网点负责人",
            "source": "",
        }

    def _contracts(self, rng: np.random.Generator, client_id: int, assets: float) -> list[Row]:
        """A year each; seven of ten are renewed."""
        first = self._ago(rng, 400, _BACK)
        fee = int(min(max(assets * 0.004, 1_200), 20_000) // 100) * 100_00
        years = 3 if rng.random() < 0.7 else 1
        begins = [dates.add_months(first, 12 * year) for year in range(years)]
        return [
            {
                "client_id": client_id,
                "kind": "advisory",
                "contract_no": f"TG{client_id:06d}-{number}",
                "fee": fee,
                "begins_on": begin,
                "ends_on": dates.add_months(begin, 12) - timedelta(days=1),
                "note": "",
                "source": "",
            }
            for number, begin in enumerate(begins, start=1)
            if begin <= self._end
        ]

    def _overdue(self, rng: np.random.Generator, client_id: int, assets: float) -> list[Row]:
        """On the list of several month-ends in a row, with a growing number of days."""
        last = dates.month_index(self._end) - int(rng.integers(0, 20))
        amount = int(max(assets * rng.uniform(0.02, 0.1), 800)) * 100
        kind = str(rng.choice(["margin", "fee"] if self._profile == "securities" else ["loan", "loan", "fee"]))
        grade = str(rng.choice(["attention", "substandard", "doubtful"])) if kind != "fee" else None
        return [
            {
                "client_id": client_id,
                "day": dates.month_last(last - back),
                "kind": kind,
                "account_no": "",
                "amount": amount,
                "exposure": amount * 6 if kind != "fee" else None,
                "grade": grade,
                "days_overdue": 30 * (6 - back),
                "pd": 800 if kind != "fee" else None,
                "lgd": 4_500 if kind != "fee" else None,
                "source": "counter",
                "ref": f"{client_id}-{back}",
            }
            for back in range(5, -1, -1)
        ]

    # -- who looks after her

    def _handover(self, rng: np.random.Generator, client_id: int, manager: str) -> Row:
        others = [name for name in demo_data()["managers"] if name != manager]
        return {
            "client_id": client_id,
            "day": self._ago(rng, 10, 600),
            "new_manager": manager,
            "old_manager": str(rng.choice(others)),
            "source": "counter",
            "ref": f"H{client_id}",
        }

    def _contacts(
        self, rng: np.random.Generator, records: Records, part: Slice, people: Sequence[Person], assets: Floats
    ) -> None:
        """The year before the one that the stories of clients tell; and calls to clients who were away."""
        older = _chosen(rng, np.where(assets > 100_000, 0.8, np.where(assets > 0, 0.3, 0.0)))
        away: Ints = np.flatnonzero(part.was_away)
        for index, first, last in [*((i, 370, 860) for i in older), *((i, 330, 640) for i in away.tolist())]:
            day = self._ago(rng, first, last)
            records.contacts.append(
                {
                    "client_id": part.first_id + index,
                    "at": datetime.combine(day, time(int(rng.integers(9, 17)), 20), dates.CHINA),
                    "minutes": int(rng.integers(4, 25)),
                    "direction": "OB",
                    "channel": "01",
                    "outcome": "10",
                    "purpose": "",
                    "note": "回顾账户情况，了解近期安排。",
                    "source": "counter",
                    "created_by": people[index].manager,
                }
            )

    def _account(self, rng: np.random.Generator, part: Slice, index: int) -> Row:
        """A second account, of another line of business."""
        kinds = ("margin", "option", "insurance") if self._profile == "securities" else ("insurance", "credit", "fund")
        kind, client_id = str(rng.choice(kinds, p=[0.5, 0.2, 0.3])), part.first_id + index
        return {
            "id": self._clients + client_id,
            "client_id": client_id,
            "system": "demo",
            "kind": kind,
            "account_no": f"{70_000_000 + client_id:010d}",
            "status": "normal",
            "currency": "CNY",
            "opened_on": max(part.opened_on(index), self._ago(rng, 20, 1_000)),
        }


def _chosen(rng: np.random.Generator, odds: Floats) -> list[int]:
    found: list[int] = np.flatnonzero(rng.random(len(odds)) < odds).tolist()
    return found
