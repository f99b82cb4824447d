"""Parts that every kind of client has: suitability, preferences, consent, paper, accounts."""

from __future__ import annotations

from crmdesk.identify.form.declare import code, day, flag, money, multi, rows, text, whole
from crmdesk.identify.form.field import Field, Section, on_page, section

CONTACT_STATUS = (
    code("I22", "contact_status", "联系方式状态|Phone status", need="R", sensitivity="C1"),
    day("I23", "contact_verified_at", "最近核实日期|Last verified on", need="R", sensitivity="C1", check="past"),
)
CONTACT_CHOICE = (
    code("I28", "contact_pref", "首选联系方式|Preferred way", need="R", fresh_months=12, sensitivity="C1"),
    multi("I29", "contact_window", "可联系时段|Good times to call", fresh_months=12, sensitivity="C1"),
)
SMS_CONSENT = (
    flag("I35", "sms_consent", "营销短信同意|Agrees to marketing texts", need="R", fresh_months=24, sensitivity="C1"),
    day("I35", "sms_consent_on", "短信同意日期|Texts agreed on", sensitivity="C1", check="past"),
    code("I35", "sms_consent_source", "短信同意来源|Agreement given by", "value_source", sensitivity="C1"),
)


def suitability(page: int, *further: Field) -> Section:
    """KYC and suitability (section C)."""
    common = (
        code("I40", "investor_class", "投资者类型|Investor class", need="R", fresh_months=12),
        rows("I41", "risk_assessment", "风险测评|Risk assessments", "risk_assessment", need="R", until="valid_to"),
        code("I42", "max_loss", "可承受最大亏损|Bearable loss", need="R", fresh_months=24),
        code("I43", "horizon", "投资期限|Investment horizon", need="R", fresh_months=24),
        code("I44", "objective", "投资目标|Investment objective", need="R", fresh_months=12),
        code("I45", "expected_return", "期望年化收益|Expected yearly return", fresh_months=12),
    )
    return on_page(page, section("C", "尽调与适当性|KYC and suitability", *common, *further))


EXPERIENCE = (
    whole("I46", "experience_years", "投资经验年限|Years of experience", need="R", fresh_months=12, check="years"),
    multi("I47", "experience_products", "投资品种经验|Experience with", need="R", fresh_months=12),
)

INTEGRITY = (
    multi("I54", "integrity", "诚信记录|Integrity record", need="R", fresh_months=12),
    code("I57", "aml_level", "反洗钱风险等级|AML risk level", need="R", fresh_months=12, is_read_only=True, page=-1),
)

SHAREHOLDER_ACCOUNTS = (
    text("I73", "ymt_no", "一码通账号|Unified account", 20, check="ymt", mask="account", is_pipl=True),
    text("I73", "sh_no", "沪市股东账号|Shanghai account", 20, check="sh_account", mask="account", is_pipl=True),
    text("I73", "sz_no", "深市股东账号|Shenzhen account", 20, check="sz_account", mask="account", is_pipl=True),
    text("I73", "bj_no", "北交所账号|Beijing account", 20, check="sz_account", mask="account", is_pipl=True),
)


def accounts(page: int, *further: Field) -> Section:
    """Accounts and assets (section D): what systems deliver, and what only the client can tell."""
    common = (
        rows("I70", "accounts", "账户|Accounts", "account", need="R", is_pipl=True),
        *SHAREHOLDER_ACCOUNTS,
        code("I76", "open_channel", "开户方式|Opened through", sensitivity="C1"),
        code("I76", "acquisition_source", "客户来源|Came through", sensitivity="C1"),
        rows("I77", "balances", "资产快照|Assets", "balance", need="R"),
        rows("I83", "next_maturity", "最近到期产品|Next maturity", "holding", need="C", when="holds_products"),
        money("I85", "external_assets", "行外/他司资产|Assets elsewhere", need="T", fresh_months=12),
        text("I85", "external_institution", "他司机构|Held at", 60, fresh_months=12),
        text("I85", "external_note", "他司资产说明|About assets elsewhere", 200, fresh_months=12),
    )
    return on_page(page, section("D", "账户与资产|Accounts and assets", *common, *further))


def preferences(page: int) -> Section:
    return on_page(page, section("G", "偏好|Preferences", *_PREFERENCES))


