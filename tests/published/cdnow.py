"""The clients of CDNOW as the papers count them: weeks are days / 7, purchases of one day are one."""

import csv
import gzip
import json
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from crmdesk.differentiate.forecast.bg_nbd import Parameters
from crmdesk.differentiate.forecast.statistics import group

DATA = Path(__file__).parents[1] / "data"
FIRST, CALIBRATED, LAST = date(1997, 1, 1), date(1997, 9, 30), date(1998, 6, 30)

#: The paper's rounded parameters, and those of the vignette of the R package BTYD 2.4.3 (third restart).
PAPER = Parameters(0.243, 4.414, 0.793, 2.426)
BTYD = Parameters(0.2425967, 4.413659, 0.7929869, 2.426164)


@cache
def anchors():
    return json.loads((DATA / "cdnow" / "anchors.json").read_text("utf-8"))


def rows(name, folder="cdnow"):
    with gzip.open(DATA / folder / f"{name}.csv.gz", "rt", encoding="utf-8") as text:
        return list(csv.DictReader(text))


@cache
def purchases():
    """{client: {day: dollars}} of the whole sample."""
    found = {}
    for row in rows("cdnow_sample"):
        text = row["date"]
        day = (date(int(text[:4]), int(text[4:6]), int(text[6:])) - FIRST).days
        days = found.setdefault(int(row["sample_id"]), {})
        days[day] = days.get(day, 0.0) + float(row["dollar_value"])
    return found


@cache
def calibration():
    """x, t_x and T in days up to 1997-09-30, the repeat purchases after it, by client."""
    end = (CALIBRATED - FIRST).days
    table = []
    for _, days in sorted(purchases().items()):
        known = sorted(day for day in days if day <= end)
        table.append((len(known) - 1, known[-1] - known[0], end - known[0], len(days) - len(known)))
    return np.array(table, dtype=np.int64).T


@cache
def exact():
    """Statistics in whole days."""
    events, recency, age, _ = calibration()
    return group(events, recency, age, unit=7.0)


def column(table, name, scale=1):
    return np.array([round(float(row[name]) * scale) for row in table], dtype=np.int64)


@cache
def summary():
    """The published file, its weeks rounded to hundredths."""
    table = rows("cdnow_summary")
    return group(column(table, "frequency"), column(table, "recency", 100), column(table, "T", 100), unit=100.0)


@cache
def spending():
    """x, t_x, T in weeks and the mean repeat spend of every client of the published file."""
    table, names = rows("cdnow_summary_monetary"), ("frequency", "recency", "T", "monetary_value")
    return tuple(np.array([float(row[name]) for row in table]) for name in names)
