"""How clerks write names, numbers and addresses: one function per way of getting them wrong."""

from __future__ import annotations

from tests.truth import numbers, words
from tests.truth.sounds import homophones, near_homophones, spoken

_CITIES = list(words.CITIES)
_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


def one_of(rng, choices):
    return choices[int(rng.integers(0, len(choices)))]


def wide(text):
    """The text in full-width signs."""
    return text.translate(_WIDE)


# -- names


def misheard(rng, surname, given, *, is_near):
    """One sign replaced by another that sounds the same, or nearly the same; None where no sign has one."""
    alike = near_homophones if is_near else homophones
    name = surname + given
    places = [at for at, sign in enumerate(name) if alike(sign)]
    in_given = [at for at in places if at >= len(surname)]
    if not places:
        return None
    at = one_of(rng, in_given if in_given and rng.random() < 0.85 else places)
    return name[:at] + one_of(rng, alike(name[at])) + name[at + 1 :]


def rewritten(name, table):
    """The name with every sign that ``table`` knows replaced."""
    return "".join(table.get(sign, sign) for sign in name)


def in_pinyin(rng, surname, given):
    first, last = spoken(surname, given)
    return one_of(rng, (f"{first} {last}", f"{first.upper()} {last.upper()}", f"{first.upper()}, {last.title()}"))


def english_order(surname, given):
    first, last = spoken(surname, given)
    return f"{last} {first}"


def spaced(rng, surname, given):
    return one_of(
        rng, (f"{surname} {given}", f"{surname}\u3000{given}", " ".join(surname + given), f"{surname}{given} ")
    )


def titled(rng, surname, given, sex):
    title = one_of(rng, (words.TITLES[sex == "2"], *words.TITLES[2:]))
    return one_of(rng, (f"{surname}{given}{title}", f"{surname}{given}({title})", f"{surname}{given} {title}"))


# -- numbers


def one_wrong(rng, number, first=0):
    """One digit replaced by another one."""
    at = int(rng.integers(first, len(number) - 1))
    other = (int(number[at]) + int(rng.integers(1, 10))) % 10 if number[at].isdigit() else 1
    return f"{number[:at]}{other}{number[at + 1 :]}"


def swapped(rng, number):
    """Two neighbours that differ change places."""
    places = [at for at in range(6, len(number) - 2) if number[at] != number[at + 1]]
    if not places:
        return one_wrong(rng, number)
    at = one_of(rng, places)
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def masked_id(number):
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}" if len(number) > 10 else number


def masked_phone(number):
    return f"{number[:3]}****{number[-4:]}"


def old_id(number):
    return numbers.old_id(number)


# -- addresses


def address(parts):
    """``湖北省武汉市江汉区解放大道688号阳光花园3栋2单元501室``."""
    city, district, street = _place(parts)
    province = words.CITIES[city][2]
    return (
        f"{province}{city}{district}{words.STREETS[street]}{parts[3] + 1}号"
        f"{words.COMMUNITIES[parts[4]]}{parts[5] + 1}栋{parts[6] + 1}单元{parts[7]}室"
    )


def short_address(rng, parts, *, is_old=False):
    """Without province or city, numbers joined by hyphens, sometimes without the settlement."""
    city, district, street = _place(parts)
    name = old_street(street) if is_old else words.STREETS[street]
    place = one_of(rng, (f"{city[:-1]}{district}", district, f"{city}"))
    settlement = words.COMMUNITIES[parts[4]] if rng.random() < 0.6 else ""
    return f"{place}{name}{parts[3] + 1}{one_of(rng, ('号', '#'))}{settlement}{parts[5] + 1}-{parts[6] + 1}-{parts[7]}"


def old_address(parts):
    """The full address with the name that the street bore before."""
    street = _place(parts)[2]
    return address(parts).replace(words.STREETS[street], old_street(street))


def old_street(street):
    return words.OLD_STREETS[street % len(words.OLD_STREETS)]


def _place(parts):
    city = _CITIES[parts[0]]
    districts = words.CITIES[city][3].split()
    return city, districts[parts[1] % len(districts)], parts[2]
