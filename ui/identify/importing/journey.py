"""One import on its way through the pages: what was chosen, what was found, what is under way.

It outlives the pages, which are made again when the language changes, and asks the core for everything in the
background. Pages show it and tell it what the user wants; ``changed`` says that there is something new to show.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.importing import ImportResult, Jump, Unfinished, import_files, save_rejects
from crmdesk.identify.importing.chosen import Asked, Chosen
from crmdesk.identify.importing.kept_recipes import keep_recipe, recipe_of
from crmdesk.identify.importing.recipes import Recipe, shipped_recipes
from crmdesk.identify.importing.trust import HIGHEST, set_trust
from crmdesk.interact.importing import ALL_KINDS
from crmdesk.progress import Progress
from crmdesk.store.store import Store
from ui.framework.jobs import Runner
from ui.identify.importing.chosen_tables import ChosenTables
from ui.identify.importing.entries import Found
from ui.identify.importing.remembering import Remembering

FILE, RECOGNIZED, MAPPING, TRIAL, RESULT = range(5)


def jump_key(jump: Jump) -> tuple[str, int]:
    """What a tick is remembered by: in either language, and not for another number of cases."""
    return jump.kind, jump.count


class Journey(ChosenTables):
    """The chosen tables, the page that is shown, the dry run and the import."""

    def __init__(self, runner: Runner) -> None:
        super().__init__(runner)
        self.step = FILE
        self.trial: ImportResult | None = None
        self.written: ImportResult | None = None
        self.recipe_name: str | None = None
        self.trust: dict[tuple[str, str], int] = {}
        self.taken: frozenset[tuple[str, str]] = frozenset()
        self.checked: frozenset[tuple[str, int]] = frozenset()
        self.view = ""
        self.remembers = True
        self.duplicates: int | None = None
        self.seconds, self._started = 0.0, 0.0
        self._memory = Remembering(runner, self._to_remember, parent=self)
        self.changed.connect(self._memory.touch)

    def forget(self) -> None:
        super().forget()
        self.trial = self.written = None

    @property
    def batch(self) -> int:
        return self.written.batch if self.written else 0

    def for_runner(self, runner: Runner) -> Journey:
        """This import, or after the store was locked and opened again a new one of the same tables."""
        if runner is self._runner:
            self.look_again()
            if self.trial is not None:
                self._try_again()
            return self
        anew = Journey(runner)
        anew.take_asked([entry.asked for entry in self.entries])
        return anew

    def choices_changed(self) -> None:
        if self.written is None and self.step != TRIAL:
            self.trial, self.taken, self.checked = None, frozenset(), frozenset()
        self.changed.emit()

    # -- the way

    def go(self, step: int) -> None:
        self.step = step
        self.problem = ""
        self.changed.emit()

    def why_not_on(self) -> str:
        """Why the main button does nothing now; empty when it does."""
        if not self.ready:
            return tr("No table can be imported yet.") if self.entries else tr("Choose files first.")
        if self.step == TRIAL:
            return self._why_not_write()
        if self.step == MAPPING and self.recipe_problem():
            return self.recipe_problem()
        waiting = [entry for entry in self.entries if entry.is_open]
        if waiting and self.step in (RECOGNIZED, MAPPING):
            return tr("{table} needs a decision, or is left out.", table=waiting[0].title)
        return ""

    def _why_not_write(self) -> str:
        if self.trial is None:
            return tr("The dry run comes first.")
        left = sum(jump_key(jump) not in self.checked for jump in self.trial.report.jumps)
        if left:
            return tr("Suspicious jumps to be checked first: {count}.", count=left)
        return "" if any(one.created or one.updated for one in self.trial.files) else tr("There is nothing to write.")

    def can_go_on(self) -> bool:
        return self.job is None and not self.is_looking and (self.step == RESULT or not self.why_not_on())

    def forward(self) -> None:
        """What the main button of the page does."""
        if not self.can_go_on():
            return
        if self.step == MAPPING:
            self.run(is_dry_run=True)
        elif self.step == TRIAL:
            self.run(is_dry_run=False)
        elif self.step < MAPPING:
            self.go(self.step + 1)

    def back(self) -> None:
        if self.job is None and FILE < self.step < RESULT:
            self.go(self.step - 1)

    def start_again(self) -> None:
        """After an import, or instead of one: nothing is chosen."""
        self.entries, self.current, self.recipe_name = [], 0, None
        self.trial = self.written = None
        self.trust, self.taken, self.checked, self.view = {}, frozenset(), frozenset(), ""
        self.go(FILE)

    def take_files(self, files: Sequence[Path], *, recipe: str = "auto") -> None:
        """Look at files, together with those taken before."""
        if self.written is not None:
            self.start_again()
        chosen = Chosen(recipe)
        self.take_asked([Asked(path, chosen=chosen) for path in files if path not in self.files])

    # -- remembering

    def _to_remember(self) -> Unfinished | None:
        """What a crash must not lose: everything that was said until the import is written."""
        if self.written is not None or not self.entries or not self.remembers:
            return None
        left_out = [list(entry.key) for entry in self.entries if entry.is_left_out]
        more = {"left_out": left_out, "recipe_name": self.recipe_name}
        tables = tuple(entry.asked for entry in self.entries)
        is_writing = self.job is not None and self.trial is not None and self.step == TRIAL
        return Unfinished((), tables, self.trust, min(self.step, MAPPING), is_writing, more=more)

    def resume(self, left: Unfinished) -> None:
        """Go on with an import that was under way when the program ended; files that are gone say so."""
        self.trust = dict(left.trust)
        self.recipe_name = left.more.get("recipe_name")
        left_out = {tuple(key) for key in left.more.get("left_out", ())}

        def add(looked: Found) -> None:
            tables = [replace(entry, is_left_out=entry.key in left_out) for entry in looked.entries]
            self._add(looked._replace(entries=tables))
            self.go(left.step if self.ready else FILE)

        self._look(left.tables, add)

    def keep_as(self, name: str | None) -> None:
        """Keep how the tables were read under this name once they are imported; None: do not."""
        if name != self.recipe_name:
            self.recipe_name = name
            self.changed.emit()

    def recipe_problem(self) -> str:
        """What is wrong with the name of the recipe to keep."""
        if self.recipe_name is None:
            return ""
        if not self.recipe_name:
            return tr("Give the recipe a name.")
        shipped = {recipe.name for recipe in shipped_recipes()}
        return tr("This name belongs to a recipe of the program.") if self.recipe_name in shipped else ""

    # -- the dry run and the import

    def source_trusts(self) -> dict[str, int]:
        """How far the sources of these tables are trusted in this import."""
        own = {
            entry.asked.chosen.source or entry.look.recipe.source: entry.look.recipe.trust
            for entry in self.ready
            if entry.look is not None
        }
        return {
            source: self.trust.get((source, ""), self.known_trust.get(source, value)) for source, value in own.items()
        }

    def trust_source(self, source: str, value: int) -> None:
        """Trust a source so far from now on; the dry run is made again."""
        self.trust[source, ""] = value
        self._try_again()

    def take(self, key: tuple[str, str]) -> None:
        """Take the imported values of a field of a source instead of the kept ones, or keep them after all."""
        self.taken ^= {key}
        self._try_again()

    def take_all(self) -> None:
        if self.trial is not None:
            self.taken |= {(one.source, one.field) for one in self.trial.report.conflicts}
            self._try_again()

    def check(self, jump: Jump, *, is_checked: bool) -> None:
        """A suspicious jump was looked at."""
        self.checked = (self.checked - {jump_key(jump)}) | ({jump_key(jump)} if is_checked else set())
        self.changed.emit()

    def _try_again(self) -> None:
        if self.job is None and self.step == TRIAL:
            self.run(is_dry_run=True)

    def run(self, *, is_dry_run: bool) -> None:
        asked = [entry.asked for entry in self.ready]
        recipe = None if is_dry_run else self._recipe()
        trust = self.trust | dict.fromkeys(self.taken, HIGHEST)
        kept_trust = {} if is_dry_run else dict(self.trust)
        title = (
            tr("Dry run of {count} tables", count=len(asked))
            if is_dry_run
            else tr("Import {count} tables", count=len(asked))
        )

        def work(store: Store, progress: Progress) -> ImportResult:
            result = import_files(store, asked, dry_run=is_dry_run, progress=progress, kinds=ALL_KINDS, trust=trust)
            for (source, name), value in kept_trust.items():
                set_trust(store, source, name, value)
            if recipe is not None:
                keep_recipe(store, recipe)
            return result

        self.step, self.problem, self._started = TRIAL, "", time.monotonic()
        self.job = self._runner.job(title, work, then=self._ran, owner=self, failed=self._refused)
        self.changed.emit()

    def _recipe(self) -> Recipe | None:
        """What is to be kept of how the tables were read."""
        looks = [entry.look for entry in self.ready if entry.look is not None]
        if not self.recipe_name or not looks:
            return None
        trust = self.source_trusts().get(self.source, looks[0].recipe.trust)
        return recipe_of([look.ready for look in looks], name=self.recipe_name, source=self.source, trust=trust)

    def cancel(self) -> None:
        """Stop what is under way; nothing is written then."""
        if self.job is not None:
            self.job.cancel()

    def save_rejects(self, path: Path, then: Callable[[int], None]) -> None:
        """Write the rejected rows of what is shown; how many, to ``then``."""
        result = self.written or self.trial
        if result is not None:
            shown = result
            self._runner.write(lambda _store: save_rejects(shown, path), then=then, owner=self, failed=self._refused)

    def _ran(self, result: ImportResult) -> None:
        self.job, self.seconds = None, time.monotonic() - self._started
        if result.is_dry_run:
            self.trial = result
        else:
            self.written = result
            self._look_for_duplicates()
        self.go(TRIAL if result.is_dry_run else RESULT)

    def _look_for_duplicates(self) -> None:
        """A job of its own after the import: what is written is shown at once, and stopping it takes nothing back."""
        self.duplicates = None
        if not self.batch:
            return

        def scan(store: Store, progress: Progress) -> int:
            from crmdesk.identify.matching import scan_clients

            return scan_clients(store, is_full=False, progress=progress).pairs

        title = tr("Look for possible duplicates")
        self._runner.job(title, scan, then=self._found_duplicates, owner=self, failed=lambda _error: None)

    def _found_duplicates(self, pairs: int) -> None:
        self.duplicates = pairs
        self.changed.emit()

    def _refused(self, error: CrmError) -> None:
        self.job = None
        self.problem = error.message
        self.changed.emit()
