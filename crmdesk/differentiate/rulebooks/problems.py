"""Everything wrong with a document: its shape, then how its values fit together (§3.1 of the domain specification)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from crmdesk.differentiate.rulebooks.model import Document, Rulebook
from crmdesk.differentiate.rulebooks.parsing import parse
from crmdesk.differentiate.rulebooks.schema import Path, value_at
from crmdesk.differentiate.rulebooks.shape import Problem, shape_problems
from crmdesk.differentiate.rulebooks.weighing import counted, weights_of
from crmdesk.differentiate.scores import INDICATORS
from crmdesk.differentiate.tiers import TIERS
from crmdesk.differentiate.wording import fill, name
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr

_Check = Callable[[Document], Iterable[Problem]]


def problems(document: Document) -> list[Problem]:
    """None for rules that may be approved. How values fit together is asked of tables whose shape is right."""
    found = shape_problems(document)
    wrong = [problem.path for problem in found]
    for needs, check in _CHECKS:
        if not any(_touch(one, path) for one in needs for path in wrong):
            found += check(document)
    return found


def _touch(one: Path, other: Path) -> bool:
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def demand_none(found: list[Problem]) -> None:
    """Raise ``CrmError`` with the first of some problems, its path in ``field``; pass when there is none."""
    if not found:
        return
    said = tr("The rulebook is not in order. {where}: {what}.", where=found[0].where, what=found[0].message)
    more = tr("{count} more like it.", count=len(found) - 1) if len(found) > 1 else ""
    raise CrmError(f"{said} {more}".strip(), field=found[0].where)


def checked(document: Document) -> Rulebook:
    """The rules of a document somebody wrote. Raises ``CrmError`` with the first problem."""
    demand_none(problems(document))
    return parse(document)


# -- weights


def _weights(document: Document) -> Iterator[Problem]:
    for key, profile in document["profiles"].items():
        given = [profile[one] for one in INDICATORS if one in profile]
        message = _stated_once(given, has_matrix="matrix" in profile)
        if message is None and not any(weights_of(profile, counted(document))):
            message = Words("没有一项启用的指标有权重", "No indicator that is counted has a weight")
        if message is not None:
            yield Problem(("profiles", key), message)


def _stated_once(given: list[float], *, has_matrix: bool) -> Words | None:
    if has_matrix:
        return Words("权重与比较矩阵只能填一种", "State weights or comparisons, not both") if given else None
    if len(given) < len(INDICATORS):
        return Words("请填写五项权重，或填写比较矩阵", "State all five weights, or comparisons")
    if sum(round(one * 10_000) for one in given) == 10_000:
        return None
    words = Words("权重之和须为 1，现为 {total}", "The weights must sum to 1; they sum to {total}")
    return fill(words, total=f"{sum(given):.6g}")


# -- orders: what must not fall from one tier, or from one value, to the next


def _rising(path: Path, *, is_strict: bool = True) -> _Check:
    """A check that a table's values rise with the tiers."""

    def check(document: Document) -> Iterator[Problem]:
        bounds = value_at(document, path)
        named = [tier for tier in TIERS if tier in bounds]
        for lower, upper in pairwise(named):
            if bounds[upper] < bounds[lower] or (is_strict and bounds[upper] == bounds[lower]):
                yield Problem((*path, upper), _must_exceed(lower, is_strict=is_strict))

    return check


def _must_exceed(tier: str, *, is_strict: bool) -> Words:
    above = Words("须高于{tier}", "This must lie above that of {tier}")
    not_below = Words("不得低于{tier}", "This must not lie below that of {tier}")
    return fill(above if is_strict else not_below, tier=name("tier", tier))


def _presets(document: Document) -> Iterator[Problem]:
    """Stability: the highest tier is not lost sooner than the others, and the watch shows before a client falls."""
    for key, preset in document["tiers"]["presets"].items():
        path = ("tiers", "presets", key)
        if preset["private_down_months"] < preset["down_months"]:
            words = Words("私人层级不得比其他层级更快降级", "The private tier must not be lost sooner than the others")
            yield Problem((*path, "private_down_months"), words)
        if preset["silent_months"] >= preset["down_months"]:
            words = Words("须少于降级确认的月数", "This must be fewer months than it takes to fall")
            yield Problem((*path, "silent_months"), words)


def _stages(document: Document) -> Iterator[Problem]:
    stages = document["stages"]
    if stages["fast_growth_days"] <= stages["fast_new_days"]:
        words = Words("成长期须长于新手期", "Growing must end after being a newcomer does")
        yield Problem(("stages", "fast_growth_days"), words)
    if stages["gone_idle"] < stages["decline_idle"]:
        words = Words("不得短于衰退信号 D3 的天数", "This must not be shorter than the days of decline signal D3")
        yield Problem(("stages", "gone_idle"), words)


def _strategy(document: Document) -> Iterator[Problem]:
    names = document["facts"]["strategy"]
    if "lines" in names and len(names) > 1:
        words = Words("“每条产品线一分”只能单独使用", "A point per product line stands alone")
        yield Problem(("facts", "strategy", str(names.index("lines"))), words)


def _market(document: Document) -> Iterator[Problem]:
    market = document.get("market", {})
    if market.get("is_neutral") and not str(market.get("index", "")).strip():
        yield Problem(("market", "index"), Words("请指明指数代码", "Name the index whose fall is meant"))


def _at_risk(document: Document) -> Iterator[Problem]:
    lifetime = document["lifetime"]
    for key in ("growth", "retention"):
        if lifetime["at_risk"][key] > lifetime[key]["maturity"]:
            words = Words("不得高于成熟期", "This must not lie above that of maturity")
            yield Problem(("lifetime", "at_risk", key), words)


#: The tables a check reads, and the check.
_CHECKS: tuple[tuple[tuple[Path, ...], _Check], ...] = (
    ((("profiles",), ("indicators",)), _weights),
    ((("tiers", "assets"),), _rising(("tiers", "assets"))),
    ((("tiers", "score"),), _rising(("tiers", "score"))),
    ((("tiers", "floors"),), _rising(("tiers", "floors"))),
    ((("tiers", "presets"),), _presets),
    ((("stages",),), _stages),
    ((("facts", "strategy"),), _strategy),
    ((("lifetime", "maturity_retention"),), _rising(("lifetime", "maturity_retention"), is_strict=False)),
    ((("lifetime",),), _at_risk),
    ((("market",),), _market),
)
