"""Merge, edit, import, talk, take apart, undo, in any order: no value, child or lineage is lost or invented."""

from __future__ import annotations

import shutil
import tempfile
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from crmdesk.identify.children import add_child
from crmdesk.identify.clients import client_id_by_no, create_client, edit_client, record
from crmdesk.identify.importing import import_files
from crmdesk.identify.lineage import lineage
from crmdesk.identify.merging import merge_clients, merge_preview, unmerge, unmerge_preview
from crmdesk.identify.tables import FORM_TABLES, account, client, contact_point, document, provenance, source_key
from crmdesk.interact.contacts import log_contact
from crmdesk.interact.tables import contact
from crmdesk.store import keys
from crmdesk.store.dump import dump_store
from crmdesk.store.opening import open_store
from crmdesk.store.search import search_is_whole
from tests.conftest import PASSPHRASE
from tests.identify.merging.below import everything_below
from tests.identify.merging.conftest import RECIPE
from tests.identify.merging.model import Model, Said

FIELDS = ("mobile", "email", "occupation")
MOBILES = st.integers(0, 4).map("1380013800{}".format)
EMAILS = st.sampled_from(["a@example.com", "b@example.com", "c@example.com"])
JOBS = st.sampled_from(["90001", "90002", "90003"])
VALUES = {"mobile": MOBILES, "email": EMAILS, "occupation": JOBS}
#: Numbers in two systems; the clients of one system may turn out to be the same.
NUMBERS = [("core", "K1"), ("core", "K2"), ("core", "K3"), ("counter", "Z1"), ("counter", "Z2")]
HEADERS = {"mobile": "手机", "email": "电子邮箱", "occupation": "职业"}
ROWS = {"contact": contact, "document": document, "account": account, "source_key": source_key}


