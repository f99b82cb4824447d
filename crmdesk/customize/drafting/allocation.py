"""Section 5: from the current shares to the reference frame of the client's level."""

from __future__ import annotations

from crmdesk.customize.content import NOTHING, Allocation, AllocationLine, Position, Suitability
from crmdesk.customize.frame import (
    band,
    classes,
    frame_data,
    frame_level,
    high_risk_cap,
    limit_words,
    state,
    targets,
)
from crmdesk.customize.shares import portions, tenths
from crmdesk.i18n import Words

_NO_DRAWDOWN = Words(
    "最大回撤示意：无经授权的数据来源，本期不列示。本节不含任何收益预测或承诺。",
    "Drawdown illustration: no authorised source, not shown. This section contains no forecast or promise of return.",
)
_WHY_NOT = {
    "expired": Words(
        "测评过期：重新测评前不提出配置建议。", "Rating expired: no allocation is proposed before a new assessment."
    ),
    "missing": Words(
        "资料不足：没有有效的风险测评，不提出配置建议。",
        "Data missing: without a valid risk rating no allocation is proposed.",
    ),
}


def allocation_of(position: Position, suitability: Suitability, age: int | None) -> Allocation:
    """Without a valid rating or without assets there are no lines, only the sentence that says why."""
    if suitability.state != "ok":
        return Allocation(suitability.level, "", (), _WHY_NOT[suitability.state], NOTHING)
    if not position.total:
        text = Words("没有可分配的资产记录，本期不适用。", "No assets on record, not applicable this time.")
        return Allocation(suitability.level, "", (), text, NOTHING)
    frame = frame_level(suitability.level, age)
    lines = _lines(position, frame)
    return Allocation(suitability.level, frame, lines, _lead(lines, frame), _note(position, suitability.level, frame))


def _lines(position: Position, frame: str) -> tuple[AllocationLine, ...]:
    amounts = {line.code: line.amount for line in position.classes}
    order = list(classes())
    now = tenths([amounts.get(code, 0) for code in order])
    aim = targets(frame)
    whole = sum(amounts.get(code, 0) for code in order)
    wanted = portions([aim[code] for code in order], whole)
    return tuple(
        AllocationLine(
            code=code,
            now=now[index],
            target=aim[code],
            low=band(aim[code])[0],
            high=band(aim[code])[1],
            change=wanted[index] - amounts.get(code, 0),
            limit=limit_words(frame, code) or NOTHING,
        )
        for index, code in enumerate(order)
        if aim[code] or amounts.get(code)
    )


def out_of_range(lines: tuple[AllocationLine, ...]) -> list[AllocationLine]:
    return [line for line in lines if state(line.now / 10, line.target) != "in"]


def _lead(lines: tuple[AllocationLine, ...], frame: str) -> Words:
    out = out_of_range(lines)
    if not out:
        return Words(
            f"各类资产均在{frame}参考区间内，保持现有配置。",
            f"Every class is within the {frame} reference range; keep the allocation.",
        )
    return Words(
        f"{len(out)}类资产在{frame}参考区间之外，分步调整；不新增高于您等级的产品。",
        f"{len(out)} classes are outside the {frame} reference range and return step by step; "
        "nothing above your level is added.",
    )


def _note(position: Position, level: str, frame: str) -> Words:
    data = frame_data()
    cap = high_risk_cap(frame)
    zh = [
        f"框架：{frame}，各类±{data['band']}点；季度检查偏离超过±{data['alert']}点时提示再平衡。R4–R5合计上限{cap}%。"
    ]
    en = [
        f"Frame {frame}, ±{data['band']} points a class; a remark beyond ±{data['alert']} at the quarterly check.",
        f"R4–R5 at most {cap}%.",
    ]
    if frame != level:
        zh.append(f"您年满{data['senior_age']}岁，参考框架按低一级（{frame}）执行，法定等级仍为{level}。")
        en.append(
            f"From {data['senior_age']} years on the frame one level lower ({frame}) applies; "
            f"the legal level stays {level}."
        )
    outside = sum(line.amount for line in position.classes if line.code not in classes())
    if outside:
        zh.append("保险、贵金属、信托等不计入本框架。")
        en.append("Insurance, gold and trusts are outside the frame.")
    return Words("".join(zh) + _NO_DRAWDOWN.zh, " ".join(en) + " " + _NO_DRAWDOWN.en)
