"""When a conditional field (``need="C"``) is needed: the conditions the form names."""

from __future__ import annotations

from collections.abc import Callable

from crmdesk.identify.form import Field, split_codes
from crmdesk.identify.record import CHILD_TABLES, Record

#: Occupations without an employer: student, retired, not employed.
_WITHOUT_EMPLOYER = frozenset({"90001", "90002", "90005"})
_CHINESE = frozenset({"CHN", "HKG", "MAC", "TWN"})


def _is_foreign(record: Record) -> bool:
    nationality = record.values.get("nationality")
    return nationality is not None and nationality not in _CHINESE


def _is_employed(record: Record) -> bool:
    occupation = record.values.get("occupation")
    return occupation is not None and occupation not in _WITHOUT_EMPLOYER


def _has_account(record: Record) -> bool:
    return any(row["status"] != "closed" for row in record.children["account"])


def _wants_private_funds(record: Record) -> bool:
    return any("private" in split_codes(record.values.get(name)) for name in ("product_pref", "experience_products"))


CONDITIONS: dict[str, Callable[[Record], bool]] = {
    "foreign": _is_foreign,
    "employed": _is_employed,
    "taxable": _has_account,
    "holds_products": _has_account,
    "private_funds": _wants_private_funds,
}


def is_needed(field: Field, record: Record) -> bool:
    """Whether a conditional field applies to this client. Rows kept by other rooms are not judged here."""
    is_known = field.type != "child" or field.table in CHILD_TABLES
    return field.need == "C" and is_known and CONDITIONS[field.when](record)
