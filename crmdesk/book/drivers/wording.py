"""The figures of the board in words."""

from __future__ import annotations

from crmdesk.book.drivers.model import Driver
from crmdesk.differentiate.drivers.formulas import Light
from crmdesk.differentiate.wording import amount, short_amount
from crmdesk.i18n import Words

#: What the light of a card says: never the colour alone.
LIGHTS: dict[Light, Words] = {
    "met": Words("达标", "On target"),
    "near": Words("接近目标", "Near the target"),
    "short": Words("未达标", "Short of the target"),
    "none": Words("未设目标", "No target set"),
}
#: Amounts from here on are shown in large round figures.
_LONG = 10_000_00


def shown(value: float | None, unit: str, currency: str = "CNY") -> Words:
    """A value with its unit; an em dash where it is not known."""
    if value is None:
        return Words("—", "—")
    if unit == "money":
        cents = round(value)
        return short_amount(cents, currency) if abs(cents) >= _LONG else amount(cents, currency)
    return _UNITS[unit].format(value=value)


_UNITS = {
    "share": Words("{value:.1%}", "{value:.1%}"),
    "number": Words("{value:,.2f}", "{value:,.2f}"),
    "count": Words("{value:,.0f}", "{value:,.0f}"),
    "months": Words("{value:.1f} 个月", "{value:.1f} months"),
    "risk": Words("{value:.0f} 分", "{value:.0f} points"),
}


def change(one: Driver) -> Words | None:
    """Against the same period last year: points of a percent for shares, else percent; None where not known."""
    if one.value is None or one.last_year is None:
        return None
    if one.unit == "share":
        gap = (one.value - one.last_year) * 100
        return Words(f"{gap:+.1f} 个百分点", f"{gap:+.1f} points")
    if not one.last_year:
        return None
    gap = (one.value / one.last_year - 1) * 100
    return Words(f"{gap:+.1f}%", f"{gap:+.1f}%")


#: What a driver is, in one sentence: its formula (§4.3 of the domain specification) as it is counted here.
FORMULAS: dict[str, Words] = {
    "opportunities": Words(
        "在跟机会金额 × 赢单概率之和。赢单率 = 赢单 ÷（赢单 + 丢单）。",
        "Σ amount × probability of the open opportunities. Win rate = won ÷ (won + lost).",
    ),
    "acquisition_cost": Words(
        "（活动 + 渠道费用 + 礼品 + 人工工时 × 小时成本）÷ 新激活客户数。回本月数 = 单客获取成本 ÷ 新客月均贡献。",
        "(Campaigns + channel fees + gifts + staff hours × hourly cost) ÷ newly activated clients. "
        "Months to earn it back = cost per client ÷ their monthly contribution.",
    ),
    "recurring_income": Words(
        "产品尾随分成 + 存款与资金利差 + 贷款与两融利差 + 投顾服务费；占比以总贡献为分母。",
        "Trailing fees + deposit and cash spread + loan and margin spread + advisory fees; "
        "the share is of all contribution.",
    ),
    "service_cost": Words(
        "联系时长（分钟）÷ 60 × 小时成本 + 礼品 + 活动 + 免费报告 + 邮寄。成本收入比 = 成本 ÷ 贡献。",
        "Minutes of contact ÷ 60 × hourly cost + gifts + events + free reports + postage. "
        "Cost-income ratio = cost ÷ contribution.",
    ),
    "cross_selling": Words(
        "有产品的客户平均持有的产品线数。",
        "Product lines held, on average over the clients who hold any.",
    ),
    "concessions": Words(
        "（标准费率 − 执行费率）× 成交额 + 存款利率上浮 × 余额 + 费用减免；起止当月按天数计。",
        "(Standard − granted rate) × turnover + uplift of deposit rates × balance + fees waived; "
        "the first and last month by their days.",
    ),
    "renewal": Words(
        "到期后 30 天内再投入的金额 ÷ 到期金额；30 天已满的才计入。",
        "Money invested again within 30 days ÷ money that matured; counted once the 30 days are over.",
    ),
    "migration": Words(
        "线上渠道的主动交易 ÷ 渠道已知的主动交易；另计客户移交及 90 天后的资产留存。",
        "Active movements by digital channels ÷ those of a known channel; "
        "besides, clients handed over and assets kept after 90 days.",
    ),
    "attrition": Words(
        "本期进入终止的客户 ÷ 期初客户（不含休眠）。资产流失率 = 流失与衰退客户的净流出 ÷ 期初资产。",
        "Clients who entered termination in the period ÷ clients at its start (without dormant). "
        "Share of assets lost = net outflow of lost and declining clients ÷ assets at the start.",
    ),
    "bad_debt": Words(
        "逾期本金 + 两融平仓缺口 + 欠费。预期损失 = 违约概率 × 违约损失率 × 风险敞口（有则计）。",
        "Overdue principal + shortfall after forced sales + unpaid fees. "
        "Expected loss = PD × LGD × EAD, where these are given.",
    ),
    "win_back": Words(
        "赢回的客户 ÷ 联系过的流失客户。每户赢回成本 =（赢回费用 + 联系工时）÷ 赢回客户。",
        "Clients won back ÷ lost clients who were contacted. "
        "Cost per win-back = (win-back costs + time of contacts) ÷ won back.",
    ),
}
