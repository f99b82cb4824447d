"""What if: other figures for one client, decided by the same rules; the smallest change that moves the tier."""

from __future__ import annotations

from crmdesk.differentiate.what_if.figures import by_rules, present
from crmdesk.differentiate.what_if.outcome import WhatIf, what_if
from crmdesk.differentiate.what_if.smallest import Change, Smallest, cuts, smallest_changes

__all__ = ["Change", "Smallest", "WhatIf", "by_rules", "cuts", "present", "smallest_changes", "what_if"]
