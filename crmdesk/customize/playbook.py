"""What to do for a client of a tier in a stage: the matrix of §6.3 of the domain specification, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from crmdesk.i18n import Words
from crmdesk.resources import resource_toml

STAGES = ("acquisition", "growth", "maturity", "decline", "termination")
TIERS = ("silver", "gold", "platinum", "diamond", "private")
LONG_TAIL = "long_tail"

_CADENCE = {
    "weekly": Words("每周1次", "Weekly"),
    "monthly": Words("每月1次", "Monthly"),
    "quarterly": Words("每季1次", "Quarterly"),
    "half-yearly": Words("每半年1次", "Every half-year"),
    "yearly": Words("每年1次", "Yearly"),
    "ongoing": Words("持续", "Ongoing"),
    "once": Words("1次", "Once"),
}
_CADENCE_DAYS = {"weekly": 7, "monthly": 30, "quarterly": 91, "half-yearly": 182, "yearly": 365}
_DAY_UNITS = {"d": Words("日", "days"), "wd": Words("个工作日", "working days"), "h": Words("小时", "hours")}
_TIMED = re.compile(r"(within|every|before) (\d+) (d|wd|h)")


@dataclass(frozen=True)
class Timing:
    """When an action is owed: its words, the days until it is due, or the days between repetitions."""

    words: Words
    due_days: int | None = None
    every_days: int | None = None


@dataclass(frozen=True)
class PlaybookAction:
    """``kind``: service (a line of the service menu) · task (a dated action) · internal (never printed).

    ``channel`` and ``who`` are codes of plan_channel and plan_who; ``needs_match``: only products within the
    client's risk level may be named.
    """

    words: Words
    channel: str
    timing: Timing
    who: str
    kind: str
    needs_match: bool = False


@dataclass(frozen=True)
class Play:
    """A cell of the matrix with the goal and the metric of its stage."""

    goal: Words
    metric: Words
    actions: tuple[PlaybookAction, ...]


def timing(text: str) -> Timing:
    """The meaning of a ``when`` entry. Raises ``ValueError`` for one the playbook does not know."""
    if text in _CADENCE:
        return Timing(_CADENCE[text], every_days=_CADENCE_DAYS.get(text))
    if text == "day 0":
        return Timing(Words("当日", "On the day"), due_days=0)
    if text.startswith("at "):
        days = text[3:].removesuffix(" d").split("/")
        return Timing(Words(f"第{'、'.join(days)}日", f"On days {', '.join(days)}"), due_days=int(days[0]))
    found = _TIMED.fullmatch(text)
    if found is None:
        raise ValueError(f"playbook: unknown time {text!r}")
    return _timed(found[1], int(found[2]), found[3])


def _timed(kind: str, count: int, unit: str) -> Timing:
    words = _DAY_UNITS[unit]
    english = words.en if count > 1 else words.en.removesuffix("s")
    days = {"d": count, "wd": round(count * 7 / 5), "h": max(1, count // 24)}[unit]
    if kind == "within":
        return Timing(Words(f"{count}{words.zh}内", f"Within {count} {english}"), due_days=days)
    if kind == "before":
        return Timing(Words(f"到期前{count}{words.zh}", f"{count} {english} before maturity"))
    return Timing(Words(f"每{count}{words.zh}至少1次", f"At least every {count} {english}"), every_days=days)


def _action(entry: dict[str, Any]) -> PlaybookAction:
    return PlaybookAction(
        words=Words(entry["zh"], entry["en"]),
        channel=entry["channel"],
        timing=timing(entry["when"]),
        who=entry["who"],
        kind=entry["kind"],
        needs_match=entry.get("needs_match", False),
    )


def _cell(stage: dict[str, Any], tier: str) -> tuple[PlaybookAction, ...]:
    actions: list[PlaybookAction] = []
    for entry in stage[tier]:
        actions += _cell(stage, entry["includes"]) if "includes" in entry else [_action(entry)]
    return tuple(actions)


@cache
def play(stage: str, tier: str) -> Play:
    """The cell of a stage and a tier; every tier outside the five (base, dormant) gets the long tail."""
    name, row = (stage, tier) if tier in TIERS else (LONG_TAIL, "base")
    data = resource_toml("playbook", f"{name}.toml")
    return Play(Words(**data["goal"]), Words(**data["metric"]), _cell(data, row))
