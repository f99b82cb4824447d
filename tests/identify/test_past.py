"""The record as of a moment is the record that was there at that moment, whatever happened since."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete, select, update

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.identify.children import add_child, change_child, remove_child
from crmdesk.identify.clients import assign_manager, create_client, edit_client, record
from crmdesk.identify.history import field_history, record_history, restore_value
from crmdesk.identify.importing import batches, import_files, take_back
from crmdesk.identify.merging import merge_clients, merges, unmerge
from crmdesk.identify.past import record_as_of, record_at
from crmdesk.identify.tables import client
from crmdesk.identify.trash import restore_trashed, trash_clients, trashed
from crmdesk.store import keys
from crmdesk.store.opening import open_store
from crmdesk.store.tables import operation_row
from tests.conftest import PASSPHRASE
from tests.identify.conftest import PERSON

NUMBERS = count(1)
TABLE = "客户号,姓名,手机,家庭住址,职业\n"


class History(RuleBasedStateMachine):
    """Random work on two clients; each moment's records are kept and asked for again."""

    template = None
    folder = None

    def __init__(self):
        super().__init__()
        path = self.folder / f"{next(NUMBERS)}.crm"
        shutil.copy(self.template, path)
        shutil.copy(keys.keys_path(self.template), keys.keys_path(path))
        self.store = open_store(path, PASSPHRASE, actor="tester")
        self.ids = [
            create_client(self.store, kind="person", values={"name": name}, client_no=None) for name in ("张三", "李四")
        ]
        self.seen = []
        self.files = 0

    def teardown(self):
        self.store.close()

    def look(self):
        with self.store.read() as connection:
            there = set(connection.execute(select(client.c.id)).scalars())
            return {one: record(connection, one) for one in self.ids if one in there}

    @rule(which=st.integers(0, 1), last=st.integers(1000, 9999))
    def edit(self, which, last):
        if self.ids[which] in self.look():
            edit_client(self.store, self.ids[which], {"mobile": f"1380000{last}", "email": f"a{last}@b.cn"})

    @rule(which=st.integers(0, 1), name=st.sampled_from(["王五", "赵六", "孙七"]))
    def rename(self, which, name):
        if self.ids[which] in self.look():
            edit_client(self.store, self.ids[which], {"name": name})

    @rule(which=st.integers(0, 1), name=st.sampled_from(["王小", "赵小"]))
    def add(self, which, name):
        if self.ids[which] in self.look():
            add_child(self.store, self.ids[which], "relation", {"name": name, "relation": "11"})

    @rule(which=st.integers(0, 1), is_change=st.booleans())
    def change_or_remove(self, which, is_change):
        found = self.look().get(self.ids[which])
        for child in found.children["relation"][:1] if found else ():
            if is_change:
                change_child(self.store, "relation", child.id, {"occupation": f"工{len(self.seen)}"})
            else:
                remove_child(self.store, "relation", child.id)

    @rule()
    def assign(self):
        there = list(self.look())
        if there:
            assign_manager(self.store, there, f"经理{len(self.seen)}")

    @precondition(lambda self: self.seen)
    @rule(is_redo=st.booleans())
    def undo_or_redo(self, is_redo):
        if is_redo:
            self.store.redo()
        elif self.store.undo_label() and "New client" not in self.store.undo_label().en:
            self.store.undo()

    @rule(which=st.integers(0, 1))
    def to_the_trash(self, which):
        if self.ids[which] in self.look():
            trash_clients(self.store, [self.ids[which]])

    @rule()
    def back(self):
        with self.store.read() as connection:
            entries = trashed(connection)
        if entries:
            restore_trashed(self.store, entries[0].id)

    @rule(which=st.integers(0, 1), last=st.integers(1000, 9999))
    def bring_in(self, which, last):
        found = self.look().get(self.ids[which])
        if found is None:
            return
        self.files += 1
        path = self.folder / f"{self.files}.csv"
        path.write_text(f"{TABLE}{found.client_no},{found.name},1390000{last},武汉市江汉区{last}号,\n", "utf-8")
        import_files(self.store, [path])

    @rule()
    def take_it_back(self):
        with self.store.read() as connection:
            kept = [one for one in batches(connection) if one.can_take_back]
        if kept:
            with suppress(CrmError):  # something was built on it since
                take_back(self.store, kept[0].id)

    @rule()
    def merge(self):
        if len(self.look()) == len(self.ids):
            merge_clients(self.store, self.ids[0], self.ids[1:2])

    @rule()
    def part(self):
        with self.store.read() as connection:
            done = [one for one in merges(connection) if one.undone_at is None]
        if done and self.ids[0] in self.look():
            with suppress(CrmError):  # a number or an account is in use by now
                unmerge(self.store, done[0].id)

    @invariant()
    def every_past_is_as_it_was(self):
        now = dates.now()
        self.seen.append((now, self.look()))
        with self.store.read() as connection:
            for moment, records in self.seen[-6:] + self.seen[:2]:
                for client_id in self.ids:
                    assert record_at(connection, client_id, moment) == records.get(client_id)


