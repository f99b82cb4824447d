"""Run a peer: its environment is made on demand in the cache, pairs and seconds come back from its process."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.scale.figures import cache_folder

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[2]
_REQUIREMENTS = _HERE / "requirements.txt"


@dataclass(frozen=True)
class Answer:
    """Pairs of row numbers with their probabilities; ``seconds`` without start and imports; ``stopped`` = gave up."""

    tool: str
    one: np.ndarray
    other: np.ndarray
    probability: np.ndarray
    seconds: float
    mib: float
    stopped: bool = False


def run_peer(tool, file, recipe, folder, *, limit):
    """What ``tool`` (``recordlinkage``, ``splink``) finds in ``file`` by ``recipe`` within ``limit`` seconds."""
    out = Path(folder) / f"{tool}-{recipe}.npz"
    return run(tool, peer_command(f"with_{tool}", file, recipe, out), out, limit=limit)


def run(tool, command, out, *, limit):
    """The answer of a program that prints its seconds and MiB as JSON and writes its pairs into ``out``."""
    none = np.array([], int)
    try:
        told, pairs = ask(tool, command, out, limit=limit)
    except subprocess.TimeoutExpired:
        return Answer(tool, none, none, none, limit, 0, stopped=True)
    return Answer(tool, pairs["one"], pairs["other"], pairs["probability"], told["seconds"], told["mib"])


def ask(tool, command, out, *, limit=600):
    """What a program tells as JSON in its last line, and the arrays it writes into ``out`` (``.npz``)."""
    try:
        done = subprocess.run(
            [*map(str, command)], cwd=_ROOT, check=True, capture_output=True, text=True, timeout=limit
        )
    except subprocess.CalledProcessError as error:
        raise AssertionError(f"{tool}: {error.stderr[-2000:]}") from error
    return json.loads(done.stdout.splitlines()[-1]), dict(np.load(out))


def peer_command(program, *arguments):
    """A program of this folder in the peers' environment."""
    return [peer_python(), _HERE / f"{program}.py", *arguments]


def peer_python():
    """The interpreter of the peers' environment, made when it is missing or its list has changed."""
    text = _REQUIREMENTS.read_bytes()
    folder = cache_folder() / f"peers-{hashlib.sha256(text).hexdigest()[:12]}"
    python = folder / "bin" / "python"
    ready = folder / "ready"
    if not ready.exists():
        _make(folder, python)
        ready.touch()
    return python


def _make(folder, python):
    """An environment with what the list names, by uv where it is there, else by venv and pip."""
    uv = shutil.which("uv")
    if uv:
        make, install = (
            [uv, "venv", "-q", "--clear", "--python", sys.executable],
            [uv, "pip", "install", "--python", python],
        )
    else:
        make, install = [sys.executable, "-m", "venv", "--clear"], [python, "-m", "pip", "install"]
    subprocess.run([*make, folder], check=True)
    subprocess.run([*install, "-q", "-r", _REQUIREMENTS], check=True)
