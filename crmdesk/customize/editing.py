"""Edits of a draft: each is a small value that says what the manager changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from crmdesk.codes import code_list
from crmdesk.customize.content import Action, Party, PlanContent, ProductLine, ServiceLine
from crmdesk.customize.facts import product_by_code
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.text import clean


def both(text: str | Words) -> Words:
    """Text a manager typed, for both languages until someone translates it."""
    if isinstance(text, Words):
        return Words(clean(text.zh), clean(text.en))
    return Words(clean(text), clean(text))


@dataclass(frozen=True)
class SetText:
    """Replace a running text. ``part``: lead · proposition · quote · allocation_lead · allocation_note · reason."""

    part: str
    text: str | Words


@dataclass(frozen=True)
class SetParties:
    """Who signs; None leaves a party as it is, an empty name removes the adviser."""

    manager: Party | None = None
    adviser: Party | None = None
    reviewer: Party | None = None


@dataclass(frozen=True)
class ActionChange:
    """Values of an action that change; ``product`` is a code of the catalogue, "" takes the product away."""

    text: str | Words | None = None
    product: str | None = None
    direction: str | None = None
    initiated_by: str | None = None
    amount: int | None = None
    starts_on: date | None = None
    due_on: date | None = None
    status: str | None = None
    who: str | None = None
    effect: str | Words | None = None
    serves: tuple[str, ...] | None = None
    warning_record: str | None = None
    confirmation: str | None = None
    is_withdrawn: bool | None = None


@dataclass(frozen=True)
class AddAction:
    change: ActionChange


@dataclass(frozen=True)
class ChangeAction:
    number: str
    change: ActionChange


@dataclass(frozen=True)
class RemoveAction:
    number: str


@dataclass(frozen=True)
class SetServices:
    """The whole service menu, in order."""

    services: tuple[ServiceLine, ...]


@dataclass(frozen=True)
class SetNeedMeasure:
    number: str
    measure: str | Words = field(default="")


Edit = SetText | SetParties | AddAction | ChangeAction | RemoveAction | SetServices | SetNeedMeasure


def edited(content: PlanContent, edit: Edit, connection: Connection) -> PlanContent:
    """The content with one edit made; matching is the caller's next step. ``CrmError`` names a wrong field."""
    return _EDITS[type(edit)](content, edit, connection)


def _set_text(content: PlanContent, edit: SetText, _: Connection) -> PlanContent:
    text = both(edit.text)
    if edit.part in ("allocation_lead", "allocation_note"):
        part: dict[str, Any] = {edit.part.removeprefix("allocation_"): text}
        return replace(content, allocation=replace(content.allocation, **part))
    if edit.part == "lead":
        return replace(content, profile=replace(content.profile, lead=text, client_lead=text))
    if edit.part == "quote":
        return replace(content, quote=text.zh)
    if edit.part in ("proposition", "reason"):
        return replace(content, **{edit.part: text})  # type: ignore[arg-type]
    raise CrmError(tr("A plan has no text called {part}.", part=edit.part), field=edit.part)


def _set_parties(content: PlanContent, edit: SetParties, _: Connection) -> PlanContent:
    identity = content.identity
    given = {name: getattr(edit, name) for name in ("manager", "adviser", "reviewer")}
    changed: dict[str, Any] = {
        name: party if party.name else None for name, party in given.items() if party is not None
    }
    if "manager" in changed and changed["manager"] is None:
        raise CrmError(tr("A plan needs an account manager."), field="manager")
    return replace(content, identity=replace(identity, **changed))


def _add_action(content: PlanContent, edit: AddAction, connection: Connection) -> PlanContent:
    change = edit.change
    if not change.text or change.due_on is None:
        raise CrmError(tr("An action needs a text and a due date."), field="due_on" if change.text else "text")
    blank = Action(
        text=both(change.text), direction="none", initiated_by="manager", due_on=change.due_on, effect=Words("", "")
    )
    return replace(content, actions=(*content.actions, _changed(content, blank, change, connection)))


def _change_action(content: PlanContent, edit: ChangeAction, connection: Connection) -> PlanContent:
    index = _index(content, edit.number)
    actions = list(content.actions)
    actions[index] = _changed(content, actions[index], edit.change, connection)
    return replace(content, actions=tuple(actions))


def _remove_action(content: PlanContent, edit: RemoveAction, _: Connection) -> PlanContent:
    index = _index(content, edit.number)
    return replace(content, actions=content.actions[:index] + content.actions[index + 1 :])


def _set_services(content: PlanContent, edit: SetServices, _: Connection) -> PlanContent:
    return replace(content, services=edit.services)


def _set_measure(content: PlanContent, edit: SetNeedMeasure, _: Connection) -> PlanContent:
    if edit.number not in {need.number for need in content.needs}:
        raise CrmError(tr("The plan has no need {number}.", number=edit.number), field="need")
    text = both(edit.measure)
    needs = tuple(replace(need, measure=text) if need.number == edit.number else need for need in content.needs)
    return replace(content, needs=needs)


_EDITS: dict[type, Callable[[PlanContent, Any, Connection], PlanContent]] = {
    SetText: _set_text,
    SetParties: _set_parties,
    AddAction: _add_action,
    ChangeAction: _change_action,
    RemoveAction: _remove_action,
    SetServices: _set_services,
    SetNeedMeasure: _set_measure,
}


def _index(content: PlanContent, number: str) -> int:
    for index, action in enumerate(content.actions):
        if action.number == number:
            return index
    raise CrmError(tr("The plan has no action {number}.", number=number), field="action")


def _changed(content: PlanContent, action: Action, change: ActionChange, connection: Connection) -> Action:
    """The action with the values of a change; its share of the assets follows its product and amount."""
    values = {name: value for name, value in vars(change).items() if value is not None}
    for name in ("text", "effect"):
        if name in values:
            values[name] = both(values[name])
    for name, list_name in _CODED.items():
        if name in values and values[name] not in code_list(list_name):
            raise CrmError(tr("Unknown code {text}.", text=values[name]), field=name)
    if "product" in values:
        code = values.pop("product")
        values["product"] = product_by_code(connection, code) if code else None
        values.setdefault("direction", ("buy" if action.direction == "none" else action.direction) if code else "none")
    made = replace(action, **values)
    return replace(made, share_after=_share_after(content, made.product, made.amount))


_CODED = {"direction": "action_direction", "initiated_by": "initiated_by", "status": "action_status"}


def _share_after(content: PlanContent, product: ProductLine | None, amount: int | None) -> int | None:
    """What the product will be of all assets, tenths of a percent; None when there is nothing to reckon from."""
    if product is None or amount is None or content.position.total <= 0:
        return None
    held = sum(line.amount for line in content.position.holdings if line.name == product.name)
    return round(max(held + amount, 0) * 1000 / content.position.total)