def test_every_past_comes_back(store_template, tmp_path):
    class OnThisStore(History):
        template, folder = store_template, tmp_path

    # Without shrinking: a step writes to a real store, and hundreds of shorter tries would outlast the time of a test.
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    run_state_machine_as_test(
        OnThisStore,
        settings=settings(
            max_examples=8, stateful_step_count=14, phases=[Phase.generate], deadline=None, suppress_health_check=checks
        ),
    )


def test_as_of_a_day(store, person, read):
    today = dates.local_today()
    with store.read() as connection:
        assert record_as_of(connection, person, today) == read(person)
        with pytest.raises(CrmError, match=str(today - timedelta(days=1))):
            record_as_of(connection, person, today - timedelta(days=1))


def test_a_client_that_came_without_images_was_not_there_before(store, person):
    """As imports of version 1 and the demo branch leave it: no image, no range of rows."""
    day = dates.local_today() - timedelta(days=30)
    with store.unlogged() as connection:
        connection.execute(delete(operation_row))
        connection.execute(update(client).values(recorded_at=dates.now() - timedelta(days=30)))
    with store.read() as connection:
        assert record_as_of(connection, person, day + timedelta(days=1)).name == "张三"
        with pytest.raises(CrmError):
            record_as_of(connection, person, day - timedelta(days=1))


def test_an_earlier_value_is_given_back(store, person, read):
    edit_client(store, person, {"birth_date": "1950-01-01", "id_no": "", "mobile": "13900139000"})
    with store.read() as connection:
        changes = {name: field_history(connection, person, name)[0] for name in ("birth_date", "id_no", "mobile")}
    for name, change in changes.items():
        assert restore_value(store, person, name, change.before)[0] == name
    found = read(person)
    assert found.values["birth_date"] == date(1949, 12, 31)
    assert found.values["mobile"] == "13800138000"
    assert found.provenance["mobile"].source == "restored"
    store.undo()
    assert read(person).values["mobile"] == "13900139000"


def test_a_former_value_goes_through_the_checks(store, person):
    with pytest.raises(CrmError) as refused:
        restore_value(store, person, "mobile", "12")
    assert refused.value.field == "mobile"


def test_a_value_that_never_ends(store, person, read):
    edit_client(store, person, {"id_to": "2040-01-01"})
    restore_value(store, person, "id_to", "9999-12-31")
    assert read(person).values["id_to"] == date(9999, 12, 31)


def test_the_history_of_all_fields(store, person):
    edit_client(store, person, {"mobile": "13900139000"})
    trash_clients(store, [person])
    with store.read() as connection:
        (entry,) = trashed(connection)
    restore_trashed(store, entry.id)
    with store.read() as connection:
        history = record_history(connection, person)
    assert [(change.before, change.after) for change in history["mobile"]] == [
        ("13800138000", "13900139000"),
        (None, "13800138000"),
    ]
    assert {change.actor for change in history["mobile"]} == {"tester"}
    assert "search_text" not in history
    assert PERSON["name"] in {change.after for change in history["name"]}


def test_an_import_says_its_file_and_row(store, tmp_path):
    for number, mobile in enumerate(("13800138000", "13900139000")):
        path = tmp_path / f"{number}.csv"
        path.write_text(f"{TABLE}A1,钱八,13700137000,,\nA2,张三,{mobile},,\n", "utf-8")
        import_files(store, [path])
    with store.read() as connection:
        client_id = connection.exec_driver_sql("SELECT id FROM client WHERE client_no = 'A2'").scalar_one()
        newest, first = field_history(connection, client_id, "mobile")
    assert (first.before, first.after, first.file, first.row) == (None, "13800138000", "0.csv", 3)
    assert (newest.before, newest.after, newest.file, newest.row) == ("13800138000", "13900139000", "1.csv", 3)
