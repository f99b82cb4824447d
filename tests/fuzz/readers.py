"""Fuzzing the readers: whatever bytes come, rows or one sentence come out.

    python -m tests.fuzz.readers --minutes 10 [--seed FOLDER] [--engine atheris|mutations]

Runs in this process for speed: survey of a file, its rows, its header. Every some hundred inputs the whole importer
is asked too, on a real store that must hold afterwards what it held before. ``atheris`` follows the branches of
``crmdesk.sheets``; without it the same harness runs on seeded mutations of the samples. Exits with 1 at the first
fault and keeps its input in the folder for temporary files.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import io
import os
import random
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.sheets.samples import write_samples

LONGEST = 1 << 16
EVERY = 400


def read(content: bytes) -> int:
    """Rows of a file; a refusal is 0. Anything but ``CrmError`` escapes."""
    from crmdesk.errors import CrmError
    from crmdesk.identify.importing.header import find_header
    from crmdesk.identify.importing.rows import RowFilter
    from crmdesk.sheets.book import blocks, survey
    from crmdesk.sheets.limited import frames
    from crmdesk.sheets.source import Source

    source = Source(Path("fuzz.dat"), content=content)
    count = 0
    try:
        for sheet in survey(source).sheets:
            again = frames.unpacked_sheet(frames.packed_sheet(sheet))
            header = find_header(sheet.beginning.rows[:40], {"客户号", "客户姓名", "手机号"}.__contains__)
            names, rows = (header.names, header.rows) if header else (("a", "b"), (1,))
            table = RowFilter(names, rows, again, frozenset((0,)))
            for part in table.parts(blocks(source, again), 100):
                assert len(part.rows) == len(part.numbers)
                assert set(part.faults) <= set(part.numbers)
                count += len(part.rows)
    except CrmError:
        return 0
    return count


class Importing:
    """The whole importer on a store: a refusal or a dry run leaves it as it was, to the byte of its content."""

    def __init__(self, folder: Path) -> None:
        from crmdesk.store import keys
        from crmdesk.store.opening import create_store

        keys.KDF.update(time_cost=1, memory_cost=8192, parallelism=1)
        self.folder = folder
        self.store = create_store(folder / "fuzz.crm", "correct horse 正确", actor="fuzz")
        self.before = self.state()
        self.imports = self.refusals = 0

    def state(self) -> str:
        from crmdesk.store.dump import dump_store

        path = self.folder / "state.jsonl"
        dump_store(self.store, path)
        return hashlib.sha256(path.read_bytes()).hexdigest()

    def check(self, content: bytes) -> None:
        from crmdesk.errors import CrmError
        from crmdesk.identify.importing import import_files

        path = self.folder / "input.dat"
        path.write_bytes(content)
        self.imports += 1
        try:
            result = import_files(self.store, [path], dry_run=True)
            assert all(one.is_reconciled for one in result.files)
            is_written = import_files(self.store, [path]).batch > 0
        except CrmError:
            self.refusals += 1
            is_written = False
        after = self.state()
        assert is_written or after == self.before, "something was written"
        self.before = after


class Harness:
    """Counts, and keeps an input that leads to a fault."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.importing = Importing(folder)
        self.runs = self.rows = 0

    def one(self, content: bytes) -> None:
        self.runs += 1
        try:
            self.rows += read(content)
            if self.runs % EVERY == 1:
                self.importing.check(content)
        except BaseException:
            fault = Path(tempfile.gettempdir()) / f"fault-{hashlib.sha256(content).hexdigest()[:16]}.bin"
            fault.write_bytes(content)
            print(f"fault: {fault}", file=sys.stderr)
            raise

    def report(self) -> str:
        whole = self.importing
        return (
            f"{self.runs} executions, {self.rows} rows, {whole.imports} whole imports "
            f"({whole.refusals} refused), 0 crashes, 0 partial writes"
        )


