"""The form of a natural person (domain specification §2.2), section by section."""

from __future__ import annotations

from crmdesk.identify.form import shared
from crmdesk.identify.form.declare import code, day, derived, flag, money, multi, rows, text, whole
from crmdesk.identify.form.field import Field, Form, both, on_page, section

_IDENTITY = (
    text("I01", "client_no", "客户号|Client number", 40, need="R", sensitivity="C1", mask="account", home="client"),
    text("I02", "name", "客户姓名|Name", 60, need="R", check="person_name", until="id_to", mask="name", home="client"),
    text("I03", "name_pinyin", "姓名拼音|Name in pinyin", 120, check="latin"),
    text("I04", "name_latin", "英文名/护照名|Name in passport", 120, need="C", when="foreign", check="latin"),
    code("I05", "salutation", "称谓|Salutation", fresh_months=24, sensitivity="C1"),
    text("I05", "salutation_own", "自定义称谓|Own form of address", 20, fresh_months=24, sensitivity="C1"),
    code("I06", "sex", "性别|Sex", need="R"),
    day("I07", "birth_date", "出生日期|Date of birth", need="R", check="birth", mask="birthday"),
    text("I08", "lunar_birthday", "农历生日|Lunar birthday", 6, check="lunar"),
    code("I09", "nationality", "国籍|Nationality", need="R", fresh_months=36),
    code("I10", "ethnicity", "民族|Ethnic group", is_pipl=True),
    code("I11", "id_type", "证件类型|ID type", need="R", until="id_to"),
    text(
        "I12",
        "id_no",
        "证件号码|ID number",
        40,
        need="R",
        check="id_no",
        until="id_to",
        mask="id",
        is_pipl=True,
    ),
    day("I13", "id_from", "证件有效期起|ID valid from", need="R", check="past", until="id_to"),
    day("I14", "id_to", "证件有效期止|ID valid until", need="R", check="expiry", until="id_to"),
    text("I15", "id_issuer", "发证机关|Issued by", 100, until="id_to"),
    text("I16", "id_address", "证件地址|Address on the ID", 200, until="id_to", mask="address", is_long=True),
    text("I17", "hukou_region", "户籍地区划|Region of registration", 6, check="region"),
    code("I18", "tax_residency", "税收居民身份|Tax residency", need="C", when="taxable", fresh_months=36),
)


def _tax_country(place: int) -> tuple[Field, ...]:
    """One of the up to three further countries of tax residency."""
    return (
        code("I18", f"tax_country_{place}", f"税收居民国{place}|Tax country {place}", "nationality", fresh_months=36),
        text("I18", f"tax_no_{place}", f"纳税人识别号{place}|Tax number {place}", 40, mask="account", fresh_months=36),
        text("I18", f"tax_reason_{place}", f"无识别号原因{place}|Reason for no tax number {place}", 100),
    )


_TAX = tuple(field for place in (1, 2, 3) for field in _tax_country(place))
_PHOTO = (rows("I19", "photo", "照片|Photograph", "document", role="photo"),)

_CONTACT = (
    text("I20", "mobile", "手机号码|Mobile phone", 20, need="R", check="mobile", fresh_months=12, mask="mobile"),
    code("I21", "mobile_owner", "手机使用人|Phone used by", need="R", fresh_months=12),
    *shared.CONTACT_STATUS,
    text("I24", "phone_home", "固定电话|Home phone", 24, check="landline", fresh_months=24, mask="landline"),
    text("I25", "phone_office", "办公电话|Office phone", 24, check="landline", fresh_months=24, mask="landline"),
    text("I26", "email", "电子邮箱|E-mail", 120, check="email", fresh_months=24, mask="email"),
    text("I27", "wechat", "微信/企业微信|WeChat", 60, fresh_months=12, mask="account"),
    flag("I27", "wecom_added", "企微已添加|Added on WeCom", fresh_months=12, sensitivity="C1"),
    *shared.CONTACT_CHOICE,
    text("I30", "addr_home", "居住地址|Home address", 200, need="R", check="address", fresh_months=24, mask="address"),
    text("I30", "addr_home_region", "居住地区划|Region of the home", 6, check="region", fresh_months=24),
    text("I31", "addr_office", "单位地址|Work address", 200, fresh_months=24, mask="address"),
    text("I32", "postcode", "邮政编码|Postcode", 6, check="postcode", fresh_months=24, sensitivity="C1"),
    code("I33", "addr_pref", "首选联系地址|Preferred address", fresh_months=24, sensitivity="C1"),
    rows(
        "I34",
        "contact_alt",
        "紧急/其他联系人|Alternative contacts",
        "relation",
        role="emergency",
        need="T",
        fresh_months=24,
    ),
    *shared.SMS_CONSENT,
)

