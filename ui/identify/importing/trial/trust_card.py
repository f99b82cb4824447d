"""How far each source of this import is trusted: set here, the dry run is to be made again."""

from __future__ import annotations

from crmdesk.i18n import tr
from ui.framework.frames import Card, clear_layout, column, row
from ui.framework.labels import ElidedLabel, WrappedLabel
from ui.framework.segmented import Segmented
from ui.identify.importing.journey import Journey
from ui.identify.importing.trial.values import TRUSTS, source_words, trust_words


class TrustCard(Card):
    def __init__(self) -> None:
        super().__init__(tr("Trust of the sources"))
        self._shown: dict[str, int] = {}
        self.choices: dict[str, Segmented] = {}
        hint = tr(
            "A value of a source trusted less never replaces one trusted more; between equals the newer one counts."
        )
        self.body.addWidget(WrappedLabel(hint, role="caption", tone="tertiary"))
        self._lines = column(gap=2)
        self.body.addLayout(self._lines)

    def show_journey(self, journey: Journey) -> None:
        trusts = journey.source_trusts()
        if trusts == self._shown:
            return
        self._shown = trusts
        clear_layout(self._lines)
        self.choices = {}
        for source, value in trusts.items():
            choice = Segmented([(str(one), str(one)) for one in TRUSTS], name=source_words(source), value=str(value))
            choice.setToolTip(trust_words(value))
            choice.chosen.connect(lambda text, source=source: journey.trust_source(source, int(text)))
            self.choices[source] = choice
            self._lines.addLayout(row(ElidedLabel(source_words(source)), None, choice))
