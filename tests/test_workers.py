"""Tasks in processes: none is lost, none holds up the others, and no process is left behind."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import time
from dataclasses import dataclass, field

import pytest
from tools import unavailable

from sse_graph.errors import InputError
from sse_graph.workers import CAN_FORK, Ended, Lost, Workers


@dataclass
class Job:
    """Tasks are words: ``echo:x`` tells x, ``die:path`` ends its process each time, ``once:path`` the first time."""

    prepared: list[str] = field(default_factory=list)

    def needs(self, task: str) -> str:
        return task.partition(":")[2] if task.startswith("need:") else ""

    def prepare(self, need: str) -> None:
        if need == "broken":
            raise InputError("there is no such pipeline")
        self.prepared.append(need)

    def __call__(self, task: str, send) -> None:
        kind, _, rest = task.partition(":")
        send(f"began {task}")
        if kind == "die" or (kind == "once" and not os.path.exists(rest)):
            if kind == "once":
                open(rest, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        elif kind == "stick":
            time.sleep(600)
        elif kind == "fail":
            raise RecursionError("too deep")
        elif kind == "refuse":
            raise InputError("mend the vocabulary")
        elif kind == "need":
            assert not CAN_FORK or rest in self.prepared
        elif kind == "pid":
            send(os.getpid())


def run(tasks: list[str], number: int = 2, seconds: float = 60.0) -> list[tuple[str, object]]:
    left = iter(tasks)
    with Workers(Job(), number, lambda task: seconds) as workers:
        return list(workers.run(lambda: next(left, None)))


def ends(told: list[tuple[str, object]]) -> dict[str, object]:
    return {task: event for task, event in told if isinstance(event, Ended | Lost)}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_every_task_comes_to_its_end_and_tells_in_order(number):
    tasks = [f"echo:{n}" for n in range(50)]
    told = run(tasks, number)
    assert sorted(ends(told)) == sorted(tasks)
    for task in tasks:
        assert [event for of, event in told if of == task] == [f"began {task}", Ended()]


def test_what_was_prepared_is_looked_at_for_garbage_again_when_all_is_done():
    before = gc.get_freeze_count()
    left = iter(["need:a", "echo:1"])
    frozen = []
    with Workers(Job(), 2, lambda task: 60.0) as workers:
        for _ in workers.run(lambda: next(left, None)):
            frozen.append(gc.get_freeze_count())
    assert gc.get_freeze_count() == 0
    assert not CAN_FORK or max(frozen) > before


def test_a_process_that_dies_is_replaced_and_its_task_tried_again(tmp_path):
    tasks = ["echo:1", f"once:{tmp_path / 'a'}", "echo:2", f"once:{tmp_path / 'b'}", "echo:3"]
    told = run(tasks)
    assert ends(told) == dict.fromkeys(tasks, Ended())


def test_a_task_that_ends_its_process_twice_is_left_out_and_the_others_are_done():
    found = ends(run(["die:x", "echo:1", "echo:2", "die:y", "echo:3"]))
    assert {task for task, event in found.items() if event == Ended()} == {"echo:1", "echo:2", "echo:3"}
    assert "ended by signal 9 2 times" in found["die:x"].why


def test_a_task_that_takes_too_long_is_left_out():
    started = time.monotonic()
    found = ends(run(["stick", "echo:1", "echo:2"], number=1, seconds=0.5))
    assert found.pop("stick") == Lost("it took longer than 0.5 seconds (see --timeout)")
    assert set(found) == {"echo:1", "echo:2"}
    assert time.monotonic() - started < 60


def test_an_error_of_a_library_is_one_task_lost():
    found = ends(run(["fail", "echo:1"], number=1))
    assert found == {"fail": Lost("RecursionError: too deep"), "echo:1": Ended()}


@pytest.mark.parametrize(("task", "message"), [("refuse", "mend the vocabulary"), ("need:broken", "no such pipeline")])
def test_an_error_that_the_user_must_mend_ends_the_run(task, message):
    with pytest.raises(InputError, match=message):
        run(["echo:1", task])


def test_what_is_prepared_later_is_in_every_process_that_needs_it():
    tasks = ["echo:1", "echo:2", "need:en", "need:fr", "echo:3", "need:en", "need:fr", "need:en"]
    assert all(event == Ended() for event in ends(run(tasks)).values())


def test_tasks_that_come_of_others_are_done():
    left = ["echo:1"]

    def next_task():
        return left.pop() if left else None

    done = []
    with Workers(Job(), 2, lambda task: 60.0) as workers:
        for task, event in workers.run(next_task):
            if isinstance(event, Ended):
                done.append(task)
                if len(done) < 5:
                    left.append(f"echo:{len(done) + 1}")
    assert done == [f"echo:{n}" for n in range(1, 6)]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0] != "Z"


def test_no_process_outlives_its_parent_however_that_ends(tmp_path):
    if not os.path.isdir("/proc/self"):
        unavailable("/proc, to see processes in,")
    """The parent is killed while both of its workers are stuck."""
    read, write = os.pipe()
    parent = os.fork()
    if parent == 0:
        os.close(read)
        try:
            left = iter(["pid", "pid", "pid", "pid", "stick", "stick"])
            with Workers(Job(), 2, lambda task: 600.0) as workers:
                for _, event in workers.run(lambda: next(left, None)):
                    os.write(write, pickle.dumps(event, protocol=0).replace(b"\n", b"\x00") + b"\n")
        finally:
            os._exit(1)
    os.close(write)
    pids: set[int] = set()
    stuck = 0
    with os.fdopen(read, "rb") as lines:
        for line in lines:
            event = pickle.loads(line.rstrip(b"\n").replace(b"\x00", b"\n"))
            if isinstance(event, int):
                pids.add(event)
            stuck += event == "began stick"
            if stuck == 2:
                break
        assert pids
        os.kill(parent, signal.SIGKILL)
        os.waitpid(parent, 0)
        # the pipe ends only when nobody holds it: neither worker inherited it
        assert lines.read() == b""
    for _ in range(100):
        if not any(map(alive, pids)):
            break
        time.sleep(0.05)
    assert not any(map(alive, pids))
