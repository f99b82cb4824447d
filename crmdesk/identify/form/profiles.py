"""Which fields a complete record has, by the tier of the client (domain specification §2.6).

A profile is the one below it and eight fields more. ``relation_map`` and ``succession_need`` are no fields
of their own: they are counted over relations and needs.
"""

from __future__ import annotations

#: The nine elements of a natural person that the anti-money-laundering rules ask for.
AML_ELEMENTS = ("name", "sex", "nationality", "occupation", "addr_home", "mobile", "id_type", "id_no", "id_to")

#: Kinds of documents that are a disclosure or an agreement.
AGREEMENTS = frozenset({"agreement", "disclosure", "matching", "warning", "agency", "custody", "esign", "permission"})

_PERSON = (
    *AML_ELEMENTS,
    *("birth_date", "contact_status", "sms_consent", "consent_general", "investor_class", "risk_assessment"),
    *("income_band", "fin_assets_band", "debt_band", "controller", "beneficiary"),
)
_PERSON_GOLD = (
    *("contact_alt", "needs", "objective"),
    *("product_pref", "trade_channel", "news_pref", "info_source", "comm_style"),
)
_PERSON_PLATINUM = (
    *("marital", "children", "family", "family_stage"),
    *("external_assets", "is_owner", "decision_style", "interests"),
)
_PERSON_PRIVATE = (
    *("household_income", "household_assets", "debt_amount_band", "housing", "income_source"),
    *("relation_map", "succession_need", "tax_residency"),
)

_ORGANISATION = (
    *("name", "uscc", "licence_type", "licence_to", "founded_on", "registered_capital", "addr_registered"),
    *("business_scope", "org_type", "industry", "legal_rep", "legal_rep_id_no", "legal_rep_id_to", "agents"),
    *("controllers", "beneficial_owners", "tax_entity", "contacts", "risk_assessment", "consent_general"),
)
_ORGANISATION_GOLD = (
    *("needs", "objective", "product_pref", "comm_style"),
    *("fin_year", "fin_total_assets", "fin_net_assets", "decision_makers"),
)
_ORGANISATION_PLATINUM = (
    *("external_assets", "decision_style", "news_pref", "info_source"),
    *("fin_revenue", "fin_profit", "fin_investments", "listing"),
)
_ORGANISATION_PRIVATE = (
    *("size", "state_ownership", "capital_kind", "basic_account_bank"),
    *("credit_line", "horizon", "max_loss", "relation_map"),
)

_PRODUCT = (
    *("name", "product_kind", "product_scale", "founded_on", "matures_on", "filing_no", "filed_on"),
    *("product_manager", "custodian", "invest_manager", "agents", "contacts", "beneficial_owners"),
    *("contact_status", "risk_assessment", "investor_class", "consent_general"),
)

#: Per kind of client: the fields of every record, and those added from gold, platinum and private upward.
PROFILES: dict[str, tuple[tuple[str, ...], ...]] = {
    "person": (_PERSON, _PERSON_GOLD, _PERSON_PLATINUM, _PERSON_PRIVATE),
    "organisation": (_ORGANISATION, _ORGANISATION_GOLD, _ORGANISATION_PLATINUM, _ORGANISATION_PRIVATE),
    "product": (_PRODUCT, ("needs", "objective", "horizon"), (), ()),
}

#: How many of the parts a tier needs, and the completeness in per cent that is expected of it.
_STEPS = {"gold": 2, "platinum": 3, "diamond": 3, "private": 4}
TARGETS = {1: 80, 2: 90, 3: 95, 4: 100}


def profile_step(tier: str | None) -> int:
    """1 for everybody, 2 from gold, 3 from platinum, 4 for private clients."""
    return _STEPS.get(tier or "", 1)


def profile(kind: str, tier: str | None) -> tuple[str, ...]:
    """Names of the fields a complete record of that kind and tier has."""
    return tuple(name for part in PROFILES[kind][: profile_step(tier)] for name in part)
