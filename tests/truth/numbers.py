"""Numbers with check signs, many at once: resident IDs (GB 11643), credit codes (GB 32100), old licences, phones."""

from __future__ import annotations

import numpy as np

_ID_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_ID_SIGNS = np.array(list("10X98765432"))
_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
#: Beginnings of mobile numbers that no operator has given to people.
_FREE = np.array([142, 143, 154, 160, 161, 163, 164, 168, 169, 179, 194])
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def digits(texts):
    """Texts of equal length as a matrix of digits."""
    plain = np.ascontiguousarray(texts, dtype=f"U{len(texts[0]) if len(texts) else 1}")
    return plain.view(np.uint32).reshape(len(plain), -1).astype(np.int64) - ord("0")


def with_id_check(first17):
    """17 digits → the 18 signs of a resident ID."""
    return np.char.add(first17, _ID_SIGNS[digits(first17) @ _ID_WEIGHTS % 11])


def resident_ids(regions, births, sequence):
    """IDs of a region code, a birth date (datetime64[D]) and a sequence number, whose parity is the sex."""
    days = np.char.replace(births.astype(str), "-", "")
    return with_id_check(np.char.add(np.char.add(regions, days), np.char.zfill(sequence.astype(str), 3)))


def old_id(number):
    """The 15 digits of a number of the twentieth century."""
    return number[:6] + number[8:17]


def mobiles(rng, count):
    """Mobile numbers of ranges that belong to nobody."""
    heads = _FREE[rng.integers(0, len(_FREE), count)]
    return (heads * 10**8 + rng.integers(0, 10**8, count)).astype(str)


def credit_codes(rng, regions):
    """Valid codes of firms: 91, region, nine signs of the organisation, check sign."""
    found = []
    for region, body in zip(regions, rng.integers(0, 10, (len(regions), 8)), strict=True):
        organisation = "".join(map(str, body))
        rest = 11 - sum(int(d) * w for d, w in zip(organisation, _ORG_WEIGHTS, strict=True)) % 11
        first = f"91{region}{organisation}{'X' if rest == 10 else rest % 11}"
        total = sum(_CODE_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(first))
        found.append(first + _CODE_SIGNS[(31 - total % 31) % 31])
    return np.array(found, dtype=object)


def old_licences(rng, regions):
    """15-digit licence numbers with their MOD 11,10 check digit."""
    found = []
    for region, body in zip(regions, rng.integers(0, 10**8, len(regions)), strict=True):
        first, left = f"{region}{body:08d}", 10
        for digit in map(int, first):
            left = ((left + digit) % 10 or 10) * 2 % 11
        found.append(f"{first}{(11 - left) % 10}")
    return np.array(found, dtype=object)
