"""Products that are clients: funds, plans, trusts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from crmdesk.i18n import Words
from crmdesk.identify.matching.engine.columns import Coded, Flags, Hashes, together
from crmdesk.identify.matching.engine.comparison import Comparison, Features, Patterns, Schema, agreeing_groups
from crmdesk.identify.matching.fields import companies, numbers, texts
from crmdesk.identify.matching.fields.days import days
from crmdesk.identify.matching.fields.phones import phones
from crmdesk.identify.matching.kinds.organisations import FOUNDED, NAME
from crmdesk.identify.matching.kinds.parts import ACCOUNTS, PHONE, level, read

COLUMNS = (
    *("name", "filing_no", "founded_on", "product_manager", "custodian", "mobile", "phone_office", "phone_former"),
    *("ymt_no", "sh_no", "sz_no"),
)

FILING = Comparison(
    "filing_no",
    Words("备案编码", "Filing number"),
    "id",
    (level("相同|The same", "same", 0.97, 0.001), level("不同|Different", "differs", 0.03, 0.999)),
    numbers.equal_levels,
    ("filing_no",),
    anchor={1: 0.999},
    is_identifying=True,
)
MANAGER = Comparison(
    "product_manager",
    Words("管理人", "Manager"),
    "house",
    (
        level("相同|The same", "same", 0.8, 0.2),
        level("相近|Alike", "close", 0.1, 0.05),
        level("不同|Different", "differs", 0.1, 0.75),
    ),
    texts.text_levels((0.9,)),
    ("product_manager",),
    counted={1: "product_manager"},
)
CUSTODIAN = Comparison(
    "custodian",
    Words("托管人", "Custodian"),
    "house",
    (
        level("相同|The same", "same", 0.8, 0.3),
        level("相近|Alike", "close", 0.1, 0.05),
        level("不同|Different", "differs", 0.1, 0.65),
    ),
    texts.text_levels((0.9,)),
    ("custodian",),
    counted={1: "custodian"},
)
COMPARISONS = (NAME, FILING, FOUNDED, MANAGER, CUSTODIAN, PHONE, ACCOUNTS)


def prepare(columns: Mapping[str, Coded]) -> Features:
    """The features of all records, each distinct value normalised once."""
    of = read(columns, COLUMNS)
    return {
        "name": companies.companies(of["name"]),
        "filing_no": numbers.number_keys([of["filing_no"]])[:, 0],
        "founded_on": days(of["founded_on"]),
        "product_manager": texts.texts(of["product_manager"], companies.short_forms),
        "custodian": texts.texts(of["custodian"], companies.short_forms),
        "phone": phones([of[name] for name in ("mobile", "phone_office", "phone_former")]),
        "accounts": numbers.number_keys([of[name] for name in ("ymt_no", "sh_no", "sz_no")]),
    }


def keys(features: Features) -> dict[str, Hashes]:
    name = features["name"]
    return {
        "filing_no": features["filing_no"],
        "name": name.key(),
        "start of the name": name.start_key(),
        "accounts": features["accounts"],
        "manager and founded": together(features["product_manager"].key(), features["founded_on"].key()),
    }


def counts(features: Features) -> dict[str, Hashes]:
    return {
        "name": features["name"].key(),
        "product_manager": features["product_manager"].key(),
        "custodian": features["custodian"].key(),
        "phone": features["phone"].key()[:, 0],
    }


def excludes(patterns: Patterns) -> Flags:
    """Two products: names that are not the same without a filing number that agrees (a series differs in a numeral)."""
    name, number = (patterns[:, COMPARISONS.index(one)] for one in (NAME, FILING))
    is_sibling = (name > companies.CORE) & (number != numbers.SAME)
    return np.asarray(is_sibling | ((number == numbers.DIFFERENT) & (name != companies.SAME)))


def is_thin(patterns: Patterns) -> Flags:
    """One piece of evidence alone is none, a filing number excepted."""
    number = patterns[:, COMPARISONS.index(FILING)]
    return np.asarray((agreeing_groups(patterns, COMPARISONS) < 2) & (number != numbers.SAME))


PRODUCT = Schema(
    "product",
    COLUMNS,
    COMPARISONS,
    prepare,
    keys,
    lambda features: features["name"].key(),
    counts,
    excludes,
    is_thin,
)
