"""Institutions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from crmdesk.i18n import Words
from crmdesk.identify.matching.engine.columns import Coded, Flags, Hashes, together
from crmdesk.identify.matching.engine.comparison import Comparison, Features, Patterns, Schema, agreeing_groups
from crmdesk.identify.matching.fields import companies, credit_codes, days, ids, names, numbers, texts
from crmdesk.identify.matching.fields.addresses import addresses
from crmdesk.identify.matching.fields.phones import phones
from crmdesk.identify.matching.kinds.parts import ACCOUNTS, ADDRESS, EMAIL, PHONE, each_with, level, read

COLUMNS = (
    *("name", "uscc", "legal_rep", "legal_rep_id_no", "founded_on", "mobile", "phone_office", "legal_rep_phone"),
    *("phone_former", "addr_registered", "addr_office", "addr_former", "email"),
    *("ymt_no", "sh_no", "sz_no"),
)

NAME = Comparison(
    "name",
    Words("名称", "Name"),
    "name",
    (
        level("相同|The same", "same", 0.80, 0.05),
        level("组织形式或地名写法不同|Another legal form or place in the name", "same", 0.08, 0.01),
        level("简称与全称|A short form of the other", "close", 0.05, 0.02),
        level("相近|Alike", "close", 0.04, 0.04),
        level("不同|Different", "differs", 0.03, 0.88),
    ),
    companies.company_levels,
    ("name",),
    counted={1: "name", 2: "name"},
    is_identifying=True,
)
CODE = Comparison(
    "uscc",
    Words("统一社会信用代码", "Credit code"),
    "id",
    (
        level("相同|The same", "same", 0.93, 0.0005),
        level("组织机构代码一致|The organisation code inside agrees", "same", 0.03, 0.0005),
        level("差一位，校验位不符|One sign differs, a check sign is wrong", "close", 0.03, 0.0005),
        level("不同|Different", "differs", 0.01, 0.9985),
    ),
    credit_codes.credit_code_levels,
    ("uscc",),
    anchor={1: 0.999},
    is_identifying=True,
)
PERSON_NAME = Comparison(
    "legal_rep",
    Words("法定代表人", "Legal representative"),
    "representative",
    (
        level("相同|The same", "same", 0.75, 0.10),
        level("同音或近音|Sounds the same or nearly", "close", 0.05, 0.02),
        level("不同|Different", "differs", 0.20, 0.88),
    ),
    names.short_levels,
    ("legal_rep",),
    counted={1: "legal_rep"},
)
PERSON_ID = Comparison(
    "legal_rep_id_no",
    Words("法人证件号码", "ID of the representative"),
    "representative",
    (
        level("相同|The same", "same", 0.75, 0.05),
        level("未掩码的各位相符|Agrees where it is not masked", "same", 0.02, 0.005),
        level("差一位，校验位不符|One sign differs, a check sign is wrong", "close", 0.03, 0.005),
        level("不同|Different", "differs", 0.05, 0.14),
        level("不同，且校验位均正确|Different, both check signs right", "differs", 0.15, 0.80),
    ),
    ids.id_levels,
    ("legal_rep_id_no",),
)
FOUNDED = Comparison(
    "founded_on",
    Words("成立日期", "Founded on"),
    "founded",
    (
        level("相同|The same", "same", 0.9, 0.02),
        level(
            "差一位、月日互换或只有年份|One digit differs, month and day are swapped, or only the year is known",
            "close",
            0.05,
            0.02,
        ),
        level("同年|The same year", "differs", 0.02, 0.10),
        level("不同|Different", "differs", 0.03, 0.86),
    ),
    days.day_levels,
    ("founded_on",),
    is_identifying=True,
)
COMPARISONS = (NAME, CODE, PERSON_NAME, PERSON_ID, FOUNDED, PHONE, ADDRESS, EMAIL, ACCOUNTS)


def prepare(columns: Mapping[str, Coded]) -> Features:
    """The features of all records, each distinct value normalised once."""
    of = read(columns, COLUMNS)
    return {
        "name": companies.companies(of["name"]),
        "uscc": credit_codes.credit_codes(of["uscc"]),
        "legal_rep": names.names(of["legal_rep"]),
        "legal_rep_id_no": ids.ids(of["legal_rep_id_no"]),
        "founded_on": days.days(of["founded_on"]),
        "phone": phones([of[name] for name in ("mobile", "phone_office", "legal_rep_phone", "phone_former")]),
        "address": addresses([of[name] for name in ("addr_registered", "addr_office", "addr_former")]),
        "email": texts.texts(of["email"], texts.folded_texts),
        "accounts": numbers.number_keys([of[name] for name in ("ymt_no", "sh_no", "sz_no")]),
    }


def keys(features: Features) -> dict[str, Hashes]:
    name, code, person = features["name"], features["uscc"], features["legal_rep"].key("near")
    return {
        "uscc": code.whole,
        "organisation code": code.core,
        "name": name.key(),
        "start of the name": name.start_key(),
        "phone": features["phone"].key(),
        "accounts": features["accounts"],
        "email": features["email"].key(),
        "address": features["address"].key(),
        "representative and founded": together(person, features["founded_on"].key()),
        "representative and address": each_with(features["address"].numbers_key(), person),
        "ID of the representative": features["legal_rep_id_no"].number,
    }


def counts(features: Features) -> dict[str, Hashes]:
    return {
        "name": features["name"].key(),
        "legal_rep": features["legal_rep"].key("plain"),
        "phone": features["phone"].key()[:, 0],
        "address": features["address"].key()[:, 0],
    }


def excludes(patterns: Patterns) -> Flags:
    """Two firms: another name or another code without a code that agrees. Firms of one owner share all but the name."""
    name, code = (patterns[:, COMPARISONS.index(one)] for one in (NAME, CODE))
    is_sister = (name == companies.DIFFERENT) & ~np.isin(code, (credit_codes.SAME, credit_codes.INSIDE))
    return np.asarray(is_sister | ((code == credit_codes.DIFFERENT) & (name != companies.SAME)))


def is_thin(patterns: Patterns) -> Flags:
    """One piece of evidence alone is none, a credit code excepted."""
    code = patterns[:, COMPARISONS.index(CODE)]
    return np.asarray(
        (agreeing_groups(patterns, COMPARISONS) < 2) & ~np.isin(code, (credit_codes.SAME, credit_codes.INSIDE))
    )


ORGANISATION = Schema(
    "organisation",
    COLUMNS,
    COMPARISONS,
    prepare,
    keys,
    lambda features: features["name"].key(),
    counts,
    excludes,
    is_thin,
)
