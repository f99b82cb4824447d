"""The reading process: its limits hold, its end is a sentence, and what it sends is only text."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from crmdesk.errors import Cancelled, CrmError
from crmdesk.sheets.limited import frames, process
from crmdesk.sheets.limited.job_object import limits_of
from crmdesk.sheets.limited.process import sheet_blocks, survey
from crmdesk.sheets.sheet import Block, LeftOut, Sheet

from . import samples

START = "import sys; sys.path[:0] = sys.argv[1:]\n"
READING = "from crmdesk.sheets.limited.child import *\norder = json.loads(sys.stdin.buffer.read())\n"


@pytest.fixture
def clients(tmp_path):
    path = tmp_path / "客户.csv"
    path.write_text("客户号,客户姓名\n" + "".join(f"{n},张三\n" for n in range(50_000)), "utf-8")
    return path


@pytest.fixture
def instead(monkeypatch):
    """A reading process that does something else."""

    def put(code):
        monkeypatch.setattr(process, "_START", START + READING + code)

    return put


@pytest.fixture
def children(monkeypatch):
    """The processes that were started."""
    started = []
    start = process._started

    def noted():
        started.append(start())
        return started[-1]

    monkeypatch.setattr(process, "_started", noted)
    yield started
    assert all(one.poll() is not None for one in started), "a reading process is left over"


def test_it_starts_at_once_and_knows_no_database(clients, children, monkeypatch):
    started = time.perf_counter()
    survey(clients)
    assert time.perf_counter() - started < 2  # 60 ms here; a busy machine has its time
    monkeypatch.setattr(process, "_START", START + "import crmdesk.sheets.limited.child\nprint(*sys.modules)")
    loaded = subprocess.run(process.command(), capture_output=True, text=True, check=True).stdout.split()
    assert not {"sqlalchemy", "PySide6", "numpy", "pandas", "site", "pickle", "python_calamine"} & set(loaded)


def test_memory_has_a_limit(clients, instead, children):
    instead("limit_this_process(order['memory'])\nx = bytearray(700 << 20)\n")
    with pytest.raises(CrmError, match=r"客户\.csv"):
        survey(clients)
    instead(
        "limit_this_process(order['memory'])\ntry:\n    x = [b'x' * (1 << 20) for n in range(700)]\n"
        "except MemoryError:\n    frames.send(sys.stdout.buffer, frames.NO_MEMORY)\n"
    )
    with pytest.raises(CrmError, match="more than 512 MB"):
        survey(clients)


@pytest.mark.skipif(sys.platform == "win32", reason="a job object limits memory there, nothing else")
def test_nothing_can_be_written_to_a_file(clients, tmp_path, instead, children):
    instead(f"limit_this_process(order['memory'])\nopen({str(tmp_path / 'out.txt')!r}, 'wb', 0).write(b'client')\n")
    with pytest.raises(CrmError, match="stopped"):
        survey(clients)
    assert (tmp_path / "out.txt").read_bytes() == b""


def test_silence_has_an_end(clients, instead, children, monkeypatch):
    monkeypatch.setattr(process, "MOST_SILENCE", 0.5)
    instead("time.sleep(60)\n")
    with pytest.raises(CrmError, match=r"客户\.csv could not be read within"):
        survey(clients)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("sys.exit(3)", "memory"),
        ("sys.exit(1)", "stopped"),
        ("import os; os.kill(os.getpid(), 11)", "stopped"),
        ("import os; os.kill(os.getpid(), 9)", "memory"),
        ("import os; os.abort()", "memory"),
        ("raise ValueError('张三 13800138000')", "stopped"),
        ("sys.stdout.buffer.write(b'\\xff' * 100)", "stopped"),
        ("frames.send(sys.stdout.buffer, b's', b'{}')", "stopped"),
        ("frames.send(sys.stdout.buffer, b's', b'\\x02\\x00\\x00\\x00{}')", "stopped"),
        ("frames.send(sys.stdout.buffer, b'e', b'[' * 100000)", "stopped"),
        ("frames.send(sys.stdout.buffer, b'e', b'1')", "stopped"),
        ("frames.send(sys.stdout.buffer, b'p', b'\"x\"')", "stopped"),
    ],
)
def test_however_it_ends_it_is_a_sentence_that_names_the_file(clients, instead, children, code, sentence):
    instead(code + "\n")
    with pytest.raises(CrmError, match=sentence) as caught:
        survey(clients)
    assert "客户.csv" in caught.value.message
    assert "13800138000" not in caught.value.message


def test_a_process_that_cannot_start_is_a_sentence(clients, monkeypatch):
    monkeypatch.setattr(process, "command", lambda: ["/no/such/program"])
    with pytest.raises(CrmError, match=r"客户\.csv cannot be read"):
        survey(clients)


def test_cancelling_ends_the_process(clients, children):
    def stop(_done):
        raise Cancelled("stopped")

    (sheet,) = survey(clients).sheets
    with pytest.raises(Cancelled):
        list(sheet_blocks(clients, sheet, report=stop))


def test_who_wants_no_more_rows_ends_it(clients, children):
    (sheet,) = survey(clients).sheets
    rows = sheet_blocks(clients, sheet)
    assert next(rows).rows
    rows.close()
    assert children[-1].poll() is not None


def test_a_slow_reader_is_waited_for(clients, children):
    """The process stops at a full pipe; memory here holds a few blocks, and no row is lost."""
    (sheet,) = survey(clients).sheets
    count = 0
    for block in sheet_blocks(clients, sheet):
        time.sleep(0.01)
        count += len(block.rows)
    assert count == 50_001


def test_it_knows_neither_our_environment_nor_our_open_files(clients, instead, monkeypatch, tmp_path):
    monkeypatch.setenv("CRMDESK_SECRET", "x")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "json.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)
    instead(
        "import os\n"
        "left = [n for n in os.environ if n.startswith('CRMDESK')]\n"
        "frames.send(sys.stdout.buffer, b'e', frames.packed([str(left), None]))\n"
    )
    with (tmp_path / "open").open("w"), pytest.raises(CrmError, match=r"\[\]"):
        survey(clients)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[]],
        [[""]],
        [["a", "b"], [""], ["c"]],
        [["\x1f", "\x1e\x1d\x1c"], ["x"]],
        [["\ud800"], ["\udcff"]],
        [["多\n行\r\n", "\u2028\x85"]],
    ],
)
def test_what_crosses_the_pipe_is_what_was_sent(rows):
    block, done = frames.unpacked_block(frames.packed_block(Block(rows, {0: "a"}, {1: "b"}), 5))
    signs = str.maketrans("\ud800\udcff", "?\ufffd", "\x1c\x1d\x1e\x1f")
    assert block.rows == [[cell.translate(signs) for cell in row] or [""] for row in rows]
    assert (block.faults, block.remarks, done) == ({0: "a"}, {1: "b"}, 5)


def test_sheets_cross_the_pipe():
    sheet = Sheet("xlsx", "ab", 7, "utf-8", ",", 2, 3, ("a", "b"), is_hidden=True, is_whole=True)
    assert frames.unpacked_sheet(frames.packed_sheet(sheet)) == sheet
    assert frames.unpacked_left_out(frames.packed_left_out(LeftOut("a", "b"))) == LeftOut("a", "b")


def test_the_packed_program_reads_in_its_other_role(clients, monkeypatch):
    """What a packed program starts is itself with one argument; here the program is ``main.py``."""
    main = str(Path(__file__).parents[2] / "main.py")
    monkeypatch.setattr(process, "command", lambda: [sys.executable, main, process.ARGUMENT])
    (sheet,) = survey(clients).sheets
    assert sheet.beginning.rows[0] == ["客户号", "客户姓名"]


def test_the_limits_of_a_job_object():
    """Windows' own numbers: process memory, one process, ends with the job."""
    limits = limits_of(512 << 20)
    assert (limits.basic.flags, limits.basic.active_processes, limits.process_memory) == (0x2108, 1, 512 << 20)


