"""What happens between a client and a manager: contacts, next steps, needs, risk assessments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from crmdesk.dates import CHINA
from crmdesk.demo.paths import Population
from crmdesk.demo.people import Person, code_of, demo_data

Row = dict[str, Any]


@dataclass
class Life:
    """Rows per table for one slice of clients."""

    contacts: list[Row]
    follow_ups: list[Row]
    needs: list[Row]
    assessments: list[Row]


class Storyteller:
    """Invents the story of each client; ``today`` is the day around which next steps are due."""

    def __init__(self, rng: np.random.Generator, *, today: date, line: str) -> None:
        self._rng = rng
        self._today = today
        self._line = line
        self._templates = [
            {**one, "purpose": code_of("contact_purpose", one["purpose"])} for one in demo_data()["contacts"]
        ]
        self._needs = [{**one, "kind": code_of("need_kind", one["kind"])} for one in demo_data()["needs"]]

    def tell(self, people: Sequence[Person], population: Population, first_id: int) -> Life:
        life = Life([], [], [], [])
        served = ~population.is_kind("dormant")
        for index, person in enumerate(people):
            if not served[index]:
                continue
            client_id, assets = first_id + index, float(population.assets[index])
            if self._rng.random() < 0.88:
                life.assessments.append(self._assessment(client_id, float(population.equity[index])))
            if self._rng.random() < _contact_share(assets):
                life.contacts.extend(self._contacts(client_id, person, assets))
                if self._rng.random() < 0.75:
                    life.follow_ups.append(self._follow_up(client_id, person))
            if assets >= 300_000 and self._rng.random() < 0.8:
                life.needs.append(self._need(client_id, assets))
        return life

    def _contacts(self, client_id: int, person: Person, assets: float) -> Iterator[Row]:
        count = 1 + int(self._rng.integers(0, 3 + int(np.log10(assets + 10))))
        ago = np.sort(self._rng.integers(1, 360, size=count))[::-1]
        for days in ago.tolist():
            template = self._templates[int(self._rng.integers(0, len(self._templates)))]
            minute = int(self._rng.integers(0, 60))
            hour = int(self._rng.choice([9, 10, 14, 15, 16, 17]))
            notes = template["notes"]
            yield {
                "client_id": client_id,
                "at": datetime.combine(self._today - timedelta(days=days), time(hour, minute), CHINA),
                "minutes": template["minutes"],
                "direction": "OB",
                "channel": str(self._rng.choice(["01", "01", "01", "02", "06"])),
                "outcome": template["outcome"],
                "purpose": template["purpose"],
                "note": notes[int(self._rng.integers(0, len(notes)))],
                "source": "counter",
                "created_by": person.manager,
            }

    def _follow_up(self, client_id: int, person: Person) -> Row:
        due = self._today + timedelta(days=int(self._rng.integers(-8, 40)))
        titles = ("资产检视", "到期资金安排", "确认教育金方案", "风险测评更新", "季度回访")
        return {
            "client_id": client_id,
            "kind": "contact",
            "title": titles[int(self._rng.integers(0, len(titles)))],
            "due_on": due,
            "channel": "01",
            "attempt": 1,
            "owner": person.manager,
            "status": "open",
        }

    def _need(self, client_id: int, assets: float) -> Row:
        need = self._needs[int(self._rng.integers(0, len(self._needs)))]
        return {
            "client_id": client_id,
            "kind": need["kind"],
            "description": need["notes"][0],
            "amount": int(assets * 0.2 // 10_000 * 10_000 + 20_000) * 100,
            "horizon": code_of("horizon", "1–3年"),
            "priority": str(self._rng.choice(["high", "medium", "low"])),
            "status": "confirmed" if self._rng.random() < 0.6 else "found",
            "found_on": self._today - timedelta(days=int(self._rng.integers(10, 300))),
            "due_on": self._today + timedelta(days=int(self._rng.integers(200, 1200))),
        }

    def _assessment(self, client_id: int, equity: float) -> Row:
        """A level that mostly fits the share of equity held; where it does not, the plan has something to find."""
        level = int(np.clip(round(1.4 + 4 * equity + float(self._rng.normal(0, 0.7))), 1, 5))
        done = self._today - timedelta(days=int(self._rng.integers(5, 800)))
        months = 24 if self._line == "securities" else 12
        return {
            "client_id": client_id,
            "line": self._line,
            "level": f"C{level}",
            "score": float(self._rng.integers(20, 95)),
            "template": "demo-2026",
            "assessed_on": done,
            "valid_to": done + timedelta(days=months * 30),
            "channel": "online",
            "source": "counter",
        }


def _contact_share(assets: float) -> float:
    if assets >= 500_000:
        return 0.97
    return 0.7 if assets >= 100_000 else 0.25
