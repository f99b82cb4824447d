"""Every field a filter can name: the standing of a client, and every plain column of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crmdesk.book.filters.classes import TERMS as CLASSES
from crmdesk.book.filters.days import DayTerm, LastTerm, MonthTerm, NextTerm
from crmdesk.book.filters.quality import TERMS as QUALITY
from crmdesk.book.filters.terms import (
    AmountTerm,
    ChoiceTerm,
    FlagTerm,
    NameTerm,
    NumberTerm,
    PartTerm,
    Term,
)
from crmdesk.book.filters.tree import Range, Value
from crmdesk.i18n import Language, Words
from crmdesk.identify.form import FORMS, Field


class MissingTerm(ChoiceTerm):
    """Fields of the form that are empty: ``missing:mobile`` ``缺:手机``."""

    def understood(self, text: str) -> Value:
        term = form_terms_by_key().get(key_of(text))
        return None if term is None else term.at.removeprefix("form.")

    def hint(self) -> str:
        return "mobile 手机号码, id_no 证件号码, occupation 职业 …"

    def written(self, value: str | Range, language: Language) -> str:
        return written_key(form_term(str(value)), language)

    def said(self, value: str | Range) -> Words:
        return form_term(str(value)).label

    def offers(self) -> list[Words]:
        return [Words(written_key(term, "zh"), written_key(term, "en")) for term in form_terms()]


def _words(text: str) -> Words:
    zh, en = text.split("|")
    return Words(zh, en)


def _choice(name: str, label: str, codes: str, *aliases: str) -> ChoiceTerm:
    return ChoiceTerm(name, _words(label), aliases, f"client.{name}", codes)


#: What a list is filtered by every day, in the order of its columns.
STANDING: tuple[Term, ...] = (
    NextTerm("next", _words("下次联系|Next contact"), ("下次", "due", "到期")),
    _choice("tier", "层级|Tier", "tier", "级别", "等级", "客户级别", "tiers"),
    _choice("stage", "阶段|Stage", "stage", "生命周期", "stages"),
    ChoiceTerm("sign", _words("信号|Sign"), ("预警", "signs", "提示"), "", "client_sign"),
    AmountTerm("assets", _words("日均资产|Assets"), ("资产", "aum"), "client.assets"),
    AmountTerm("contribution", _words("12 月贡献|Contribution"), ("贡献", "income"), "client.contribution"),
    LastTerm("last", _words("上次联系|Last contact"), ("上次", "联系于", "未联系", "not-contacted")),
    NameTerm("manager", _words("客户经理|Manager"), ("经理", "managers", "owner"), "client.manager"),
    _choice("kind", "客户类型|Kind", "client_kind", "类型", "kinds"),
    _choice("status", "状态|Status", "client_status", "客户状态", "statuses"),
    NumberTerm("score", _words("综合分|Score"), ("分数",), "client.score", 10),
    _choice("dormancy", "休眠状态|Dormancy", "dormancy", "休眠"),
    _choice("tier_status", "层级状态|Tier status", "tier_status"),
    NameTerm("branch", _words("网点|Branch"), ("营业部", "机构网点"), "client.branch"),
    NameTerm("source", _words("来源系统|Source"), ("来源", "system"), "client.source"),
    NameTerm("number", _words("客户号|Client number"), ("编号", "no", "client_no"), "client.client_no"),
    DayTerm("opened", _words("开户日期|Opened"), ("开户", "opened_on"), "client.opened_on"),
    NumberTerm("age", _words("年龄|Age"), (), "", 1, Words("岁", "")),
    MonthTerm("birth_month", _words("生日月份|Birth month"), ("生日", "birthday")),
    PartTerm("region", _words("地区|Region"), ("城市", "地址", "city", "address")),
    ChoiceTerm("risk", _words("风险等级|Risk level"), ("风险", "risk_level"), "", "risk_level"),
    ChoiceTerm("plan", _words("服务计划|Plan"), ("计划", "plans"), "", "plan_state"),
    NumberTerm("import", _words("导入批次|Import"), ("批次", "batch")),
    NumberTerm("new_in_import", _words("导入新建|New in import"), ("新建批次", "created_by")),
    NumberTerm("follow_ups", _words("未完成待办|Open follow-ups"), ("待办", "todo")),
    *CLASSES,
    *QUALITY,
    MissingTerm("missing", _words("缺|Missing"), ("缺少", "未填", "lacks"), "", ""),
)

_TERMS: dict[str, type[Term]] = {"date": DayTerm, "money": AmountTerm, "int": NumberTerm, "bool": FlagTerm}


def _form_term(field: Field, aliases: tuple[str, ...]) -> Term:
    at = f"form.{field.name}"
    if field.type in ("code", "multi"):
        return ChoiceTerm(field.name, field.label, aliases, at, str(field.codes))
    kind: type[Term] = _TERMS.get(field.type, PartTerm)
    return kind(field.name, field.label, aliases, at)


@cache
def form_terms() -> tuple[Term, ...]:
    """One per plain column of the forms of persons, institutions and products; columns of one name are one field."""
    fields: dict[str, list[Field]] = {}
    for form in FORMS.values():
        for field in form.stored_fields():
            fields.setdefault(field.name, []).append(field)
    return tuple(
        _form_term(same[0], tuple(dict.fromkeys((*_labels(same[1:]), *_ALIASES.get(name, ())))))
        for name, same in fields.items()
    )


def _labels(fields: list[Field]) -> Iterator[str]:
    for field in fields:
        yield from field.label


#: Shorter words for long labels.
_ALIASES = {
    "mobile": ("手机", "phone"),
    "id_no": ("证件", "身份证", "id"),
    "id_to": ("证件到期", "id-expires"),
    "contact_status": ("联系状态", "contact-status"),
    "birth_date": ("出生", "born"),
    "email": ("邮箱", "email"),
    "addr_home": ("住址", "home"),
    "sex": ("男女", "gender"),
    "acquisition_source": ("获客渠道",),
    "contact_window": ("时段",),
}


def key_of(text: str) -> str:
    """A key as it is compared: without spaces, hyphens and capitals."""
    return re.sub(r"[\s_\-·/]", "", text).lower()


@cache
def terms() -> dict[str, Term]:
    """All fields by name, in the order in which they are offered."""
    return {term.name: term for term in (*STANDING, *(t for t in form_terms() if t.name not in _STANDING_NAMES))}


_STANDING_NAMES = {term.name for term in STANDING}


@cache
def terms_by_key() -> dict[str, Term]:
    """Fields by everything that may stand before a colon. Names come before labels, labels before aliases."""
    return _keyed(list(terms().values()))


@cache
def form_terms_by_key() -> dict[str, Term]:
    return _keyed(list(form_terms()))


def _keyed(found: list[Term]) -> dict[str, Term]:
    keys: dict[str, Term] = {}
    for term in found:
        keys.setdefault(key_of(term.name), term)
    standing = [term for term in found if term.name in _STANDING_NAMES]
    for group in (standing, [term for term in found if term not in standing]):
        labels = [(word, term) for term in group for word in term.label]
        aliases = [(word, term) for term in group for word in term.aliases]
        for word, term in (*labels, *aliases):
            keys.setdefault(key_of(word), term)
    return keys


def form_term(name: str) -> Term:
    return next(term for term in form_terms() if term.name == name)


@cache
def written_key(term: Term, language: Language) -> str:
    """The word before the colon: the label where it leads back to the term, else the name."""
    label = term.label.zh.replace(" ", "") if language == "zh" else term.name.replace("_", "-")
    keys = terms_by_key() if term.name in terms() and terms()[term.name] is term else form_terms_by_key()
    return label if keys.get(key_of(label)) is term else term.name