def test_a_workbook_too_large_for_the_limit_is_refused(monkeypatch, tmp_path, children):
    path = tmp_path / "gross.xlsx"
    table = [samples.HEADER, *([f"{n} {column}" * 20 for column in range(5)] for n in range(10_000))]
    path.write_bytes(samples.workbook([("a", table)]))
    monkeypatch.setattr(process, "MOST_MEMORY", 48 << 20)
    with pytest.raises(CrmError, match=r"gross\.xlsx needs more than 48 MB"):
        survey(path)


def test_long_cells_come_in_small_pieces(tmp_path):
    """A survey brings along a few mebibytes at most, and no block is longer."""
    path = tmp_path / "lang.xls"
    path.write_bytes(b"<html><table>" + (b"<tr><td>" + b"x" * 900_000 + b"</td></tr>") * 40)
    (sheet,) = survey(path).sheets
    assert not sheet.is_whole
    assert len(sheet.beginning.rows) < 12
    assert sum(len(block.rows) for block in sheet_blocks(path, sheet)) == 40


def test_this_process_loads_no_reader():
    """What reads hostile bytes is loaded by the reading process alone."""
    code = "import crmdesk.identify.importing, sys; print(*[n for n in sys.modules if n.startswith('crmdesk.sheets')])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {f"crmdesk.sheets.{name}" for name in ("book", "page", "excel", "dbf", "text", "ole")} & set(loaded)