_SUITABILITY = (
    *shared.EXPERIENCE,
    code("I48", "knowledge", "专业知识|Knowledge", fresh_months=24),
    code("I49", "income_band", "年收入|Yearly income", need="R", fresh_months=12),
    multi("I50", "income_source", "收入来源|Sources of income", need="R", fresh_months=12),
    code("I51", "fin_assets_band", "家庭金融资产|Financial assets", need="R", fresh_months=12),
    code("I52", "debt_band", "负债情况|Debts", need="R", fresh_months=12),
    code("I52", "debt_amount_band", "负债金额|Amount of debts", "fin_assets_band", fresh_months=12),
    flag(
        "I53",
        "qualified_investor",
        "合格投资者|Qualified investor",
        need="C",
        when="private_funds",
        until="qualified_to",
    ),
    day("I53", "qualified_to", "合格投资者有效期|Qualified until", check="expiry"),
    *shared.INTEGRITY,
    code("I55", "controller", "实际控制人|Actual controller", "self_other", need="R", fresh_months=24),
    text("I55", "controller_name", "控制人姓名|Name of the controller", 60, mask="name"),
    text("I55", "controller_id_no", "控制人证件号码|ID of the controller", 40, mask="id"),
    code("I55", "controller_relation", "与控制人关系|Relation to the controller", "relation"),
    code("I56", "beneficiary", "实际受益人|Beneficial owner", "self_other", need="R", fresh_months=24),
    text("I56", "beneficiary_name", "受益人姓名|Name of the beneficial owner", 60, mask="name"),
    text("I56", "beneficiary_id_no", "受益人证件号码|ID of the beneficial owner", 40, mask="id"),
    code("I56", "beneficiary_relation", "与受益人关系|Relation to the beneficial owner", "relation"),
    multi("I58", "special_role", "特殊身份|Special positions", need="R", fresh_months=12, is_pipl=True),
    derived("I59", "senior_flag", "高龄标志|Senior client", sensitivity="C1"),
)

_ASSETS = (
    text("I74", "bank_card", "银行卡|Bank card", 19, check="bank_card", mask="card", is_pipl=True),
    money("I79", "peak_aum", "历史最高AUM|Highest assets ever", is_read_only=True),
    day("I79", "peak_aum_on", "最高AUM日期|Highest assets on", is_read_only=True, check="past"),
    flag("I84", "payroll", "代发工资|Payroll client"),
    money("I84", "payroll_amount", "上月代发金额|Payroll last month"),
    flag("I84", "acquiring", "收单商户|Card-accepting merchant"),
    flag("I84", "social_card", "社保卡|Social security card"),
    flag("I84", "mobile_bank", "手机银行活跃|Active in mobile banking", sensitivity="C1"),
)

_FAMILY = (
    code("I90", "marital", "婚姻状况|Marital status", fresh_months=24),
    whole("I91", "children", "子女人数|Number of children", check="children", fresh_months=24),
    rows("I92", "family", "家庭成员|Family members", "relation", role="family", fresh_months=24, is_pipl=True),
    code("I93", "family_stage", "家庭生命周期|Stage of the family", fresh_months=12),
    code("I94", "household_income", "家庭年收入|Household income", "income_band", fresh_months=12),
    code("I94", "household_assets", "家庭总资产|Household assets", "fin_assets_band", fresh_months=12),
    rows("I95", "network", "关系网络|Network", "relation", role="network"),
    rows("I96", "referrals", "推荐人/被推荐人|Referrals", "relation", role="network"),
    code("I122", "housing", "住宅所有权状况|Housing", fresh_months=24),
    text("I123", "vehicle", "交通工具|Vehicle", 40, fresh_months=24),
)

_WORK = (
    code("I100", "occupation", "职业|Occupation", need="R", fresh_months=24),
    text("I101", "employer", "工作单位|Employer", 120, need="C", when="employed", fresh_months=24),
    code("I102", "industry", "行业|Industry", fresh_months=24),
    code("I103", "position", "职务|Position", fresh_months=24),
    text("I104", "job_title", "职称|Professional title", 60),
    code("I105", "education", "学历|Education", need="R", fresh_months=60),
    text("I106", "school", "毕业院校|School", 100),
    text("I106", "major", "专业|Subject", 60),
    flag("I107", "is_owner", "是否企业主|Owns a business", need="T", fresh_months=12),
    text("I107", "own_company", "企业名称|Name of the business", 120, fresh_months=12),
    text("I107", "own_uscc", "企业统一代码|Credit code of the business", 18, check="uscc", fresh_months=12),
    day("I108", "retired_on", "退休日期|Retired on"),
)

PERSON = Form(
    "person",
    both("客户信息表（个人）|Client information form: person"),
    (
        on_page(1, section("A", "身份信息|Identity", *_IDENTITY, *_TAX, *_PHOTO)),
        on_page(1, section("B", "联系信息|Contact", *_CONTACT)),
        shared.suitability(2, *_SUITABILITY),
        shared.accounts(2, *_ASSETS),
        on_page(3, section("E", "家庭与关系|Family and relations", *_FAMILY)),
        on_page(1, section("F", "职业信息|Occupation", *_WORK)),
        shared.preferences(3),
        shared.NEEDS,
        shared.archive(3),
    ),
)
