"""Cut-offs on which many clients sit, in words: for the window and the command line."""

from __future__ import annotations

from collections.abc import Callable

from crmdesk.codes import code_words
from crmdesk.differentiate.rehearsal.cuts import NEAR_PERCENT, OnCut
from crmdesk.differentiate.rehearsal.rehearse import Rehearsal
from crmdesk.differentiate.wording import fill, short_amount
from crmdesk.i18n import Words

#: So many cut-offs are named, the most crowded first; the JSON has all.
_NAMED = 3
_BOUNDS = ("assets", "score")
#: Strategy points are their own cut-offs: everybody sits on one.
_MEASURED = ("R", "F", "M", "A")


def crowded_words(found: Rehearsal) -> list[Words]:
    """At most two sentences: tiers that many clients are near, breakpoints that many sit exactly on."""
    bounds = [one for one in found.on_cut if one.figure in _BOUNDS]
    points = [one for one in found.on_cut if one.figure in _MEASURED]
    near = _most(bounds, lambda one: one.near)
    exact = _most(points, lambda one: one.exactly)
    said = []
    if near:
        words = Words("距层级分界 {percent}% 以内：{places}。", "Within {percent} % of a tier's bound: {places}.")
        said.append(fill(words, percent=NEAR_PERCENT, places=_joined([_near(one) for one in near])))
    if exact:
        words = Words("正好落在打分分界上：{places}。", "Exactly on a breakpoint: {places}.")
        currency = found.after.currency
        said.append(fill(words, places=_joined([_exact(one, currency) for one in exact])))
    return said


def _most(cuts: list[OnCut], size: Callable[[OnCut], int]) -> list[OnCut]:
    return [one for one in sorted(cuts, key=size, reverse=True)[:_NAMED] if size(one)]


def _near(one: OnCut) -> Words:
    return fill(Words("{tier} {count} 位", "{count} at {tier}"), tier=code_words("tier", one.gives), count=one.near)


def _exact(one: OnCut, currency: str) -> Words:
    words = Words("{name} {value} {count} 位", "{count} at {name} {value}")
    name = code_words("indicator", one.figure)
    return fill(words, name=name, value=_value(one, currency), count=one.exactly)


def _value(one: OnCut, currency: str) -> Words:
    if one.figure in ("M", "A"):
        return short_amount(one.cut, currency)
    units = {"R": Words("{n} 天", "{n} days"), "F": Words("{n} 次", "{n}")}
    return fill(units[one.figure], n=one.cut)


def _joined(parts: list[Words]) -> Words:
    return Words("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))
