"""Whatever is imported, edited and taken back in whatever order: unwound to its beginning the store is as it was."""

import os
import shutil

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from crmdesk.errors import CrmError
from crmdesk.identify.clients import edit_client
from crmdesk.identify.importing import import_files, take_back
from crmdesk.identify.tables import client
from crmdesk.store import keys
from crmdesk.store.keeping import part_of
from crmdesk.store.opening import open_store
from crmdesk.store.schema import load_tables, metadata
from crmdesk.store.search import search_is_whole
from tests.conftest import PASSPHRASE
from tests.identify.importing.conftest import table_text

HEADER = [
    "客户号",
    "客户姓名",
    "证件号码",
    "手机号",
    "电子邮箱",
    "客户经理",
    "资金账号",
    "开户日期",
    "资金余额",
    "证券市值",
]
IDS = ["", "11010519491231002X", "440524188001010014", "110105491231002"]
ROW = st.tuples(
    st.sampled_from(["1", "2", "3", "4"]),
    st.sampled_from(["张三", "张珊", "李四", "欧阳娜"]),
    st.sampled_from(IDS),
    st.sampled_from(["", "13800138000", "13900139000", "13700137000、010-88886666"]),
    st.sampled_from(["", "a@b.cn", "c@d.cn"]),
    st.sampled_from(["", "甲", "乙"]),
    st.sampled_from(["", "A1", "A2", "A3"]),
    st.sampled_from(["", "20100105", "20090101"]),
    st.sampled_from(["", "100", "200", "0"]),
    st.sampled_from(["", "1000", "99999"]),
)
DAYS = st.sampled_from(["20260831", "20260930", "20261031"])
RECIPES = st.sampled_from(["securities_counter", "bank_export"])


def content_of(store):
    """All content, and what is worked out from it in the same rows."""
    with store.read() as connection:
        return {
            table.name: connection.execute(select(table).order_by(*table.primary_key.columns)).all()
            for table in metadata.sorted_tables
            if part_of(table) == "content"
        }


class Imports(RuleBasedStateMachine):
    """``done`` is what still stands: imports by their number, edits as None."""

    done_imports = Bundle("imports")

    def __init__(self, template, folder):
        super().__init__()
        self.path = folder / "laws.crm"
        for one in (self.path, self.path.with_name("laws.crm-wal"), self.path.with_name("laws.crm-shm")):
            one.unlink(missing_ok=True)
        shutil.copy(template, self.path)
        shutil.copy(keys.keys_path(template), keys.keys_path(self.path))
        self.store = open_store(self.path, PASSPHRASE, actor="tester")
        self.folder, self.done = folder, []

    @initialize()
    def begin(self):
        load_tables()
        self.empty = content_of(self.store)

    @rule(target=done_imports, rows=st.lists(ROW, min_size=1, max_size=4), day=DAYS, recipe=RECIPES)
    def import_(self, rows, day, recipe):
        path = self.folder / f"x_{day}.csv"
        path.write_text(table_text(HEADER, rows), "utf-8")
        before = content_of(self.store)
        result = import_files(self.store, [path], recipe=recipe, kind="clients")
        assert all(one.is_reconciled for one in result.files)
        if result.batch:
            self.done.append(result.batch)
        else:
            assert content_of(self.store) == before
        return result.batch

    @rule(place=st.integers(0, 3), mobile=st.sampled_from(["13600136000", "13800138000"]))
    def edit(self, place, mobile):
        with self.store.read() as connection:
            ids = connection.execute(select(client.c.id).order_by(client.c.id)).scalars().all()
        if len(ids) > place and edit_client(self.store, ids[place], {"mobile": mobile}):
            self.done.append(None)

    @rule(batch=done_imports)
    def take_back_any(self, batch):
        if batch not in self.done:
            return
        before = content_of(self.store)
        is_newest = self.done[-1] == batch
        refusal = self.refusal_of(batch)
        if refusal:
            assert not is_newest, "nothing was built on the newest"
            assert "\n" in refusal
            assert content_of(self.store) == before
        else:
            self.done.remove(batch)

    def refusal_of(self, batch):
        try:
            take_back(self.store, batch)
        except CrmError as error:
            return error.message
        return ""

    @invariant()
    def search_is_in_step(self):
        with self.store.unlogged() as connection:
            assert search_is_whole(connection)

    def teardown(self):
        try:
            for one in reversed(self.done):
                take_back(self.store, one) if one else self.store.undo()
            assert content_of(self.store) == self.empty
        finally:
            self.store.close()


def test_unwound_to_its_beginning_a_store_is_as_it_was(store_template, tmp_path):
    calm = settings(
        max_examples=int(os.environ.get("CRMDESK_LAW_EXAMPLES", "6")),
        stateful_step_count=8,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(lambda: Imports(store_template, tmp_path), settings=calm)
