"""The same tables, migrations, operations, undo, search and batches on a real PostgreSQL server."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.interact.tables import contact
from crmdesk.store.drafts import load_draft, save_draft
from crmdesk.store.search import Phrase, ids_with_keys, ids_with_words, rebuilt_after
from crmdesk.store.server import create_server, open_server
from tests.store.rows import new_client, new_contact

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
