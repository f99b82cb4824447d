"""Comparisons that several kinds of clients share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from crmdesk.i18n import Words
from crmdesk.identify.matching.engine.columns import Coded, Hashes, together
from crmdesk.identify.matching.engine.comparison import Agreement, Comparison, Level
from crmdesk.identify.matching.fields import addresses, numbers, phones, texts


def level(words: str, agreement: Agreement, m: float, u: float) -> Level:
    """``words`` is ``"中文|English"``."""
    zh, en = words.split("|")
    return Level(Words(zh, en), agreement, m, u)


PHONE = Comparison(
    "phone",
    Words("电话", "Phone"),
    "reach",
    (
        level("有相同号码|A number in common", "same", 0.60, 0.10),
        level("与掩码号码相符|Fits the masked number", "same", 0.02, 0.003),
        level("号码差一位|One digit differs", "close", 0.03, 0.002),
        level("号码不同|No number in common", "differs", 0.35, 0.895),
    ),
    phones.phone_levels,
    ("mobile", "phone_home", "phone_office", "legal_rep_phone", "phone_former"),
    counted={1: "phone"},
)

ADDRESS = Comparison(
    "address",
    Words("地址", "Address"),
    "place",
    (
        level("地址相同|The same address", "same", 0.45, 0.08),
        level("地址写法不同|The same place, written differently", "close", 0.15, 0.02),
        level("同一街道，门牌不同|The same street, another number", "differs", 0.10, 0.10),
        level("地址不同|Another address", "differs", 0.30, 0.80),
    ),
    addresses.address_levels,
    ("addr_home", "id_address", "addr_registered", "addr_office", "addr_former"),
    counted={1: "address"},
)

EMAIL = Comparison(
    "email",
    Words("电子邮箱、微信", "E-mail, WeChat"),
    "reach",
    (
        level("相同|The same", "same", 0.55, 0.01),
        level("相近|Alike", "close", 0.10, 0.01),
        level("不同|Different", "differs", 0.35, 0.98),
    ),
    texts.text_levels((0.93,)),
    ("email", "wechat"),
)

ACCOUNTS = Comparison(
    "accounts",
    Words("证券账户、银行卡", "Securities accounts, bank card"),
    "account",
    (level("有相同号码|A number in common", "same", 0.8, 0.001), level("不同|Different", "differs", 0.2, 0.999)),
    numbers.common_levels,
    ("ymt_no", "sh_no", "sz_no", "bank_card"),
)


def read(columns: Mapping[str, Coded], names: Sequence[str]) -> dict[str, Coded]:
    """The columns by name; one that is not given is missing throughout."""
    size = len(next(iter(columns.values())))
    nothing = Coded(np.full(size, -1, np.int32), [])
    return {name: columns.get(name, nothing) for name in names}


def each_with(columns: Hashes, other: Hashes) -> Hashes:
    """Every column of a key together with a second key."""
    return np.column_stack([together(column, other) for column in columns.T])
