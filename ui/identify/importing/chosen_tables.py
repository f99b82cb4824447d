"""The tables that were chosen: looked at in the background, again whenever the user says something about one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.importing.chosen import Asked, Chosen
from crmdesk.identify.importing.recipes import Recipe, shipped_recipes
from crmdesk.identify.importing.table import forget_surveys
from ui.framework.jobs import Job, Runner
from ui.identify.importing.entries import Entry, Found, found, found_in

#: Bytes from which looking at files takes long enough to be shown as a job.
_LARGE = 20 << 20


class ChosenTables(QObject):
    changed = Signal()

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner = runner
        self.entries: list[Entry] = []
        self.recipes: tuple[Recipe, ...] = shipped_recipes()
        self.known_trust: dict[str, int] = {}
        self.current = 0
        self.problem = ""
        self.job: Job | None = None
        self._looks = 0
        runner.closing.connect(self.forget)

    def forget(self) -> None:
        """The store is locked or left: what was chosen stays known, nothing of what was read."""
        self.entries = [Entry(entry.asked, is_left_out=entry.is_left_out) for entry in self.entries]
        self.job = None
        forget_surveys()

    # -- what there is

    @property
    def is_looking(self) -> bool:
        return self._looks > 0

    @property
    def ready(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_ready]

    @property
    def files(self) -> list[Path]:
        return list(dict.fromkeys(entry.asked.path for entry in self.entries))

    @property
    def entry(self) -> Entry | None:
        """The table in view."""
        return self.entries[self.current] if self.current < len(self.entries) else None

    @property
    def source(self) -> str:
        """The system whose numbers the table in view holds."""
        return self.entry.source if self.entry else ""

    # -- looking

    def take_asked(self, asked: Sequence[Asked]) -> None:
        """Look at tables, together with those taken before; one that cannot be read is named with the reason."""
        if asked:
            self._look(asked, self._add)

    def _look(self, asked: Sequence[Asked], then: Callable[[Found], None]) -> None:
        """Small files at once; large ones as a job, because every byte of them is checked."""
        self._looks += 1
        self.problem = ""
        size = sum(path.stat().st_size for path in {one.path for one in asked} if path.is_file())
        if size < _LARGE:
            self._runner.read(
                lambda connection: found(connection, asked), then=then, owner=self, failed=self._not_looked
            )
        else:
            self.job = self._runner.job(
                tr("Look at {name}", name=asked[0].path.name),
                lambda store, progress: found_in(store, asked, lambda done: progress.at(done, size)),
                then=then,
                owner=self,
                failed=self._not_looked,
            )
        self.changed.emit()

    def _add(self, looked: Found) -> None:
        self.recipes = (*looked.recipes, *shipped_recipes())
        self.known_trust = looked.trust
        known = {entry.key for entry in self.entries}
        self.entries += [entry for entry in looked.entries if entry.key not in known]
        self._looked()

    def _exchange(self, looked: Found, asked: Sequence[Asked]) -> None:
        """Show tables as they were read now, unless the user said something else of them than was asked."""
        for new in looked.entries:
            for at, old in enumerate(self.entries):
                if old.key == new.key and old.asked in asked:
                    self.entries[at] = replace(new, is_left_out=old.is_left_out)
        self._looked()

    def _unlocked(self, looked: Found) -> None:
        """In place of a file that wanted its password."""
        paths = {entry.asked.path for entry in looked.entries}
        self.entries = [entry for entry in self.entries if entry.asked.path not in paths]
        self._add(looked)

    def _looked(self) -> None:
        self._looks -= 1
        self.job = None
        self.choices_changed()

    def _not_looked(self, error: CrmError) -> None:
        self._looks -= 1
        self.job = None
        self.problem = error.message
        self.changed.emit()

    def look_again(self) -> None:
        """Read all tables anew: in another language the reasons read differently."""
        if self.entries:
            asked = [entry.asked for entry in self.entries]
            self._look(asked, lambda looked: self._exchange(looked, asked))

    # -- what the user says

    def choices_changed(self) -> None:
        """Something else would be imported now than was tried."""
        self.changed.emit()

    def choose(self, chosen: Chosen) -> None:
        """The user says something about the table in view; it is looked at again."""
        if self.entry is None:
            return
        asked = replace(self.entry.asked, chosen=chosen)
        self.entries[self.current] = replace(self.entry, asked=asked)
        self._look([asked], lambda looked: self._exchange(looked, [asked]))

    def unlock(self, path: Path, password: str) -> None:
        """The user gives the password of a file."""
        self._look([Asked(path, password=password)], self._unlocked)

    def show_entry(self, at: int) -> None:
        if at != self.current and 0 <= at < len(self.entries):
            self.current = at
            self.changed.emit()

    def leave_out(self, at: int, *, is_left_out: bool) -> None:
        entry = replace(self.entries[at], is_left_out=is_left_out)
        self.entries[at] = entry
        if entry.look is None and not is_left_out and at == self.current:
            self.choose(replace(entry.asked.chosen, header_row=1))  # it had no header that is known
        self.choices_changed()

    def drop_file(self, path: Path) -> None:
        self.entries = [entry for entry in self.entries if entry.asked.path != path]
        self.current = 0
        self.choices_changed()

    def say_source(self, source: str) -> None:
        """The numbers in all tables of the file in view are those of this system."""
        if self.entry is None or source == self.source:
            return
        path = self.entry.asked.path
        self.entries = [entry.of_source(source) if entry.asked.path == path else entry for entry in self.entries]
        self.choices_changed()
