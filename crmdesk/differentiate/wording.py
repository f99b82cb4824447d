"""Numbers in words: amounts, shares and days as the explanations write them, in both languages."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from crmdesk import money
from crmdesk.codes import code_words
from crmdesk.i18n import Words

_CURRENCIES = {"CNY": Words("{amount} 元", "¥{amount}"), "CZK": Words("{amount} 克朗", "CZK {amount}")}
_EPOCH = date(1970, 1, 1)


def _unit(currency: str) -> Words:
    return _CURRENCIES.get(currency, Words(f"{{amount}} {currency}", f"{currency} {{amount}}"))


def unit_word(currency: str) -> Words:
    """``元`` / ``¥``: the currency alone."""
    words = _unit(currency).format(amount="")
    return Words(words.zh.strip(), words.en.strip())


def counted(number: int, zh: str, en: str) -> Words:
    """``3 天`` / ``3 days``; English loses its s for one."""
    return Words(f"{number} {zh}", f"{number} {en.removesuffix('s') if number == 1 else en}")


def amount(cents: int, currency: str = "CNY") -> Words:
    """``2,680 元`` / ``¥2,680``; cents are shown below a hundred."""
    decimals = 0 if abs(cents) >= 100_00 or cents % 100 == 0 else 2
    words = _unit(currency).format(amount=money.exact(abs(cents), decimals=decimals))
    return words if cents >= 0 else Words(f"-{words.zh}", f"-{words.en}")


def short_amount(cents: int, currency: str = "CNY") -> Words:
    """``61.2 万元`` / ``¥612.0 k``: large round figures."""
    unit = _unit(currency)
    zh, en = money.short(cents, "zh"), money.short(cents, "en")
    return Words(unit.zh.format(amount=zh).replace("万 ", "万").replace("亿 ", "亿"), unit.en.format(amount=en))


def percent(share: float) -> str:
    """``+24.6%``"""
    return f"{share * 100:+.1f}%"


def points(tenths: int) -> str:
    return f"{Decimal(tenths) / 10:.1f}"


def day_of(number: int | None) -> date | None:
    return None if number is None else _EPOCH + timedelta(days=number)


def days_since(number: int | None, as_of: date) -> int | None:
    day = day_of(number)
    return None if day is None else (as_of - day).days


def name(list_name: str, code: str) -> Words:
    return code_words(list_name, code)


def fill(words: Words, /, **values: Words | str | float) -> Words:
    """Fill the places of both languages; a ``Words`` value gives each language its own text."""
    zh = {key: value.zh if isinstance(value, Words) else value for key, value in values.items()}
    en = {key: value.en if isinstance(value, Words) else value for key, value in values.items()}
    return Words(words.zh.format(**zh), words.en.format(**en))
