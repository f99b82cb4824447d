"""Values of a report in words: as the form shows them, masked by their rule; how far a source is trusted."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from crmdesk import money
from crmdesk.codes import code_words
from crmdesk.differentiate.drivers.importing import RECORDS
from crmdesk.i18n import tr
from crmdesk.identify.importing import ImportReport
from crmdesk.identify.importing.labels import declared_field, field_mask
from crmdesk.identify.importing.recipes import shipped_recipes
from crmdesk.identify.masking import masked, masked_value, private_value
from crmdesk.interact.importing import ALL_KINDS
from ui.framework.big_table.cells import LEFT, Cell
from ui.framework.shown import HIDDEN, NOTHING
from ui.framework.theme import theme

#: How far a source can be trusted, lowest first.
TRUSTS = (1, 2, 3, 4, 5)

#: Columns of tables beside the form that imports know by another name.
_AS_COLUMN = {"level": "risk_level"}
_SQUARE, _GAP = 6, 2
_ELIDE = Qt.TextElideMode.ElideRight


def value_words(field: str, value: Any, *, is_private: bool = False) -> str:
    """With someone looking on, what has no mask of its own is hidden."""
    if value is None or value == "":
        return NOTHING
    declared = declared_field(field)
    if declared is not None:
        return private_value(declared, value) if is_private else masked_value(declared, value)
    return HIDDEN if is_private else _undeclared(field, value)


def _undeclared(field: str, value: Any) -> str:
    """A value of a field that only imports know: by how they read it."""
    form = _forms().get(_AS_COLUMN.get(field, field), "")
    if isinstance(value, bool | date):
        return str(value)
    if form.startswith("code:") or form == "risk":
        return str(code_words("risk_level" if form == "risk" else form.removeprefix("code:"), str(value)))
    if form == "money" and isinstance(value, int):
        return money.exact(value)
    return masked(field_mask(field), str(value))


@cache
def _forms() -> dict[str, str]:
    """How the fields of imports are read, for those that the form does not declare.

    A name that several kinds have is read as the kinds before the records of drivers read it.
    """
    by_order = sorted(ALL_KINDS, key=lambda kind: (kind not in RECORDS, kind.order))
    return {name: form for kind in by_order for name, form in kind.fields.items()}


def cell_words(field: str, text: str, *, is_private: bool = False) -> str:
    """A cell of a file as it may be shown: phones and ID numbers are masked here as everywhere."""
    declared = declared_field(field) if field else None
    mask = field_mask(field) if field else ""
    if is_private and not (declared and (mask or declared.sensitivity == "C1")):
        return HIDDEN if text.strip() else ""
    return text.strip() if mask == "" or (mask == "name" and not is_private) else masked(mask, text)


def name_words(name: str, *, is_private: bool = False) -> str:
    return masked("name", name) if is_private else name


def update_words(report: ImportReport) -> list[str]:
    """What each update is called; two fields of one name are told apart by their tables."""
    labels = [str(one.label) for one in report.updates]
    tables = [str(code_words("stored_table", one.table)) for one in report.updates]
    return [
        f"{label} ({table})" if labels.count(label) > 1 else label for label, table in zip(labels, tables, strict=True)
    ]


def source_words(source: str) -> str:
    """The name of a source system: that of the recipe that ships for it, else as the user called it."""
    known = next((recipe.words for recipe in shipped_recipes() if recipe.source == source), None)
    return str(known) if known else source or NOTHING


def trust_words(value: int | None) -> str:
    """None is a value that a person typed or verified."""
    words = {1: tr("very low"), 2: tr("low"), 3: tr("medium"), 4: tr("high"), 5: tr("very high")}
    return tr("by hand") if value is None else words.get(value, str(value))


def source_cell(source: str, trust: int | None) -> Cell:
    """A source and how far it is trusted."""
    name = source_words(source)
    return Cell(name, "text.secondary", f"{name} · {trust_words(trust)}", content=trust or 0)


def paint_source(painter: QPainter, cell: Cell, box: QRectF, _is_current: bool) -> None:  # noqa: FBT001
    """Five small squares of which as many are filled as the source is trusted, then its name."""
    left = box.left()
    if cell.content:
        paint_squares(painter, cell.content, QRectF(left, box.center().y() - _SQUARE / 2, 0, _SQUARE))
        left += len(TRUSTS) * (_SQUARE + _GAP) + 6
    painter.setPen(theme.color(cell.tone))
    painter.setFont(theme.font("body"))
    room = QRectF(left, box.top(), box.right() - left, box.height())
    painter.drawText(room, LEFT, painter.fontMetrics().elidedText(cell.text, _ELIDE, int(room.width())))


def paint_squares(painter: QPainter, trust: int, place: QRectF) -> None:
    left = round(place.left()) + 0.5
    for at in TRUSTS:
        painter.setPen(QPen(theme.color("text.secondary"), 1))
        painter.setBrush(theme.color("text.secondary") if at <= trust else Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(left, round(place.top()) + 0.5, _SQUARE - 1, _SQUARE - 1))
        left += _SQUARE + _GAP
