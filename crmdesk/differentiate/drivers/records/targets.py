"""What a branch wants its drivers to be."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from crmdesk.codes import checked
from crmdesk.differentiate.tables import driver_target
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.store.history import Unit
from crmdesk.store.store import Store
from crmdesk.text import clean

#: In which parts of its unit a driver's target is stored as a whole number; money is cents already.
SCALES = {"money": 1, "share": 10_000, "number": 100}


def targets(connection: Connection, branch: str = "") -> dict[str, float]:
    """Driver → target in the unit of its figure: the branch's own, else that for all."""
    t = driver_target.c
    rows = connection.execute(select(t.driver, t.branch, t.value).where(t.branch.in_(["", branch]))).all()
    chosen = {driver: value for driver, of, value in sorted(rows, key=lambda row: row.branch)}
    return {driver: value / _scale(driver) for driver, value in chosen.items()}


def set_target(store: Store, driver: str, value: float | None, *, branch: str = "") -> None:
    """Set what a driver should be, in cents, a share of one, or lines per client; None takes the target away."""
    set_targets(store, {driver: value}, branch=branch)


def set_targets(store: Store, values: Mapping[str, float | None], *, branch: str = "") -> int:
    """The targets of several drivers in one step; how many changed. Raises ``CrmError`` at the driver's field."""
    for driver, value in values.items():
        checked("driver", driver, field="driver")
        if value is not None and value < 0:
            raise CrmError(tr("A target cannot be negative."), field=driver)
    with store.write(Words("设定动因目标", "Set the drivers' targets")) as unit:
        return sum(_set(unit, driver, value, clean(branch)) for driver, value in values.items())


def _set(unit: Unit, driver: str, value: float | None, branch: str) -> bool:
    t = driver_target.c
    row_id = unit.connection.execute(select(t.id).where(t.driver == driver, t.branch == branch)).scalar()
    if value is None:
        if row_id is not None:
            unit.remove(driver_target, row_id)
        return row_id is not None
    if row_id is None:
        unit.add(driver_target, {"driver": driver, "branch": branch, "value": _whole(driver, value)})
        return True
    return unit.change(driver_target, row_id, {"value": _whole(driver, value)})


def _whole(driver: str, value: float) -> int:
    return round(value * _scale(driver))


def _scale(driver: str) -> int:
    return SCALES[str(checked("driver", driver, field="driver").extra["unit"])]
