"""Invented people: names, ID numbers with a true check digit, phones of a segment nobody was given, and some dirt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np

from crmdesk.codes import code_list
from crmdesk.demo.paths import Population
from crmdesk.resources import resource_toml

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
#: 154 is given to no operator: a number of it reaches nobody.
_PHONE_SEGMENT = "154"

#: Fields answered from their code list, and the share of clients of whom each is not known.
_CODED = (
    "marital",
    "education",
    "income_band",
    "fin_assets_band",
    "debt_band",
    "objective",
    "horizon",
    "max_loss",
    "knowledge",
    "income_source",
    "experience_products",
    "product_pref",
    "comm_style",
    "interests",
)
_MISSING = 0.15
_FIXED_PICKS = 15

Values = dict[str, Any]


@dataclass(frozen=True)
class Person:
    client_no: str
    name: str
    manager: str
    values: Values


@cache
def demo_data() -> dict[str, Any]:
    return resource_toml("demo", "branch.toml")


def code_of(list_name: str, zh: str) -> str:
    """The code whose Chinese word begins with ``zh``. Raises ``LookupError`` when the list has none."""
    for value, code in code_list(list_name).items():
        if code.words.zh.startswith(zh):
            return value
    raise LookupError(f"{list_name}: {zh}")


class People:
    """Draws people in a fixed order from one generator."""

    def __init__(self, rng: np.random.Generator, *, as_of: date) -> None:
        from faker.providers.person.zh_CN import Provider

        self._rng = rng
        self._as_of = as_of
        weights = np.array(list(Provider.last_names.values()), dtype=float)
        self._surnames = (np.array(list(Provider.last_names)), weights / weights.sum())
        self._given = {"1": np.array(Provider.first_names_male), "2": np.array(Provider.first_names_female)}

    def draw(self, population: Population, *, first: int) -> list[Person]:
        """One person per client; ``first`` is the number of the first one in the branch."""
        rng, size = self._rng, population.size
        sexes = rng.choice(["1", "2"], size=size)
        surnames = rng.choice(self._surnames[0], size=size, p=self._surnames[1])
        ages = np.clip(rng.normal(47, 14, size=size), 19, 88)
        born = [self._as_of - timedelta(days=int(age * 365.2425) + int(rng.integers(0, 300))) for age in ages]
        tails = rng.integers(0, 10**8, size=size)
        choices = rng.random((size, _FIXED_PICKS + 2 * len(_CODED)))
        data = demo_data()
        people = []
        for index in range(size):
            number = first + index
            sex = str(sexes[index])
            name = self._name(number, str(surnames[index]), sex)
            manager = data["managers"][number % len(data["managers"])]
            values = self._values(sex, born[index], int(tails[index]), choices[index])
            people.append(Person(f"{20_000 + number:08d}", name, manager, values))
        return people

    def _name(self, number: int, surname: str, sex: str) -> str:
        known = demo_data()["known_names"]
        if number < len(known):
            return str(known[number])
        given = self._given[sex]
        picks = self._rng.integers(0, len(given), size=2)
        first, second = str(given[picks[0]]), str(given[picks[1]])
        short = len(first) > 1 or self._rng.random() < 0.45
        return surname + first if short else surname + first + second[:1]

    def _values(self, sex: str, born: date, tail: int, pick: Any) -> Values:
        """Form values; ``pick`` holds uniform numbers so that a person costs no further draws."""
        region, district = demo_data()["districts"][int(pick[0] * len(demo_data()["districts"]))]
        id_from = self._as_of - timedelta(days=int(pick[1] * 3000) + 60)
        years = 20 if pick[2] < 0.7 else 10
        expired = pick[3] < 0.02
        road = demo_data()["roads"][int(pick[4] * len(demo_data()["roads"]))]
        verified = self._as_of - timedelta(days=int(pick[5] * 700))
        values: Values = {
            "sex": sex,
            "birth_date": born,
            "nationality": "CHN",
            "id_type": code_of("id_type", "居民身份证"),
            "id_no": id_number(region, born, sex=sex, serial=tail),
            "id_from": id_from,
            "id_to": self._as_of - timedelta(days=int(pick[6] * 200)) if expired else _years_later(id_from, years),
            "mobile": f"{_PHONE_SEGMENT}{tail:08d}",
            "mobile_owner": code_of("mobile_owner", "本人"),
            "contact_status": _contact_status(pick[7]),
            "contact_verified_at": verified,
            "contact_pref": code_of("contact_pref", "手机"),
            "addr_home": f"{district}{road}{int(pick[8] * 400) + 1}号{int(pick[9] * 30) + 1}室",
            "experience_years": min(int(pick[10] * 25), max((self._as_of - born).days // 365 - 18, 0)),
            "sms_consent": bool(pick[11] < 0.7),
            "tax_residency": code_of("tax_residency", "仅"),
            "occupation": _occupation(born, self._as_of, pick[12]),
            "employer": demo_data()["employers"][int(pick[13] * len(demo_data()["employers"]))],
        }
        values |= _common_values(as_of=self._as_of, pick=pick[14])
        for place, name in enumerate(_CODED):
            codes = _codes_of_field(name)
            if pick[_FIXED_PICKS + 2 * place] > _MISSING:
                values[name] = codes[int(pick[_FIXED_PICKS + 2 * place + 1] * len(codes))]
        return values


def _common_values(*, as_of: date, pick: float) -> Values:
    """What nearly every client answers alike."""
    return {
        "investor_class": code_of("investor_class", "普通"),
        "controller": code_of("self_other", "本人"),
        "beneficiary": code_of("self_other", "本人"),
        "integrity": code_of("integrity", "无"),
        "special_role": code_of("special_role", "无"),
        "consent_general": True,
        "consent_on": as_of - timedelta(days=int(pick * 900)),
    }


@cache
def _codes_of_field(name: str) -> list[str]:
    from crmdesk.identify.form import FORMS

    codes = FORMS["person"].field(name).codes
    assert codes is not None
    return list(code_list(codes))


def _contact_status(pick: float) -> str:
    if pick < 0.04:
        return code_of("contact_status", "空号")
    if pick < 0.08:
        return code_of("contact_status", "停机")
    return code_of("contact_status", "有效" if pick < 0.75 else "未核实")


def _occupation(born: date, on: date, pick: float) -> str:
    if on.year - born.year >= 62:
        return code_of("occupation", "离退休")
    words = ("专业技术人员", "办事人员", "社会生产服务", "生产制造", "个体工商户", "党的机关")
    return code_of("occupation", words[int(pick * len(words))])


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def id_number(region: str, born: date, *, sex: str, serial: int) -> str:
    """An 18-digit number of GB 11643 with its check digit; the serial's parity follows the sex."""
    order = serial % 500 * 2 + (1 if sex == "1" else 0)
    body = f"{region}{born:%Y%m%d}{order:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + _ID_CHECKS[total % 11]
