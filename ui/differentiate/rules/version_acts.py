"""What is done with whole versions: edit, rehearse, withdraw, delete, import, export, trust a key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from crmdesk.i18n import tr
from ui.framework.page import Desk

if TYPE_CHECKING:
    from crmdesk.differentiate.rulebooks import VersionRow
    from crmdesk.store.store import Store
    from ui.differentiate.rules.rules_tab import RulesTab


class VersionActs(QObject):
    """``opened`` gives a document to go on from, and the number of the draft it is of."""

    opened = Signal(object, object)

    def __init__(self, desk: Desk, tab: RulesTab) -> None:
        super().__init__(tab)
        self._desk, self._tab = desk, tab

    def act(self, name: str, number: int) -> None:
        """``edit rehearse delete copy withdraw export`` of a version, or ``import`` and ``trust``."""
        without: dict[str, Callable[[], None]] = {"import": self._import, "trust": self._trust}
        if name in without:
            without[name]()
            return
        found = self._tab.state.version(number) if self._tab.state is not None else None
        acts: dict[str, Callable[[VersionRow], None]] = {
            "edit": lambda one: self.opened.emit(one.document, one.id),
            "copy": lambda one: self.opened.emit(one.document, None),
            "rehearse": lambda one: self._tab.hand_to_rehearsal(one.id),
            "delete": self._delete,
            "withdraw": self._withdraw,
            "export": self._export,
        }
        if found is not None:
            acts[name](found)

    def _delete(self, found: VersionRow) -> None:
        def work(store: Store) -> None:
            from crmdesk.differentiate.rulebooks import drop_draft

            drop_draft(store, found.id)

        self._write(work)

    def _withdraw(self, found: VersionRow) -> None:
        def work(store: Store) -> None:
            from crmdesk.differentiate.rulebooks import withdraw

            withdraw(store, found.id)

        self._write(work)

    def _write(self, work: Callable[[Store], None]) -> None:
        self._desk.runner.write(work, owner=self._tab)

    # -- files

    def _export(self, found: VersionRow) -> None:
        from crmdesk.differentiate.rulebooks.files import export_file

        suggestion = str(Path.home() / f"{found.name}-{found.version}.toml")
        target, _kind = QFileDialog.getSaveFileName(self._parent(), tr("Export the rulebook"), suggestion, _kinds())
        if target:
            export_file(found, Path(target))
            self._desk.navigate.toast(tr("Rulebook written to {name}.", name=Path(target).name))

    def _import(self) -> None:
        source, _kind = QFileDialog.getOpenFileName(self._parent(), tr("Import a rulebook"), str(Path.home()), _kinds())
        if source:
            self.import_from(Path(source))

    def import_from(self, source: Path) -> None:
        """Keep a file as a draft; one of head office only when its signature is right."""

        def work(store: Store) -> int:
            from crmdesk.differentiate.rulebooks.files import import_file

            return import_file(store, source)

        self._desk.runner.write(work, then=lambda _number: self._tab.sections.choose("versions"), owner=self._tab)

    def _trust(self) -> None:
        kinds = tr("Public keys (*.pub *.pem);;All files (*)")
        source, _kind = QFileDialog.getOpenFileName(self._parent(), tr("Trust a key"), str(Path.home()), kinds)
        if source:
            self.trust(Path(source))

    def trust(self, source: Path) -> None:
        """Accept rulebooks signed with the key of a file."""

        def work(store: Store) -> None:
            from crmdesk.differentiate.rulebooks.keys import read_public_key, trust

            trust(store, read_public_key(source))

        self._desk.runner.write(work, then=lambda _none: self._tab.show_scope(None), owner=self._tab)

    def _parent(self) -> QWidget:
        return self._tab


def _kinds() -> str:
    return tr("Rulebooks (*.toml);;All files (*)")
