"""The form of an institution (domain specification §2.3)."""

from __future__ import annotations

from crmdesk.identify.form import shared
from crmdesk.identify.form.declare import code, day, money, rows, text, whole
from crmdesk.identify.form.field import Form, both, on_page, section

_IDENTITY = (
    text("I01", "client_no", "客户号|Client number", 40, need="R", sensitivity="C1", mask="account", home="client"),
    text("O01", "name", "机构全称|Full name", 256, need="R", check="org_name", fresh_months=12, home="client"),
    text("O01", "short_name", "机构简称|Short name", 60, fresh_months=12, sensitivity="C1"),
    text(
        "O02", "uscc", "统一社会信用代码|Credit code", 18, need="R", check="uscc", until="licence_to", sensitivity="C1"
    ),
    code("O03", "licence_type", "证照类型|Licence", need="R", until="licence_to", sensitivity="C1"),
    day("O03", "licence_to", "证照有效期|Licence valid until", need="R", check="expiry", until="licence_to"),
    day("O03", "licence_checked_on", "年检日期|Last yearly inspection", check="past", sensitivity="C1"),
    day("O04", "founded_on", "成立日期|Founded on", need="R", check="past", fresh_months=12, sensitivity="C1"),
    money("O04", "registered_capital", "注册资本|Registered capital", need="R", fresh_months=12, sensitivity="C1"),
    code("O04", "capital_currency", "注册资本币种|Currency of the capital", "currency", sensitivity="C1"),
    text("O04", "addr_registered", "注册地址|Registered address", 200, need="R", check="address", fresh_months=12),
    text("O04", "addr_office", "办公地址|Office address", 200, need="R", fresh_months=12),
    text("O05", "business_scope", "经营范围|Business scope", 2000, need="R", fresh_months=24, is_long=True),
    code("O06", "org_type", "机构类型|Type of institution", need="R", fresh_months=24, sensitivity="C1"),
    code("O07", "industry", "行业门类|Industry", need="R", fresh_months=24, sensitivity="C1"),
    text("O07", "industry_division", "行业大类|Industry division", 2, check="division", sensitivity="C1"),
    code("O08", "size", "企业规模|Size", "org_size", fresh_months=12, sensitivity="C1"),
    code("O09", "state_ownership", "国有属性|State ownership", fresh_months=24, sensitivity="C1"),
    code("O09", "listing", "上市属性|Listing", fresh_months=24, sensitivity="C1"),
    code("O09", "capital_kind", "资本属性|Kind of capital", fresh_months=24, sensitivity="C1"),
    code("O17", "tax_entity", "涉税身份|Tax status", need="R", fresh_months=36),
    text("O17", "tax_controllers", "控制人税收居民身份|Tax residency of controllers", 200, fresh_months=36),
)

_PEOPLE = (
    text("O10", "legal_rep", "法定代表人/负责人|Legal representative", 60, need="R", check="person_name", mask="name"),
    code("O10", "legal_rep_id_type", "法人证件类型|ID type of the representative", "id_type", need="R"),
    text(
        "O10",
        "legal_rep_id_no",
        "法人证件号码|ID of the representative",
        40,
        need="R",
        mask="id",
        is_pipl=True,
        until="legal_rep_id_to",
        check="legal_rep_id_no",
    ),
    day("O10", "legal_rep_id_to", "法人证件有效期止|ID of the representative until", need="R", check="expiry"),
    text("O10", "legal_rep_phone", "法人电话|Phone of the representative", 24, check="any_phone", mask="mobile"),
    rows("O11", "agents", "经办人/授权代理人|Authorised agents", "relation", role="agent", need="R", until="valid_to"),
    rows(
        "O12",
        "controllers",
        "控股股东/实际控制人|Controllers",
        "relation",
        role="controller",
        need="R",
        fresh_months=12,
    ),
    rows(
        "O13",
        "beneficial_owners",
        "受益所有人|Beneficial owners",
        "relation",
        role="owner",
        need="R",
        fresh_months=12,
    ),
    rows(
        "O15",
        "decision_makers",
        "投资决策机构/人|Decision makers",
        "relation",
        role="decision",
        need="T",
        fresh_months=12,
    ),
    rows("O19", "contacts", "联系人|Contact persons", "relation", role="contact", need="R", fresh_months=12),
)

_CONTACT = (
    text("I20", "mobile", "联系手机|Contact mobile", 20, check="mobile", fresh_months=12, mask="mobile"),
    text("I25", "phone_office", "办公电话|Office phone", 24, check="landline", fresh_months=24, mask="landline"),
    text("I26", "email", "电子邮箱|E-mail", 120, check="email", fresh_months=24, mask="email"),
    text("I32", "postcode", "邮政编码|Postcode", 6, check="postcode", fresh_months=24, sensitivity="C1"),
    *shared.CONTACT_STATUS,
    *shared.CONTACT_CHOICE,
    *shared.SMS_CONSENT,
)

_FINANCIALS = (
    whole("O14", "fin_year", "财务年度|Financial year", need="T", check="year", fresh_months=12),
    money("O14", "fin_total_assets", "总资产|Total assets", need="T", fresh_months=12),
    money("O14", "fin_net_assets", "净资产|Net assets", need="T", fresh_months=12),
    money("O14", "fin_revenue", "营业收入|Revenue", fresh_months=12),
    money("O14", "fin_profit", "净利润|Profit", fresh_months=12),
    money("O14", "fin_investments", "金融资产|Financial assets", need="T", fresh_months=12),
)

_BANKING = (
    text("O18", "basic_account_bank", "基本户开户行|Bank of the basic account", 100),
    money("O18", "credit_line", "授信额度|Credit line"),
    money("O18", "loan_balance", "贷款余额|Loan balance"),
    code("O18", "loan_class", "五级分类|Loan classification"),
    money("O18", "acceptances", "承兑|Acceptances"),
    money("O18", "settlement_volume", "结算量|Settlement volume"),
)

ORGANISATION = Form(
    "organisation",
    both("客户信息表（机构）|Client information form: institution"),
    (
        on_page(1, section("A", "主体身份信息|Identity", *_IDENTITY)),
        on_page(2, section("B", "联系信息|Contact", *_CONTACT)),
        on_page(2, section("E", "相关人员|People", *_PEOPLE)),
        shared.suitability(3, *shared.EXPERIENCE, *shared.INTEGRITY),
        on_page(3, section("F", "财务概况|Financials", *_FINANCIALS)),
        shared.accounts(3, *_BANKING),
        shared.preferences(4),
        shared.NEEDS,
        shared.archive(4),
    ),
)
