"""Every check of the form. Saving is refused for values that are wrong, never for values that are missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.identify.checks import numbers, reach, texts
from crmdesk.identify.checks.findings import Finding, Problem, Rule, good
from crmdesk.identify.checks.reading import fitting, read_value
from crmdesk.identify.checks.together import check_together, ids_to_18
from crmdesk.identify.form import FORMS, Field

__all__ = ["RULES", "Problem", "Reading", "check_values", "normalise_values", "read_field", "read_values"]

#: The rules a field of the form may name.
RULES: dict[str, Rule] = {
    "person_name": texts.person_name,
    "org_name": texts.org_name,
    "latin": texts.latin,
    "lunar": texts.lunar_birthday,
    "sensitive_words": texts.sensitive_words,
    "division": texts.division,
    "past": texts.past,
    "birth": texts.birth,
    "expiry": texts.expiry,
    "years": lambda value, _on: texts.whole_between(0, 60, value),
    "children": lambda value, _on: texts.whole_between(0, 10, value),
    "count": lambda value, _on: texts.whole_between(0, 100_000, value),
    "year": lambda value, on: texts.whole_between(1980, on.year, value),
    "birth_year": lambda value, on: texts.whole_between(1900, on.year, value),
    "share": lambda value, _on: texts.whole_between(0, 10_000, value),
    "strength": lambda value, _on: texts.whole_between(1, 5, value),
    "id_no": numbers.document_number,
    "legal_rep_id_no": numbers.document_number,
    "uscc": numbers.uscc,
    "bank_card": numbers.bank_card,
    "ymt": numbers.ymt_account,
    "sh_account": numbers.sh_account,
    "sz_account": numbers.sz_account,
    "mobile": reach.mobile,
    "landline": reach.landline,
    "any_phone": reach.any_phone,
    "email": reach.email,
    "postcode": reach.postcode,
    "address": reach.address,
    "region": reach.region,
}


@dataclass(frozen=True)
class Reading:
    """Values as they will be stored (fields in error as they were given), and what is wrong with them."""

    values: dict[str, Any]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)


def read_field(field: Field, raw: Any, on: date) -> Finding:
    """One value read by its type and checked by its rule; nothing stays nothing."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return good(None)
    found = read_value(field, raw, on)
    if not found.is_error and found.value is not None and field.check:
        found = RULES[field.check](found.value, on)
    return fitting(field, found)


def read_values(kind: str, values: Mapping[str, Any], *, on: date) -> Reading:
    """Typed or imported values (text, or of their own type) in their stored form, checked singly and together.

    Raises ``KeyError`` for a name the form does not have.
    """
    form = FORMS[kind]
    found = {name: read_field(form.field(name), raw, on) for name, raw in values.items()}
    problems = [Problem(name, f.message, f.is_error) for name, f in found.items() if f.message]
    stored = {name: f.value for name, f in found.items()}
    sound = {name: f.value for name, f in found.items() if not f.is_error}
    ids_to_18(sound)
    stored.update(sound)
    return Reading(stored, tuple(problems + check_together(sound, on)))


def check_values(kind: str, values: Mapping[str, Any], *, on: date) -> list[Problem]:
    """What is wrong with the values, errors and warnings, in the order of the form's fields."""
    order = {field.name: place for place, field in enumerate(FORMS[kind].fields())}
    return sorted(read_values(kind, values, on=on).problems, key=lambda problem: order[problem.field])


def normalise_values(kind: str, values: Mapping[str, Any], *, on: date | None = None) -> dict[str, Any]:
    """The stored form of the values. Raises ``CrmError`` with its ``field`` for the first one that is wrong."""
    reading = read_values(kind, values, on=on or dates.local_today())
    for problem in reading.errors:
        raise CrmError(str(problem.message), field=problem.field)
    return reading.values
