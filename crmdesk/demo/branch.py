"""Fills an empty store with the demo branch, slice by slice, so that a million clients fit in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, func, insert, select

from crmdesk import dates
from crmdesk.demo import ledger, spending
from crmdesk.demo.drivers import Recorder, Records
from crmdesk.demo.life import Storyteller
from crmdesk.demo.paths import KINDS, draw_population, market_returns, send_away, simulate
from crmdesk.demo.people import People, Person, demo_data
from crmdesk.demo.twins import SECOND_SYSTEM, is_twin, with_twins
from crmdesk.differentiate.tables import (
    campaign,
    concession,
    cost_line,
    driver_target,
    handover,
    opportunity,
    opportunity_step,
    overdue,
    service_contract,
)
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.names import name_key, search_keys, search_text
from crmdesk.identify.tables import FORM_TABLES, account, balance, client, holding, product, risk_assessment, txn
from crmdesk.interact.tables import contact, follow_up, need
from crmdesk.progress import Progress
from crmdesk.store.bulk import insert_columns
from crmdesk.store.search import rebuilt_after
from crmdesk.store.store import Store

_SLICE = 5_000


@dataclass(frozen=True)
class Branch:
    """How big, how long and which one: the same values make the same clients, movements and contacts.

    ``as_of`` is the data date, the last day of a month; by default the last one that is over.
    """

    clients: int = 1200
    months: int = 38
    seed: int = 1
    as_of: date | None = None

    @property
    def last_month(self) -> int:
        if self.as_of is not None:
            return dates.month_index(self.as_of)
        return dates.month_index(dates.local_today()) - 1

    @property
    def data_date(self) -> date:
        return dates.month_last(self.last_month)

    @property
    def today(self) -> date:
        """The day next steps are due around: the real one when it follows the data, else the day after the data."""
        real = dates.local_today()
        return real if 0 < (real - self.data_date).days < 40 else self.data_date + timedelta(days=1)


def make_tour(store: Store, branch: Branch, *, progress: Progress | None = None) -> None:
    """The branch as a visitor finds it: second records wait in the queue, the next twelve months are forecast."""
    from crmdesk.differentiate.forecast.runs import run_forecast
    from crmdesk.identify.matching import scan_clients

    fill_store(store, branch, progress=progress)
    scan_clients(store, progress=progress)
    run_forecast(store, as_of=branch.data_date, progress=progress)


def fill_store(store: Store, branch: Branch, *, progress: Progress | None = None) -> None:
    """Make the branch and classify it. Raises ``CrmError`` when the store holds clients or the sizes make no sense."""
    progress = progress or Progress()
    if branch.clients < 1 or branch.months < 1:
        raise CrmError(tr("A branch needs at least one client and one month."))
    with store.read() as connection:
        if connection.execute(select(func.count()).select_from(client)).scalar_one():
            raise CrmError(tr("The store holds clients already. The demo branch needs an empty one."))
    profile = store.meta("profile", "securities")
    with store.batch(Words("生成演示网点", "Make the demo branch")) as connection, rebuilt_after(connection):
        _Filler(connection, branch, profile, progress).fill()
    _classify(store, branch, progress)


def _classify(store: Store, branch: Branch, progress: Progress) -> None:
    from crmdesk.differentiate.runs import classify
    from crmdesk.interact.signals import signals_by_day

    with store.read() as connection:
        signals = signals_by_day(connection)
    history = max(branch.months - 13, 1)
    classify(
        store,
        as_of=branch.data_date,
        from_month=branch.last_month - history + 1,
        signals=signals,
        progress=progress,
    )


class _Filler:
    def __init__(self, connection: Connection, branch: Branch, profile: str, progress: Progress) -> None:
        self._connection = connection
        self._branch = branch
        self._profile = profile
        self._progress = progress
        self._rng = np.random.default_rng(branch.seed)
        self._people = People(self._rng, as_of=branch.data_date)
        self._story = Storyteller(
            self._rng, today=branch.today, line="securities" if profile == "securities" else "wealth"
        )
        self._returns = market_returns(self._rng, branch.months)
        self._recorder = Recorder(branch.seed, end=branch.data_date, profile=profile, clients=branch.clients)
        self._done = 0

    def fill(self) -> None:
        products = self._add_products()
        self._add_spending()
        for first in range(0, self._branch.clients, _SLICE):
            size = min(_SLICE, self._branch.clients - first)
            self._done = first
            self._add_slice(first, size, products)

    def _add_products(self) -> dict[str, list[int]]:
        ids: dict[str, list[int]] = {}
        for number, entry in enumerate(demo_data()["products"], start=1):
            row = {"id": number, **entry, "issuer": "示范基金", "is_private_fund": entry["code"].startswith("PF")}
            self._connection.execute(insert(product).values(row))
            if not row["is_private_fund"]:
                ids.setdefault(entry["asset_class"], []).append(number)
        return ids

    def _add_slice(self, first: int, size: int, products: dict[str, list[int]]) -> None:
        population = draw_population(self._rng, size, self._branch.clients)
        people = with_twins(self._people.draw(population, first=first), first=first)
        assets, flows = simulate(self._rng, population, self._returns)
        was_away = send_away(population, assets, flows)
        first_id = first + 1
        part = ledger.Slice(first_id, population, assets, flows, self._branch.last_month, self._profile, was_away)
        numbers = [f"{50_000_000 + first + index:010d}" for index in range(size)]
        life = self._story.tell(people, population, first_id)
        last = {row["client_id"]: row["at"].date() for row in life.contacts}
        due = {row["client_id"]: row["due_on"] for row in life.follow_ups}
        self._add(client, _columns(self._client_rows(part, people, numbers, last, due)))
        self._add(FORM_TABLES["person"], _columns(_person_rows(part, people)))
        self._add(account, ledger.accounts(part, numbers))
        for columns in (ledger.old_trades(part), ledger.flows(part, self._rng), ledger.trades(part, self._rng)):
            self._add(txn, columns)
        for columns in ledger.balances(part, self._connection.info["operation_id"]):
            self._add(balance, columns)
        for columns in ledger.holdings(part, products, self._rng):
            self._add(holding, columns)
        self._add(holding, ledger.matured(part, products, np.random.default_rng([self._branch.seed, first, 7])))
        self._add_rows(risk_assessment, life.assessments)
        self._add_rows(contact, life.contacts)
        self._add_rows(follow_up, life.follow_ups)
        self._add_rows(need, life.needs)
        self._add_records(self._recorder.tell(part, people))

    def _add_records(self, records: Records) -> None:
        """What the drivers are counted from."""
        for table, rows in (
            *((account, records.accounts), (contact, records.contacts), (opportunity, records.opportunities)),
            *((opportunity_step, records.steps), (cost_line, records.costs), (concession, records.concessions)),
            *((service_contract, records.contracts), (overdue, records.overdue), (handover, records.handovers)),
        ):
            self._add_rows(table, rows)

    def _add_spending(self) -> None:
        seed, end = self._branch.seed, self._branch.data_date
        self._add_rows(campaign, spending.campaigns(end))
        self._add_rows(cost_line, spending.cost_lines(seed, end, self._branch.clients))
        self._add_rows(driver_target, spending.targets())

    def _add(self, table: Table, columns: ledger.Columns) -> None:
        self._progress.at(self._done, self._branch.clients, tr("Inventing clients"))
        insert_columns(self._connection, table, columns)

    def _add_rows(self, table: Table, rows: list[dict[str, Any]]) -> None:
        """Rows of a small table, with the defaults its columns declare."""
        if rows:
            self._connection.execute(insert(table), rows)

    def _client_rows(
        self,
        part: ledger.Slice,
        people: list[Person],
        numbers: list[str],
        last: dict[int, date],
        due: dict[int, date],
    ) -> Iterable[dict[str, Any]]:
        is_prospect = part.population.kind == KINDS.index("prospect")
        for index, person in enumerate(people):
            client_id = part.first_id + index
            accounts = [] if is_prospect[index] else [numbers[index]]
            yield {
                "id": client_id,
                "client_no": person.client_no,
                "kind": "person",
                "name": person.name,
                "name_key": name_key(person.name),
                "search_text": search_text(person.name),
                "search_keys": search_keys(person.client_no, person.values, accounts),
                "status": "prospect" if is_prospect[index] else "active",
                "manager": person.manager,
                "branch": demo_data()["branch"],
                "opened_on": None if is_prospect[index] else part.opened_on(index),
                "source": SECOND_SYSTEM if is_twin(client_id - 1) else "counter",
                "recorded_at": datetime.combine(person.values["contact_verified_at"], time(18), dates.CHINA),
                "last_contact_on": last.get(client_id),
                "next_contact_on": due.get(client_id),
            }


def _columns(rows: Iterable[dict[str, Any]]) -> ledger.Columns:
    listed = list(rows)
    return {name: [row[name] for row in listed] for name in listed[0]}


def _person_rows(part: ledger.Slice, people: list[Person]) -> Iterable[dict[str, Any]]:
    """Every row with the same columns, so that one prepared statement inserts them all."""
    columns = FORM_TABLES["person"].columns.keys()
    used = [name for name in columns if any(name in person.values for person in people)]
    for index, person in enumerate(people):
        yield {"client_id": part.first_id + index, **{name: person.values.get(name) for name in used}}
