"""Tier counts before and after (§7.4): where clients came from, where they went, growth always with its base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Subquery, case, func, select

from crmdesk.codes import code_list, code_words
from crmdesk.differentiate.tables import classification
from crmdesk.i18n import Words
from crmdesk.identify.tables import client

#: Below this many clients a growth rate is shown with its base.
SMALL_BASE = 200
#: Counts by tier before and after; None before = new, None after = lost.
Moves = Mapping[tuple[str | None, str | None], int]


@dataclass(frozen=True)
class TierGrowth:
    """One tier. ``before + new + moved_in - moved_out - lost = after`` holds for every row."""

    tier: str
    before: int
    new: int
    moved_in: int
    moved_out: int
    lost: int
    after: int
    stayed: int

    @property
    def change(self) -> int:
        return self.after - self.before

    @property
    def growth(self) -> float | None:
        """Change as a share of the base; None without a base."""
        return self.change / self.before if self.before else None

    @property
    def stayed_share(self) -> float | None:
        return self.stayed / self.before if self.before else None

    @property
    def has_small_base(self) -> bool:
        return self.before < SMALL_BASE


@dataclass(frozen=True)
class GrowthReport:
    """The tiers, lowest first, and the moves they are counted from."""

    rows: tuple[TierGrowth, ...]
    moves: Moves

    @property
    def total(self) -> TierGrowth:
        """All tiers together; moves between tiers cancel out."""
        sums = [sum(getattr(row, name) for row in self.rows) for name in ("before", "new", "lost", "after", "stayed")]
        before, new, lost, after, stayed = sums
        return TierGrowth("", before, new, 0, 0, lost, after, stayed)

    @property
    def upgrades(self) -> int:
        return self._moved(up=True)

    @property
    def downgrades(self) -> int:
        return self._moved(up=False)

    def _moved(self, *, up: bool) -> int:
        rank = {tier: at for at, tier in enumerate(tiers())}
        pairs = ((old, new, n) for (old, new), n in self.moves.items() if old is not None and new is not None)
        return sum(n for old, new, n in pairs if old != new and (rank[new] > rank[old]) == up)


def tiers() -> list[str]:
    """Tiers that clients rise through, lowest first; dormant clients stand outside."""
    return [code.value for code in code_list("tier").values() if code.extra["rank"] >= 0]


def growth_report(moves: Moves) -> GrowthReport:
    """The rows of a migration matrix."""
    return GrowthReport(tuple(_row(tier, moves) for tier in tiers()), moves)


def _row(tier: str, moves: Moves) -> TierGrowth:
    stayed, new, lost = moves.get((tier, tier), 0), moves.get((None, tier), 0), moves.get((tier, None), 0)
    before = sum(n for (old, _new), n in moves.items() if old == tier)
    after = sum(n for (_old, now), n in moves.items() if now == tier)
    return TierGrowth(
        tier=tier,
        before=before,
        new=new,
        moved_in=after - new - stayed,
        moved_out=before - lost - stayed,
        lost=lost,
        after=after,
        stayed=stayed,
    )


# -- from the store


def tier_growth(connection: Connection, *, before: date, after: date, manager: str | None = None) -> GrowthReport:
    """Tiers as classified on two days, each client by its newest class up to that day.

    Clients in termination are outside: they are lost when they were inside before, new when they come back.
    """
    old, now = _held_on(before, "old"), _held_on(after, "now")
    query = (
        select(old.c.tier, now.c.tier, func.count())
        .select_from(now)
        .outerjoin(old, old.c.client_id == now.c.client_id)
        .group_by(old.c.tier, now.c.tier)
    )
    if manager is not None:
        query = query.join(client, client.c.id == now.c.client_id).where(client.c.manager == manager)
    moves = {(was, is_): n for was, is_, n in connection.execute(query) if was is not None or is_ is not None}
    return growth_report(moves)


def _held_on(day: date, name: str) -> Subquery:
    """Client and tier by the newest class up to a day; the tier is null for who is outside."""
    c, newer = classification.c, classification.alias()
    newest: Any = (
        select(func.max(newer.c.as_of)).where(newer.c.client_id == c.client_id, newer.c.as_of <= day).scalar_subquery()
    )
    is_inside = (c.stage != "termination") & (c.tier != "dormant")
    return select(c.client_id, case((is_inside, c.tier)).label("tier")).where(c.as_of == newest).subquery(name)


# -- in words


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
