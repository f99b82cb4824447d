"""Numbers written down only in part: ``138****1234``, ``110105********002X``. They say as much as they show."""

from __future__ import annotations

import re
from typing import Any

from crmdesk.identify.checks.findings import Finding, warned

#: Fields with a number that exports show in part, or in two forms.
NUMBER_FIELDS = frozenset({"mobile", "phone_home", "phone_office", "id_no", "uscc", "bank_card"})

#: At least so many signs must be hidden: a star or two is a slip.
LEAST_HIDDEN = 3
_RUN = re.compile(r"(?<![A-Za-z])(?:[xX×✱●•]{3,}|[*＊×✱●•]+)(?![A-WYZa-wyz])")


def starred(text: str) -> str:
    """The text with a ``*`` for every sign that stands for a hidden one: full-width stars, ×, runs of X."""
    return _RUN.sub(lambda run: "*" * len(run[0]), text)


def is_masked(value: Any) -> bool:
    """Whether a number in its stored form is shown in part only."""
    return isinstance(value, str) and value.count("*") >= LEAST_HIDDEN


def masked_number(number: str) -> Finding:
    return warned(
        number,
        "该号码已脱敏，只有显示的几位可用，请补录完整号码。",
        "This number is masked: only the digits shown are known. Ask for the full number.",
    )


def fuller(field: str, one: str | None, other: str | None) -> str | None:
    """Of two writings of one number the one that says more (the first of equals); None where they are two numbers.

    A masked number is the same as any whose digits agree where both show them; an ID of 15 digits as its form of 18.
    """
    if not one or not other or one == other or field not in NUMBER_FIELDS:
        return one if one == other else None
    ours, theirs = _plain(field, one), _plain(field, other)
    if not (ours == theirs or ((is_masked(one) or is_masked(other)) and _fits(ours, theirs))):
        return None
    return other if (-other.count("*"), len(other)) > (-one.count("*"), len(one)) else one


def is_fuller(field: str, there: Any, new: Any) -> bool:
    """Whether a new writing of the number that is there says more of it."""
    return field in NUMBER_FIELDS and there != new and fuller(field, there, new) == new


def _plain(field: str, number: str) -> str:
    """Without signs between the digits, an ID in its form of 18."""
    from crmdesk.identify.checks.numbers import id_of_18

    text = re.sub(r"[^0-9A-Z*+]", "", number.upper())
    if field != "id_no" or len(text) != 15:
        return text
    return f"{text[:6]}19{text[6:]}*" if "*" in text else id_of_18(text)


def _fits(one: str, other: str) -> bool:
    if len(one) == len(other):
        return all(a == b or "*" in (a, b) for a, b in zip(one, other, strict=True))
    masked, full = (one, other) if "*" in one else (other, one)
    head, tail = masked.partition("*")[0], masked.rpartition("*")[2]
    return "*" not in full and len(head + tail) < len(full) and full.startswith(head) and full.endswith(tail)
