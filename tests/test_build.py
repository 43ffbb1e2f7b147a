"""Builds that neither repeat nor lose work: incremental, killed, interrupted, side by side, on a full disk."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from command import Command
from tools import unavailable

from sse_graph.build import build, what_to_do
from sse_graph.errors import InputError
from sse_graph.export import rdf
from sse_graph.kept import KeptAnnotations
from sse_graph.store import ANNOTATIONS, GraphFolder, building, open_store, read_marker

pytestmark = pytest.mark.model

NAMES = ["Aroma", "Belora", "Cavena", "Doriva", "Elunga", "Farola", "Gavira", "Holima"]
TEXT = """Encontro da Rede {0}

Organizações parceiras:
• Cooperativa {1}
• Federação {2} (FD{3})
• França

A Rede {0} e a Cooperativa {1} trabalham com a Federação {2} e com a economia solidária em Quito, no Equador.
"""
"""In Portuguese there is no recogniser to load: such documents are read in milliseconds."""
FILES = Path("docs")


def write(folder: Path, numbers: range | list[int], edition: str = "") -> Path:
    """The documents of these numbers in ``folder``, and no others."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for number in numbers:
        names = [NAMES[(number + step) % len(NAMES)] for step in (0, 1, 3)]
        text = TEXT.format(*names, number) + edition
        (folder / f"{number:03d}.txt").write_text(text, encoding="utf-8")
    return folder


def graph(folder: Path) -> set:
    return set(open_store(folder))


@pytest.fixture(scope="module")
def command(tmp_path_factory):
    command = Command(tmp_path_factory.mktemp("command"))
    yield command
    command.close()


def test_only_what_changed_is_done_and_the_graph_is_that_of_a_full_build(tmp_path):
    docs = write(tmp_path / "docs", range(6))
    first = build([str(docs)], tmp_path / "kg")
    assert (first.documents, first.annotated) == (6, 6)
    (docs / "001.txt").write_text(TEXT.format("Nova", "Aroma", "Belora", 9), encoding="utf-8")
    (docs / "004.txt").unlink()
    (docs / "007.txt").write_text(TEXT.format("Outra", "Aroma", "Cavena", 7), encoding="utf-8")
    planned = what_to_do([str(docs)], tmp_path / "kg")
    assert ([source.name for source in planned.changed], planned.unchanged) == (["001.txt", "007.txt"], 4)
    assert planned.gone == ("004.txt",)
    second = build([str(docs)], tmp_path / "kg")
    assert (second.documents, second.annotated) == (6, 2)
    full = build([str(docs)], tmp_path / "full")
    assert graph(tmp_path / "kg") == graph(tmp_path / "full")
    assert (full.entities, full.relations, full.statements) == (second.entities, second.relations, second.statements)


def exported(folder: Path) -> dict[str, bytes]:
    """The graph as each file of RDF, read from its file of statements, which is what the store holds."""
    found = GraphFolder(folder)
    assert found.statements is not None
    assert found.statements.count == len(found)
    forms = ((ox.RdfFormat.N_QUADS, True), (ox.RdfFormat.TRIG, True), (ox.RdfFormat.TURTLE, False))
    written = {str(form): rdf(found, form, named=named, with_vocabularies=True) for form, named in forms}
    assert written == {str(form): rdf(found.store, form, named=named, with_vocabularies=True) for form, named in forms}
    return written


def test_a_build_that_changes_little_writes_little_and_gives_the_bytes_of_a_full_one(tmp_path):
    docs, kg = write(tmp_path / "docs", range(30)), tmp_path / "kg"
    build([str(docs)], kg)
    assert GraphFolder(kg).statements.changed == 0
    (docs / "003.txt").write_text(TEXT.format("Nova", "Aroma", "Belora", 3), encoding="utf-8")
    (docs / "014.txt").unlink()
    (docs / "030.txt").write_text(TEXT.format("Outra", "Aroma", "Cavena", 7), encoding="utf-8")
    build([str(docs)], kg)
    changed = GraphFolder(kg).statements.changed
    assert 0 < changed < 500
    build([str(docs)], tmp_path / "full")
    assert exported(kg) == exported(tmp_path / "full")
    (docs / "decisions.csv").write_text(
        "decision,name,type,other,language,document\n"
        "reject,França,,,,003.txt\n"
        "rename,Quito,,Kitu,pt,\n"
        "retype,economia solidária,Concept,Event,,005.txt\n",
        encoding="utf-8",
    )
    build([str(docs)], kg)
    assert GraphFolder(kg).statements.changed > changed
    build([str(docs)], tmp_path / "decided")
    assert exported(kg) == exported(tmp_path / "decided") != exported(tmp_path / "full")
    build([str(docs)], kg, base="https://example.org/")
    build([str(docs)], tmp_path / "other", base="https://example.org/")
    assert exported(kg) == exported(tmp_path / "other")


