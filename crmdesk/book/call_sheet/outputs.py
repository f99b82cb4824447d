"""A call sheet as a file: XLSX to fill in, PDF to write on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crmdesk.book.call_sheet.lines import CallLine, CallSheet
from crmdesk.book.call_sheet.paper import call_sheet_pdf
from crmdesk.i18n import tr
from crmdesk.print.spreadsheet import SheetColumn, write_table
from crmdesk.store.store import Store


def print_call_sheet(store: Store, sheet: CallSheet, target: Path) -> int:
    """Write a sheet to ``target`` (.pdf, .xlsx or .csv, by its ending), in the language of the program; its lines.

    The audit says who took it and whether phones were in full. Raises ``CrmError`` for another ending or a folder that
    does not exist.
    """
    if target.suffix.lower() == ".pdf":
        target.write_bytes(call_sheet_pdf(sheet))
    else:
        write_table(target, _columns(), _rows(sheet))
    store.audit("export", kind="call_sheet", file=target.name, rows=len(sheet.lines), masked=sheet.is_masked)
    return len(sheet.lines)


def _columns() -> list[SheetColumn]:
    return [
        SheetColumn(tr("Client number"), width=16),
        SheetColumn(tr("Name"), width=14),
        SheetColumn(tr("Tier"), width=9),
        SheetColumn(tr("Phone"), width=16),
        SheetColumn(tr("Phone status"), width=12),
        SheetColumn(tr("Time to call"), width=18),
        SheetColumn(tr("Last contact"), "date", 12),
        SheetColumn(tr("KYC score"), "number", 8),
        SheetColumn(tr("Look out"), width=26),
        SheetColumn(tr("Ask or confirm"), width=60),
        SheetColumn(tr("Answer"), width=40),
        SheetColumn(tr("Outcome"), width=14),
    ]


def _rows(sheet: CallSheet) -> Iterator[list[Any]]:
    for line in sheet.lines:
        yield [
            *(line.client_no, line.name, str(line.tier), line.phone, str(line.phone_status), str(line.windows)),
            *(line.last_contact_on, line.kyc, _joined(line)),
            "\n".join(f"{gap.field.label}: {gap.reason}" for gap in line.questions),
            *("", ""),
        ]


def _joined(line: CallLine) -> str:
    return tr(", ").join(str(one) for one in line.urgent)
