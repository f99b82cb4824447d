"""Starting a reading process, listening to it, and ending it whatever happens."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import IO, TypeVar

from crmdesk.errors import CrmError
from crmdesk.i18n import language, tr
from crmdesk.sheets.limited import frames
from crmdesk.sheets.limited.job_object import JobObject
from crmdesk.sheets.sheet import Block, LeftOut, Sheet, Survey

#: Bytes of address space of a reading process.
MOST_MEMORY = 512 << 20

#: Seconds without a sign of life before it is ended.
MOST_SILENCE = 30.0

#: The first argument with which the packed program becomes a reading process.
ARGUMENT = "--read-sheets"

#: Frames read ahead. The process waits when this one is behind.
_AHEAD = 4
_SECONDS_BETWEEN_LOOKS = 0.1
_START = "import sys; sys.path[:0] = sys.argv[1:]; from crmdesk.sheets.limited.child import main; main()"
#: What Windows reports for a process that its allocator ended, and POSIX for one that ended itself or was killed.
_OUT_OF_MEMORY = {-signal.SIGABRT, -9, 0xC0000409, 0xC0000017, 3}

#: Told the bytes read so far; may raise ``Cancelled``.
Report = Callable[[int], None]
_T = TypeVar("_T")
_Frame = tuple[bytes, bytes]


@dataclass(frozen=True)
class AsText:
    """How a text table is to be read where the user knows better; what is empty is recognized."""

    encoding: str = ""
    separator: str = ""


def survey(path: Path, *, password: str = "", as_text: AsText = AsText(), report: Report | None = None) -> Survey:
    """The sheets of a file. Raises ``CrmError`` in a sentence that names it."""
    sheets: list[Sheet] = []
    left_out: list[LeftOut] = []
    order: dict[str, object] = {"password": password, "sheet": None, **asdict(as_text)}
    for letter, content in _frames(path, order, report):
        if letter == frames.SHEET:
            sheets.append(_plain(frames.unpacked_sheet, content, path))
        elif letter == frames.LEFT_OUT:
            left_out.append(_plain(frames.unpacked_left_out, content, path))
    return Survey(tuple(sheets), tuple(left_out))


def sheet_blocks(path: Path, sheet: Sheet, *, password: str = "", report: Report | None = None) -> Iterator[Block]:
    """The rows of a sheet that ``survey`` found. Closing the iterator ends the process."""
    order: dict[str, object] = {"password": password, "sheet": frames.plain_sheet(sheet)}
    for letter, content in _frames(path, order, report):
        if letter == frames.ROWS:
            block, done = _plain(frames.unpacked_block, content, path)
            if report is not None:
                report(done)
            yield block


def _plain(read: Callable[[bytes], _T], content: bytes, path: Path) -> _T:
    try:
        return read(content)
    except frames.BrokenFrameError as error:
        raise _stopped(path) from error


def _frames(path: Path, order: dict[str, object], report: Report | None) -> Iterator[_Frame]:
    """Every frame up to the last. Raises ``CrmError`` when the process refuses, dies, or says nothing for too long."""
    child = _begun(path, order)
    try:
        while True:
            letter, content = child.next_frame(path, report)
            if letter == frames.END:
                return
            if letter == frames.REFUSED:
                raise _refusal(content, path)
            if letter == frames.NO_MEMORY:
                raise _too_large(path)
            yield letter, content
    finally:
        child.end()


def _begun(path: Path, order: dict[str, object]) -> _Child:
    try:
        return _Child({"path": str(path), **order})
    except OSError as error:
        raise CrmError(tr("{file} cannot be read: {why}.", file=path.name, why=error.strerror or error)) from error


def _refusal(content: bytes, path: Path) -> CrmError:
    try:
        message, field = frames.unpacked(content)
    except (TypeError, ValueError):
        return _stopped(path)
    return CrmError(str(message)[:2_000], field=None if field is None else str(field)[:100])


def _too_large(path: Path) -> CrmError:
    return CrmError(
        tr(
            "{file} needs more than {limit} MB of memory to be read. Save it as CSV, or in several files.",
            file=path.name,
            limit=MOST_MEMORY >> 20,
        )
    )


def _too_slow(path: Path) -> CrmError:
    return CrmError(
        tr(
            "{file} could not be read within {seconds} seconds. Save it as CSV and import that.",
            file=path.name,
            seconds=int(MOST_SILENCE),
        )
    )


def _stopped(path: Path) -> CrmError:
    return CrmError(
        tr("Reading {file} stopped: the file is damaged. Open it in its own program, save it anew.", file=path.name)
    )


class _Child:
    """A process and the thread that listens to it."""

    def __init__(self, order: dict[str, object]) -> None:
        self.process = _started()
        self.job = JobObject(int(getattr(self.process, "_handle", 0)), MOST_MEMORY)
        self.ahead: queue.Queue[_Frame | None] = queue.Queue(_AHEAD)
        self.is_unwanted = Event()
        self.listener = Thread(target=self._listen, name="sheets", daemon=True)
        self.listener.start()
        content = frames.packed({**order, "memory": MOST_MEMORY, "language": language()})
        with suppress(BrokenPipeError):  # already gone: the silence that follows says so
            _pipe(self.process.stdin).write(content)
            _pipe(self.process.stdin).close()

    def _listen(self) -> None:
        """Frames into the queue; None at the end, whatever the end is."""
        frame: _Frame | None = (b"", b"")
        while frame is not None and not self.is_unwanted.is_set():
            try:
                frame = frames.received(_pipe(self.process.stdout))
            except (frames.BrokenFrameError, OSError, ValueError):
                frame = None
            self._hand_over(frame)

    def _hand_over(self, frame: _Frame | None) -> None:
        while not self.is_unwanted.is_set():
            with suppress(queue.Full):
                self.ahead.put(frame, timeout=_SECONDS_BETWEEN_LOOKS)
                return

    def next_frame(self, path: Path, report: Report | None) -> _Frame:
        """Signs of life are reported and passed over. Raises ``CrmError`` where the process is at its end."""
        heard, done = monotonic(), 0
        while True:
            try:
                frame = self.ahead.get(timeout=_SECONDS_BETWEEN_LOOKS)
            except queue.Empty:
                if report is not None:
                    report(done)
                if monotonic() - heard > MOST_SILENCE:
                    raise _too_slow(path) from None
                continue
            if frame is None:
                raise self._death(path)
            if frame[0] != frames.PROGRESS:
                return frame
            heard, done = monotonic(), _plain(frames.unpacked_progress, frame[1], path)
            if report is not None:
                report(done)

    def _death(self, path: Path) -> CrmError:
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        return _too_large(path) if self.process.poll() in _OUT_OF_MEMORY else _stopped(path)

    def end(self) -> None:
        self.is_unwanted.set()
        self.process.kill()
        self.process.wait()
        self.listener.join()
        self.job.close()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("no pipe")
    return pipe


def _import_folders() -> list[str]:
    """Where this process finds its modules, and the program's own folder."""
    folders = [str(Path(folder).resolve()) for folder in sys.path if folder]
    return [*dict.fromkeys([str(Path(__file__).parents[3]), *folders])]


def command() -> list[str]:
    """What starts a reading process: a bare Python, or the packed program in its other role."""
    if getattr(sys, "frozen", False):
        return [sys.executable, ARGUMENT]
    return [sys.executable, "-I", "-S", "-B", "-c", _START, *_import_folders()]


def _started() -> subprocess.Popen[bytes]:
    """Without our settings in its environment, and with none of our open files."""
    return subprocess.Popen(
        command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if not name.startswith("CRMDESK")},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
