"""Which value of several clients survives in one record: a pure choice, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.checks.masks import NUMBER_FIELDS, fuller, is_masked
from crmdesk.identify.masking import shown_value
from crmdesk.identify.merging.parties import CORE_FIELDS, Party

#: Fields that say something about the value of another: they come from the client whose value of that one survives.
BOUND = {
    "mobile": ("mobile_owner", "contact_status", "contact_verified_at"),
    "id_no": ("id_type", "id_from", "id_to", "id_issuer", "id_address"),
    "uscc": ("licence_type", "licence_to", "licence_checked_on"),
    "legal_rep": ("legal_rep_id_type", "legal_rep_id_no", "legal_rep_id_to", "legal_rep_phone"),
    "name": ("name_pinyin", "name_latin", "short_name"),
    "tax_country_1": ("tax_no_1", "tax_reason_1"),
    "tax_country_2": ("tax_no_2", "tax_reason_2"),
    "tax_country_3": ("tax_no_3", "tax_reason_3"),
    "addr_home": ("addr_home_region", "postcode"),
    "sms_consent": ("sms_consent_on", "sms_consent_source"),
    "qualified_investor": ("qualified_to",),
    "peak_aum": ("peak_aum_on",),
    "payroll": ("payroll_amount",),
    "external_assets": ("external_institution", "external_note"),
    "controller_name": ("controller_id_no", "controller_relation"),
    "beneficiary_name": ("beneficiary_id_no", "beneficiary_relation"),
    "own_company": ("own_uscc",),
    "paper_cabinet": ("paper_box", "paper_pages", "paper_state"),
    "consent_general": ("consent_version", "consent_on", "consent_form"),
    "consent_sensitive": ("consent_sensitive_purpose", "consent_sensitive_on"),
    "consent_marketing": ("consent_marketing_on",),
    "consent_share": ("consent_share_with", "consent_share_on"),
    "consent_withdrawn_on": ("consent_withdrawn_scope", "consent_withdrawn_by"),
    "form_signed_on": ("form_version", "form_manager", "form_reviewer"),
    "fin_year": ("fin_total_assets", "fin_net_assets", "fin_revenue", "fin_profit", "fin_investments"),
}
_LEADS = {bound: lead for lead, all_bound in BOUND.items() for bound in all_bound}
_CORE_LABELS = {"manager": Words("客户经理", "Account manager"), "branch": Words("营业部", "Branch")}


@dataclass(frozen=True)
class Option:
    """The value of one client. ``trust`` is None for what a person typed or verified; ``at`` the day it speaks of."""

    client_id: int
    value: Any
    shown: str
    source: str
    trust: int | None
    at: date


@dataclass(frozen=True)
class FieldChoice:
    """A field of which at least one client has a value, and whose is ``chosen`` (a client id)."""

    field: str
    label: Words
    options: tuple[Option, ...]
    chosen: int
    is_conflict: bool

    @property
    def value(self) -> Any:
        return next((one.value for one in self.options if one.client_id == self.chosen), None)


def field_choices(all_parties: Sequence[Party], choices: Mapping[str, int]) -> Iterator[FieldChoice]:
    """What becomes of each field; ``choices`` (field → client id) overrides. The kept client is the first party.

    Raises ``CrmError`` for a choice of an unknown field or client.
    """
    _require_known(all_parties, choices)
    chosen: dict[str, int] = {}
    for name in sorted(all_parties[0].values, key=lambda name: name in _LEADS):
        chosen[name] = choices.get(name) or _survivor(all_parties, name, chosen)
    for name in all_parties[0].values:
        options = tuple(_option(one, name) for one in all_parties if _has(one, name))
        if options:
            is_conflict = are_several(name, [one.value for one in options])
            yield FieldChoice(name, label_of(all_parties[0], name), options, chosen[name], is_conflict)


def label_of(party: Party, name: str) -> Words:
    return _CORE_LABELS.get(name) or party.form.field(name).label


def _require_known(all_parties: Sequence[Party], choices: Mapping[str, int]) -> None:
    ids = {one.id for one in all_parties}
    for name, client_id in choices.items():
        if name not in all_parties[0].values or client_id not in ids:
            raise CrmError(tr("There is no such choice: {field}.", field=name), field=name)


def _has(party: Party, name: str) -> bool:
    return party.values[name] not in (None, "")


def _survivor(all_parties: Sequence[Party], name: str, chosen: Mapping[str, int]) -> int:
    lead = _LEADS.get(name, "")
    if lead in chosen and are_several(lead, [one.values[lead] for one in all_parties if _has(one, lead)]):
        return chosen[lead]
    holding = [one for one in all_parties if _has(one, name)]
    if not holding:
        return all_parties[0].id
    shown = [one for one in holding if name not in NUMBER_FIELDS or not is_masked(one.values[name])]
    # Of equals the first: the kept client is.
    best = max(shown or holding, key=lambda one: one.origin(name).rank)
    for one in holding:
        if fuller(name, best.values[name], one.values[name]) not in (None, best.values[name]):
            best = one
    return best.id


def are_several(name: str, values: Sequence[Any]) -> bool:
    """Whether the values contradict each other; masked and old writings of one number do not."""
    return any(one != other and fuller(name, one, other) is None for one, other in combinations(values, 2))


def _option(party: Party, name: str) -> Option:
    value, origin = party.values[name], party.origin(name)
    shown = str(value) if name in CORE_FIELDS else shown_value(party.form.field(name), value)
    return Option(party.id, value, shown, origin.source, origin.trust, origin.day)
