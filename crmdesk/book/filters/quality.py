"""Filters by the measured quality of records: issues, gaps, values that are too old, scores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, Select, select

from crmdesk.book.filters.terms import ChoiceTerm, NumberTerm, Term
from crmdesk.book.filters.tree import Range, Value
from crmdesk.i18n import Language, Words
from crmdesk.identify.form import FORMS, Field
from crmdesk.identify.quality.board import has_issue, lacks
from crmdesk.identify.quality.columns import asked_fields
from crmdesk.identify.tables import client, client_quality

Condition = ColumnElement[bool]


@cache
def _asked() -> dict[str, Field]:
    return {field.name: field for kind in FORMS for field in asked_fields(kind)}


class AskedTerm(ChoiceTerm):
    """Fields that a complete record has: ``lacks:mobile`` ``缺口:手机号码`` ``stale:occupation``."""

    def understood(self, text: str) -> Value:
        wanted = text.lower()
        for field in _asked().values():
            if wanted in (field.name, field.label.zh.lower(), field.label.en.lower()):
                return field.name
        return None

    def hint(self) -> str:
        return "mobile 手机号码, id_no 证件号码, occupation 职业 …"

    def written(self, value: str | Range, language: Language) -> str:
        label = _asked()[str(value)].label.zh
        return label if language == "zh" and " " not in label and self.understood(label) == value else str(value)

    def said(self, value: str | Range) -> Words:
        return _asked()[str(value)].label

    def offers(self) -> list[Words]:
        return [Words(self.written(name, "zh"), name) for name in _asked()]


TERMS: tuple[Term, ...] = (
    ChoiceTerm("issue", Words("资料问题", "Issue"), ("问题", "issues"), "", "quality_issue"),
    AskedTerm("lacks", Words("缺口", "Gap"), ("gaps",), "", ""),
    AskedTerm("stale", Words("未及时核实", "Not confirmed"), ("过期", "unconfirmed"), "", ""),
    NumberTerm("completeness", Words("完整度", "Completeness"), ("complete",), "", 1, Words("%", "%")),
    NumberTerm("kyc", Words("KYC得分", "KYC score"), ("kyc得分",), "", 1, Words("%", "%")),
)


def _stale(value: Value, _on: date) -> Condition:
    return lacks(str(value), is_stale=True)


def _score(column: str) -> Callable[[Value, date], Condition]:
    """Records never measured have no score and are in no range."""

    def condition(value: Value, _on: date) -> Condition:
        measured: Select[tuple[int]] = select(client_quality.c.client_id)
        if not isinstance(value, Range):
            return client.c.id.not_in(measured)
        score = client_quality.c[column]
        ends = ((value.low, score.__ge__), (value.high, score.__le__))
        return client.c.id.in_(measured.where(*(compare(end) for end, compare in ends if end is not None)))

    return condition


CONDITIONS: dict[str, Callable[[Value, date], Condition]] = {
    "issue": lambda value, _on: has_issue(str(value)),
    "lacks": lambda value, _on: lacks(str(value)),
    "stale": _stale,
    "completeness": _score("completeness"),
    "kyc": _score("kyc"),
}
