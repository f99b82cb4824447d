"""What an export of clients holds, column by column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from crmdesk.codes import code_words
from crmdesk.differentiate.tables import classification
from crmdesk.i18n import Words
from crmdesk.identify.form import FORMS, Field
from crmdesk.identify.masking import masked_value, shown_value
from crmdesk.identify.tables import FORM_TABLES, client
from crmdesk.print.spreadsheet import SheetColumn

Cell = Callable[[Any], Any]


@dataclass(frozen=True)
class ExportColumn:
    """``cell`` makes the cell of the stored value, in the current language."""

    label: Words
    source: ColumnElement[Any]
    cell: Cell
    sheet: SheetColumn


def _column(label: str, source: ColumnElement[Any], cell: Cell = lambda value: value, **sheet: Any) -> ExportColumn:
    """``label`` is ``"中文|English"``."""
    words = Words(*label.split("|"))
    return ExportColumn(words, source, cell, SheetColumn(str(words), **sheet))


def _coded(list_name: str) -> Cell:
    return lambda value: None if value is None else str(code_words(list_name, value))


def _points(tenths: int | None) -> float | None:
    return None if tenths is None else tenths / 10


def _who() -> list[ExportColumn]:
    c = client.c
    return [
        _column("客户号|Client number", c.client_no, width=16),
        _column("客户姓名|Name", c.name, width=16),
    ]


def client_columns(*, masked: bool) -> list[ExportColumn]:
    """Who, standing and how to reach; identifying values masked unless asked otherwise."""
    c = client.c
    core = [
        _column("客户类型|Kind", c.kind, _coded("client_kind"), width=8),
        _column("状态|Status", c.status, _coded("client_status"), width=8),
        _column("客户经理|Manager", c.manager, width=12),
        _column("网点|Branch", c.branch, width=16),
        _column("开户日期|Opened on", c.opened_on, kind="date", width=12),
        _column("层级|Tier", c.tier, _coded("tier"), width=8),
        _column("阶段|Stage", c.stage, _coded("stage"), width=12),
        _column("日均资产|Average assets", c.assets, kind="money", width=18),
        _column("12 月贡献|12-month contribution", c.contribution, kind="money", width=16),
        _column("综合分|Score", c.score, _points, kind="number", width=8),
        _column("上次联系|Last contact", c.last_contact_on, kind="date", width=12),
        _column("下次联系|Next contact", c.next_contact_on, kind="date", width=12),
    ]
    return [*_who(), *core, *(_form_column(kind, name, masked=masked) for kind, name in _FORM_FIELDS)]


_FORM_FIELDS = (
    *(("person", name) for name in ("sex", "birth_date", "id_type", "id_no", "id_to", "mobile", "contact_status")),
    *(("person", name) for name in ("email", "addr_home", "occupation")),
    *(("organisation", name) for name in ("uscc", "legal_rep", "mobile")),
)


def _form_column(kind: str, name: str, *, masked: bool) -> ExportColumn:
    field: Field = FORMS[kind].field(name)
    show = masked_value if masked else shown_value
    sheet = SheetColumn(str(field.label), width=20)
    return ExportColumn(field.label, FORM_TABLES[kind].c[name], lambda value: show(field, value) or None, sheet)


def classification_columns() -> list[ExportColumn]:
    """The class of the newest run: tier, stage, values."""
    c = classification.c
    amounts = (
        "hv|历史价值|Historic value",
        "cv|当前价值|Current value",
        "pv|潜在价值|Potential value",
        "clv|终身价值|CLV",
    )
    return [
        *_who(),
        _column("客户经理|Manager", client.c.manager, width=12),
        _column("数据日|Data date", client.c.as_of, kind="date", width=12),
        _column("层级|Tier", c.tier, _coded("tier"), width=8),
        _column("层级状态|Tier status", c.tier_status, _coded("tier_status"), width=10),
        _column("层级起始|Tier since", c.tier_since, kind="date", width=12),
        _column("阶段|Stage", c.stage, _coded("stage"), width=12),
        _column("阶段状态|Stage status", c.stage_status, _coded("stage_status"), width=12),
        _column("阶段起始|Stage since", c.stage_since, kind="date", width=12),
        _column("休眠|Dormancy", c.dormancy, _coded("dormancy"), width=12),
        _column("客群|Segment", c.segment, _coded("segment"), width=18),
        _column("综合分|Score", c.score, _points, kind="number", width=8),
        _column("日均资产|Average assets", client.c.assets, kind="money", width=18),
        *(_amount(line) for line in amounts),
        _column("价值阶段|CLV phase", c.clv_phase, _coded("clv_phase"), width=12),
    ]


def _amount(line: str) -> ExportColumn:
    name, label = line.split("|", 1)
    return _column(label, classification.c[name], kind="money", width=16)


def client_query(columns: list[ExportColumn]) -> Select[Any]:
    """Client id and the columns, of clients with or without a form."""
    query = select(client.c.id, *(column.source for column in columns)).select_from(client)
    for kind in ("person", "organisation"):
        query = query.outerjoin(FORM_TABLES[kind], FORM_TABLES[kind].c.client_id == client.c.id)
    return query


def classification_query(columns: list[ExportColumn]) -> Select[Any]:
    """Client id and the columns, of clients that the newest run classified."""
    same = (classification.c.client_id == client.c.id) & (classification.c.as_of == client.c.as_of)
    return select(client.c.id, *(column.source for column in columns)).select_from(client).join(classification, same)


def cells(columns: list[ExportColumn], values: tuple[Any, ...]) -> list[Any]:
    """A stored row as the cells of a sheet; dates that are text columns in ISO form."""
    made = [column.cell(value) for column, value in zip(columns, values, strict=True)]
    return [
        str(cell) if isinstance(cell, date) and c.sheet.kind == "text" else cell
        for c, cell in zip(columns, made, strict=True)
    ]
