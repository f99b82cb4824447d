"""Checks of values against each other. They warn: of two values that disagree either may be the true one.
Only an impossible pair of dates and a false resident ID refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from crmdesk.i18n import Words
from crmdesk.identify.checks.findings import Problem
from crmdesk.identify.checks.masks import is_masked
from crmdesk.identify.checks.numbers import id_birth, id_of_18, id_sex, resident_id
from crmdesk.identify.checks.texts import age

Values = dict[str, Any]

#: ID types that carry a GB 11643 number.
RESIDENT_TYPES = frozenset({"resident_id", "hmt_residence"})


def _warning(field: str, zh: str, en: str) -> Problem:
    return Problem(field, Words(zh, en), is_error=False)


def has_resident_id(values: Values, *, id_type: str = "id_type", id_no: str = "id_no") -> bool:
    """Whether the number must follow GB 11643: by its type, or without a type by its look. A masked one need not."""
    number, kind = values.get(id_no), values.get(id_type)
    if not number or is_masked(number):
        return False
    return kind in RESIDENT_TYPES if kind else len(number) in (15, 18) and number[:14].isdigit()


def ids_to_18(values: Values) -> None:
    """Bring 15-digit resident numbers to 18 digits, in place."""
    for id_type, id_no in (("id_type", "id_no"), ("legal_rep_id_type", "legal_rep_id_no")):
        if has_resident_id(values, id_type=id_type, id_no=id_no):
            values[id_no] = id_of_18(values[id_no])


def _resident_ids(values: Values, on: date) -> Iterator[Problem]:
    for id_type, id_no in (("id_type", "id_no"), ("legal_rep_id_type", "legal_rep_id_no")):
        if has_resident_id(values, id_type=id_type, id_no=id_no):
            found = resident_id(values[id_no], on)
            if found.message:
                yield Problem(id_no, found.message, found.is_error)


def _id_against_form(values: Values, on: date) -> Iterator[Problem]:
    if not has_resident_id(values) or resident_id(values["id_no"], on).is_error:
        return
    number = id_of_18(values["id_no"])
    if values.get("sex") in ("1", "2") and values["sex"] != id_sex(number):
        yield _warning("sex", "性别与身份证号码不一致。", "The sex differs from the one in the ID.")
    if values.get("birth_date") and values["birth_date"] != id_birth(number):
        yield _warning(
            "birth_date", "出生日期与身份证号码不一致。", "The date of birth differs from the one in the ID."
        )


_ORDERED = (
    ("id_from", "id_to", "证件有效期止应晚于有效期起。", "The ID must end after it begins."),
    ("founded_on", "matures_on", "到期日应晚于成立日。", "The product must mature after it was founded."),
    ("paper_lent_on", "paper_returned_on", "归还日不能早于借出日。", "It cannot be returned before it was lent."),
)


def _date_order(values: Values, _on: date) -> Iterator[Problem]:
    for first, second, zh, en in _ORDERED:
        start, end = values.get(first), values.get(second)
        is_wrong = start and end and (end < start or (end == start and second != "paper_returned_on"))
        if is_wrong:
            yield Problem(second, Words(zh, en), is_error=True)


def _experience(values: Values, on: date) -> Iterator[Problem]:
    years, born = values.get("experience_years"), values.get("birth_date")
    if years and born and years > max(age(born, on) - 16, 0):
        yield _warning(
            "experience_years", "投资经验年限超过年龄允许的范围。", "More years of experience than the age allows."
        )


_HIGH_INCOME = frozenset({"300", "more"})


def _occupation(values: Values, on: date) -> Iterator[Problem]:
    occupation, income, born = (values.get(name) for name in ("occupation", "income_band", "birth_date"))
    is_old_student = occupation == "90001" and born and age(born, on) > 70
    is_rich_without_work = occupation in ("90001", "90005") and income in _HIGH_INCOME
    if is_old_student or is_rich_without_work:
        yield _warning(
            "occupation",
            "职业与资料不符，请与客户确认职业真实。",
            "The occupation does not fit the other data; let the client confirm it.",
        )


def _other_person(values: Values, _on: date) -> Iterator[Problem]:
    if values.get("mobile_owner") not in (None, "self"):
        yield _warning(
            "mobile_owner", "手机由他人使用，需合规关注。", "Someone else uses this phone: compliance will ask."
        )
    for name in ("controller", "beneficiary"):
        if values.get(name) == "other" and not values.get(f"{name}_name"):
            yield _warning(name, "请填写该人的姓名、证件和关系。", "Add the name, ID and relation of that person.")


def _exclusive_none(values: Values, _on: date) -> Iterator[Problem]:
    for name in ("integrity", "special_role", "contact_window", "event_pref"):
        codes = (values.get(name) or "").split(",")
        if "none" in codes and len(codes) > 1:
            yield _warning(name, "“无”不能与其他选项同时选择。", "“None” cannot be chosen together with others.")


_CHECKS: tuple[Callable[[Values, date], Iterator[Problem]], ...] = (
    _resident_ids,
    _id_against_form,
    _date_order,
    _experience,
    _occupation,
    _other_person,
    _exclusive_none,
)


def check_together(values: Values, on: date) -> list[Problem]:
    """``values`` in their stored form."""
    return [problem for check in _CHECKS for problem in check(values, on)]
