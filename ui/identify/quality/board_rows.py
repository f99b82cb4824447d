"""The counts of the board as rows; the key of a row is the filter that lists its clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmdesk.i18n import tr
from ui.framework.bar_list import BarRow

if TYPE_CHECKING:
    from crmdesk.identify.quality.board import Board

_FIELDS = 12
#: Issues that stop a call or a sale at once.
_RED = frozenset({"bad_phone", "no_phone", "id_expired", "risk_expired", "invalid"})


def issue_rows(board: Board, duplicates: int) -> list[BarRow]:
    """Issues that somebody has, in the order of the list; suspected duplicates of the whole store on top."""
    rows = [
        BarRow(
            key=f"issue:{one.code}",
            label=str(one.words),
            number=f"{one.clients:,}",
            note=f"{one.clients / board.measured:.1%}",
            share=one.clients / board.measured,
            colour="state.bad" if one.code in _RED else "accent",
        )
        for one in board.issues
        if one.clients
    ]
    if duplicates:
        words = tr("Possible duplicates (pairs)")
        rows.insert(0, BarRow("duplicates", words, f"{duplicates:,}", "", min(1.0, 2 * duplicates / board.measured)))
    return rows


def field_rows(board: Board) -> list[BarRow]:
    """Opening one lists the clients who lack the field, or where nobody does, whose value is too old."""
    rows = []
    for one in board.fields[:_FIELDS]:
        term = "lacks" if one.missing else "stale"
        rows.append(
            BarRow(
                key=f"{term}:{one.field.name}",
                label=str(one.field.label),
                number=f"{one.missing + one.stale:,}",
                note=f"{(one.missing + one.stale) / board.measured:.1%}",
                share=one.missing / board.measured,
                second=(one.missing + one.stale) / board.measured,
            )
        )
    return rows


def manager_rows(board: Board) -> list[BarRow]:
    """The key is the name of the account manager."""
    return [
        BarRow(
            key=one.manager,
            label=one.manager or tr("Without a manager"),
            number=f"{one.kyc:.1f} %",
            note=tr("{count} below", count=f"{one.below:,}"),
            share=one.kyc / 100,
        )
        for one in board.managers
    ]