def mutated(content: bytes, rng: random.Random) -> bytes:
    """A few changes of a file; of an archive also inside its members."""
    if content.startswith(b"PK") and rng.random() < 0.7:
        return inside(content, lambda part: mutated(part, rng), rng.randrange(1 << 30))
    changed = bytearray(content)
    for _turn in range(rng.choice((1, 1, 2, 4, 16))):
        at = rng.randrange(len(changed) + 1)
        what = rng.randrange(6)
        if what == 0:
            changed[at : at + 1] = bytes((rng.randrange(256),))
        elif what == 1:
            del changed[at : at + rng.choice((1, 2, 10, 500))]
        elif what == 2:
            changed[at:at] = changed[at : at + rng.choice((1, 8, 200))] * rng.choice((1, 3, 50))
        elif what == 3:
            changed[at:at] = rng.choice(TOKENS)
        elif what == 4:
            changed[at : at + 4] = rng.choice((b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\xff\xff\xff\x7f"))
        else:
            del changed[at:]
    return bytes(changed[:LONGEST])


os.environ["RUST_BACKTRACE"] = "0"  # a library of Rust tells its own faults at length

TOKENS = (
    b'"', b"\n", b"\r", b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", b",", b"\t", b"<tr>", b"<td rowspan=9>", b"</table>",
    b"<!--", b"<![CDATA[", b"&#x;", b"<!DOCTYPE x [", b"\x1f", b"\x1e\x1d\x1c", b"]]>", b"*", b"\x1a", b"=1+1",
    "合计".encode("gbk"), "客户号".encode(), b"\xed\xa0\x80", b"ss:Index='99999'", b"<c r='XFD1048576'/>",
)  # fmt: skip


def inside(content: bytes, change: Callable[[bytes], bytes], seed: int) -> bytes:
    """An archive with one member changed; as it was when it is no archive any more."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old:
            members = [(info, old.read(info)) for info in old.infolist()]
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error):
        return content
    if not members or sum(len(part) for _info, part in members) > LONGEST * 8:
        return content
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for at, (info, part) in enumerate(members):
            new.writestr(info.filename, change(part) if at == seed % len(members) else part)
    return file.getvalue()


def with_mutations(folder: Path, corpus: Path, seconds: float) -> None:
    harness, rng = Harness(folder), random.Random(20261121)
    files = [path.read_bytes() for path in sorted(corpus.iterdir())]
    end = time.monotonic() + seconds
    for content in files:
        harness.one(content)
    while time.monotonic() < end:
        harness.one(mutated(rng.choice(files), rng))
    print(harness.report(), flush=True)


def with_atheris(folder: Path, corpus: Path, seconds: float) -> None:
    """The engine's own end leaves without a word, so the harness ends it."""
    import atheris

    with atheris.instrument_imports(include=["crmdesk.sheets", "crmdesk.identify.importing"]):
        import crmdesk.identify.importing.rows
        import crmdesk.sheets.book  # noqa: F401
    harness = Harness(folder)
    end = time.monotonic() + seconds

    def one(content: bytes) -> None:
        harness.one(content)
        if time.monotonic() > end:
            print(harness.report(), flush=True)
            os._exit(0)

    def mutator(content: bytes, most: int, seed: int) -> bytes:
        if content.startswith(b"PK") and seed % 3:
            return inside(content, lambda part: atheris.Mutate(part, LONGEST), seed)[:most]
        return atheris.Mutate(content, most)

    options = [sys.argv[0], f"-max_len={LONGEST}", "-rss_limit_mb=2048", "-timeout=60", "-verbosity=0", str(corpus)]
    atheris.Setup(options, one, custom_mutator=mutator)
    atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=Path, help="a folder of files to begin with; else the samples of the tests")
    parser.add_argument("--engine", choices=("atheris", "mutations"), default=best_engine())
    options = parser.parse_args()
    print(f"engine: {options.engine}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = options.seed or folder / "corpus"
        corpus.mkdir(exist_ok=True)
        if not any(corpus.iterdir()):
            write_samples(corpus)
        if options.engine == "atheris":
            with_atheris(folder, corpus, options.minutes * 60)
        else:
            with_mutations(folder, corpus, options.minutes * 60)


def best_engine() -> str:
    return "atheris" if importlib.util.find_spec("atheris") else "mutations"


if __name__ == "__main__":
    main()
