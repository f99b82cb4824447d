"""The same tables, migrations, operations, undo, search and batches on a real PostgreSQL server."""

import gzip
import json
import os
import pwd
import shutil
import subprocess
import tempfile
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from sqlalchemy import create_engine, insert, select

from crmdesk import dates
from crmdesk.book.client_list import client_ids, client_rows
from crmdesk.book.filters import ClientFilter
from crmdesk.customize.tables import plan
from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.rulebooks.calibration import calibrate
from crmdesk.differentiate.rulebooks.practicality import coverage
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.tables import classification
from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.clients import client_id_by_no, create_client, edit_client, record
from crmdesk.identify.importing import import_files, take_back
from crmdesk.identify.merging import merge_clients, unmerge, unmerge_preview
from crmdesk.identify.past import record_at
from crmdesk.identify.search import find_clients
from crmdesk.identify.tables import account, balance, client, risk_assessment, txn
from crmdesk.identify.trash import erase_trashed, restore_trashed, trash_clients, trashed
from crmdesk.interact.tables import contact
from crmdesk.store.drafts import load_draft, save_draft
from crmdesk.store.dump import dump_store
from crmdesk.store.engines import server_engine
from crmdesk.store.migrations import upgrade
from crmdesk.store.schema import metadata
from crmdesk.store.search import Phrase, ids_with_keys, ids_with_words, rebuilt_after
from crmdesk.store.server import create_server, open_server
from tests.identify.merging.below import everything_below
from tests.make_migration import context_of, load_tables
from tests.store.old import filled_rows, first_tables, rows_of
from tests.store.rows import new_client, new_contact

BERKA = Path(__file__).parents[1] / "data" / "berka"
LABEL = Words("新建", "New")


def server_binaries():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parent.parent.name))
    return found[-1].parent if found else None


def as_server_user(arguments):
    """PostgreSQL refuses to run as root; its own user then runs it."""
    if os.geteuid() != 0:
        return [str(argument) for argument in arguments]
    return ["runuser", "-u", "postgres", "--", *map(str, arguments)]


def has_server_user():
    try:
        return os.geteuid() != 0 or (pwd.getpwnam("postgres") is not None and shutil.which("runuser") is not None)
    except KeyError:
        return False


