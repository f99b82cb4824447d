"""The rows below a client: accounts, risk assessments, relations, documents, contact points.

Declared with the same words as the form. Here ``need="R"`` is a condition of saving: a row without it says nothing.
"""

from __future__ import annotations

from crmdesk.i18n import Words
from crmdesk.identify.form.declare import code, day, flag, text, whole
from crmdesk.identify.form.field import Field

CHILDREN: dict[str, tuple[Field, ...]] = {
    "account": (
        text("I70", "account_no", "账号|Account number", 60, need="R", mask="account", is_pipl=True),
        text("I70", "system", "来源系统|System", 60, sensitivity="C1"),
        code("I72", "kind", "账户属性|Kind", "account_kind", need="R", sensitivity="C1"),
        code("I71", "status", "账户状态|Status", "account_status", need="R", sensitivity="C1"),
        code("I70", "currency", "币种|Currency", need="R", sensitivity="C1"),
        day("I75", "opened_on", "开户日期|Opened on", check="past", sensitivity="C1"),
        day("I75", "closed_on", "销户日期|Closed on", check="past", sensitivity="C1"),
        text("I74", "custody_bank", "存管银行|Custody bank", 60),
        text("I70", "detail", "说明|Detail", 2000, is_long=True),
    ),
    "risk_assessment": (
        code("I41", "line", "产品线|Product line", "product_line", need="R"),
        code("I41", "level", "等级|Level", "risk_level", need="R"),
        whole("I41", "score", "得分|Score", check="count"),
        text("I41", "template", "问卷|Questionnaire", 60),
        day("I41", "assessed_on", "测评日期|Assessed on", need="R", check="past"),
        day("I41", "valid_to", "有效期止|Valid until", need="R"),
        code("I41", "channel", "测评渠道|Channel", "assess_channel"),
    ),
    "relation": (
        code("I95", "role", "类别|Role", "relation_role", need="R"),
        code("I95", "relation", "关系|Relation", need="R"),
        text("I92", "name", "姓名/名称|Name", 120, mask="name"),
        whole("I92", "birth_year", "出生年份|Year of birth", check="birth_year"),
        text("I92", "occupation", "职业|Occupation", 60),
        text("I34", "phone", "电话|Phone", 24, check="any_phone", mask="mobile"),
        text("O19", "email", "电子邮箱|E-mail", 120, check="email", mask="email"),
        text("O19", "position", "职务|Position", 60),
        code("O11", "id_type", "证件类型|ID type"),
        text("O11", "id_no", "证件号码|ID number", 40, check="id_no", mask="id", is_pipl=True),
        day("O11", "valid_to", "有效期止|Valid until", check="expiry"),
        whole("O12", "share", "持股（万分比）|Share in hundredths of a percent", check="share"),
        flag("I34", "has_consent", "本人同意记录|Agreed to be recorded"),
        whole("I95", "strength", "亲密度1–5|Closeness 1–5", check="strength"),
        day("I95", "since", "始于|Since", check="past"),
        text("I95", "note", "说明|Note", 2000, check="sensitive_words", is_long=True),
    ),
    "document": (
        code("I140", "kind", "类别|Kind", "document_kind", need="R", sensitivity="C1"),
        text("I140", "title", "名称|Title", 200, need="R", sensitivity="C1"),
        day("I140", "received_on", "收到日期|Received on", check="past", sensitivity="C1"),
        day("I140", "expires_on", "有效期止|Expires on", sensitivity="C1"),
        text("I141", "paper_location", "纸质档案位置|Paper kept at", 100, sensitivity="C1"),
        text("I140", "note", "说明|Note", 2000, is_long=True),
    ),
    "contact_point": (
        code("I20", "kind", "类别|Kind", "contact_point_kind", need="R", sensitivity="C1"),
        text("I20", "value", "号码或地址|Number or address", 200, need="R", mask="contact"),
        code("I21", "owner", "使用人|Used by", "mobile_owner"),
        code("I22", "status", "状态|Status", "contact_status", sensitivity="C1"),
        day("I20", "valid_from", "起用|In use since", check="past", sensitivity="C1"),
        day("I20", "valid_to", "停用|Until", sensitivity="C1"),
    ),
}

#: What a row of each table is called.
CHILD_WORDS: dict[str, Words] = {
    "account": Words("账户", "account"),
    "risk_assessment": Words("风险测评", "risk assessment"),
    "relation": Words("关系人", "relation"),
    "document": Words("文件", "document"),
    "contact_point": Words("联系方式", "contact point"),
}
