"""A build on a real scheduler and two worker processes: the bytes of a local one, whoever is lost on the way."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from test_build import annotated, graph, write
from tools import unavailable

from sse_graph.addresses import find_remote
from sse_graph.build import build, on_cluster
from sse_graph.errors import InputError

pytestmark = [pytest.mark.model, pytest.mark.cluster]


@pytest.fixture(autouse=True)
def _extra():
    if not (find_spec("distributed") and find_spec("fsspec")):
        unavailable("the extra [cluster]")


def free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return chosen.getsockname()[1]


@contextmanager
def cluster(folder: Path, workers: int = 2):
    """(address, worker processes): a scheduler and single workers, all on this machine."""
    address = f"tcp://127.0.0.1:{free_port()}"
    environment = {**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "3", "PYTHONWARNINGS": "ignore"}
    started = []
    with (folder / "cluster.log").open("wb") as log:

        def start(*command: str) -> None:
            started.append(
                subprocess.Popen([sys.executable, "-m", *command], env=environment, stdout=log, stderr=log, cwd=folder)
            )

        try:
            start("dask", "scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2], "--no-dashboard")
            for _ in range(workers):
                start(
                    "dask", "worker", address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", "--no-nanny"
                )
            yield address, started[1:]
        finally:
            for process in started:
                process.kill()
                process.wait()


def test_the_graph_is_that_of_a_local_build_though_a_worker_is_killed(tmp_path):
    docs = write(tmp_path / "docs", range(24))
    build([str(docs)], tmp_path / "local")
    killed = []
    with cluster(tmp_path) as (address, workers):

        def kill_one(step) -> None:
            if not killed and annotated(tmp_path / "kg") >= 3:
                workers[0].send_signal(signal.SIGKILL)
                killed.append(workers[0])

        summary = build([str(docs)], tmp_path / "kg", engines=on_cluster(address), progress=kill_one)
    assert killed
    assert (summary.documents, summary.annotated, summary.left_out) == (24, 24, ())
    assert graph(tmp_path / "kg") == graph(tmp_path / "local")


def test_nobody_at_the_address_is_one_clear_error(tmp_path):
    docs = write(tmp_path / "docs", range(1))
    started = time.monotonic()
    with pytest.raises(InputError, match=r"--dask tcp://127\.0\.0\.1:\d+: no scheduler answers"):
        build([str(docs)], tmp_path / "kg", engines=on_cluster(f"tcp://127.0.0.1:{free_port()}"))
    assert time.monotonic() - started < 60


def test_files_at_addresses_are_named_and_built_as_files_in_folders(tmp_path):
    (tmp_path / "docs").mkdir()
    write(tmp_path / "docs" / "in", range(3))
    (tmp_path / "docs" / "picture.png").write_bytes(b"\x89PNG")
    skipped = []
    found = find_remote([f"file://{tmp_path / 'docs'}"], on_other=lambda path, why: skipped.append(path))
    assert [source.name for source in found] == ["in/000.txt", "in/001.txt", "in/002.txt"]
    assert [path.rpartition("/")[2] for path in skipped] == ["picture.png"]
    build([str(tmp_path / "docs")], tmp_path / "one")
    build([f"file://{tmp_path / 'docs'}"], tmp_path / "two")
    assert graph(tmp_path / "one") == graph(tmp_path / "two")
    assert build([f"file://{tmp_path / 'docs'}"], tmp_path / "two").annotated == 0


def test_files_in_a_store_of_objects_are_read_and_hashed(tmp_path):
    import fsspec

    memory = fsspec.filesystem("memory")
    docs = write(tmp_path / "docs", range(2))
    try:
        for path in docs.iterdir():
            memory.pipe_file(f"/bucket/docs/{path.name}", path.read_bytes())
        assert build(["memory://bucket/docs"], tmp_path / "kg").documents == 2
        build([str(docs)], tmp_path / "local")
        assert graph(tmp_path / "kg") == graph(tmp_path / "local")
        memory.pipe_file("/bucket/docs/001.txt", (docs / "000.txt").read_bytes())
        assert build(["memory://bucket/docs"], tmp_path / "kg").annotated == 1
        with pytest.raises(InputError, match=r"would both be 000\.txt"):
            build(["memory://bucket/docs", str(docs)], tmp_path / "kg")
    finally:
        memory.rm("/bucket", recursive=True)


@pytest.mark.parametrize("address", ["memory://nothing/here", "file:///nothing/here", "nosuch://x/y"])
def test_an_address_of_nothing_is_one_clear_error(address, tmp_path):
    with pytest.raises(InputError, match=address.partition(":")[0]):
        build([address], tmp_path / "kg")