@pytest.fixture(scope="module")
def cluster():
    """The address of a server: ``CRMDESK_TEST_POSTGRES``, or one of our own on a socket in a temporary folder."""
    if address := os.environ.get("CRMDESK_TEST_POSTGRES"):
        yield address
        return
    binaries = server_binaries()
    if binaries is None or not has_server_user():
        pytest.skip("no PostgreSQL server is installed (apt-get install postgresql): the shared store was NOT tested")
    folder = Path(tempfile.mkdtemp(prefix="crmdesk-pg-"))
    data = folder / "data"
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        start(binaries, folder, data)
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        subprocess.run(
            as_server_user([binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"]),
            check=False,
            capture_output=True,
        )
        shutil.rmtree(folder, ignore_errors=True)


def start(binaries, folder, data):
    initial = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run(as_server_user([binaries / "initdb", "-D", data, *initial]), folder)
    run(as_server_user([binaries / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start"]), folder)


def run(arguments, folder):
    # Output goes to a file: the server would keep a pipe open for as long as it lives.
    with (folder / "out").open("a") as out:
        subprocess.run(arguments, check=True, cwd="/", stdout=out, stderr=out, stdin=subprocess.DEVNULL)


@pytest.fixture
def url(cluster):
    """An empty database of its own."""
    name = f"test_{os.getpid()}"
    engine = create_engine(cluster, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return cluster.replace("/postgres?", f"/{name}?") if "/postgres?" in cluster else cluster


@pytest.fixture
def server(url):
    store = create_server(url, profile="bank", actor="tester")
    yield store
    store.close()


def names(store):
    with store.read() as connection:
        return list(connection.execute(select(client.c.name).order_by(client.c.id)).scalars())


def test_an_operation_and_its_undo(server):
    at = dates.now()
    with server.write(LABEL) as unit:
        key = unit.add(client, new_client(1))
        unit.add(contact, new_contact(key, at=at))
    with server.write(LABEL) as unit:
        assert unit.change(client, key, {"name": "李四"})
        assert not unit.change(client, key, {"name": "李四"})
    assert names(server) == ["李四"]
    server.undo()
    server.undo()
    assert names(server) == []
    server.redo()
    server.redo()
    assert names(server) == ["李四"]
    with server.read() as connection:
        assert connection.execute(select(contact.c.at)).scalar_one() == at
    with server.write(LABEL) as unit:
        assert unit.add(client, new_client(2)) > key
    server.verify_audit()


def test_undo_refuses_here_too(server):
    with server.write(LABEL) as unit:
        key = unit.add(client, new_client(1))
    with server.batch(LABEL) as connection:
        connection.execute(contact.insert().values(new_contact(key)))
    with pytest.raises(CrmError, match="changed or used since"):
        server.undo()


def test_a_batch_and_search(server):
    rows = [new_client(number) | {"search_keys": f"1380000{number:04d}"} for number in range(10_500)]
    with server.batch(LABEL) as connection, rebuilt_after(connection):
        connection.execute(client.insert(), rows)
    with server.read() as connection:
        (found,) = ids_with_keys(connection, ["00001234"], limit=5)
        assert ids_with_words(connection, [Phrase(("张", "1234"))], limit=5) == [found]
    server.verify_audit()


def test_it_opens_again_and_refuses_what_is_none(server, url):
    save_draft(server, "client:1", {"name": "张"})
    again = open_server(url, actor="other")
    assert again.meta("profile") == "bank"
    assert load_draft(again, "client:1").content == {"name": "张"}
    again.audit("reveal")
    again.verify_audit()
    again.close()
    with pytest.raises(CrmError, match="not empty"):
        create_server(url)


def test_an_unreachable_server_is_said_in_plain_words(tmp_path):
    with pytest.raises(CrmError, match="cannot be reached"):
        open_server(f"postgresql+psycopg://postgres@/none?host={tmp_path}")


def dumped(store, folder):
    dump_store(store, folder / "dump.jsonl", has_derived=True)
    return (folder / "dump.jsonl").read_text("utf-8").splitlines()


def test_merging_and_taking_apart(server, tmp_path):
    people = [
        create_client(server, kind="person", values={"name": "张三", "mobile": f"1380013800{number}"}, source="phone")
        for number in range(3)
    ]
    for one, other in zip(people, (people[1], people[2], people[0]), strict=True):
        everything_below(server, one, other)
    before = dumped(server, tmp_path)
    inner = merge_clients(server, people[0], [people[1]], choices={"mobile": people[1]})
    outer = merge_clients(server, people[2], [people[0]])
    merged = dumped(server, tmp_path)
    with server.read() as connection:
        assert client_id_by_no(connection, "C00000002") == people[2]
        assert [one.id for one in unmerge_preview(connection, inner).above] == [outer]
    unmerge(server, inner)
    server.undo()
    assert dumped(server, tmp_path) == merged
    server.redo()
    unmerge(server, outer)
    assert dumped(server, tmp_path) == before
    server.verify_audit()


def test_an_older_server_is_brought_up_to_date(url):
    load_tables()
    engine = server_engine(url)
    with engine.begin() as connection:
        first_tables(connection)
        rows = filled_rows(connection)
    with engine.begin() as connection:
        upgrade(connection)
        for name, was in rows.items():
            now = rows_of(connection, metadata.tables[name])
            assert [{column: row[column] for column in was[0]} for row in now] == was, name
        assert compare_metadata(context_of(connection), metadata) == []
    engine.dispose()


@pytest.fixture
def bank_files(tmp_path):
    """A real bank's files, of its movements the first fifteen thousand."""
    short = tmp_path / "berka_trans.csv"
    with gzip.open(BERKA / "berka_trans_1993_1994q1.csv.gz", "rt", encoding="utf-8") as whole:
        short.write_text("".join(islice(whole, 15_000)), "utf-8")
    return [*(path for path in sorted(BERKA.glob("*.csv.gz")) if "trans" not in path.name), short]


def whole_job(store, files):
    """Import, classify, list, find: what the rooms say of the same files on either engine."""
    import_files(store, files, recipe="berka")
    done = classify(store, as_of=date(1994, 3, 31), from_month=dates.month_index(date(1994, 1, 1)), rulebook="berka")
    with store.read() as connection:
        ids = {sort: client_ids(connection, ClientFilter(), sort=sort, descending=True) for sort in ("assets", "name")}
        golden = client_ids(connection, ClientFilter.parse("tier:gold"), sort="assets", descending=True)
        rows = client_rows(connection, list(ids["assets"][:20]))
        numbers = find_clients(connection, rows[0].client_no)[0]
        standings = connection.execute(
            select(classification.c.client_id, classification.c.tier, classification.c.stage, classification.c.clv)
            .where(classification.c.as_of == date(1994, 3, 31))
            .order_by(classification.c.client_id)
        ).all()
    card = {"tiers": done.tiers, "stages": done.stages, "golden": sorted(golden), "numbers": numbers}
    return card | {
        "assets": [row.assets for row in rows],
        "count": len(ids["name"]),
        "standings": list(map(tuple, standings)),
    }


def test_the_rooms_say_the_same_on_both_engines(server, store, bank_files):
    here, there = whole_job(store, bank_files), whole_job(server, bank_files)
    assert here["count"] > 1000
    for part, value in here.items():
        assert there[part] == value, part


def fill_alike(store):
    """Rows of every type, the same in any store."""
    at, day = datetime(2026, 11, 21, 9, 30, 0, 250_000, UTC), date(2026, 3, 31)
    with store.batch(LABEL) as connection:

        def add(table, **values):
            return connection.execute(insert(table).values(values)).inserted_primary_key[0]

        key = add(client, **new_client(1, number=None) | {"client_no": "A1", "search_keys": "", "recorded_at": at})
        add(contact, **new_contact(key, at=at))
        own = {"client_id": key, "source": "x"}
        add(risk_assessment, **own, line="fund", level="C3", score=61.5, assessed_on=day, valid_to=day)
        held = add(account, client_id=key, system="x", account_no="1", kind="normal", status="normal")
        for name in ("cash", "Bond", "现金", "bond"):
            amount = {"amount": 10**15, "avg_amount": None, "operation_id": 1}
            connection.execute(
                insert(balance).values(account_id=held, client_id=key, day=day, asset_class=name, **amount)
            )
        add(txn, account_id=held, client_id=key, day=day, kind="deposit", is_active=False, amount=-5, ref="r")
        spans = {"period_from": day, "period_to": day, "data_date": day, "created_at": at}
        content = {"z": [1, {"b": "乙", "a": None}], "a": 0.5}
        numbers = {"plan_no": "SP-1", "major": 1, "minor": 0, "form": "full", "status": "approved", "author": "t"}
        add(plan, client_id=key, content=content, **numbers, **spans)
    return key


def test_a_dump_is_the_same_on_both_engines(server, store, tmp_path):
    dumped = []
    for one in (server, store):
        fill_alike(one)
        path = tmp_path / "dump.jsonl"
        dump_store(one, path, has_derived=True)
        dumped.append(path.read_text("utf-8").splitlines()[1:])  # the profiles differ
    assert dumped[0] == dumped[1]
    rows = [json.loads(line) for line in dumped[0]]
    assert [row["balance"]["asset_class"] for row in rows if "balance" in row] == ["Bond", "bond", "cash", "现金"]
    assert next(row["plan"]["content"] for row in rows if "plan" in row) == {"a": 0.5, "z": [1, {"a": None, "b": "乙"}]}


def test_the_trash_and_the_past_here_too(server, tmp_path):
    key = create_client(server, kind="person", values={"name": "张三", "mobile": "13912345678"}, client_no="K1")
    other = fill_alike(server)
    moment = dates.now()
    with server.read() as connection:
        before = record(connection, key)
    edit_client(server, key, {"mobile": "13800138000"})
    dump_store(server, tmp_path / "before.jsonl")
    trash_clients(server, [key, other])
    with server.read() as connection:
        entries = {entry.client_id: entry for entry in trashed(connection)}
    for entry in entries.values():
        restore_trashed(server, entry.id)
    dump_store(server, tmp_path / "after.jsonl")
    assert (tmp_path / "before.jsonl").read_bytes() == (tmp_path / "after.jsonl").read_bytes()
    with server.read() as connection:
        assert record_at(connection, key, moment) == before
    trash_clients(server, [key])
    with server.read() as connection:
        (entry,) = trashed(connection)
    erase_trashed(server, entry.id, reason="本人要求")
    with server.read() as connection:
        assert trashed(connection) == []
        assert find_clients(connection, "13912345678") == []
    server.verify_audit()


def test_imports_are_taken_back_here_too(server, bank_files, tmp_path):
    create_client(server, kind="person", values={"name": "王小明", "mobile": "13800138000"})
    header = "客户号,客户姓名,手机号,资金账号,资金余额,证券市值\n"
    files = [tmp_path / "a_20260930.csv", tmp_path / "b_20260930.csv"]
    files[0].write_text(header + "1,张三,13800138000,A1,100,1000\n2,李四,,A2,50,\n", "utf-8")
    files[1].write_text(header + "1,张珊,13900139000,A1,200,1000\n3,王五,,A3,,7\n", "utf-8")
    dumps, batches = [], []
    for step, paths in enumerate([bank_files, files[:1], files[1:]]):
        dumps.append(tmp_path / f"{step}.jsonl")
        dump_store(server, dumps[-1])
        recipe = "berka" if paths is bank_files else "securities_counter"
        batches.append(import_files(server, paths, recipe=recipe).batch)
    with pytest.raises(CrmError, match=r"of 1 clients[^\n]*\ncounter-1 张珊: .*Mobile"):
        take_back(server, batches[1])
    for dump, batch in zip(reversed(dumps), reversed(batches), strict=True):
        take_back(server, batch)
        dump_store(server, tmp_path / "now.jsonl")
        assert (tmp_path / "now.jsonl").read_bytes() == dump.read_bytes()


def test_rules_are_decided_here_too(server, bank_files):
    number = rulebooks.keep_draft(server, {**rulebooks.shipped_document("bank"), "version": "PG-1"})
    start = rulebooks.approve(server, number, approver="行长", effective_from=date(1994, 5, 1))
    assert rulebooks.withdraw(server, number) == start
    server.undo()
    whole_job(server, bank_files)
    with server.read() as connection:
        assert rulebooks.in_force(connection, date(1994, 5, 31)).version == "PG-1"
        assert rulebooks.of_standing(connection, "berka", "1994.1") == rulebooks.load("berka")
        found = calibrate(connection, rulebooks.load("berka"), as_of=date(1994, 3, 31))
        proposed = found.applied(rulebooks.shipped_document("berka"))
        assert rulebooks.problems(proposed) == []
        assert {one.clients for one in coverage(connection).values()} != {0}
    late = rulebooks.keep_draft(server, proposed)
    with pytest.raises(CrmError, match="80 % are needed"):
        rulebooks.approve(server, late, approver="行长")
