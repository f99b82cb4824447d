"""The figures of a rulebook that move clients between tiers, each beside what is in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from crmdesk.codes import code_words
from crmdesk.differentiate.rehearsal import trial
from crmdesk.differentiate.rulebooks import Document, is_locked
from crmdesk.differentiate.scores import INDICATORS
from crmdesk.i18n import Words, language, tr
from ui.differentiate.rehearsal.bound_fields import BoundFields
from ui.differentiate.rehearsal.weight_slider import WeightSlider
from ui.framework.labels import PlainLabel
from ui.framework.pick import ChoiceBox

#: A slider tells the rehearsal once it rests this long (ms).
_REST = 250


class Parameters(QWidget):
    """Shows a document beside the one in force; ``changed`` gives the document with what the user changed in it."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._base: Document = {}
        self._document: Document = {}
        self._locked: tuple[str, ...] = ()
        self.profile = _choice(tr("Strategy profile"))
        self.hysteresis = _choice(tr("Buffer rule"))
        self.sliders = {name: WeightSlider(str(code_words("indicator", name))) for name in INDICATORS}
        self._figures = {name: (PlainLabel(tone="tertiary"), PlainLabel(role="strong")) for name in INDICATORS}
        self._weights = QWidget()
        self.bounds = BoundFields()
        self._rest = QTimer(self, interval=_REST, singleShot=True)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        grid = QGridLayout(self._weights)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for line, name in enumerate(INDICATORS):
            old, new = self._figures[name]
            arrow = PlainLabel("→", tone="tertiary")
            parts = (PlainLabel(f"{name} {code_words('indicator', name)}"), self.sliders[name], old, arrow, new)
            for column, part in enumerate(parts):
                grid.addWidget(part, line, column)
        grid.setColumnStretch(1, 1)
        choices = QGridLayout()
        choices.setHorizontalSpacing(12)
        choices.setVerticalSpacing(8)
        for line, (text, box) in enumerate(
            ((tr("Strategy profile"), self.profile), (tr("Buffer rule"), self.hysteresis))
        ):
            choices.addWidget(PlainLabel(text, tone="secondary"), line, 0)
            choices.addWidget(box, line, 1)
        choices.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(choices)
        layout.addWidget(self._weights)
        layout.addWidget(self.bounds)

    def _connect(self) -> None:
        for place, name in enumerate(INDICATORS):
            self.sliders[name].valueChanged.connect(lambda value, place=place: self._weigh(place, value))
        self.profile.activated.connect(lambda _at: self._choose(trial.with_profile, self.profile))
        self.hysteresis.activated.connect(lambda _at: self._choose(trial.with_hysteresis, self.hysteresis))
        self.bounds.edited.connect(self._bound)
        self._rest.timeout.connect(lambda: self.changed.emit(self._document))

    @property
    def document(self) -> Document:
        return self._document

    # -- showing

    def show_document(self, base: Document, document: Document, *, locked: Sequence[str] = ()) -> None:
        """``base``: the rules in force; ``locked``: paths only head office may change. Nothing is told."""
        self._base, self._document, self._locked = base, document, tuple(locked)
        _offer(self.profile, document["profiles"], str(document["scores"]["profile"]))
        _offer(self.hysteresis, document["tiers"]["presets"], str(document["tiers"]["preset"]))
        self._free(self.profile, ("scores", "profile"), is_used=trial.uses_score(document))
        self._free(self.hysteresis, ("tiers", "preset"))
        self._weights.setVisible(trial.uses_score(document))
        self.bounds.show_bounds(base, document)
        for (metric, tier), field in self.bounds.fields.items():
            self._free(field, ("tiers", metric, tier))
        self._show_weights()

    def _free(self, widget: QWidget, path: tuple[str, ...], *, is_used: bool = True) -> None:
        """A locked figure stands there, not to be changed, and says so."""
        is_bound = is_locked(path, self._locked)
        widget.setEnabled(is_used and not is_bound)
        if is_bound:
            widget.setToolTip(tr("Locked by head office"))

    def _show_weights(self) -> None:
        pairs = zip(INDICATORS, trial.weights(self._base), trial.weights(self._document), strict=True)
        profile = str(self._document["scores"]["profile"])
        for name, old, new in pairs:
            self._free(self.sliders[name], ("profiles", profile, name))
            self.sliders[name].show_weight(old, new)
            for label, value in zip(self._figures[name], (old, new), strict=True):
                label.setText(f"{value / trial.WHOLE:.2f}")

    # -- changing

    def _weigh(self, place: int, value: int) -> None:
        parts = trial.rebalanced(trial.weights(self._document), place, value)
        self._document = trial.with_weights(self._document, parts)
        self._show_weights()
        self._rest.start()

    def _choose(self, change: object, box: ChoiceBox) -> None:
        assert callable(change)
        self._document = change(self._document, str(box.currentData()))
        self._show_weights()
        self._rest.start(0)

    def _bound(self, metric: str, tier: str, value: float) -> None:
        self._document = trial.with_bound(self._document, metric, tier, value)
        self._rest.start(0)


def _choice(name: str) -> ChoiceBox:
    box = ChoiceBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(6)
    return box


def _offer(box: ChoiceBox, entries: Document, chosen: str) -> None:
    box.blockSignals(True)  # noqa: FBT003
    box.clear()
    for name, text in _named(entries):
        box.addItem(text, name)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.blockSignals(False)  # noqa: FBT003


#: Presets of hysteresis carry no words in the document.
_PRESETS = {
    "default": Words("默认", "Default"),
    "none": Words("无缓冲", "None"),
}


def _named(entries: Document) -> Iterator[tuple[str, str]]:
    for name, entry in entries.items():
        known: Sequence[str] | None = _PRESETS.get(name)
        words = entry.get(language()) if isinstance(entry, dict) else None
        yield name, str(words or known or name)
