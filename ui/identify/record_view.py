"""What the Record tab reads at once: the record, its quality, the rows below it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from crmdesk import dates
from crmdesk.codes import code_words
from crmdesk.i18n import tr
from crmdesk.identify.alerts import alerts
from crmdesk.identify.clients import Child, Record, record
from crmdesk.identify.form import Field, Form
from crmdesk.identify.form.children import CHILDREN
from crmdesk.identify.masking import masked_value, private_value
from crmdesk.identify.quality import Gap, Quality, quality
from crmdesk.interact.needs import Need, active_needs
from ui.framework.shown import HIDDEN
from ui.identify.field_editors import is_secret
from ui.identify.quality_panel import Ask, Scores
from ui.identify.record_form import Shown

#: The columns of a row that say in one line what it is.
_IN_SHORT = {
    "account": ("kind", "account_no", "status", "opened_on"),
    "risk_assessment": ("line", "level", "valid_to"),
    "relation": ("relation", "name", "birth_year", "phone"),
    "document": ("kind", "title", "expires_on"),
    "contact_point": ("kind", "value", "status"),
}
_ASKS = 5


@dataclass(frozen=True)
class RecordView:
    """One client as the tab shows it; ``alerts``: what expires or does not reach the client, by field."""

    record: Record
    quality: Quality
    needs: tuple[Need, ...]
    alerts: dict[str, str]

    @property
    def client_id(self) -> int:
        return self.record.client_id

    @property
    def kind(self) -> str:
        return self.record.kind

    @property
    def form(self) -> Form:
        return self.record.form

    def shown(self, *, is_private: bool) -> Shown:
        """Values for the form; identifying ones masked, in privacy mode amounts hidden too."""
        values = self.record.values
        masks = {}
        for field in self.form.valued_fields():
            value = values.get(field.name)
            if value is None or value == "":
                continue
            if is_secret(field):
                masks[field.name] = (private_value if is_private else masked_value)(field, value)
            elif is_private and field.type == "money":
                masks[field.name] = HIDDEN
        rows = {field.name: self.rows_of(field) for field in self.form.fields() if field.type == "child"}
        return Shown(values=values, masks=masks, rows=rows)

    def rows_of(self, field: Field) -> tuple[str, ...]:
        if field.table == "need":
            return tuple(need_line(need) for need in self.needs)
        return tuple(line_of(field.table, child) for child in self.children_of(field))

    def children_of(self, field: Field) -> tuple[Child, ...]:
        """The rows of a child field; a shared table is split by role."""
        if field.table == "relation" and field.role:
            return self.record.relations(field.role)
        return self.record.children.get(field.table, ())

    def origin(self, name: str) -> str:
        """Where a value came from and when it was confirmed, in a sentence."""
        known = self.record.provenance.get(name)
        source = known.words if known else self.record.source or tr("this desk")
        day = self.record.confirmed_on(name)
        if known and known.verified_how:
            how = code_words("verified_how", known.verified_how)
            return tr("Source {source} · confirmed {day} ({how})", source=source, day=day, how=how)
        return tr("Source {source} · as of {day}", source=source, day=day)

    @property
    def scores(self) -> Scores:
        q = self.quality
        return Scores(q.kyc, q.completeness, q.freshness, q.target)

    @property
    def asks(self) -> tuple[Ask, ...]:
        return tuple(_ask(gap, is_known=gap.field in self.quality.stale) for gap in self.quality.questions[:_ASKS])


def _ask(gap: Gap, *, is_known: bool) -> Ask:
    label = gap.field.label
    question = tr("Is this still right: {field}?", field=label) if is_known else tr("Ask for: {field}", field=label)
    return Ask(gap.field.name, question, str(gap.reason), gap.points)


def line_of(table: str, child: Child) -> str:
    """A row in one line, identifying values masked."""
    fields = {field.name: field for field in CHILDREN.get(table, ())}
    parts = [masked_value(fields[name], child[name]) for name in _IN_SHORT.get(table, ()) if name in fields]
    return " · ".join(part for part in parts if part)


def need_line(need: Need) -> str:
    words = [str(code_words("need_kind", need.kind)), need.description]
    if need.due_on:
        words.append(tr("by {day}", day=need.due_on))
    return " · ".join(word for word in words if word)


def read_view(connection: Any, client_id: int, *, on: date | None = None) -> RecordView:
    """In a handful of statements."""
    found = record(connection, client_id)
    needs = tuple(active_needs(connection, client_id))
    kinds = {need.kind for need in needs}
    tier = standing_tier(connection, client_id)
    day = on or dates.local_today()
    warned = {alert.field: str(alert.words) for alert in reversed(alerts(found, on=day)) if alert.level != "info"}
    return RecordView(found, quality(found, on=day, tier=tier, needs=kinds), needs, warned)


def read_day(connection: Any, client_id: int, on: date | None) -> RecordView:
    """The record now, or at the end of a day: then without needs and warnings, which are of today.

    Raises ``CrmError`` when the client was not in the store.
    """
    from crmdesk.identify.past import record_as_of

    if on is None:
        return read_view(connection, client_id)
    found = record_as_of(connection, client_id, on)
    return RecordView(found, quality(found, on=on), (), {})


def standing_tier(connection: Any, client_id: int) -> str | None:
    from crmdesk.book.card import client_card

    card = client_card(connection, client_id)
    return card.tier.code if card.tier else None
