"""What a plan says, section by section: frozen, JSON-able, complete in itself.

An approved plan prints from this alone, so nothing here refers to rows that may change. Money is cents; shares are
tenths of a percent (``239`` = 23.9 %) and sum to 1,000.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crmdesk.i18n import Words

NOTHING = Words("", "")


@dataclass(frozen=True)
class Party:
    """Someone who signs; ``licence`` is the registration number."""

    name: str
    licence: str = ""


@dataclass(frozen=True)
class Identity:
    """``name_latin`` and ``title`` (Mr, 女士) may be empty. Numbers are stored masked as the paper shows them."""

    client_no: str
    name: str
    name_latin: str
    title: Words
    institution: str
    branch: str
    manager: Party
    adviser: Party | None
    reviewer: Party | None
    id_tail: str = ""
    branch_phone: str = ""
    tier: str = ""
    stage: str = ""
    age: int | None = None
    currency: str = "CNY"


@dataclass(frozen=True)
class ProfileLine:
    """``for_client`` replaces the value on the client's copy; an empty ``client_label`` keeps the label."""

    label: Words
    value: Words
    is_internal: bool = False
    client_label: Words = NOTHING
    for_client: Words = NOTHING


@dataclass(frozen=True)
class Profile:
    lead: Words
    client_lead: Words
    lines: tuple[ProfileLine, ...]
    note: Words = NOTHING


@dataclass(frozen=True)
class NeedLine:
    number: str
    kind: Words
    text: str
    amount: int | None
    horizon: Words
    priority: Words
    measure: Words


@dataclass(frozen=True)
class ClassLine:
    code: str
    amount: int
    share: int
    level: str
    matures_on: date | None


@dataclass(frozen=True)
class MonthPoint:
    """``month`` counts months since year 0; ``average`` None when the month has no figure."""

    month: int
    average: int | None
    net_inflow: int = 0


@dataclass(frozen=True)
class HoldingLine:
    name: Words
    code: str
    level: str
    amount: int
    share: int
    matures_on: date | None
    is_product: bool = True


@dataclass(frozen=True)
class DebtLine:
    name: Words
    amount: int


@dataclass(frozen=True)
class Position:
    total: int
    classes: tuple[ClassLine, ...]
    months: tuple[MonthPoint, ...]
    holdings: tuple[HoldingLine, ...]
    debts: tuple[DebtLine, ...]
    tier_floor: int | None = None


@dataclass(frozen=True)
class Finding:
    number: str
    code: str
    is_fine: bool
    evidence: Words
    standard: Words


@dataclass(frozen=True)
class AllocationLine:
    """``now`` in tenths of a percent; ``target``, ``low``, ``high`` in percent."""

    code: str
    now: int
    target: int
    low: int
    high: int
    change: int
    limit: Words = NOTHING


@dataclass(frozen=True)
class Allocation:
    """``level`` is the client's, ``frame`` the level whose frame applies; no lines when the rating forbids them."""

    level: str
    frame: str
    lines: tuple[AllocationLine, ...]
    lead: Words
    note: Words


@dataclass(frozen=True)
class ServiceLine:
    text: Words
    channel: str
    timing: Words
    who: Words
    span: Words


@dataclass(frozen=True)
class ProductLine:
    """The product of an action, as matching needs it (``suitability.Offer``)."""

    code: str
    name: Words
    line: str
    asset_class: str
    level: str
    horizon: str = ""
    loss_class: str = ""
    is_private_fund: bool = False
    is_complex: bool = False


@dataclass(frozen=True)
class Action:
    """``number`` A1 … or X1 … for what is blocked or withdrawn. ``serves`` names needs and findings (N1, D2).

    ``amount`` is signed (− = reduce); ``starts_on`` None means a single day.
    """

    text: Words
    direction: str
    initiated_by: str
    due_on: date
    effect: Words
    number: str = ""
    product: ProductLine | None = None
    amount: int | None = None
    starts_on: date | None = None
    status: str = "open"
    who: str = ""
    serves: tuple[str, ...] = ()
    share_after: int | None = None
    warning_record: str = ""
    confirmation: str = ""
    is_withdrawn: bool = False


@dataclass(frozen=True)
class Check:
    """The matching of one action, as it was found."""

    number: str
    product: Words
    result: str
    product_level: str
    client_level: str
    horizon: str
    loss: str
    share_after: int | None
    product_horizon: str
    reasons: tuple[Words, ...]
    conditions: tuple[Words, ...]
    is_resolved: bool
    is_existing: bool


@dataclass(frozen=True)
class FeeLine:
    item: Words
    standard: Words
    agreed: Words
    span: Words
    approval: Words


@dataclass(frozen=True)
class Indicator:
    name: Words
    values: tuple[str, ...]  # baseline, 90, 180, 365 days


@dataclass(frozen=True)
class PastResult:
    item: Words
    planned: str
    actual: str
    is_reached: bool


@dataclass(frozen=True)
class Tracking:
    indicators: tuple[Indicator, ...]
    past: tuple[PastResult, ...] = ()
    past_of: str = ""


@dataclass(frozen=True)
class RatingLine:
    line: str
    level: str
    assessed_on: date
    valid_to: date


@dataclass(frozen=True)
class Suitability:
    """``state``: ok | expired | missing. The general rating the plan speaks of, and what the form says."""

    state: str
    level: str
    assessed_on: date | None
    valid_to: date | None
    horizon: str
    max_loss: str
    ratings: tuple[RatingLine, ...] = ()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class PlanContent:
    identity: Identity
    profile: Profile
    needs: tuple[NeedLine, ...]
    quote: str
    quote_source: Words
    proposition: Words
    position: Position
    findings: tuple[Finding, ...]
    allocation: Allocation
    services: tuple[ServiceLine, ...]
    actions: tuple[Action, ...]
    suitability: Suitability
    fees: tuple[FeeLine, ...]
    tracking: Tracking
    sources: tuple[tuple[Words, Words, str], ...]
    reason: Words
