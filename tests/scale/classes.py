"""A store of a million clients with the classes of three data dates, made straight in the tables: for pictures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import insert

from crmdesk import dates
from crmdesk.differentiate.segments import CODES
from crmdesk.differentiate.tables import class_count, classification, run
from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.store.bulk import indexes_rebuilt, insert_columns
from crmdesk.store.keys import keys_path
from crmdesk.store.opening import create_store
from tests.scale.figures import cache_folder
from tests.scale.million import PASSPHRASE, STAGES, TIERS, _clients, size

#: A year, and a month apart.
DAYS = (date(2025, 10, 31), date(2026, 9, 30), date(2026, 10, 31))
_SLICE = 100_000
_POINT_SHARES = (0.05, 0.15, 0.25, 0.25, 0.2, 0.1)
_DORMANCY = ("active", "sleeping", "pre_dormant")


def classes_file() -> Path:
    return cache_folder() / f"classes-{size()}.crm"


def build(path: Path, clients: int) -> None:
    """Make the store beside its place and move it there when it is whole."""
    part = path.with_name(f"building-{path.name}")
    for left in path.parent.glob(f"{part.name}*"):
        left.unlink()
    store = create_store(part, PASSPHRASE, actor="scale")
    with store.batch(Words("", "classes of a million clients")) as connection:
        at = {"at": dates.now(), "rulebook": "securities", "rulebook_version": "2026.1", "clients": clients}
        rows = [{"id": day.toordinal(), "as_of": day, "seconds": 0.1, "is_data_date": True, **at} for day in DAYS]
        connection.execute(insert(run), rows)
        counts: dict[tuple[object, ...], list[int]] = {}
        with ExitStack() as unindexed:
            for table in (client, classification):
                unindexed.enter_context(indexes_rebuilt(connection, table, table.c.keys()))
            for start in range(0, clients, _SLICE):
                people = _clients(start, min(_SLICE, clients - start))
                insert_columns(connection, client, people)
                for columns in _classes(start, people):
                    insert_columns(connection, classification, columns)
                    _count(counts, columns)
        _write(connection, counts)
    store.close()
    keys_path(part).rename(keys_path(path))
    part.rename(path)


def _classes(start: int, people: dict[str, list[object]]) -> Iterator[dict[str, list[object]]]:
    """One set of rows per day; a twentieth of the clients stood in another tier and stage before."""
    rng, count = np.random.default_rng(start + 3), len(people["id"])
    points = np.stack([rng.choice(6, count, p=_POINT_SHARES) for _indicator in range(5)], axis=1)
    text = ["".join(map(str, row)) for row in points.tolist()]
    segment = [CODES[4 * (r >= 4) + 2 * (f >= 4) + (m >= 4)] for r, f, m, *_rest in points.tolist()]
    for day in DAYS:
        moved = rng.random(count) < (0.05 if day != DAYS[-1] else 0)
        tier = np.where(moved, rng.choice(TIERS, count), people["tier"])
        stage = np.where(moved, rng.choice(STAGES, count), people["stage"])
        dormancy = rng.choice(_DORMANCY, count, p=(0.95, 0.03, 0.02))
        idle = [day + timedelta(days=n) for n in rng.integers(-700, 1500, count).tolist()]
        same = {"run_id": day.toordinal(), "as_of": day, "tier_status": "normal", "tier_counter": 0, "tier_mark": 0,
                "tier_since": day, "stage_status": "normal", "stage_since": day, "stage_rules": 0, "cycle_no": 1,
                "hv": 0, "cv": 0, "pv": 0, "clv": 0, "clv_phase": "rise", "is_new": False,
                "evidence": "[]"}  # fmt: skip
        yield {
            "client_id": people["id"],
            **{name: [value] * count for name, value in same.items()},
            "tier": tier.tolist(),
            "stage": stage.tolist(),
            "dormancy": dormancy.tolist(),
            "segment": segment,
            "score": people["score"],
            "points": text,
            "is_near": ((rng.random(count) < 0.04) & (tier != "dormant")).tolist(),
            "idle_on": idle,
            "assets": people["assets"],
        }


def _count(counts: dict[tuple[object, ...], list[int]], columns: dict[str, list[object]]) -> None:
    """As a run does; who moved is counted as having stayed, which makes no fewer rows."""
    keys = zip(columns["as_of"], columns["tier"], columns["stage"], columns["dormancy"], columns["segment"],
               (str(points)[:3] for points in columns["points"]), strict=True)  # fmt: skip
    for key, assets in zip(keys, columns["assets"], strict=True):
        found = counts.setdefault(key, [0, 0])
        found[0] += 1
        found[1] += int(str(assets))


def _write(connection: object, counts: dict[tuple[object, ...], list[int]]) -> None:
    names = ("as_of", "tier", "stage", "dormancy", "segment", "points")
    columns = {name: list(values) for name, values in zip(names, zip(*counts, strict=True), strict=True)}
    columns |= {"tier_before": columns["tier"], "stage_before": columns["stage"]}
    clients, assets = zip(*counts.values(), strict=True)
    insert_columns(connection, class_count, columns | {"clients": list(clients), "assets": list(assets)})  # type: ignore[arg-type]


if __name__ == "__main__":
    build(classes_file(), size())
