"""The reference allocation by risk level (§6.2 of the domain specification) and the distance to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from crmdesk.codes import code_list
from crmdesk.i18n import Words
from crmdesk.resources import resource_toml

State = Literal["in", "above", "below"]
OTHER = "other"


def frame_data() -> dict[str, Any]:
    return resource_toml("plan", "frame.toml")


@dataclass(frozen=True)
class PlanClass:
    """An asset class as a plan prints it; ``step`` is its place in the hue of the charts."""

    code: str
    words: Words
    short: Words
    step: int


@cache
def classes() -> dict[str, PlanClass]:
    return {
        code: PlanClass(code, Words(one["zh"], one["en"]), Words(one["short_zh"], one["short_en"]), one["step"])
        for code, one in frame_data()["class"].items()
    }


@cache
def _sources() -> dict[str, str]:
    return {source: code for code, one in frame_data()["class"].items() for source in one["from"]}


def plan_class(asset_class: str) -> str:
    """The printed class of a stored asset class; what the frame does not know is ``other``."""
    return _sources().get(asset_class, OTHER)


def class_words(code: str) -> Words:
    return classes()[code].words if code in classes() else Words("其他", "Other")


def class_short(code: str) -> Words:
    return classes()[code].short if code in classes() else Words("其他", "Other")


def class_step(code: str) -> int:
    """Its place in the hue; what the frame does not know takes the lightest."""
    return classes()[code].step if code in classes() else 4


def is_debt(asset_class: str) -> bool:
    code = code_list("asset_class").get(asset_class)
    return bool(code and code.extra.get("is_debt"))


def frame_level(level: str, age: int | None) -> str:
    """The level whose frame applies: one lower from 65 years on. The legal level stays what it is."""
    if age is not None and age >= frame_data()["senior_age"] and level > "C1":
        return f"C{int(level[1]) - 1}"
    return level


def targets(level: str) -> dict[str, int]:
    """Percent per class, in printed order."""
    row = frame_data()["level"][level]
    return {code: int(row[code]) for code in classes()}


def high_risk_cap(level: str) -> int:
    """The largest share of R4–R5, percent."""
    return int(frame_data()["level"][level]["high"])


def limit_words(level: str, code: str) -> Words | None:
    entry = frame_data()["limit"].get(level, {}).get(code)
    return Words(entry["zh"], entry["en"]) if entry else None


def band(target: int) -> tuple[int, int]:
    """Lowest and highest share, percent. A class whose target is 0 stays at 0–10."""
    width = int(frame_data()["band"])
    return max(0, target - width), min(100, target + width)


def state(share: float, target: int) -> State:
    """``share`` in percent."""
    low, high = band(target)
    if share > high + 1e-9:
        return "above"
    return "below" if share < low - 1e-9 else "in"
