"""What the documents show is what happens: every command line of README.md is run and its output compared."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sse_graph.cli import app
from sse_graph.export import ENDINGS
from sse_graph.query import named_queries

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
COMMANDS = sorted(command.name or command.callback.__name__ for command in app.registered_commands)
_CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
_LOCAL = re.compile(r"/(?:home|root|work|tmp|Users)/|localhost|[A-Za-z]:\\")


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    return tmp_path


def run(arguments: list[str], folder: Path) -> str:
    environment = {**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    ended = subprocess.run(
        arguments, cwd=folder, capture_output=True, encoding="utf-8", env=environment, check=False, timeout=300
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.model
def test_every_command_line_of_the_readme_prints_what_it_shows(folder):
    """``UPDATE_README=1`` writes the outputs anew: read the difference before you commit it."""
    text = README.read_text(encoding="utf-8")
    ran = 0

    def real(block: re.Match[str]) -> str:
        nonlocal ran
        shown = []
        for command in [line[2:] for line in block[1].splitlines() if line.startswith("$ ")]:
            program, *arguments = shlex.split(command)
            assert program == "sse-graph"
            shown.append(f"$ {command}\n{run([sys.executable, '-m', 'sse_graph.cli', *arguments], folder)}")
            ran += 1
        return f"```console\n{''.join(shown)}```"

    found = _CONSOLE.sub(real, text)
    assert ran >= 8
    if os.environ.get("UPDATE_README"):
        README.write_text(found, encoding="utf-8")
    assert found == README.read_text(encoding="utf-8")


@pytest.mark.model
def test_the_python_of_the_readme_runs(folder):
    (program,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert " – " in run([sys.executable, "-c", program], folder)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme_and_has_help(command):
    assert re.search(rf"^\| `{command}\b", README.read_text(encoding="utf-8"), re.MULTILINE)
    (found,) = [c for c in app.registered_commands if (c.name or c.callback.__name__) == command]
    assert found.callback.__doc__
    assert found.callback.__doc__[0].isupper()


def test_every_ending_is_in_the_readme_and_in_the_help_of_export():
    (export,) = [c for c in app.registered_commands if c.callback.__name__ == "export"]
    annotation = str(export.callback.__annotations__["file"])
    for ending in set(ENDINGS) - {".xml"}:
        assert ending in README.read_text(encoding="utf-8")
        assert ending in annotation


def test_every_target_of_the_makefile_that_is_named_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert {"demo", "test", "check", "bench", "train", "clean"} <= targets
    for name in ("README.md", "CONTRIBUTING.md", ".ci/run"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)) <= targets, name


def test_every_link_and_named_question_of_the_documents_exists():
    questions = {question.name for question in named_queries()}
    documents = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
    for document in documents:
        text = document.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?://)([^)#]+)", text):
            assert (ROOT / target).exists(), f"{document.name}: {target}"
        for name in re.findall(r"sse-graph query ([a-z]+-[a-z-]+)", text):
            assert name in questions


def test_no_tracked_text_names_a_machine():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    paths = [ROOT / name for name in tracked if not name.startswith(("corpus/", "tests/", "sse_graph/models/"))]
    if not paths:
        assert os.environ.get("CI") != "true", "git lists no files, so nothing was looked at"
        pytest.skip("not a checkout")
    for path in paths:
        if path.suffix in {".py", ".md", ".toml", ".txt", ".ttl", ".rq", ".js", ".css", ".html", ""} and path.is_file():
            text = path.read_text(encoding="utf-8")
            if path.parent.name == "serve":  # a server must know that name
                text = text.replace("localhost", "")
            found = _LOCAL.search(text)
            assert not found, f"{path}: {found}"
