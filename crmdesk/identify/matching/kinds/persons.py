"""Natural persons."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from crmdesk.i18n import Words
from crmdesk.identify.matching.engine.columns import Coded, Flags, Hashes, together
from crmdesk.identify.matching.engine.comparison import Comparison, Features, Patterns, Schema, agreeing_groups
from crmdesk.identify.matching.fields import companies, days, ids, names, numbers, texts
from crmdesk.identify.matching.fields.addresses import addresses
from crmdesk.identify.matching.fields.phones import phones
from crmdesk.identify.matching.kinds.parts import ACCOUNTS, ADDRESS, EMAIL, PHONE, each_with, level, read

#: Columns that are read; every one may be left out or empty.
COLUMNS = (
    *("name", "name_latin", "id_no", "birth_date", "sex", "mobile", "phone_home", "phone_office", "phone_former"),
    *("addr_home", "id_address", "addr_former", "email", "wechat", "employer"),
    *("ymt_no", "sh_no", "sz_no", "bank_card"),
)

NAME = Comparison(
    "name",
    Words("姓名", "Name"),
    "name",
    (
        level("相同|The same", "same", 0.88, 0.25),
        level("同音不同字|Sounds the same, written differently", "close", 0.05, 0.03),
        level("近音|Sounds nearly the same", "close", 0.02, 0.03),
        level("长姓名的一部分，或个别字母不同|A part of a long name, or a slip in it", "close", 0.01, 0.01),
        level("一字不同|One character differs", "close", 0.02, 0.10),
        level("不同|Different", "differs", 0.02, 0.58),
    ),
    names.name_levels,
    ("name", "name_latin"),
    counted={1: "name", 2: "sound"},
    is_identifying=True,
)
ID = Comparison(
    "id_no",
    Words("证件号码", "ID number"),
    "id",
    (
        level("相同|The same", "same", 0.93, 0.0002),
        level("未掩码的各位相符|Agrees where it is not masked", "same", 0.02, 0.0005),
        level("差一位，校验位不符|One sign differs, a check sign is wrong", "close", 0.03, 0.0005),
        level("不同|Different", "differs", 0.0197, 0.05),
        level("不同，且校验位均正确|Different, both check signs right", "differs", 0.0003, 0.9488),
    ),
    ids.id_levels,
    ("id_no",),
    anchor={1: 0.999, 5: 0.001},
    is_identifying=True,
)
BIRTH = Comparison(
    "birth_date",
    Words("出生日期", "Date of birth"),
    "birth",
    (
        level("相同|The same", "same", 0.94, 0.20),
        level(
            "差一位、月日互换或只有年份|One digit differs, month and day are swapped, or only the year is known",
            "close",
            0.03,
            0.02,
        ),
        level("同年|The same year", "differs", 0.015, 0.10),
        level("不同|Different", "differs", 0.015, 0.68),
    ),
    days.day_levels,
    ("birth_date",),
    is_identifying=True,
)
SEX = Comparison(
    "sex",
    Words("性别", "Sex"),
    "",
    (level("相同|The same", "same", 0.99, 0.5), level("不同|Different", "differs", 0.01, 0.5)),
    numbers.equal_levels,
    ("sex",),
    is_identifying=True,
)
EMPLOYER = Comparison(
    "employer",
    Words("工作单位", "Employer"),
    "work",
    (
        level("相同|The same", "same", 0.6, 0.05),
        level("相近|Alike", "close", 0.15, 0.03),
        level("不同|Different", "differs", 0.25, 0.92),
    ),
    texts.text_levels((0.9,)),
    ("employer",),
    counted={1: "employer"},
)
COMPARISONS = (NAME, ID, BIRTH, SEX, PHONE, ADDRESS, EMAIL, ACCOUNTS, EMPLOYER)


def prepare(columns: Mapping[str, Coded]) -> Features:
    """The features of all records, each distinct value normalised once."""
    of = read(columns, COLUMNS)
    found = ids.ids(of["id_no"])
    sex = numbers.codes_of(of["sex"], {"1": 1, "2": 2, "男": 1, "女": 2, "M": 1, "F": 2})
    return {
        "name": names.names(texts.first_given(of["name"], of["name_latin"])),
        "id_no": found,
        "birth_date": days.days(of["birth_date"], otherwise=found.born),
        "sex": np.where(sex == 0, found.sex, sex),
        "phone": phones([of[name] for name in ("mobile", "phone_home", "phone_office", "phone_former")]),
        "address": addresses([of[name] for name in ("addr_home", "id_address", "addr_former")]),
        "email": texts.texts(texts.first_given(of["email"], of["wechat"]), texts.folded_texts),
        "accounts": numbers.number_keys([of[name] for name in ("ymt_no", "sh_no", "sz_no", "bank_card")]),
        "employer": texts.texts(of["employer"], companies.short_forms),
    }


def keys(features: Features) -> dict[str, Hashes]:
    """Blocking keys: who has none of these in common is never compared."""
    name, born, reach = features["name"], features["birth_date"], features["phone"]
    day, sound, near = born.key(), name.key("sound"), name.key("near")
    tails, place = reach.tails(), features["address"]
    surname, given = name.key("surname"), name.key("given")
    return {
        "id_no": features["id_no"].number,
        "phone": reach.key(),
        "accounts": features["accounts"],
        "email": features["email"].key(),
        "name and birth": together(near, day),
        "sound and birth year": together(sound, born.year_key()),
        "sound and ID tail": together(sound, features["id_no"].tail),
        "near sound and phone tail": each_with(tails, near),
        "near sound and phone head": each_with(reach.heads(), near),
        "near sound and address": each_with(place.numbers_key(), near),
        "address and surname": each_with(place.key(), surname),
        "surname and birth": together(surname, day),
        "given name and birth": together(given, day),
    }


def counts(features: Features) -> dict[str, Hashes]:
    name = features["name"]
    return {
        "name": name.key("plain"),
        "sound": name.key("sound"),
        "phone": features["phone"].key()[:, 0],
        "address": features["address"].key()[:, 0],
        "employer": features["employer"].key(),
    }


def excludes(patterns: Patterns) -> Flags:
    """Two persons: families share phones, addresses and a part of the name, twins the date of birth as well.

    A different name needs an ID number that agrees; a name with one other character any number of the client's own. Two
    ID numbers that differ need the same name, two right ones the very same characters.
    """
    name, number, mail, account = (patterns[:, COMPARISONS.index(one)] for one in (NAME, ID, EMAIL, ACCOUNTS))
    has_id = np.isin(number, (ids.SAME, ids.MASKED))
    has_number = has_id | (number == ids.CLOSE) | (mail == 1) | (account == numbers.SAME)
    is_relative = ((name == names.DIFFERENT) & ~has_id) | ((name == names.SIMILAR) & ~has_number)
    is_other = (number == ids.DIFFERENT) & (name >= names.PART)
    is_twin = (number == ids.OTHER_PERSON) & (name != names.SAME)
    return np.asarray(is_relative | is_other | is_twin)


def is_thin(patterns: Patterns) -> Flags:
    """One piece of evidence alone, a name or a phone, is none; an ID number is."""
    number = patterns[:, COMPARISONS.index(ID)]
    return np.asarray((agreeing_groups(patterns, COMPARISONS) < 2) & (number != ids.SAME))


PERSON = Schema(
    "person",
    COLUMNS,
    COMPARISONS,
    prepare,
    keys,
    lambda features: features["name"].key("sound"),
    counts,
    excludes,
    is_thin,
)
