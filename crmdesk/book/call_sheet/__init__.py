"""The call sheet: whom to call so that the records become whole again, what to ask, and room for the answer."""

from crmdesk.book.call_sheet.lines import CallLine, CallSheet, call_sheet
from crmdesk.book.call_sheet.outputs import print_call_sheet
from crmdesk.book.call_sheet.paper import call_sheet_pdf

__all__ = ["CallLine", "CallSheet", "call_sheet", "call_sheet_pdf", "print_call_sheet"]
