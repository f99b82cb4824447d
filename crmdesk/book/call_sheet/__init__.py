"""The call sheet: whom to call so that the records become whole again, what to ask, and room for the answer."""

from crmdesk.book.call_sheet.lines import CallLine, CallSheet, call_sheet
from crmdesk.book.call_sheet.outputs import print_call_sheet

__all__ = ["CallLine", "CallSheet", "call_sheet", "print_call_sheet"]
