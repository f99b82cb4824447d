"""The side of the day: what does not compete for rank. Care, duties, the week's standard, what is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from crmdesk.book.care import Care
from crmdesk.book.duties import Duty
from crmdesk.book.today import Done, Suggestion, TodayView
from crmdesk.codes import code_words
from crmdesk.dates import CHINA
from crmdesk.i18n import tr
from ui.framework.bars import ShareBar
from ui.framework.chips import ChipLabel, tier_chip
from ui.framework.frames import Card, row
from ui.framework.icons import IconLabel
from ui.framework.labels import ElidedLabel, PlainLabel
from ui.framework.links import Link
from ui.framework.shown import Shown

Opened = Callable[[int], None]
_MOST = 6


def cards(view: TodayView, shown: Shown, opened: Opened) -> list[QWidget]:
    """The cards that have something to say."""
    return [
        card
        for card in (
            _suggested(view.suggested, opened),
            _care(view.care, shown, opened),
            _duties(view.duties, shown, view),
            _week(view),
            _done(view.done, opened),
        )
        if card is not None
    ]


def _count(number: int) -> PlainLabel:
    return PlainLabel(f"{number:,}", role="caption", tone="tertiary")


def _name(name: str, client_id: int, opened: Opened) -> Link:
    link = Link(name)
    link.clicked.connect(lambda: opened(client_id))
    return link


def _suggested(suggestions: Sequence[Suggestion], opened: Opened) -> Card | None:
    if not suggestions:
        return None
    card = Card(tr("Nobody planned, standard missed"), right=(_count(len(suggestions)),))
    for one in suggestions[:_MOST]:
        card.body.addLayout(
            row(
                _name(one.name, one.client_id, opened),
                ChipLabel(tier_chip(one.tier)),
                None,
                _quiet(str(one.reason.words)),
            )
        )
    return card


def _quiet(text: str) -> ElidedLabel:
    label = ElidedLabel(text, role="caption", tone="secondary")
    label.setMaximumWidth(180)
    return label


def _care(occasions: Sequence[Care], shown: Shown, opened: Opened) -> Card | None:
    if not occasions:
        return None
    card = Card(tr("Care this week"), right=(_count(len(occasions)),))
    for one in occasions[:_MOST]:
        icon = "cake" if one.occasion == "birthday" else "calendar-heart"
        parts: list[QWidget | None] = [IconLabel(icon, "accent"), _name(one.name, one.client_id, opened)]
        if one.tier:
            parts.append(ChipLabel(tier_chip(one.tier)))
        card.body.addLayout(row(*parts, None, _quiet(f"{shown.due(one.day).text} · {one.words}")))
    return card


def _duties(duties: Sequence[Duty], shown: Shown, view: TodayView) -> Card | None:
    if not duties:
        return None
    card = Card(tr("Must be done"))
    for duty in duties:
        due = shown.due(duty.first_on, on=view.on)
        count = PlainLabel(tr("{count} clients", count=duty.clients), tone="secondary")
        card.body.addLayout(row(IconLabel(due.icon or "clock", due.tone), PlainLabel(str(duty.words)), None, count))
    return card


def _week(view: TodayView) -> Card | None:
    rows = [week for week in view.week if week.due]
    if not rows:
        return None
    card = Card(tr("This week against the contact standard"))
    for week in rows:
        chip = ChipLabel(tier_chip(week.tier))
        chip.setFixedWidth(84)
        bar = ShareBar(week.done / week.due, name=str(code_words("tier", week.tier)))
        number = PlainLabel(f"{week.done} / {week.due}", tone="secondary")
        number.setFixedWidth(72)
        card.body.addLayout(row(chip, bar, number))
    return card


def _done(done: Sequence[Done], opened: Opened) -> Card | None:
    if not done:
        return None
    card = Card(tr("Done today"), right=(_count(len(done)),))
    for one in done[:_MOST]:
        outcome = str(code_words("contact_outcome", one.outcome))
        when = f"{one.at.astimezone(CHINA):%H:%M} · {outcome}"
        card.body.addLayout(
            row(IconLabel("circle-check", "state.ok"), _name(one.name, one.client_id, opened), None, _quiet(when))
        )
    return card