class Story(RuleBasedStateMachine):
    template: Path

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="crmdesk-story-"))
        shutil.copy(self.template, self.folder / "store.crm")
        shutil.copy(keys.keys_path(self.template), keys.keys_path(self.folder / "store.crm"))
        self.store = open_store(self.folder / "store.crm", PASSPHRASE, actor="tester")
        self.model, self.numbers, self.files = Model(), {}, count()
        self.steps, self.undone = [], []

    def teardown(self):
        for merge_id in sorted(self.model.merges, reverse=True):
            self._part(merge_id)
            self.check()
        self.store.close()
        shutil.rmtree(self.folder)

    # -- what happens

    @initialize(typed=st.lists(st.fixed_dictionaries({}, optional=VALUES), min_size=1, max_size=2))
    def begin(self, typed):
        for number, values in enumerate(typed):
            named = {"name": "张三", **values}
            key = create_client(self.store, kind="person", values=named, source="phone", client_no=f"P{number}")
            self.model.records[key] = {name: Said(values.get(name), "phone") for name in FIELDS}
        for source in ("core", "counter"):
            self._bring(source, [(number, {}) for system, number in NUMBERS if system == source])

    @rule(data=st.data(), source=st.sampled_from(["core", "counter"]))
    def an_import(self, data, source):
        known = [number for system, number in NUMBERS if system == source]
        # Two numbers of one client in one file contradict each other: the last row counts, which is told elsewhere.
        unique = st.lists(st.sampled_from(known), min_size=1, unique_by=lambda n: self._holder_of(source, n))
        numbers = data.draw(unique)
        told = st.fixed_dictionaries({}, optional=VALUES)
        self._bring(source, [(number, data.draw(told)) for number in numbers])

    @rule(which=st.sampled_from(NUMBERS), account_no=st.integers(0, 9))
    def an_account(self, which, account_no):
        source, number = which
        known = dict(self._rows(account.c.account_no, account.c.id))
        name = f"{number}-{account_no}"
        self._import(source, "客户号,资金账号,账户状态", [f"{number},{name},正常"], kind="accounts")
        if name not in known:
            key = dict(self._rows(account.c.account_no, account.c.id))[name]
            self.model.homes["account", key] = self.numbers[which]
        self._forget_steps()

    @rule(data=st.data(), name=st.sampled_from(FIELDS))
    def an_edit(self, data, name):
        one, value = data.draw(st.sampled_from(self.model.live())), data.draw(VALUES[name])
        self._step()
        if edit_client(self.store, one, {name: value}, source="meeting"):
            self.model.records[one][name] = Said(value, "meeting")
        else:
            self.steps.pop()

    @rule(data=st.data())
    def a_contact(self, data):
        one = data.draw(st.sampled_from(self.model.live()))
        self._step()
        key = log_contact(self.store, one, channel="01", outcome="20", note="没有接听，稍后再打")
        self.model.homes["contact", key] = one

    @rule(data=st.data())
    def a_document(self, data):
        one = data.draw(st.sampled_from(self.model.live()))
        self._step()
        key = add_child(self.store, one, "document", {"kind": "agreement", "title": "协议"})
        self.model.homes["document", key] = one

    @precondition(lambda self: len(self.model.live()) > 1)
    @rule(data=st.data())
    def a_merge(self, data):
        chosen = data.draw(st.lists(st.sampled_from(self.model.live()), min_size=2, max_size=3, unique=True))
        keep, *drops = chosen
        with self.store.read() as connection:
            fields = [one.field for one in merge_preview(connection, keep, drops).fields if one.field in FIELDS]
            pick = st.dictionaries(st.sampled_from(fields), st.sampled_from(chosen)) if fields else st.just({})
            choices = data.draw(pick)
            shown = merge_preview(connection, keep, drops, choices=choices)
        mobiles = {self.model.records[one]["mobile"].value for one in chosen} - {None}
        self._step()
        merge_id = merge_clients(self.store, keep, drops, choices=choices)
        taken = {one.field: one.chosen for one in shown.fields if one.field in FIELDS}
        self.model.merge(merge_id, keep, tuple(drops), taken)
        assert mobiles <= self._phones(keep)

    @precondition(lambda self: self.model.merges)
    @rule(data=st.data())
    def a_parting(self, data):
        merge_id = data.draw(st.sampled_from(sorted(self.model.merges)))
        with self.store.read() as connection:
            shown = unmerge_preview(connection, merge_id)
        assert [one.id for one in shown.above] == self.model.above(merge_id)
        keep = self.model.merges[merge_id].keep
        self._step()
        result = self._part(merge_id)
        if not shown.above:
            assert result.children == shown.children
            for one in shown.fields:
                if one.field in ("mobile", "email"):
                    promised = {keep: one.keep, **one.drops}
                    assert {key: self._values(key)[one.field] or "" for key in promised} == promised

    @precondition(lambda self: self.steps)
    @rule()
    def an_undo(self):
        self.undone.append(self.model)
        self.model = self.steps.pop()
        assert self.store.undo() is not None

    @precondition(lambda self: self.undone)
    @rule()
    def a_redo(self):
        self.steps.append(self.model)
        self.model = self.undone.pop()
        assert self.store.redo() is not None

    # -- what must hold

    @invariant()
    def check(self):
        with self.store.read() as connection:
            assert sorted(connection.execute(select(client.c.id)).scalars()) == self.model.live()
            for one, expected in self.model.records.items():
                found, origins = record(connection, one), lineage(connection, one)
                assert {name: found.values[name] for name in FIELDS} == {n: said.value for n, said in expected.items()}
                told = {name: said for name, said in expected.items() if said.value is not None}
                assert {name: origins[name].source for name in told} == {n: said.source for n, said in told.items()}
            for original, number in self._numbers_of_all().items():
                assert client_id_by_no(connection, number) == self.model.holder(original)
        assert self._owners() == self.model.owners()

    @invariant()
    def nothing_hangs_in_the_air(self):
        with self.store.unlogged() as connection:
            assert search_is_whole(connection)
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        live = set(self.model.live())
        for table in (*FORM_TABLES.values(), provenance, contact_point):
            assert {row[0] for row in self._rows(table.c.client_id)} <= live

    # -- steps

    def _step(self):
        self.steps.append(self.model.snapshot())
        self.undone.clear()

    def _forget_steps(self):
        """An import is no step of undo, and what was done before it may have changed since."""
        self.steps.clear()
        self.undone.clear()

    def _part(self, merge_id):
        above = self.model.above(merge_id)
        joined = [(number, self.model.merges[number]) for number in above]
        looks = {}
        for number, one in reversed(joined):
            looks[number] = dict(self.model.records[one.keep])
            self.model.part(number)
        self.model.part(merge_id)
        result = unmerge(self.store, merge_id)
        for number, one in joined:
            self._again(number, one, looks[number])
        return result

    def _again(self, number, one, look):
        """A later merge done again: what it showed, from whoever has it still, else what survives of the others."""
        everyone = (one.keep, *one.drops)
        chosen = {}
        for name in FIELDS:
            having = [key for key in everyone if self.model.records[key][name].value == look[name].value]
            chosen[name] = having[0] if having else self._survivor(everyone, name)
        self.model.merge(number, one.keep, one.drops, chosen)

    def _survivor(self, everyone, name):
        """What a person said, else of the kept client; the systems are equally trusted and of one day."""
        told = [key for key in everyone if self.model.records[key][name].value is not None]
        by_hand = [key for key in told if self.model.records[key][name].source in ("phone", "meeting")]
        return [*by_hand, *told, everyone[0]][0]

    def _bring(self, source, told):
        names = [name for name in FIELDS if any(name in values for _number, values in told)]
        header = ",".join(["客户号", "客户姓名", *(HEADERS[name] for name in names)])
        lines = [",".join([n, "张三", *(values.get(name, "") for name in names)]) for n, values in told]
        was = {key: self._values(key) for key in self.model.live()}
        self._import(source, header, lines)
        for row in self._rows(*(source_key.c[name] for name in ("source", "key", "client_id", "id"))):
            if (row[0], row[1]) not in self.numbers:
                self.numbers[row[0], row[1]] = row[2]
                self.model.homes["source_key", row[3]] = row[2]
                self.model.records[row[2]] = {name: Said(None, source) for name in FIELDS}
                was[row[2]] = dict.fromkeys(FIELDS)
        for number, values in told:
            original = self.numbers[source, number]
            holder = self.model.holder(original)
            now = self._values(holder)
            for name, value in values.items():
                if now[name] == value and was[holder][name] != value:
                    self.model.records[holder][name] = Said(value, source, original)
                    was[holder][name] = value
        self._forget_steps()

    # -- the store

    def _import(self, source, header, lines, **options):
        path, recipe = self.folder / f"{next(self.files)}.csv", self.folder / f"{source}.toml"
        path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
        recipe.write_text(RECIPE.format(source=source), "utf-8")
        import_files(self.store, [path], recipe=recipe, **options)

    def _rows(self, *columns):
        with self.store.read() as connection:
            return [tuple(row) for row in connection.execute(select(*columns).order_by(*columns))]

    def _owners(self):
        every = ((name, self._rows(table.c.id, table.c.client_id)) for name, table in ROWS.items())
        return {(name, key): one for name, rows in every for key, one in rows}

    def _values(self, client_id):
        with self.store.read() as connection:
            values = record(connection, client_id).values
        return {name: values[name] for name in FIELDS}

    def _phones(self, client_id):
        c = contact_point.c
        points = {value for owner, kind, value in self._rows(c.client_id, c.kind, c.value) if owner == client_id}
        return points | {self._values(client_id)["mobile"]}

    def _holder_of(self, source, number):
        return self.model.holder(self.numbers[source, number])

    def _numbers_of_all(self):
        typed = {*self.model.records, *self.model.up} - set(self.numbers.values())
        named = {key: f"P{key - 1}" for key in typed}
        return named | {key: number for (_source, number), key in self.numbers.items()}


