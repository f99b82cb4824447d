"""What a merge would do, as it is shown before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from crmdesk.i18n import Words
from crmdesk.identify.form.children import CHILD_WORDS
from crmdesk.identify.merging.joining import counted, joining
from crmdesk.identify.merging.survivors import FieldChoice

#: What the rows of a table are called that point to a client.
_WORDS = CHILD_WORDS | {
    "account_holder": Words("账户权利人", "account holders"),
    "txn": Words("交易流水", "movements"),
    "balance": Words("资产余额", "balances"),
    "holding": Words("持仓", "holdings"),
    "standing_order": Words("定期付款", "standing orders"),
    "source_key": Words("来源客户号", "numbers in source systems"),
    "import_conflict": Words("导入冲突", "import conflicts"),
    "relation.other_client_id": Words("被列为关系人", "mentions as a relation"),
    "merge_client": Words("此前并入的客户", "clients merged into it before"),
    "contact": Words("联系记录", "contacts"),
    "follow_up": Words("跟进事项", "follow-ups"),
    "need": Words("需求", "needs"),
    "need_change": Words("需求变更", "changes of needs"),
    "plan": Words("服务计划", "service plans"),
}


@dataclass(frozen=True)
class Who:
    """One client of a merge."""

    id: int
    client_no: str
    name: str


@dataclass(frozen=True)
class ChildCount:
    """Rows of a table that point to each client (id → number)."""

    table: str
    label: Words
    counts: dict[int, int]


@dataclass(frozen=True)
class MergePreview:
    """``fields`` in the order of the form, with every client's value and the one that survives."""

    keep: Who
    drops: tuple[Who, ...]
    fields: tuple[FieldChoice, ...]
    children: tuple[ChildCount, ...]

    @property
    def conflicts(self) -> tuple[FieldChoice, ...]:
        return tuple(one for one in self.fields if one.is_conflict)


def merge_preview(
    connection: Connection, keep_id: int, drop_ids: Sequence[int], *, choices: Mapping[str, int] | None = None
) -> MergePreview:
    """What ``merge_clients`` with the same arguments does. Raises ``CrmError`` where that one would."""
    plan = joining(connection, keep_id, drop_ids, choices)
    keep, *drops = (Who(one.id, one.client_no, one.name) for one in plan.parties)
    children = child_counts(counted(connection, plan))
    return MergePreview(keep, tuple(drops), plan.fields, children)


def child_counts(found: Iterable[tuple[str, dict[int, int]]]) -> tuple[ChildCount, ...]:
    return tuple(ChildCount(name, _WORDS.get(name, Words(name, name)), counts) for name, counts in found)
