"""A rate as people write it: ``万3``, ``1.8‱``, ``1.50%``; its value is millionths."""

from __future__ import annotations

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from ui.framework.editors import ParsedEditor

#: From here on a rate is written in percent, below in ten-thousandths.
_PERCENT_FROM = 5_000


class RateEditor(ParsedEditor):
    def read(self, text: str) -> int:
        from crmdesk.identify.importing.cleaning import rate

        found = rate(text)
        if found is None or not 0 <= found < 1:
            raise CrmError(tr("“{text}” is no rate below 100 %. Type for example 万3, 1.8‱ or 1.50%.", text=text))
        return round(found * 1_000_000)

    def written(self, value: int) -> str:
        return f"{value / 10_000:g}%" if value >= _PERCENT_FROM else f"{value / 100:g}‱"
