"""The form of a product that is a client itself: a fund, a plan, a trust (domain specification §2.3, P01)."""

from __future__ import annotations

from crmdesk.identify.form import shared
from crmdesk.identify.form.declare import code, day, money, rows, text
from crmdesk.identify.form.field import Form, both, on_page, section

_IDENTITY = (
    text("I01", "client_no", "客户号|Client number", 40, need="R", sensitivity="C1", mask="account", home="client"),
    text("P01", "name", "产品名称|Product name", 256, need="R", check="org_name", fresh_months=12, home="client"),
    code("P01", "product_kind", "产品类别|Kind of product", need="R", fresh_months=12, sensitivity="C1"),
    money("P01", "product_scale", "产品规模|Size of the product", need="R", fresh_months=12),
    day("P01", "founded_on", "成立日|Founded on", need="R", check="past", fresh_months=12, sensitivity="C1"),
    day("P01", "matures_on", "到期日|Matures on", need="R", check="expiry", fresh_months=12, sensitivity="C1"),
    text("P01", "filing_no", "备案编码|Filing number", 40, need="R", fresh_months=12, sensitivity="C1"),
    day("P01", "filed_on", "备案日期|Filed on", need="R", check="past", fresh_months=12, sensitivity="C1"),
    text("P01", "product_manager", "管理人|Manager", 120, need="R", fresh_months=12, sensitivity="C1"),
    text("P01", "custodian", "托管人|Custodian", 120, need="R", fresh_months=12, sensitivity="C1"),
    text("P01", "invest_manager", "投资经理|Portfolio manager", 60, need="R", fresh_months=12, mask="name"),
)

_CONTACT = (
    text("I20", "mobile", "联系手机|Contact mobile", 20, check="mobile", fresh_months=12, mask="mobile"),
    text("I25", "phone_office", "办公电话|Office phone", 24, check="landline", fresh_months=24, mask="landline"),
    text("I26", "email", "电子邮箱|E-mail", 120, check="email", fresh_months=24, mask="email"),
    *shared.CONTACT_STATUS,
    *shared.CONTACT_CHOICE,
    *shared.SMS_CONSENT,
    rows("O11", "agents", "经办人/授权代理人|Authorised agents", "relation", role="agent", need="R", until="valid_to"),
    rows("O19", "contacts", "联系人|Contact persons", "relation", role="contact", need="R", fresh_months=12),
    rows(
        "O13",
        "beneficial_owners",
        "受益所有人|Beneficial owners",
        "relation",
        role="owner",
        need="R",
        fresh_months=12,
    ),
)

PRODUCT = Form(
    "product",
    both("客户信息表（产品）|Client information form: product"),
    (
        on_page(1, section("A", "产品信息|Product", *_IDENTITY)),
        on_page(1, section("B", "联系信息|Contact", *_CONTACT)),
        shared.suitability(2, *shared.INTEGRITY),
        shared.accounts(2),
        shared.preferences(3),
        shared.NEEDS,
        shared.archive(3),
    ),
)