def test_an_unchanged_corpus_leaves_its_graph_alone_and_says_the_same(tmp_path):
    docs = write(tmp_path / "docs", range(3))
    (docs / "torn.txt").write_bytes(bytes(range(256)) * 8)
    first = build([str(docs)], tmp_path / "kg")
    assert [name for name, _ in first.left_out] == ["torn.txt"]
    marker = (tmp_path / "kg" / "sse-graph.json").stat()
    again = build([str(docs)], tmp_path / "kg")
    assert again.annotated == 0
    assert (again.left_out, again.statements, again.entities) == (first.left_out, first.statements, first.entities)
    assert (tmp_path / "kg" / "sse-graph.json").stat().st_mtime_ns == marker.st_mtime_ns
    assert build([str(docs)], tmp_path / "kg", force=True).annotated == 3
    assert build([str(docs)], tmp_path / "kg", base="https://example.org/").annotated == 0
    assert read_marker(tmp_path / "kg")["base"] == "https://example.org/"


def test_the_number_of_workers_and_the_order_of_sources_change_nothing(tmp_path):
    from sse_graph.settings import Means

    docs = write(tmp_path / "docs", range(9))
    files = sorted(map(str, docs.iterdir()))
    build(files, tmp_path / "one", means=Means(workers=1))
    build(files[::-1], tmp_path / "three", means=Means(workers=3))
    assert graph(tmp_path / "one") == graph(tmp_path / "three")


def test_a_dry_run_says_what_would_be_done_and_does_nothing(command, tmp_path):
    docs = write(tmp_path / "docs", range(2))
    code, printed = command.run("build", docs, "--graph", tmp_path / "kg", "--dry-run")
    assert (code, printed.splitlines()[:2]) == (0, ["read and annotate 000.txt", "read and annotate 001.txt"])
    assert printed.endswith("2 files to read and annotate, 0 unchanged, 0 documents to remove; nothing was written\n")
    assert not (tmp_path / "kg").exists()


def test_a_bad_file_is_named_the_others_are_built_and_the_exit_code_is_3(command, tmp_path):
    docs = write(tmp_path / "docs", range(2))
    (docs / "zero.txt").write_bytes(b"")
    (docs / "torn.txt").write_bytes(bytes(range(256)) * 8)
    code, printed = command.run("build", docs, "--graph", tmp_path / "kg")
    assert code == 3
    assert "left out torn.txt: " in printed
    assert "left out zero.txt: " in printed
    assert "2 documents (0 unchanged)" in printed
    assert graph(tmp_path / "kg")


def test_when_nothing_can_be_read_the_former_graph_stays(tmp_path):
    docs = write(tmp_path / "docs", range(2))
    build([str(docs)], tmp_path / "kg")
    before = graph(tmp_path / "kg")
    write(docs, [])
    (docs / "torn.txt").write_bytes(bytes(range(256)) * 8)
    with pytest.raises(InputError, match=r"torn\.txt"):
        build([str(docs)], tmp_path / "kg")
    assert graph(tmp_path / "kg") == before


def test_a_file_that_takes_too_long_is_left_out_and_tried_again(tmp_path):
    from sse_graph.settings import Means

    docs = write(tmp_path / "docs", range(2))
    (docs / "long.txt").write_text(TEXT.format(*"ABCD") * 5_000, encoding="utf-8")  # 1 MB: twice as long at least
    found = build([str(docs)], tmp_path / "kg", means=Means(timeout=2))
    assert [name for name, why in found.left_out if "--timeout" in why] == ["long.txt"]
    assert found.documents == 2
    planned = what_to_do([str(docs)], tmp_path / "kg")
    assert [source.name for source in planned.changed] == ["long.txt"]


def test_a_second_build_of_one_folder_says_who_holds_it(command, tmp_path):
    docs = write(tmp_path / "docs", range(1))
    with building(tmp_path / "kg"):
        code, printed = command.run("build", docs, "--graph", tmp_path / "kg")
    assert code == 2
    assert f"is being built by process {os.getpid()} on {socket.gethostname()} since 20" in printed
    assert printed.count("\n") == 1


def until(command: Command, happened, seconds: float = 300.0) -> bool:
    """Wait until something happens; whether it did before the command ended."""
    for _ in range(int(seconds / 0.01)):
        if happened():
            return True
        if not os.path.exists(f"/proc/{command.pid}") and os.path.isdir("/proc/self"):
            return False
        time.sleep(0.01)
    pytest.fail("nothing happened")


def annotated(folder: Path) -> int:
    with KeptAnnotations(folder / ANNOTATIONS, read_only=True) as kept:
        return len(kept.names())