_PREFERENCES = (
    multi("I110", "product_pref", "产品偏好|Product preferences", need="T", fresh_months=12),
    multi("I111", "trade_channel", "交易渠道|Trading channels", need="T", fresh_months=12),
    multi("I112", "news_pref", "资讯偏好|Preferred information", need="T", fresh_months=12),
    code("I112", "news_frequency", "资讯频度|Information frequency", fresh_months=12, sensitivity="C1"),
    multi("I113", "info_source", "信息来源|Where ideas come from", need="T", fresh_months=12),
    code("I114", "comm_style", "沟通风格|Style of talk", need="T", fresh_months=12),
    code("I115", "decision_style", "决策方式|Way of deciding", need="T", fresh_months=12),
    multi("I116", "interests", "兴趣爱好|Interests", fresh_months=12),
    text("I117", "taboos", "忌讳/禁忌|To be avoided", 500, fresh_months=12, check="sensitive_words", is_long=True),
    text("I118", "gift_pref", "礼品偏好|Gift preferences", 100, fresh_months=12),
    money("I118", "gift_limit", "礼品限额|Gift limit", fresh_months=12, sensitivity="C1"),
    multi("I119", "event_pref", "活动偏好|Event preferences", fresh_months=12),
    text("I120", "service_level", "服务级别|Service level", 20, sensitivity="C1"),
    text("I121", "contact_frequency", "联络频度|Contact frequency", 20, sensitivity="C1"),
)

#: Needs are kept by the room of interaction; the form shows and counts them.
NEEDS = on_page(2, section("H", "需求|Needs", rows("H", "needs", "需求|Needs", "need", need="T", fresh_months=6)))


def archive(page: int) -> Section:
    """Attachments, paper and consent (section J)."""
    return on_page(page, section("J", "附件与授权|Attachments and consent", *_PAPER, *_CONSENT, *_SIGNOFF))


_PAPER = (
    rows("I140", "attachments", "附件|Attachments", "document"),
    rows("I60", "agreements", "风险揭示/协议|Disclosures and agreements", "document", need="C", when="holds_products"),
    text("I141", "paper_cabinet", "文件柜编号|Cabinet", 40, sensitivity="C1"),
    text("I141", "paper_box", "盒号|Box", 40, sensitivity="C1"),
    whole("I141", "paper_pages", "页数|Pages", sensitivity="C1", check="count"),
    code("I141", "paper_state", "影像状态|State of the scan", sensitivity="C1"),
    text("I141", "paper_lent_to", "借出人|Lent to", 60, sensitivity="C1"),
    day("I141", "paper_lent_on", "借出日|Lent on", sensitivity="C1", check="past"),
    day("I141", "paper_due_on", "应还日|Due back on", sensitivity="C1"),
    day("I141", "paper_returned_on", "归还日|Returned on", sensitivity="C1", check="past"),
)
_CONSENT = (
    flag("I142", "consent_general", "个人信息处理同意|Agrees to data processing", need="R", page=1),
    text("I142", "consent_version", "告知书版本|Version of the notice", 40, sensitivity="C1"),
    day("I142", "consent_on", "同意日期|Agreed on", check="past", page=1),
    code("I142", "consent_form", "同意形式|Form of agreement", sensitivity="C1"),
    flag("I143", "consent_sensitive", "敏感信息单独同意|Agrees to sensitive data", page=1),
    text("I143", "consent_sensitive_purpose", "敏感信息用途|Purpose of sensitive data", 200),
    day("I143", "consent_sensitive_on", "敏感信息同意日期|Sensitive data agreed on", check="past"),
    multi("I144", "consent_marketing", "营销与自动化推荐同意|Agrees to marketing by", "consent_channel", page=1),
    day("I144", "consent_marketing_on", "营销同意日期|Marketing agreed on", check="past"),
    flag("I145", "consent_share", "向第三方/集团提供同意|Agrees to sharing", page=1),
    text("I145", "consent_share_with", "接收方与用途|Recipient and purpose", 200),
    day("I145", "consent_share_on", "提供同意日期|Sharing agreed on", check="past"),
    day("I146", "consent_withdrawn_on", "同意撤回日期|Withdrawn on", check="past"),
    text("I146", "consent_withdrawn_scope", "撤回范围|Scope of withdrawal", 200),
    text("I146", "consent_withdrawn_by", "撤回经办|Withdrawal handled by", 60, sensitivity="C1"),
)
_SIGNOFF = (
    text("I147", "form_version", "表单版本|Form version", 20, sensitivity="C1"),
    day("I147", "form_signed_on", "客户签名日期|Signed by the client on", sensitivity="C1", check="past"),
    text("I147", "form_manager", "客户经理签名|Signed by the account manager", 60, sensitivity="C1"),
    text("I147", "form_reviewer", "复核人|Reviewed by", 60, sensitivity="C1"),
    text("I148", "note", "备注|Remarks", 2000, check="sensitive_words", is_long=True),
)