TestStory = Story.TestCase
TestStory.settings = settings(max_examples=12, stateful_step_count=16, deadline=None)


@pytest.fixture(autouse=True)
def _template(store_template):
    Story.template = store_template


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_merges_taken_apart_in_any_order_leave_nothing(store, tmp_path, data):
    """Four clients with rows of every kind, merged in any tree, apart again in any order: the same dump."""
    told = st.fixed_dictionaries({"name": st.sampled_from(["张三", "章三"])}, optional=VALUES)
    sources = st.sampled_from(["phone", "core"])
    people = [
        create_client(store, kind="person", values=data.draw(told), source=data.draw(sources)) for _number in range(4)
    ]
    for place, one in enumerate(people):
        everything_below(store, one, people[place - 1])
    before = _dump(store, tmp_path)
    live, merges = list(people), []
    while len(live) > 1 and (not merges or data.draw(st.booleans())):
        keep, *drops = data.draw(st.lists(st.sampled_from(live), min_size=2, unique=True))
        merges.append(merge_clients(store, keep, drops))
        live = [one for one in live if one not in drops]
    for merge_id in data.draw(st.permutations(merges)):
        unmerge(store, merge_id)
    assert _dump(store, tmp_path) == before


def _dump(store, folder):
    dump_store(store, folder / "dump.jsonl")
    return (folder / "dump.jsonl").read_text("utf-8").splitlines()
