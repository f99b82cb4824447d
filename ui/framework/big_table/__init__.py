"""Tables of any length: ids in memory, rows fetched in blocks when they are painted."""

from ui.framework.big_table.cells import Cell, Column, Head, paint_text
from ui.framework.big_table.checks import Checks
from ui.framework.big_table.model import BigTableModel
from ui.framework.big_table.view import BigTable

__all__ = ["BigTable", "BigTableModel", "Cell", "Checks", "Column", "Head", "paint_text"]
