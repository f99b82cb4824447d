"""Whether a product may be proposed to a client (§6.4 of the domain specification). It blocks, it does not warn.

Pure: everything it looks at is in ``Investor`` and ``Proposal``; reasons come back as words in both languages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from crmdesk.codes import code_list, code_words
from crmdesk.i18n import Words
from crmdesk.resources import resource_toml

Result = Literal["match", "reduce_only", "on_request", "expired", "missing", "blocked"]
Check = Literal["ok", "over", "unknown", "none"]
LEVELS = ("C0", "C1", "C2", "C3", "C4", "C5")
PRODUCT_LEVELS = ("R1", "R2", "R3", "R4", "R5")


@dataclass(frozen=True)
class Rating:
    """A client's risk rating for one product line. C0 is the lowest category."""

    line: str
    level: str
    assessed_on: date
    valid_to: date


@dataclass(frozen=True)
class Investor:
    """What matching looks at of a client; codes of the form, None where the form is silent."""

    ratings: tuple[Rating, ...] = ()
    horizon: str | None = None
    max_loss: str | None = None
    age: int | None = None
    investor_class: str = "ordinary"
    is_qualified: bool = False
    special_roles: tuple[str, ...] = ()

    @property
    def is_professional(self) -> bool:
        return self.investor_class.startswith("pro")


@dataclass(frozen=True)
class Offer:
    """A product. ``issuer_level`` is the issuer's own rating where it differs from the seller's."""

    name: str
    line: str
    level: str | None
    issuer_level: str | None = None
    horizon: str | None = None
    loss_class: str | None = None
    asset_class: str = ""
    is_private_fund: bool = False
    is_complex: bool = False

    @property
    def governing_level(self) -> str | None:
        """The higher of the two ratings."""
        known = [level for level in (self.level, self.issuer_level) if level]
        return max(known) if known else None


@dataclass(frozen=True)
class Proposal:
    """``share_after``: what this product would be of the client's financial assets, 0–1, None when unknown.

    ``warning_record`` names the signed special warning (form and recording number), ``confirmation`` the extra
    confirmation of a client of 65 or older.
    """

    offer: Offer
    initiated_by: Literal["manager", "client"] = "manager"
    direction: Literal["buy", "hold", "reduce"] = "buy"
    share_after: float | None = None
    warning_record: str = ""
    confirmation: str = ""


@dataclass(frozen=True)
class Match:
    """``result`` with its reasons; ``conditions`` are what is still owed before the plan can be approved."""

    result: Result
    reasons: tuple[Words, ...]
    client_level: str | None = None
    product_level: str | None = None
    horizon: Check = "none"
    loss: Check = "none"
    conditions: tuple[Words, ...] = ()
    warned: bool = False

    @property
    def is_resolved(self) -> bool:
        """Whether a plan with this item may be approved."""
        passes = self.result in ("match", "reduce_only") or (self.result == "on_request" and self.warned)
        return passes and not self.conditions


def parameters() -> dict[str, Any]:
    return resource_toml("plan", "suitability.toml")


def rating_for(investor: Investor, line: str) -> Rating | None:
    """The newest rating that counts for a product line."""
    for accepted in parameters()["rating_lines"].get(line, [line]):
        found = [rating for rating in investor.ratings if rating.line == accepted]
        if found:
            return max(found, key=lambda rating: (rating.assessed_on, rating.valid_to))
    return None


def general_rating(investor: Investor) -> Rating | None:
    """The rating a plan speaks of: the newest of all lines, the lower level when two are equally new."""
    if not investor.ratings:
        return None
    newest = max(rating.assessed_on for rating in investor.ratings)
    return min((r for r in investor.ratings if r.assessed_on == newest), key=lambda rating: rating.level)


def allows(client_level: str, product_level: str) -> bool:
    """C0 and C1 → R1, C2 → R1–R2 … C5 → R1–R5."""
    return int(product_level[1]) <= max(1, int(client_level[1]))


def match(investor: Investor, proposal: Proposal, *, on: date) -> Match:
    """The result of one proposal on a date."""
    offer = proposal.offer
    level = offer.governing_level
    rating = rating_for(investor, offer.line)
    client_level = rating.level if rating else None
    if offer.line in parameters()["no_rating"]["lines"]:
        return Match("match", (Words("非投资产品，无须匹配", "Not an investment product"),), client_level, level)
    gap = _data_gap(investor, proposal, rating, on)
    if gap is not None:
        return Match(gap[0], (gap[1],), client_level, level)
    assert level is not None
    assert client_level is not None or investor.is_professional
    if proposal.direction != "buy":
        return _existing(investor, client_level, level)
    return _purchase(investor, proposal, client_level, level)


