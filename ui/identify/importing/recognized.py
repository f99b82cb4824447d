"""Second step: what each file is, how it is written, and which column fills which field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.importing import Inspection, load_recipe
from crmdesk.identify.importing.labels import field_mask, field_words
from crmdesk.identify.masking import masked
from ui.framework.frames import Card, Scroll, clear_layout, row
from ui.framework.icons import IconLabel
from ui.framework.labels import PlainLabel, TagLabel, WrappedLabel
from ui.identify.importing.tables import TextTable, TextTableModel

_SEPARATORS = {",": ",", "\t": "Tab", "|": "|", ";": ";", "^": "^", "": "XLSX"}
_MOST_ROWS = 12


class RecognizedStep(Scroll):
    def __init__(self) -> None:
        super().__init__("window", margin=6, gap=4)

    def show_files(self, found: Sequence[tuple[Path, Inspection | CrmError]]) -> None:
        clear_layout(self.body)
        for path, one in found:
            self.body.addWidget(_refusal(path, one) if isinstance(one, CrmError) else _file_card(path, one))
        self.body.addStretch(1)


def _refusal(path: Path, error: CrmError) -> Card:
    card = Card(path.name)
    card.body.addLayout(row(IconLabel("circle-alert", "state.bad"), WrappedLabel(error.message, tone="bad")))
    return card


def _file_card(path: Path, one: Inspection) -> Card:
    recipe = str(load_recipe(one.recipe).words)
    tags = (
        TagLabel(recipe, tag="accent"),
        TagLabel(one.encoding.upper()),
        TagLabel(_SEPARATORS.get(one.separator, one.separator)),
        TagLabel(tr("header in row {row}", row=one.header_row)),
    )
    card = Card(path.name, right=tags)
    unmapped = [column for column, field, _sure in one.mapping if not field]
    if one.secret:
        text = tr("Never read, never stored: {columns}", columns=", ".join(one.secret))
        card.body.addLayout(row(IconLabel("shield-alert", "state.warn"), WrappedLabel(text, tone="warn")))
    if unmapped:
        text = tr("{count} columns fill no field: {columns}", count=len(unmapped), columns=", ".join(unmapped[:12]))
        card.body.addWidget(WrappedLabel(text, tone="secondary"))
    if not one.sample:
        card.body.addWidget(PlainLabel(tr("The file has a header and no rows."), tone="warn"))
    card.body.addWidget(_mapping_table(one))
    return card


def _mapping_table(one: Inspection) -> TextTable:
    model = TextTableModel([tr("Column"), tr("Field"), tr("Understood"), tr("Samples")], numbers=frozenset({2}))
    rows = []
    for at, (name, field, sure) in enumerate(one.mapping):
        samples = [_sample(field, cells[at]) for cells in one.sample if at < len(cells) and cells[at].strip()]
        rows.append(
            (name, str(field_words(field)) if field else "–", f"{sure:.0%}" if field else "", "   ".join(samples[:3]))
        )
    model.show_rows(rows)
    table = TextTable(model, name=tr("What each column becomes"), widths=(180, 160, 90))
    model.setParent(table)
    table.fit_rows(len(rows), most=_MOST_ROWS)
    return table


def _sample(field: str, text: str) -> str:
    """Phones and ID numbers are masked here as everywhere."""
    mask = field_mask(field)
    return text if mask == "name" else masked(mask, text)
