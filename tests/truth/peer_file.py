"""The set as one CSV for programs that know nothing of Chinese: half-width signs, a row per record."""

from __future__ import annotations

import csv

from crmdesk.text import half_width

_COLUMNS = ("name", "id_no", "mobile", "birth", "sex", "address", "email", "uscc", "office_phone")


def write_peer_file(records, path):
    """Write the records in their order; the path."""
    columns = [[half_width(one) for one in records[name]] for name in _COLUMNS]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["system", *_COLUMNS])
        writer.writerows(zip(records.system.tolist(), *columns, strict=True))
    return path
