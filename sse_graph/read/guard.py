"""A process that reads what might hang, crash or fill the memory, so that a bad document stops itself alone.

Input: the bytes of a file. Output: its documents, or an ``InputError`` that says what happened. It does **not** know
any format. The process is started for the first document that needs it, reads one after the other, and is replaced
when it had to be killed. It is no sandbox: it may do what its user may.
"""

from __future__ import annotations

import atexit
import os
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Any, Final

from sse_graph.errors import InputError
from sse_graph.read.formats import read_bytes
from sse_graph.read.limits import Limits
from sse_graph.records import Document

_HEAD: Final = struct.Struct("<Q")
_PROGRAM: Final = "import sys; sys.path[:] = sys.argv[1:]; from sse_graph.read.guard import serve; serve()"
_SAFE: Final = 200_000
"""Bytes up to which plain text is read here: that costs less than to send it."""


class Guard:
    """Reads documents under limits of time and memory. Use as a context manager, in one thread."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._owner = os.getpid()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Guard:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process and self._owner == os.getpid():
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    assert stream
                    stream.close()

    def read(self, data: bytes, name: str, where: str, form: str) -> Sequence[Document]:
        """The documents in ``data``, as ``read_bytes`` gives them.

        Raises:
            InputError: they cannot be read, hold no text, or need more time or memory than the limits allow.
        """
        if not self._limits.seconds or (form == "text" and len(data) <= _SAFE):
            return read_bytes(data, name, where, self._limits, form)
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = _start()
        process, ended = self._process, threading.Event()

        def stop() -> None:
            ended.set()
            process.kill()

        timer = threading.Timer(self._limits.seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            assert process.stdin
            assert process.stdout
            _send(process.stdin, (data, name, where, self._limits, form))
            answer = _receive(process.stdout)
        except (OSError, EOFError) as error:
            self.close()
            if ended.is_set():
                why = f"reading takes longer than {self._limits.seconds:g} s; leave it out or raise --timeout"
            else:
                why = "the reader broke down on it; leave the file out, or save it anew in another format"
            raise InputError(f"{where}: {why}") from error
        except BaseException:  # interrupted halfway: the process would answer the wrong question next time
            self.close()
            raise
        finally:
            timer.cancel()
        if isinstance(answer, str):
            raise InputError(answer)
        documents: Sequence[Document] = answer
        return documents


_guards: dict[tuple[int, Limits], Guard] = {}


def guard_of_process(limits: Limits) -> Guard:
    """The guard that this process has for ``limits``; a process that was forked gets its own."""
    owner = os.getpid()
    for other in [key for key in _guards if key[0] != owner]:
        del _guards[other]  # the parent's: its process goes on serving the parent
    if (owner, limits) not in _guards:
        guard = _guards[owner, limits] = Guard(limits)
        atexit.register(guard.close)
    return _guards[owner, limits]


def serve() -> None:
    """The process: answers on standard output what is asked on standard input, until that is closed."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing that a library prints may get into the answers
    limited = False
    while True:
        try:
            data, name, where, limits, form = _receive(source)
        except EOFError:
            return
        if not limited:
            limited = True
            _limit_memory(limits.memory)
        try:
            answer: object = tuple(read_bytes(data, name, where, limits, form))
        except InputError as error:
            answer = str(error)
        except MemoryError:
            answer = f"{where}: reading takes more than {limits.memory >> 20} MB of memory; split the file"
        _send(sink, answer)


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _PROGRAM, *sys.path]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _send(stream: IO[bytes], value: object) -> None:
    body = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    stream.write(_HEAD.pack(len(body)))
    stream.write(body)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    """What was sent next.

    Raises:
        EOFError: the other side is gone.
    """
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError
    (size,) = _HEAD.unpack(head)
    body = stream.read(size)
    if len(body) < size:
        raise EOFError
    return pickle.loads(body)
