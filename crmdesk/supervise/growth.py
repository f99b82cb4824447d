"""Tier counts before and after (§7.4) in one sentence: what changed, growth always with its base."""

from __future__ import annotations

from crmdesk.codes import code_words
from crmdesk.differentiate.movement import GrowthReport, TierGrowth
from crmdesk.i18n import Words


def sentence(report: GrowthReport) -> Words:
    """What changed, in one sentence; says nothing of why."""
    rows = [row for row in report.rows if row.before or row.after]
    if not rows:
        return Words("报告期内没有已分类的客户。", "No classified clients in the period.")
    biggest = max(rows, key=lambda row: abs(row.change))
    fastest = max(rows, key=lambda row: row.growth if row.growth is not None else float("-inf"))
    said = [_overall(rows), *([_biggest(biggest)] if biggest.change else [])]
    if fastest.growth is not None and fastest.growth > 0 and fastest is not biggest:
        said.append(_fastest(fastest))
    return Words("".join(part.zh for part in said) + "。", "".join(part.en for part in said) + ".")


def _overall(rows: list[TierGrowth]) -> Words:
    more, fewer = sum(row.change > 0 for row in rows), sum(row.change < 0 for row in rows)
    if more == len(rows):
        return Words("报告期内各级别客户数均有增加", "In the period every tier gained clients")
    if fewer == len(rows):
        return Words("报告期内各级别客户数均有减少", "In the period every tier lost clients")
    zh = [f"{n} 个级别客户数{word}" for n, word in ((more, "增加"), (fewer, "减少")) if n]
    en = [f"{n} {'tier' if n == 1 else 'tiers'} {word} clients" for n, word in ((more, "gained"), (fewer, "lost")) if n]
    if not zh:
        return Words("报告期内各级别客户数没有变化", "In the period no tier gained or lost clients")
    return Words("报告期内 " + "，".join(zh), "In the period " + " and ".join(en))


def _biggest(row: TierGrowth) -> Words:
    name, count = code_words("tier", row.tier), abs(row.change)
    zh, en = ("净增", "gained") if row.change >= 0 else ("净减", "lost")
    rate = "" if row.growth is None else f"{abs(row.growth):.2%}"
    zh_rate = f"，{'增长' if row.change >= 0 else '下降'} {rate}" if rate else ""
    return Words(
        f"，变化最明显的是{name.zh}级，{zh} {count:,} 户{zh_rate}",
        f"; the largest change was {name.en}, which {en} {count:,}" + (f" ({rate})" if rate else ""),
    )


def _fastest(row: TierGrowth) -> Words:
    name = code_words("tier", row.tier)
    zh = f"；{name.zh}级增长率最高（{row.growth:.2%}）"
    en = f"; {name.en} grew fastest ({row.growth:.2%})"
    if not row.has_small_base:
        return Words(zh, en)
    return Words(f"{zh}，但基数仅 {row.before:,} 户", f"{en}, from a base of only {row.before:,}")
