"""What every section shows from: the document as it stands, what is wrong, what is locked, how clients lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crmdesk.differentiate.rule_fields import Editing, Path, RuleField, rule_field, section_of
from crmdesk.differentiate.rulebooks import parse, problems
from crmdesk.differentiate.rulebooks.locks import lock_problems
from crmdesk.differentiate.rulebooks.practicality import practical_problems
from crmdesk.differentiate.wording import fill
from crmdesk.i18n import Words

if TYPE_CHECKING:
    from crmdesk.differentiate.rulebooks import Document, Rulebook
    from crmdesk.differentiate.standing_figures import StandingFigures
    from ui.differentiate.rules.state import Known, RulesState

_LOCKED = Words(
    "带锁的项目由{signer}签发并锁定，本机构不能修改",
    "What bears a lock was locked by {signer}: this branch cannot change it",
)


@dataclass(frozen=True)
class RulesView:
    """``problems`` by the path they stand at; ``locked``: beginnings of paths only ``signer`` may change."""

    editing: Editing
    problems: Mapping[Path, Words]
    locked: tuple[Path, ...] = ()
    signer: str = ""
    figures: StandingFigures | None = None
    is_reading: bool = False
    rulebook: Rulebook | None = field(default=None, compare=False)

    @property
    def document(self) -> Document:
        return self.editing.document

    def value(self, *path: str) -> Any:
        return self.editing.value(path)

    def field(self, path: Path) -> RuleField | None:
        return rule_field(self.document, path)

    def problem(self, path: Path) -> Words | None:
        """What is wrong at a place itself."""
        return self.problems.get(path)

    def problems_below(self, path: Path) -> list[Words]:
        return [words for place, words in self.problems.items() if place[: len(path)] == path]

    def lock(self, path: Path) -> Words | None:
        """Why a place cannot be changed here; None when it can."""
        if not any(path[: len(one)] == one for one in self.locked):
            return None
        return fill(_LOCKED, signer=self.signer or "—")

    def is_changed(self, path: Path) -> bool:
        return bool(self.editing.value(path) != self.editing.base_value(path))

    def problems_in(self, section: str) -> int:
        unread = [path for path in self.editing.unread if path not in self.problems]
        places = [*self.problems, *unread]
        return sum(1 for path in places if (found := section_of(path)) is not None and found.name == section)


def view_of(editing: Editing, state: RulesState, known: Known | None) -> RulesView:
    """Everything a section needs, worked out once per change; ``known`` None while it is being read."""
    found: dict[Path, Words] = {}
    for one in (*problems(editing.document), *lock_problems(editing.document, state.lock)):
        found.setdefault(one.path, one.message)
    if not found and known is not None:
        found = {one.path: one.message for one in practical_problems(editing.document, known.coverage)}
    return RulesView(
        editing=editing,
        problems=found,
        locked=state.locked,
        signer=(state.lock.signer or "") if state.lock is not None else "",
        figures=known.figures if known is not None else None,
        is_reading=known is None,
        rulebook=None if found else parse(editing.document),
    )
