"""What sounds alike: for every sign of a name the signs written for it by mistake, and its pinyin."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from pypinyin import lazy_pinyin

from tests.truth import words

#: Surnames are read in their own way.
_AS_SURNAME = {"曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "华": "hua", "盖": "gai", "区": "ou"}
_AS_SURNAME |= {
    "尉": "yu",
    "令": "ling",
    "任": "ren",
    "乐": "yue",
    "种": "chong",
    "朴": "piao",
    "翟": "zhai",
    "万": "wan",
}
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"), ("r", "l"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


@cache
def sound(sign):
    """The pinyin of one sign without its tone."""
    return lazy_pinyin(sign, v_to_u=False)[0]


def spoken(surname, given):
    """``("Zhang", "Sanfeng")``."""
    first = "".join(_AS_SURNAME.get(sign, sound(sign)) for sign in surname)
    return first.title(), "".join(map(sound, given)).title()


def near_sounds(pinyin):
    """Syllables one regional confusion away: n/l, z/zh, f/h, r/l, n/ng."""
    found = set()
    for one, other in (*_INITIALS, *((b, a) for a, b in _INITIALS)):
        if pinyin.startswith(one) and not (len(one) == 1 and pinyin[1:2] == "h" and one in "zcs"):
            found.add(other + pinyin[len(one) :])
    for one, other in (*_FINALS, *((b, a) for a, b in _FINALS)):
        if pinyin.endswith(one):
            found.add(pinyin[: -len(one)] + other)
    return found - {pinyin}


@cache
def _by_sound():
    signs = dict.fromkeys("".join(words.GIVEN.values()) + words.MORE_SIGNS + "".join(words.SURNAMES))
    table = defaultdict(list)
    for sign in signs:
        table[sound(sign)].append(sign)
    return table


@cache
def homophones(sign):
    """Other signs of names with the same sound."""
    return tuple(one for one in _by_sound().get(sound(sign), ()) if one != sign)


@cache
def near_homophones(sign):
    """Signs of names whose sound is one regional confusion away."""
    return tuple(one for other in sorted(near_sounds(sound(sign))) for one in _by_sound().get(other, ()))