def test_builds_that_are_killed_lose_nothing(command, tmp_path):
    """24 kills at points drawn from a seed: while it starts, annotates, resolves and writes the store."""
    chance = random.Random(5)
    docs, kg = tmp_path / "docs", tmp_path / "kg"
    editions = {"A": (range(0, 30), ""), "B": (range(10, 40), "Edição nova.\n")}
    wanted = {}
    for edition, (numbers, text) in editions.items():
        assert command.run("build", write(docs, numbers, text), "--graph", tmp_path / edition)[0] == 0
        wanted[edition] = graph(tmp_path / edition)
    assert wanted["A"] != wanted["B"]
    present, goal = "A", "B"
    assert command.run("build", write(docs, *editions["A"]), "--graph", kg)[0] == 0
    write(docs, *editions[goal])
    kills = completed = 0
    while kills < 24:
        stores = set(kg.glob("store-*"))
        done = annotated(kg)
        command.start("build", docs, "--graph", kg, "--workers", "2")
        moment = chance.choice(["start", "annotating", "storing"])
        if moment == "annotating":
            until(command, lambda done=done: annotated(kg) != done)
        elif moment == "storing":
            until(command, lambda stores=stores: set(kg.glob("store-*")) - stores)
        time.sleep(chance.uniform(0, {"start": 0.8, "annotating": 0.8, "storing": 0.3}[moment]))
        with contextlib.suppress(ProcessLookupError):
            command.kill()
        code, printed = command.wait()
        assert code in {0, -signal.SIGKILL}, printed
        kills += code != 0
        there = graph(kg)
        if there == wanted[goal]:
            present, goal = goal, present
            write(docs, *editions[goal])
            completed += 1
        else:
            assert there == wanted[present]
    code, printed = command.run("build", docs, "--graph", kg)
    assert code == 0, printed
    assert graph(kg) == wanted[goal]
    assert [path.name for path in kg.glob("store-*")] == [read_marker(kg)["store"]]
    assert not list(kg.glob("*.tmp"))


def test_a_worker_that_is_killed_is_replaced(command, tmp_path):
    docs = write(tmp_path / "docs", range(150))
    build([str(docs)], tmp_path / "whole")
    command.start("build", docs, "--graph", tmp_path / "kg", "--workers", "2")
    killed: set[int] = set()
    for count in (1, 50, 100):
        if until(command, lambda count=count: annotated(tmp_path / "kg") >= count):
            for pid in command.children()[:1]:
                killed.add(pid)
                os.kill(pid, signal.SIGKILL)
    code, printed = command.wait()
    assert code == 0, printed
    assert killed
    assert graph(tmp_path / "kg") == graph(tmp_path / "whole")


def test_ctrl_c_stops_all_processes_and_keeps_what_is_done(command, tmp_path):
    docs = write(tmp_path / "docs", range(2))
    assert command.run("build", docs, "--graph", tmp_path / "kg")[0] == 0
    before = graph(tmp_path / "kg")
    write(docs, range(1000))
    command.start("build", docs, "--graph", tmp_path / "kg", "--workers", "2")
    assert until(command, lambda: annotated(tmp_path / "kg") >= 4)
    children = command.children()
    os.killpg(command.pid, signal.SIGINT)
    code, printed = command.wait()
    assert code == 130
    assert printed.splitlines()[-1].endswith("what was annotated is kept, the former graph is untouched")
    assert "Traceback" not in printed
    assert not [pid for pid in children if os.path.exists(f"/proc/{pid}/exe")]
    assert graph(tmp_path / "kg") == before
    assert 4 <= annotated(tmp_path / "kg") < 1000


def full_disk(command: Command, docs: Path, kg: Path, **options: int) -> None:
    """A build that finds no room says so and leaves the former graph."""
    before = graph(kg)
    code, printed = command.run("build", docs, "--graph", kg, **options)
    assert code == 2, printed
    said = printed.splitlines()[-1]
    assert said.startswith("sse-graph: ")
    assert "room" in said or "former one is untouched" in said
    assert "Traceback" not in printed
    assert graph(kg) == before


def test_a_file_that_may_not_grow_leaves_the_former_graph(command, tmp_path):
    docs = write(tmp_path / "docs", range(2))
    assert command.run("build", docs, "--graph", tmp_path / "kg")[0] == 0
    write(docs, range(30), "Mais.\n")
    full_disk(command, docs, tmp_path / "kg", largest_file=100_000)
    assert command.run("build", docs, "--graph", tmp_path / "kg")[0] == 0


def test_a_full_disk_leaves_the_former_graph(command, tmp_path):
    kg = tmp_path / "disk" / "kg"
    kg.parent.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(kg.parent)], check=False).returncode
    ):
        unavailable("a file system of its own (mount as root)")
    try:
        docs = write(tmp_path / "docs", range(2))
        assert command.run("build", docs, "--graph", kg)[0] == 0
        free = os.statvfs(kg.parent).f_bavail * os.statvfs(kg.parent).f_frsize
        (kg / "ballast").write_bytes(b"\0" * max(0, free - 400_000))
        write(docs, range(30), "Mais.\n")
        full_disk(command, docs, kg)
        (kg / "ballast").unlink()
        code, printed = command.run("build", docs, "--graph", kg)
        assert code == 0, printed
    finally:
        subprocess.run(["umount", str(kg.parent)], check=True)
