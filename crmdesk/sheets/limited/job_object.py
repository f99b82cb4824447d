"""Windows: a job object that limits the memory of a process and ends it together with this one."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

_EXTENDED_LIMITS = 9
_LIMIT_PROCESS_MEMORY = 0x100
_LIMIT_ACTIVE_PROCESS = 0x8
_KILL_ON_CLOSE = 0x2000


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("per_process_time", ctypes.c_int64),
        ("per_job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _Limits(ctypes.Structure):
    _fields_ = (
        ("basic", _BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def limits_of(memory: int) -> _Limits:
    """``memory`` bytes for one process that ends when the job is closed and can start no other."""
    limits = _Limits()
    limits.basic.flags = _LIMIT_PROCESS_MEMORY | _LIMIT_ACTIVE_PROCESS | _KILL_ON_CLOSE
    limits.basic.active_processes = 1
    limits.process_memory = memory
    return limits


class JobObject:
    """Holds a process to its limits as long as it is open. Does nothing on other systems."""

    def __init__(self, process_handle: int, memory: int) -> None:
        self._job: Any = None
        if sys.platform == "win32":
            kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            kernel.CreateJobObjectW.restype = ctypes.c_void_p
            self._job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
            limits = limits_of(memory)
            kernel.SetInformationJobObject(self._job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
            kernel.AssignProcessToJobObject(self._job, ctypes.c_void_p(process_handle))

    def close(self) -> None:
        if sys.platform == "win32" and self._job is not None:
            ctypes.WinDLL("kernel32").CloseHandle(self._job)
            self._job = None
