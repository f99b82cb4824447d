"""Half a minute of fuzzing in every run of the tests; ten minutes by hand (``python -m tests.fuzz.readers``)."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.readers import best_engine, mutated, read
from tests.sheets.samples import samples

ROOT = Path(__file__).parents[2]


def fuzzed(engine, seconds):
    command = [sys.executable, "-m", "tests.fuzz.readers", "--engine", engine, "--minutes", str(seconds / 60)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds + 120, check=False)
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-6_000:]
    assert "0 crashes, 0 partial writes" in done.stdout
    return done.stdout


def test_atheris_finds_nothing_in_half_a_minute():
    if best_engine() != "atheris":
        pytest.skip("atheris has no wheel for this Python and system: seeded mutations only")
    print(fuzzed("atheris", 25))


def test_mutations_find_nothing_in_some_seconds():
    print(fuzzed("mutations", 5))


@pytest.mark.parametrize("name", samples())
def test_the_harness_reads_every_sample(name):
    assert read(samples()[name]) == 3


def test_mutations_are_the_same_every_time():
    sample = samples()["book.xlsx"]
    assert mutated(sample, random.Random(1)) == mutated(sample, random.Random(1))


def test_a_fault_ends_the_harness_and_is_kept(tmp_path):
    code = (
        "import tests.fuzz.readers as fuzz, sys\n"
        "def read(content): raise ValueError('fault')\n"
        "fuzz.read = read\n"
        "sys.argv = ['x', '--engine', 'mutations', '--minutes', '0.1']\nfuzz.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    kept = Path(done.stderr.split("fault: ")[1].splitlines()[0])
    assert kept.read_bytes() in samples().values()
    kept.unlink()
