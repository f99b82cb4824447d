"""The right side of the Record tab: what would make the record better, and the buttons that save."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from ui.framework.frames import Line, Panel
from ui.identify.quality_panel import QualityPanel
from ui.identify.record_foot import SaveFoot

_NARROW = 1_080


class RecordSide(Panel):
    """336 px wide; ``line`` stands at its left. On a narrow window it gives way and the buttons move below the form."""

    def __init__(self) -> None:
        super().__init__("subtle", gap=0)
        self.setFixedWidth(336)
        self.line = Line("vertical")
        self.quality = QualityPanel()
        self.foot = SaveFoot()
        self.body.addWidget(self.quality)
        self.body.addStretch(1)
        self.body.addWidget(self.foot)

    def fit(self, width: int, below: QVBoxLayout) -> None:
        """``width`` of the whole tab; ``below``: where the buttons go when there is no room."""
        is_narrow = width < _NARROW
        self.setVisible(not is_narrow)
        self.line.setVisible(not is_narrow)
        if self.foot.is_flat != is_narrow:
            self.foot.set_flat(is_narrow)
            (below if is_narrow else self.body).addWidget(self.foot)
