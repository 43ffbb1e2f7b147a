"""The ``sse-graph`` command in processes that start at once, for tests that end it in all manners.

A helper process imports the libraries, annotates a text in Portuguese, hashes what ships and forks; each fork runs
``sse_graph.cli.main`` as the command does, in a session of its own.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

_HELPER = """
import json, os, signal, sys
sys.path.insert(0, sys.argv[1])
from pipelines import load_once
from sse_graph.annotate.places import place_table
from sse_graph.cli import main
from sse_graph.settings import Settings, graph_fingerprint
from sse_graph.vocab import BASE
place_table()
graph_fingerprint(Settings(), BASE)
load_once()
for line in sys.stdin:
    arguments, output, largest = json.loads(line)
    child = os.fork()
    if child == 0:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts with "&" ignores it
        file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(file, 1)
        os.dup2(file, 2)
        if largest:
            import resource
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
        sys.argv = ["sse-graph", *arguments]
        code = 70
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Command:
    """``start`` the command, send it signals, ``wait`` for its exit code (negative: the signal that ended it)."""

    def __init__(self, folder: Path) -> None:
        self.output = folder / "output.txt"
        self._helper = subprocess.Popen(
            [sys.executable, "-c", _HELPER, str(Path(__file__).parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pid = 0

    def start(self, *arguments: str | Path, largest_file: int = 0) -> None:
        assert self._helper.stdin
        assert self._helper.stdout
        self._helper.stdin.write(json.dumps([list(map(str, arguments)), str(self.output), largest_file]) + "\n")
        self._helper.stdin.flush()
        self.pid = int(self._helper.stdout.readline())

    def wait(self) -> tuple[int, str]:
        """(exit code, what it printed)."""
        assert self._helper.stdout
        code = int(self._helper.stdout.readline())
        return code, self.output.read_text(encoding="utf-8")

    def run(self, *arguments: str | Path, largest_file: int = 0) -> tuple[int, str]:
        self.start(*arguments, largest_file=largest_file)
        return self.wait()

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def children(self) -> list[int]:
        """The processes that it has started (Linux)."""
        try:
            return list(map(int, Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()))
        except OSError:
            return []

    def close(self) -> None:
        self._helper.kill()
        self._helper.wait()
        for stream in (self._helper.stdin, self._helper.stdout):
            assert stream
            stream.close()
