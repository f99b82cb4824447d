"""Targets of all drivers in one form: amounts, shares in percent, lines per client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from crmdesk.codes import code_list
from crmdesk.i18n import tr
from crmdesk.store.store import Store
from ui.differentiate.drivers.record_kinds import Entry
from ui.framework.editors import AmountEditor, NumberEditor


def target_entries(found: dict[str, float]) -> tuple[Entry, ...]:
    """A field per driver, with the target it has."""
    return tuple(
        Entry(
            code,
            _label(str(one.words), one.extra["unit"]),
            _editor(one.extra["unit"]),
            _shown(found.get(code), one.extra["unit"]),
        )
        for code, one in code_list("driver").items()
    )


def _label(words: str, unit: str) -> str:
    return tr("{driver}, %", driver=words) if unit == "share" else words


def _editor(unit: str) -> Callable[[], QWidget]:
    return AmountEditor if unit == "money" else lambda: NumberEditor(decimals=True)


def _shown(value: float | None, unit: str) -> float | int | None:
    if value is None:
        return None
    return round(value) if unit == "money" else round(100 * value, 4) if unit == "share" else value


def save_targets(found: dict[str, float]) -> Callable[[Store, dict[str, Any]], object]:
    """What writes the targets that differ; a field left empty takes its target away."""

    def save(store: Store, values: dict[str, Any]) -> object:
        from crmdesk.differentiate.drivers.records.targets import set_targets

        units = {code: one.extra["unit"] for code, one in code_list("driver").items()}
        wanted = {code: value / 100 if units[code] == "share" else value for code, value in values.items()}
        return set_targets(store, {code: wanted.get(code) for code in {*found, *wanted}})

    return save
