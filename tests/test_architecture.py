"""Imports point down, stages do not know each other, and what needs no language pipeline never loads one."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "sse_graph"
FOUNDATION = {"", "errors", "records", "vocab", "resources", "names", "readable", "settings", "lines", "garbage"}
"""What everybody may import. (``""`` is the package itself: its version.)"""
MAY_IMPORT = {
    "errors": set(),
    "records": set(),
    "vocab": {"errors"},
    "resources": {"errors"},
    "names": {"resources", "vocab"},
    "aligned": set(),
    "garbage": set(),
    "vocabulary": {"aligned"},
    "check": {"aligned", "vocabulary", "validate"},
    "clusters": set(),
    "authority": set(),
    "decisions": {"clusters"},
    "bcubed": {"corpus", "resolve"},
    "corpus": set(),
    "read": set(),
    "annotate": {"vocabulary", "corpus", "read"},
    "resolve": {"clusters", "authority", "decisions"},
    "describe": {"literals"},
    "literals": set(),
    "lines": {"readable", "vocab"},
    "statements": set(),
    "load": {"statements"},
    "store": {"load", "statements"},
    "turtle": set(),
    "kept": set(),
    "settings": {"errors", "resources"},
    "workers": set(),
    "work": {"kept", "read", "annotate"},
    "gather": {"kept", "read", "work", "workers"},
    "machine": set(),
    "addresses": {"read"},
    "cluster": {"work", "workers"},
    "doctor": {"annotate", "machine", "workers"},
    "readable": set(),
    "query": set(),
    "remote": {"query", "store"},
    "export": {"query", "partners", "layout", "essglobal", "store", "turtle"},
    "essglobal": {"aligned", "query", "partners"},
    "validate": {"export"},
    "findings": {"validate", "export"},
    "explain": {"query", "export"},
    "info": set(),
    "ontology_docs": {"query"},
    "review": {"query", "export", "decisions", "resolve"},
    "evaluate": {"bcubed", "corpus", "read", "annotate", "resolve", "vocabulary"},
    "serve": {"store", "kept", "query", "export", "info", "html", "view"},
    "graph": {"annotate", "build", "explain", "export", "info", "inline", "partners", "query", "remote"}
    | {"report", "rows", "store", "validate", "view"},
    "build": {"decisions", "read", "annotate", "resolve", "describe", "store", "kept", "vocabulary"}
    | {"gather", "work", "workers", "addresses", "cluster"},
}
"""Module -> those besides the foundation that it may import. ``cli`` may import everything, and nothing imports it."""
DOORS = {"build", "graph", "view"}
"""What the package itself opens for its public functions, inside them."""
PAGE = {"view", "report", "partners", "world", "forces", "layout", "html", "inline", "rows"}
"""The modules of the network and its page: they may import each other and what asks the graph."""
LIGHT = ["--help", "info", "query", "export", "explain", "view"]


def part(path: Path) -> str:
    name = path.relative_to(PACKAGE).parts[0]
    return "" if name == "__init__.py" else name.removesuffix(".py")


def imported_names(path: Path) -> set[str]:
    """The dotted names that a module imports, at the top or inside a function, for types too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def imported(path: Path) -> set[str]:
    """The parts of the package that a module imports; ``""`` for the package itself."""
    parts = [name.split(".") for name in imported_names(path) if name.split(".")[0] == "sse_graph"]
    names = {names[1] if len(names) > 1 else "" for names in parts}
    return {"" if name == "__version__" else name for name in names}


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if part(path) not in {"cli", *PAGE})


def test_every_module_is_looked_at():
    assert len(MODULES) >= 50
    assert {part(path) for path in MODULES} - {""} == MAY_IMPORT.keys()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path):
    me = part(path)
    allowed = MAY_IMPORT.get(me, DOORS) | {me, ""} | (FOUNDATION if me not in FOUNDATION else set())
    assert imported(path) <= allowed


def test_the_page_is_made_from_the_graph_alone():
    paths = [path for path in PACKAGE.rglob("*.py") if part(path) in PAGE]
    assert paths
    for path in paths:
        assert imported(path) <= PAGE | FOUNDATION | {"query", "export", "store", "vocabulary"}, path


def test_only_the_annotating_stage_imports_spacy():
    paths = [path for path in PACKAGE.rglob("*.py") if part(path) != "annotate"]
    assert len(paths) >= 30
    for path in paths:
        assert not {name.split(".")[0] for name in imported_names(path)} & {"spacy", "thinc", "blis"}, path


def test_factories_of_spacy_have_their_annotations_at_once():
    """spaCy 3.8.7 validates a factory's arguments by its annotations and cannot resolve postponed ones."""
    factories = [path for path in PACKAGE.rglob("*.py") if "@Language.factory" in path.read_text(encoding="utf-8")]
    assert len(factories) >= 3
    assert not [path for path in factories if "__future__.annotations" in imported_names(path)]


def test_python_names_no_organization():
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                assert not {"RIPESS", "ILO", "FMDV", "UNTFSSE"} & set(node.value.split()), f"{path}:{node.lineno}"


@pytest.mark.parametrize("command", LIGHT)
def test_a_command_that_reads_no_text_loads_no_language_pipeline(command, story_folder, tmp_path):
    arguments = {
        "--help": [],
        "info": [],
        "query": ["ASK {}"],
        "export": [str(tmp_path / "graph.ttl")],
        "explain": ["VN"],
        "view": ["--out", str(tmp_path / "page.html")],
    }[command]
    graph = [] if command == "--help" else ["--graph", str(story_folder)]
    heavy = {"spacy", "thinc", "rdflib", "pyshacl", "requests"} | (
        {"numpy", "networkx", "pyvis"} if command != "view" else set()
    )
    program = f"""
import sys
sys.argv = ["sse-graph", {command!r}, *{arguments + graph!r}]
from sse_graph.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("LOADED", sorted({{name.split(".")[0] for name in sys.modules}} & {heavy!r}))
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-1] == "LOADED []"
