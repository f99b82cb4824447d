"""One print of one plan: which language, which copy, who prints it when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crmdesk.codes import code_words
from crmdesk.customize.content import Action, PlanContent
from crmdesk.customize.matching import unresolved
from crmdesk.customize.paper.tongue import Tongue
from crmdesk.customize.queries import Plan
from crmdesk.i18n import Words

Copy = Literal["client", "retained"]

_TIER_SHAPES = {
    "base": "○",
    "silver": "◇",
    "gold": "◆",
    "platinum": "⬟",
    "diamond": "⬢",
    "private": "★",
    "dormant": "☾",
}
_STAGE_SHAPES = {"acquisition": "＋", "growth": "↗", "maturity": "→", "decline": "↘", "termination": "□"}
_UNSPOKEN = ("decline", "termination")


@dataclass(frozen=True)
class Printing:
    plan: Plan
    tongue: Tongue
    copy: Copy
    printed_by: str
    printed_at: datetime

    @property
    def content(self) -> PlanContent:
        return self.plan.content

    @property
    def is_retained(self) -> bool:
        return self.copy == "retained"

    def actions(self) -> list[Action]:
        """What is to be done: blocked and withdrawn items are not among it."""
        return [action for action in self.content.actions if action.number.startswith("A")]

    def has_signatures(self) -> bool:
        """A draft has no signature block, nor has a plan whose rating or matching is not settled."""
        settled = self.content.suitability.state == "ok" and not unresolved(self.content)
        return not self.plan.is_draft and settled

    def tier(self) -> Words | None:
        code = self.content.identity.tier
        return code_words("tier", code) if code else None

    def stage(self, *, internal: bool | None = None) -> Words | None:
        """The stage's words; None on a client's copy when the stage is not spoken of."""
        code = self.content.identity.stage
        shown = self.is_retained if internal is None else internal
        if not code or (code in _UNSPOKEN and not shown):
            return None
        return code_words("stage", code)

    def tier_mark(self) -> str:
        return _TIER_SHAPES.get(self.content.identity.tier, "")

    def stage_mark(self) -> str:
        return _STAGE_SHAPES.get(self.content.identity.stage, "") if self.stage() else ""

    def serving(self, number: str) -> list[str]:
        """Numbers of the actions that serve a need or finding."""
        return [action.number for action in self.actions() if number in action.serves]
