"""The command line: the same operations as the window, one command each."""

from crmdesk.commands.run import Screens, run

__all__ = ["Screens", "run"]
