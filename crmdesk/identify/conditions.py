"""When a conditional field (``need="C"``) is needed: the conditions the form names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from crmdesk.identify.form import Field, split_codes
from crmdesk.identify.record import CHILD_TABLES, Record

#: Occupations without an employer: student, retired, not employed.
_WITHOUT_EMPLOYER = frozenset({"90001", "90002", "90005"})
_CHINESE = frozenset({"CHN", "HKG", "MAC", "TWN"})
#: Stands among the inputs of a condition for "has an account that is not closed".
OPEN_ACCOUNT = "open_account"


class Condition(NamedTuple):
    """``holds`` is told the values of the fields ``inputs``, in their order."""

    inputs: tuple[str, ...]
    holds: Callable[..., bool]


def _is_foreign(nationality: str | None) -> bool:
    return nationality is not None and nationality not in _CHINESE


def _is_employed(occupation: str | None) -> bool:
    return occupation is not None and occupation not in _WITHOUT_EMPLOYER


def _wants_private_funds(*wishes: str | None) -> bool:
    return any("private" in split_codes(wish) for wish in wishes)


CONDITIONS: dict[str, Condition] = {
    "foreign": Condition(("nationality",), _is_foreign),
    "employed": Condition(("occupation",), _is_employed),
    "taxable": Condition((OPEN_ACCOUNT,), bool),
    "holds_products": Condition((OPEN_ACCOUNT,), bool),
    "private_funds": Condition(("product_pref", "experience_products"), _wants_private_funds),
}


def condition_of(field: Field) -> Condition | None:
    """The condition of a conditional field; None for any other. Rows kept by other rooms are not judged here."""
    is_known = field.type != "child" or field.table in CHILD_TABLES
    return CONDITIONS[field.when] if field.need == "C" and is_known else None


def is_needed(field: Field, record: Record) -> bool:
    """Whether a conditional field applies to this client."""
    condition = condition_of(field)
    return condition is not None and condition.holds(*(_input(record, name) for name in condition.inputs))


def _input(record: Record, name: str) -> Any:
    if name == OPEN_ACCOUNT:
        return any(row["status"] != "closed" for row in record.children["account"])
    return record.values.get(name)
