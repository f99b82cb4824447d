"""What a list of clients can show and sort by: its standing columns, and every plain column of the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, bindparam, case, func, select

from crmdesk.i18n import Words
from crmdesk.identify.form import FORMS, Field
from crmdesk.identify.tables import FORM_TABLES, client


@dataclass(frozen=True)
class ListColumn:
    """``kind`` is a type of a form field; ``codes`` the code list of a code; ``field`` where the form declares it."""

    key: str
    label: Words
    kind: str
    source: ColumnElement[Any]
    codes: str = ""
    field: Field | None = None


def _standing(key: str, label: str, kind: str, column: Column[Any], codes: str = "") -> ListColumn:
    return ListColumn(key, Words(*label.split("|")), kind, column, codes)


#: In the order in which they are offered.
_STANDING = (
    _standing("name", "姓名|Name", "text", client.c.name),
    _standing("client_no", "客户号|Client number", "text", client.c.client_no),
    _standing("tier", "层级|Tier", "code", client.c.tier, "tier"),
    _standing("stage", "阶段|Stage", "code", client.c.stage, "stage"),
    _standing("assets", "日均资产|Avg. assets", "money", client.c.assets),
    _standing("contribution", "12 月贡献|Income, 12 m", "money", client.c.contribution),
    _standing("score", "综合分|Score", "tenths", client.c.score),
    _standing("last_contact", "上次联系|Last contact", "date", client.c.last_contact_on),
    _standing("next_contact", "下次联系|Next contact", "date", client.c.next_contact_on),
    _standing("manager", "客户经理|Manager", "text", client.c.manager),
    _standing("branch", "网点|Branch", "text", client.c.branch),
    _standing("kind", "客户类型|Kind", "code", client.c.kind, "client_kind"),
    _standing("status", "状态|Status", "code", client.c.status, "client_status"),
    _standing("tier_status", "层级状态|Tier status", "code", client.c.tier_status, "tier_status"),
    _standing("stage_status", "阶段状态|Stage status", "code", client.c.stage_status, "stage_status"),
    _standing("dormancy", "休眠状态|Dormancy", "code", client.c.dormancy, "dormancy"),
    _standing("opened_on", "开户日期|Opened on", "date", client.c.opened_on),
    _standing("source", "来源系统|Source", "text", client.c.source),
)


@cache
def list_columns() -> dict[str, ListColumn]:
    """Every column by its key, standing ones first, then those of the form in its order."""
    found = {column.key: column for column in _STANDING}
    for form in FORMS.values():
        for field in form.stored_fields():
            if field.name not in found:
                found[field.name] = _form_column(field)
    return found


def _form_column(field: Field) -> ListColumn:
    """One column for fields of one name in several forms: a client has a row in one of them only."""
    columns = [table.c[field.name] for table in _tables_with(field.name)]
    source = columns[0] if len(columns) == 1 else func.coalesce(*columns)
    return ListColumn(field.name, field.label, field.type, source, field.codes or "", field)


def _tables_with(name: str) -> list[Any]:
    return [table for table in FORM_TABLES.values() if name in table.c]


def joined(query: Select[Any], columns: Sequence[ListColumn]) -> Select[Any]:
    """A query on clients, with the wide tables that the columns stand in."""
    wanted = {table.name: table for one in columns if one.field for table in _tables_with(one.key)}
    if not wanted:
        return query
    source: Any = client
    for table in wanted.values():
        source = source.outerjoin(table, table.c.client_id == client.c.id)
    return query.select_from(source)


def column_values(connection: Connection, ids: Sequence[int], keys: Sequence[str]) -> dict[int, tuple[Any, ...]]:
    """Stored values of some columns of a block of clients: ``{id: values in the order of the keys}``."""
    columns = [list_columns()[key] for key in keys]
    if not columns or not ids:
        return {}
    query = joined(select(client.c.id, *(one.source for one in columns)), columns)
    rows = connection.execute(query.where(client.c.id.in_(bindparam("ids", expanding=True))), {"ids": list(ids)})
    return {row[0]: tuple(row[1:]) for row in rows}


def sort_expression(column: ListColumn) -> ColumnElement[Any]:
    """What orders a column: codes in the order of their list; nothing filled in is null."""
    from crmdesk.codes import code_list

    if column.key == "name":
        return client.c.name_key
    if column.kind == "code" and column.codes:
        ranks = {code: rank for rank, code in enumerate(code_list(column.codes))}
        return case(ranks, value=column.source)
    return func.nullif(column.source, "") if column.kind == "text" else column.source
