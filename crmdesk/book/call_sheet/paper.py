"""The call sheet on paper: a row per client with boxes to tick and room to write, A4 in the house style."""

from __future__ import annotations

from collections.abc import Sequence

from crmdesk import i18n
from crmdesk.book.call_sheet.lines import CallLine, CallSheet
from crmdesk.i18n import Words, tr
from crmdesk.identify.quality import Gap
from crmdesk.print.blocks import Para, Paragraphs, Stack
from crmdesk.print.document import Sheet, make_pdf
from crmdesk.print.flow import Flow, Group
from crmdesk.print.house import CAPTION, CELL, CELL_HEAD, CELL_MUTE, MUTE, NOTE, SECTION, SECTION_GAP
from crmdesk.print.table import Cell, Column, Row, Table, continued_heading
from crmdesk.print.text import Span, Text, name, strong

_BOX = "□"
_OUTCOMES = (
    Words("接通并核实", "Reached, confirmed"),
    Words("未接通", "Not reached"),
    Words("空号/停机", "Number dead"),
    Words("非本人", "Someone else"),
    Words("改约", "Call again"),
)


def call_sheet_pdf(sheet: CallSheet) -> bytes:
    """The PDF in the language of the program; the same sheet gives the same bytes."""
    flow = Flow()
    flow.add(Group([_head(sheet), _table(sheet)]))
    flow.add(Group([_foot(sheet)], before=SECTION_GAP))
    return make_pdf(flow, _sheet(sheet))


def _head(sheet: CallSheet) -> Paragraphs:
    title = tr("Call sheet of {name}", name=sheet.manager or tr("the branch"))
    lead = tr(
        "{count} clients whose records have gaps, higher tiers first. Ask, tick, write the answer down; then log the "
        "contact: its outcome sets the phone status by itself.",
        count=len(sheet.lines),
    )
    return Paragraphs(stack=(Para(title, SECTION), Para(lead, NOTE)), keeps=True)


def _table(sheet: CallSheet) -> Table:
    columns = [
        Column(_cell_head(tr("Client")), 32),
        Column(_cell_head(tr("Phone")), 32),
        Column(_cell_head(tr("Ask or confirm"))),
        Column(_cell_head(tr("Outcome")), 34),
    ]
    rows = [Row(_cells(line), label=line.client_no) for line in sheet.lines]
    return Table(columns=columns, rows=rows, continued=_continued, before=SECTION_GAP)


def _continued(rest: Sequence[Row]) -> tuple[Stack, Stack]:
    note = tr("Continued on the next page: {count} more", count=len(rest))
    return (Para(note, CAPTION),), continued_heading(tr("Call sheet, continued"))


def _cell_head(text: str) -> Stack:
    return (Para(text, CELL_HEAD),)


def _cells(line: CallLine) -> list[Cell]:
    return [Cell(_client(line)), Cell(_reach(line)), Cell(_questions(line)), Cell(_outcomes())]


def _client(line: CallLine) -> Stack:
    standing = " · ".join(filter(None, (str(line.tier), f"KYC {line.kyc}%")))
    return (
        Para(name(line.name, bold=True), CELL),
        Para(standing, CELL_MUTE),
        Para(line.client_no, CELL_MUTE),
    )


def _reach(line: CallLine) -> Stack:
    lines = [Para(strong(line.phone) if line.phone else tr("No phone"), CELL)]
    lines += [Para(text, CELL_MUTE) for text in (str(line.phone_status), str(line.windows)) if text]
    if line.last_contact_on:
        lines.append(Para(tr("Last contact {day}", day=line.last_contact_on), CELL_MUTE))
    return lines


def _questions(line: CallLine) -> Stack:
    warning = [Para(strong(tr(", ").join(str(one) for one in line.urgent)), CELL)] if line.urgent else []
    return [*warning, *(Para(_question(gap), CELL) for gap in line.questions)]


def _question(gap: Gap) -> Text:
    return [f"{_BOX} {gap.field.label}", Span(f"  {gap.reason}", colour=MUTE)]


def _outcomes() -> Stack:
    return [Para(f"{_BOX} {words}", CELL) for words in _OUTCOMES]


def _foot(sheet: CallSheet) -> Paragraphs:
    parts = []
    if sheet.waiting:
        parts.append(tr("{count} more clients wait for the next sheet.", count=sheet.waiting))
    parts.append(tr("Called by ____________   Date ____________   Checked by ____________"))
    return Paragraphs(stack=[Para(text, NOTE) for text in parts])


def _sheet(sheet: CallSheet) -> Sheet:
    title = tr("Call sheet")
    return Sheet(
        title=f"{title} {sheet.on}",
        author=sheet.manager,
        subject=title,
        keywords="",
        language="zh-CN" if i18n.language() == "zh" else "en-GB",
        header=(title, str(sheet.on)),
        footer=(tr("Confidential: client data"), sheet.manager),
        page_text=lambda number, total: tr("Page {number} of {total}", number=number, total=total),
    )
