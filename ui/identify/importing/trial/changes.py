"""What an import would do, as rows of a grid: updates field by field, new rows, kept values, rejected rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from crmdesk.i18n import tr
from crmdesk.identify.importing import FileResult, Problem
from crmdesk.identify.importing.labels import field_words
from crmdesk.identify.importing.report.shapes import ImportReport, ValueChange
from ui.framework.big_table.cells import LEFT, RIGHT, Cell, Column, paint_number
from ui.framework.grid import GridRow, paint_fold
from ui.framework.icons import paint_icon
from ui.framework.theme import theme
from ui.framework.ticks import paint_tick
from ui.identify.importing.trial.values import name_words, paint_source, source_cell, update_words, value_words

#: A field of a source: what "take the imported one" is said of.
Taken = tuple[str, str]
_MOST_INSIDE = 200
_ELIDE = Qt.TextElideMode.ElideRight
_END = Column("end", "", 40)


def _paint_old(painter: QPainter, cell: Cell, box: QRectF, _is_current: bool) -> None:  # noqa: FBT001
    """Struck through, the arrow behind it."""
    if not cell.text:
        return
    paint_icon(painter, "arrow-right", QRectF(box.right() - 12, box.center().y() - 6, 12, 12), "text.tertiary")
    font = theme.font("body")
    font.setStrikeOut(True)
    painter.setFont(font)
    painter.setPen(theme.color("text.tertiary"))
    room = box.adjusted(0, 0, -20, 0)
    painter.drawText(room, RIGHT, painter.fontMetrics().elidedText(cell.text, _ELIDE, int(room.width())))


def _paint_new(painter: QPainter, cell: Cell, box: QRectF, _is_current: bool) -> None:  # noqa: FBT001
    """Bold; on the line of a field the box that takes the imported values."""
    if cell.content is not None:
        paint_tick(painter, QRectF(box.left(), box.center().y() - 8, 16, 16), cell.content)
        box = box.adjusted(24, 0, 0, 0)
    painter.setFont(theme.font("body" if cell.content is not None else "strong"))
    painter.setPen(theme.color(cell.tone))
    painter.drawText(box, LEFT, painter.fontMetrics().elidedText(cell.text, _ELIDE, int(box.width())))


def change_columns() -> tuple[Column, ...]:
    return (
        Column("who", tr("Field and client"), 190, paint_fold),
        Column("old", tr("Old value"), 132, _paint_old, is_right=True),
        Column("new", tr("New value"), 132, _paint_new),
        Column("source", tr("New from"), 92, paint_source),
        Column("old_source", tr("Old from"), 92, paint_source),
    )


def update_rows(report: ImportReport, *, is_private: bool) -> list[GridRow]:
    """Field by field; inside the first changes of each."""
    return [
        _group((update.table, update.field), words, update.count, _change_rows(update.samples, is_private))
        for update, words in zip(report.updates, update_words(report), strict=True)
    ]


def conflict_rows(report: ImportReport, taken: frozenset[Taken], *, is_private: bool) -> list[GridRow]:
    """Kept values, by source and field, with the box that takes the imported ones instead."""
    rows = []
    for key, changes in conflicts_by_field(report).items():
        state = "all" if key in taken else "none"
        words = tr("take imported")
        inside = _change_rows(changes[:_MOST_INSIDE], is_private)
        group = _group(key, str(field_words(key[1])), len(changes), inside)
        cells = list(group.cells)
        cells[2] = Cell(words, "accent" if key in taken else "text.secondary", content=state)
        rows.append(GridRow(cells, group.ground, key, group.inside))
    return rows


def conflicts_by_field(report: ImportReport) -> dict[Taken, list[ValueChange]]:
    found: dict[Taken, list[ValueChange]] = {}
    for change in report.conflicts:
        found.setdefault((change.source, change.field), []).append(change)
    return found


def _group(key: object, label: str, count: int, inside: list[GridRow]) -> GridRow:
    if len(inside) < count:
        more = tr("… and {count} more", count=f"{count - len(inside):,}")
        inside.append(GridRow((Cell(more, "text.tertiary"), *[Cell()] * 4)))
    head = (Cell(f"{label}  ×{count:,}"), *[Cell()] * 4)
    return GridRow(head, "bg.subtle", key, tuple(inside))


def _change_rows(changes: Sequence[ValueChange], is_private: bool) -> list[GridRow]:  # noqa: FBT001
    return [_change_row(one, is_private=is_private) for one in changes]


def _change_row(change: ValueChange, *, is_private: bool) -> GridRow:
    who = name_words(change.name, is_private=is_private) or change.client_no
    place = f"{who} {change.client_no}" + (f"\n{tr('row {row}', row=change.row)}" if change.row else "")
    return GridRow(
        (
            Cell(who, tooltip=place),
            Cell(value_words(change.field, change.old, is_private=is_private)),
            Cell(value_words(change.field, change.new, is_private=is_private)),
            source_cell(change.source, change.trust),
            source_cell(change.old_source, change.old_trust),
        ),
        key=("client", change.client_id),
    )


def added_columns() -> tuple[Column, ...]:
    return (Column("what", tr("What"), 240), Column("count", tr("New rows"), 120, paint_number, is_right=True), _END)


def added_rows(report: ImportReport) -> list[GridRow]:
    return [GridRow((Cell(str(one.label)), Cell(f"{one.count:,}"), Cell())) for one in report.added]


def reject_columns() -> tuple[Column, ...]:
    return (
        Column("reason", tr("Reason"), 420, paint_fold),
        Column("row", tr("Row"), 80, paint_number, is_right=True),
        Column("column", tr("Column"), 140),
        Column("file", tr("File"), 160),
    )


def reject_rows(files: Iterable[FileResult]) -> list[GridRow]:
    """By reason, the most frequent first; rows that were read without a cell come after those that were refused."""
    problems = [problem for file in files for problem in file.problems]
    rows: list[GridRow] = []
    for is_rejection in (True, False):
        by_reason: dict[str, list[Problem]] = {}
        for problem in problems:
            if problem.is_rejection == is_rejection:
                by_reason.setdefault(problem.reason, []).append(problem)
        for reason, found in sorted(by_reason.items(), key=lambda pair: -len(pair[1])):
            rows.append(_reason_row(reason, found, is_rejection=is_rejection))
    return rows


def _reason_row(reason: str, found: Sequence[Problem], *, is_rejection: bool) -> GridRow:
    inside = tuple(
        GridRow((Cell(one.column or reason, "text.secondary"), Cell(f"{one.row:,}"), Cell(one.column), Cell(one.file)))
        for one in found[:_MOST_INSIDE]
    )
    words = reason if is_rejection else tr("Remark: {text}", text=reason)
    tone = "state.bad" if is_rejection else "text.secondary"
    head = (Cell(f"{words}  ×{len(found):,}", tone, words), Cell(), Cell(), Cell())
    return GridRow(head, "bg.subtle", (is_rejection, reason), inside)
