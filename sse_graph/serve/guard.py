"""What keeps a query from reaching anything but the graph.

Input: a query's text; the worker's own process. Output: a refusal; a process that cannot open connections, start
programs or take more than its memory. It does **not** judge how long a query takes: ``pool.py`` does.

Two walls stand against ``SERVICE``. The text is refused when the word stands in it as a keyword. Where ``<`` begins an
IRI and where it means *less than* only a parser can tell, so the text is read both ways, and with and without comments.
Behind that, on Linux, the kernel refuses sockets to the worker (seccomp), whatever the text was.
"""

from __future__ import annotations

import ctypes
import platform
import re
import resource
import signal
import struct
import sys
from contextlib import suppress
from typing import Final

_STRINGS: Final = (
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\'|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
)
_IRIS: Final = r'<[^<>"{}|^`\\\s]*>'
_COMMENTS: Final = r"#[^\n]*"
_READINGS: Final = tuple(
    re.compile("|".join(parts), re.DOTALL)
    for parts in ((_STRINGS, _IRIS, _COMMENTS), (_STRINGS, _COMMENTS), (_STRINGS, _IRIS), (_STRINGS,))
)
_GAP: Final = r"(?:\s|#[^\n]*\n)"
_KEYWORD: Final = re.compile(
    rf"(?<![\w?$:@/.#=&%~+-])SERVICE(?:{_GAP}+(?:SILENT{_GAP}*)?(?:[<?$]|[\w-]*:)|[<?$])", re.IGNORECASE
)
_CHANGING: Final = re.compile(r"\b(NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)
_FROM: Final = re.compile(r"(?<![?$\w:-])FROM(?=[\s<#])", re.IGNORECASE)
_LOAD: Final = re.compile(rf"(?<![\w?$:@/.#=&%~+-])LOAD(?:{_GAP}+(?:SILENT\b|<|[\w-]*:)|<)", re.IGNORECASE)

_DENIED: Final = {
    "x86_64": (0xC000003E, (41, 42, 43, 49, 50, 53, 59, 101, 288, 310, 311, 322, 425)),
    "aarch64": (0xC00000B7, (198, 199, 200, 201, 202, 203, 117, 221, 242, 270, 271, 281, 425)),
}
"""Architecture -> (its AUDIT_ARCH number, numbers of the calls denied: socket, connect, accept, bind, listen,
socketpair, execve, ptrace, accept4, process_vm_readv and _writev, execveat, io_uring_setup).
Source: Linux, include/uapi/linux/audit.h, arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h"""


def asks_elsewhere(text: str) -> bool:
    """Whether the query names ``SERVICE`` as a keyword in any way that its text can be read."""
    if "service" not in text.lower():
        return False
    return any(_KEYWORD.search(reading.sub(" ", text)) for reading in _READINGS)


def loads(text: str) -> bool:
    """Whether the update names ``LOAD`` as a keyword in any way that its text can be read."""
    return "load" in text.lower() and any(_LOAD.search(reading.sub(" ", text)) for reading in _READINGS)


def changes(text: str) -> bool:
    """Whether the query may answer otherwise the next time over the same graph (``NOW()``, ``RAND()`` …)."""
    return _CHANGING.search(text) is not None


def names_dataset(text: str) -> bool:
    """Whether the query says ``FROM`` itself."""
    return "from" in text.lower() and _FROM.search(_READINGS[0].sub(" ", text)) is not None


def limit_memory(mebibytes: int) -> None:
    """Let this process take at most so much address space more than it has now; 0: no limit. An allocation beyond it
    ends the process, and the server starts another."""
    if not mebibytes:
        return
    with suppress(OSError, ValueError):
        with open("/proc/self/statm", "rb") as file:
            pages = int(file.read().split()[0])
        most = pages * resource.getpagesize() + mebibytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_with_parent() -> None:
    """Let the kernel end this process when the one that made it ends (Linux only). Source: prctl(2)."""
    if sys.platform == "linux":
        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, int(signal.SIGKILL), 0, 0, 0)


def deny_network() -> bool:
    """Make the kernel refuse sockets and programs to this process from now on; whether it does (Linux on x86-64 and
    arm64 only). Source: seccomp(2), prctl(2)."""
    if sys.platform != "linux" or platform.machine() not in _DENIED:
        return False
    audit, numbers = _DENIED[platform.machine()]
    load, equal, above, give = 0x20, 0x15, 0x35, 0x06
    kill, allow, refuse = 0x80000000, 0x7FFF0000, 0x00050000 | 1  # EPERM
    program = [(load, 0, 0, 4), (equal, 1, 0, audit), (give, 0, 0, kill), (load, 0, 0, 0)]
    rest = len(numbers)
    program.append((above, rest + 1, 0, 0x40000000))  # the x32 calls, which have numbers of their own
    program += [(equal, rest - index, 0, number) for index, number in enumerate(numbers)]
    program += [(give, 0, 0, allow), (give, 0, 0, refuse)]
    code = b"".join(struct.pack("=HBBI", *step) for step in program)
    buffer = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))

    handle = Program(len(program), ctypes.cast(buffer, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, set_seccomp, with_filter = 38, 22, 2
    if libc.prctl(no_new_privileges, 1, 0, 0, 0):
        return False
    return bool(libc.prctl(set_seccomp, with_filter, ctypes.byref(handle), 0, 0) == 0)
