"""What can be entered for the drivers: the fields of each kind of record, and the operation that writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from crmdesk.codes import code_list
from crmdesk.dates import local_today
from crmdesk.i18n import Words, tr
from crmdesk.store.store import Store
from ui.differentiate.drivers.rate_editor import RateEditor
from ui.framework.editors import AmountEditor, CodeEditor, DayEditor, NumberEditor, TextEditor

Save = Callable[[Store, int | None, dict[str, Any]], object]


@dataclass(frozen=True)
class Entry:
    """One field; ``value`` stands in it at first."""

    name: str
    label: str
    editor: Callable[[], QWidget]
    value: Any = None


@dataclass(frozen=True)
class RecordKind:
    """``driver`` is the one it feeds."""

    name: str
    driver: str
    title: Words
    entries: Callable[[], tuple[Entry, ...]]
    save: Save


def _codes(name: str, *, only: Callable[[Any], bool] = lambda _code: True) -> Callable[[], QWidget]:
    return lambda: CodeEditor([(code.value, str(code.words)) for code in code_list(name).values() if only(code)])


def _text(limit: int) -> Callable[[], QWidget]:
    return lambda: TextEditor(limit=limit)


def _opportunity() -> tuple[Entry, ...]:
    return (
        Entry("title", tr("Opportunity"), _text(120)),
        Entry("amount", tr("Amount"), AmountEditor),
        Entry("stage", tr("Stage"), _codes("opportunity_stage", only=lambda code: code.extra["open"]), "lead"),
        Entry("probability", tr("Probability in percent"), NumberEditor),
        Entry("line", tr("Product line"), _codes("product_line")),
        Entry("origin", tr("Where it came from"), _codes("opportunity_origin")),
        Entry("due_on", tr("Expected by"), DayEditor),
    )


def _save_opportunity(store: Store, client_id: int | None, values: dict[str, Any]) -> object:
    from crmdesk.differentiate.drivers.records.opportunities import add_opportunity

    title, amount = values.pop("title", ""), values.pop("amount", 0)
    return add_opportunity(store, client_id or 0, title=title, amount=amount, **values)


def _cost() -> tuple[Entry, ...]:
    return (
        Entry("day", tr("Day"), DayEditor, local_today()),
        Entry("kind", tr("Kind of cost"), _codes("cost_kind"), "gift"),
        Entry("purpose", tr("Spent on"), _codes("cost_purpose"), "service"),
        Entry("amount", tr("Amount"), AmountEditor),
        Entry("minutes", tr("Minutes of staff time"), NumberEditor),
        Entry("note", tr("Note"), _text(200)),
    )


def _save_cost(store: Store, client_id: int | None, values: dict[str, Any]) -> object:
    from crmdesk.differentiate.drivers.records.costs import add_cost

    given = {"kind": "", "purpose": "", "day": local_today(), **values}
    return add_cost(store, client_id=client_id, **given)


def _concession() -> tuple[Entry, ...]:
    return (
        Entry("kind", tr("Kind of concession"), _codes("concession_kind"), "commission"),
        Entry("standard", tr("Standard rate"), RateEditor),
        Entry("granted", tr("Rate granted"), RateEditor),
        Entry("amount", tr("Amount waived, for a fee"), AmountEditor),
        Entry("from_on", tr("First day"), DayEditor, local_today()),
        Entry("to_on", tr("Last day"), DayEditor),
        Entry("approver", tr("Approved by"), _text(60)),
        Entry("reason", tr("Reason"), _text(200)),
    )


def _save_concession(store: Store, client_id: int | None, values: dict[str, Any]) -> object:
    from crmdesk.differentiate.drivers.records.concessions import add_concession

    return add_concession(store, client_id or 0, **{"kind": "", "from_on": local_today(), **values})


def _contract() -> tuple[Entry, ...]:
    return (
        Entry("kind", tr("Kind of contract"), _codes("contract_kind"), "advisory"),
        Entry("contract_no", tr("Contract number"), _text(60)),
        Entry("fee", tr("Fee a year"), AmountEditor),
        Entry("begins_on", tr("First day"), DayEditor, local_today()),
        Entry("ends_on", tr("Last day"), DayEditor),
    )


def _save_contract(store: Store, client_id: int | None, values: dict[str, Any]) -> object:
    from crmdesk.differentiate.drivers.records.contracts import add_contract
    from crmdesk.errors import CrmError

    if "ends_on" not in values:
        raise CrmError(tr("Say when it ends."), field="ends_on")
    return add_contract(store, client_id or 0, **{"kind": "", "begins_on": local_today(), **values})


def _debt() -> tuple[Entry, ...]:
    return (
        Entry("kind", tr("What is overdue"), _codes("overdue_kind"), "loan"),
        Entry("day", tr("Day"), DayEditor, local_today()),
        Entry("amount", tr("Amount overdue, 0 when paid"), AmountEditor),
        Entry("exposure", tr("Outstanding in all"), AmountEditor),
        Entry("grade", tr("Loan grade"), _codes("loan_grade")),
    )


def _save_debt(store: Store, client_id: int | None, values: dict[str, Any]) -> object:
    from crmdesk.differentiate.drivers.records.debts import note_debt
    from crmdesk.errors import CrmError

    if "amount" not in values:
        raise CrmError(tr("Give the amount; 0 when it is paid."), field="amount")
    return note_debt(store, client_id or 0, **{"kind": "", "day": local_today(), **values})


def _campaign() -> tuple[Entry, ...]:
    return (
        Entry("name", tr("Name of the campaign"), _text(120)),
        Entry("begins_on", tr("First day"), DayEditor, local_today()),
        Entry("ends_on", tr("Last day"), DayEditor),
        Entry("note", tr("Note"), _text(200)),
    )


def _save_campaign(store: Store, _client_id: int | None, values: dict[str, Any]) -> object:
    from crmdesk.differentiate.drivers.records.costs import add_campaign

    return add_campaign(store, **{"name": "", "begins_on": local_today(), **values})


KINDS: dict[str, RecordKind] = {
    one.name: one
    for one in (
        RecordKind("opportunities", "opportunities", Words("销售机会", "Opportunity"), _opportunity, _save_opportunity),
        RecordKind("costs", "service_cost", Words("费用", "Cost"), _cost, _save_cost),
        RecordKind("concessions", "concessions", Words("优惠", "Concession"), _concession, _save_concession),
        RecordKind("contracts", "renewal", Words("服务合同", "Service contract"), _contract, _save_contract),
        RecordKind("overdue", "bad_debt", Words("逾期", "Overdue amount"), _debt, _save_debt),
        RecordKind("campaigns", "acquisition_cost", Words("营销活动", "Campaign"), _campaign, _save_campaign),
    )
}
