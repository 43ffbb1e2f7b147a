"""What several test modules share: graphs made by hand, the graph of the seeds, and Apache Jena."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from annotated import write_graph
from pipelines import load_once
from serving import Served, served
from tools import unavailable

from sse_graph.store import open_store

ROOT = Path(__file__).resolve().parent.parent
JARS = Path("/usr/share/java")
CLASS_PATH = (
    "jena-core",
    "jena-base",
    "jena-iri",
    "jena-arq",
    "jena-cmds",
    "commons-lang3",
    "commons-csv",
    "commons-io",
    "commons-codec",
    "commons-cli",
    "commons-compress",
    "thrift",
    "dexx.collection",
    "guava",
    "protobuf",
    "gson",
    "titanium-json-ld",
    "jakarta.json-api",
    "jsonld-java",
    "jackson-core",
    "jackson-databind",
    "jackson-annotations",
    "httpclient",
    "httpcore",
    "slf4j-api",
    "slf4j-simple",
)


FIRST = (
    "tests/browser/",
    "tests/test_seeds.py",
    "tests/test_build.py",
    "tests/test_notebooks.py",
    "tests/test_docs.py",
)
"""What takes longest: where tests run in several processes, none should begin with it when the others are done."""
TOGETHER = ("tests/browser/", "tests/test_seeds.py", "tests/test_cli_vocabulary.py")
"""Files that use Chromium and the graph of the seeds, which one process makes for all of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((n for n, start in enumerate(FIRST) if item.nodeid.startswith(start)), len(FIRST)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Each process takes a file at a time, in order, for what a file's tests share is made in each that runs one."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return TOGETHER[0] if nodeid.startswith(TOGETHER) else nodeid.partition("::")[0]

    config.option.loadscopereorder = False  # ours is the order
    return Scheduling(config, log)


@pytest.fixture(scope="session")
def pipelines() -> Iterator[None]:
    """Language pipelines are assembled once for all tests of this process."""
    undo = load_once()
    yield
    undo()


@pytest.fixture(autouse=True)
def _loaded_once(request) -> None:
    """For each test marked ``model``, unless its own processes load them."""
    if request.node.get_closest_marker("model"):
        request.getfixturevalue("pipelines")


@pytest.fixture(scope="session")
def story_folder(tmp_path_factory) -> Path:
    return write_graph(tmp_path_factory.mktemp("story") / "kg")


@pytest.fixture(scope="session")
def story(story_folder) -> ox.Store:
    return open_store(story_folder)


@pytest.fixture(scope="session")
def site(story_folder) -> Iterator[Served]:
    """The story's graph, served."""
    with served(story_folder) as server:
        yield server


@pytest.fixture(scope="session")
def seeds_folder(tmp_path_factory, pipelines) -> Path:
    """The graph that ``make demo`` builds. A test that uses it is marked ``model``."""
    from sse_graph.build import build

    folder = tmp_path_factory.mktemp("seeds") / "kg"
    build([str(ROOT / "seeds")], folder)
    return folder


@pytest.fixture(scope="session")
def seeds(seeds_folder) -> ox.Store:
    return open_store(seeds_folder)


@pytest.fixture(scope="session")
def jena(tmp_path_factory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Apache Jena's programs: ``jena("riotcmd.riot", "--validate", path)``.

    Debian's jena-core has its copy of Xerces under ``xerces/`` and that copy's messages elsewhere, so that nothing
    starts; the messages are put where they are looked for, first on the class path.
    """
    jars = [path for name in CLASS_PATH if (path := JARS / f"{name}.jar").exists()]
    if not shutil.which("java") or not (JARS / "jena-cmds.jar").exists():
        unavailable("Apache Jena (libapache-jena-java and a Java runtime)")
    messages = tmp_path_factory.mktemp("jena")
    with zipfile.ZipFile(JARS / "jena-core.jar") as core:
        for name in core.namelist():
            if name.startswith("org/apache/jena/ext/xerces/") and name.endswith(".properties"):
                target = messages / name.removeprefix("org/apache/jena/ext/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(core.read(name))
    class_path = ":".join(map(str, [messages, *jars]))

    def run(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["java", "-cp", class_path, program, *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def riot(jena) -> Callable[[Path], subprocess.CompletedProcess[str]]:
    """Apache Jena's parser: ``riot(path)`` validates a file."""
    return lambda path: jena("riotcmd.riot", "--validate", path)


@pytest.fixture
def cli(monkeypatch, capsys):
    """``cli("query", "ASK {}")`` -> (exit code, stdout, stderr)."""

    from sse_graph.cli import main

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["sse-graph", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        out, err = capsys.readouterr()
        return code, out, err

    return call