def _data_gap(investor: Investor, proposal: Proposal, rating: Rating | None, on: date) -> tuple[Result, Words] | None:
    """What keeps matching from being made at all. Horizon and loss matter only to a purchase."""
    offer = proposal.offer
    if offer.governing_level is None:
        return "missing", Words("产品没有风险等级", "The product has no risk level")
    if investor.is_professional:
        return None
    if rating is None:
        line = code_words("product_line", offer.line)
        text = Words("没有{line}的风险测评", "No risk rating for {line}")
        return "missing", Words(text.zh.format(line=line.zh), text.en.format(line=line.en))
    if rating.valid_to < on:
        return "expired", Words("风险测评已于{day}到期", "The risk rating expired on {day}").format(day=rating.valid_to)
    if proposal.direction == "buy" and not (investor.horizon and investor.max_loss):
        return "missing", Words("缺投资期限或可接受损失", "Investment horizon or acceptable loss is missing")
    return None


def _existing(investor: Investor, client_level: str | None, level: str) -> Match:
    """Holding and reducing are always possible; above the level nothing may be added."""
    if investor.is_professional or (client_level and allows(client_level, level)):
        return Match("match", (), client_level, level)
    reason = Words(
        "存量产品高于客户等级：可持有或减持，不得加仓", "Holding above the client's level: keep or reduce, never add"
    )
    return Match("reduce_only", (reason,), client_level, level)


def _purchase(investor: Investor, proposal: Proposal, client_level: str | None, level: str) -> Match:
    offer = proposal.offer
    horizon = _ordered("horizon", offer.horizon, investor.horizon)
    loss = _ordered("max_loss", offer.loss_class, investor.max_loss)
    refused = [reason for rule in _ADMISSION if (reason := rule(investor, offer))]
    over = [] if investor.is_professional else _mismatches(proposal, client_level or "C0", level, (horizon, loss))
    conditions = _conditions(investor, proposal, level)
    result: Result = "match"
    if refused or (over and (proposal.initiated_by == "manager" or client_level == "C0")):
        result = "blocked"
    elif over:
        result = "on_request"
    return Match(
        result,
        tuple(refused + over),
        client_level,
        level,
        horizon,
        loss,
        conditions=conditions,
        warned=bool(proposal.warning_record.strip()),
    )


def _mismatches(proposal: Proposal, client_level: str, level: str, checks: tuple[Check, Check]) -> list[Words]:
    found = []
    if not allows(client_level, level):
        text = Words("产品等级{r}高于客户等级{c}", "Product level {r} is above the client's level {c}")
        found.append(text.format(r=level, c=client_level))
    if checks[0] == "over":
        found.append(Words("产品期限长于客户投资期限", "The product runs longer than the client's horizon"))
    if checks[1] == "over":
        found.append(Words("产品损失等级超出可接受损失", "The product may lose more than the client accepts"))
    if _is_concentrated(proposal, client_level):
        text = Words("单一产品占比{share:.1%}，上限{limit:.0%}", "{share:.1%} in a single product, limit {limit:.0%}")
        found.append(text.format(share=proposal.share_after, limit=parameters()["single_share"]))
    return found


def _is_concentrated(proposal: Proposal, client_level: str) -> bool:
    limits = parameters()
    share = proposal.share_after
    return share is not None and client_level <= limits["single_share_up_to"] and share > limits["single_share"]


def _conditions(investor: Investor, proposal: Proposal, level: str) -> tuple[Words, ...]:
    limits = parameters()
    is_senior = investor.age is not None and investor.age >= limits["senior_age"]
    demanding = level >= limits["senior_from"] or proposal.offer.is_complex
    if is_senior and demanding and not proposal.confirmation.strip():
        return (Words("客户年满65岁：须追加风险确认", "Client is 65 or older: an extra confirmation is owed"),)
    return ()


def _ordered(list_name: str, product: str | None, client: str | None) -> Check:
    """Whether the product's code stands at or before the client's in the order of the list."""
    if not product:
        return "none"
    order = list(code_list(list_name))
    if product not in order or client not in order:
        return "unknown"
    return "ok" if order.index(product) <= order.index(client) else "over"


def _private_funds(investor: Investor, offer: Offer) -> Words | None:
    if not offer.is_private_fund or investor.is_qualified:
        return None
    return Words("私募产品仅限合格投资者", "Private funds are for qualified investors only")


def _staff(investor: Investor, offer: Offer) -> Words | None:
    shares = offer.line == "securities" and offer.asset_class == "equity"
    if not shares or not {"industry", "staff"} & set(investor.special_roles):
        return None
    return Words("证券从业人员不得买卖股票", "Securities professionals may not trade shares")


def _minors(investor: Investor, offer: Offer) -> Words | None:  # noqa: ARG001 - one signature for all rules
    if investor.age is None or investor.age >= 18:
        return None
    return Words("未成年人不得购买投资产品", "Minors may not buy investment products")


#: Who may buy at all; no application of the client lifts these.
_ADMISSION: tuple[Callable[[Investor, Offer], Words | None], ...] = (_private_funds, _staff, _minors)
