"""Making a new store: where, which trade, and its passphrase twice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.fields import LabelledField, SecretEdit
from ui.framework.jobs import Background
from ui.framework.segmented import Segmented
from ui.welcome.parts import GateForm, PathField
from ui.welcome.strength import strength_words

if TYPE_CHECKING:
    from crmdesk.store.store import Store


def _create(path: Path, passphrase: str, profile: str) -> Store:
    from crmdesk.store.opening import create_store

    return create_store(path, passphrase, profile=profile)


class NewStoreForm(GateForm):
    def __init__(self, background: Background) -> None:
        super().__init__(
            tr("New store"),
            tr("One encrypted file on this computer. Without its passphrase nobody can read or recover it."),
        )
        self._background = background
        self.path_field = PathField(tr("File"), Path.home() / "clients.crm", is_new=True)
        self.secret, self.again = SecretEdit(), SecretEdit()
        profiles = (("securities", tr("Securities branch")), ("bank", tr("Bank branch")))
        self.profile = Segmented(profiles, name=tr("Profile"))
        self.add_field("path", self.path_field)
        self.add_field("profile", LabelledField(tr("Rules for tiers and stages"), self.profile))
        self.add_field("passphrase", LabelledField(tr("Passphrase"), self.secret, hint=strength_words("")))
        self.add_field("again", LabelledField(tr("Passphrase again"), self.again))
        self.secret.textChanged.connect(self._show_strength)
        self.again.textChanged.connect(lambda _text: self.fields["again"].clear_error())
        go = Button(tr("Make the store"), icon="check", kind="primary")
        go.clicked.connect(self.submit)
        self.again.returnPressed.connect(self.submit)
        self.add_foot(go)
        self.setFocusProxy(self.secret)

    def _show_strength(self, text: str) -> None:
        self.fields["passphrase"].clear_error()
        self.fields["passphrase"].show_hint(strength_words(text))

    def submit(self) -> None:
        self.start_over()
        self.fields["passphrase"].show_hint(strength_words(self.secret.text()))
        problem = self._problem()
        if problem is not None:
            self.refuse(problem)
            return
        path, passphrase, profile = self.path_field.path, self.secret.text(), self.profile.value
        if not path.suffix:
            path = path.with_suffix(".crm")
        self.set_busy(is_busy=True)
        self._background.run(
            lambda: _create(path, passphrase, profile), then=self._made, owner=self, failed=self.refuse
        )

    def _problem(self) -> CrmError | None:
        if self.path_field.is_empty:
            return CrmError(tr("Say where the store shall be."), field="path")
        if self.path_field.path.exists():
            return CrmError(tr("There is a file of this name already. Choose another name."), field="path")
        if len(self.secret.text()) < 8:
            return CrmError(tr("Use at least 8 characters."), field="passphrase")
        if self.secret.text() != self.again.text():
            return CrmError(tr("The two passphrases differ. Type the same one again."), field="again")
        return None

    def _made(self, store: Store) -> None:
        self.secret.clear()
        self.again.clear()
        self.opened.emit(store)
