"""The notebooks run from a fresh checkout, and what they show is what comes out.

``UPDATE_NOTEBOOKS=1`` writes their outputs anew: read the difference before you commit it. Pages in a frame are not
kept (a saved notebook would be half a megabyte of script for each): their words are.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LARGEST = 120_000
"""Bytes of a notebook with its outputs."""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """What the notebooks need of a checkout. They share graph folders, so that each text is annotated once."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(FOLDER, root / "notebooks", ignore=shutil.ignore_patterns("kg", ".ipynb_checkpoints"))
    (root / "seeds").symlink_to(ROOT / "seeds")
    return root / "notebooks"


def kept(output: dict[str, Any]) -> dict[str, Any]:
    """What of an output is stored: text, tables, no frames and nothing that changes from run to run."""
    if output["output_type"] == "stream":
        assert output["name"] == "stdout", output["text"]
        return {"name": "stdout", "output_type": "stream", "text": output["text"]}
    assert output["output_type"] in {"execute_result", "display_data"}, output
    data = {kind: text for kind, text in output["data"].items() if not str(text).startswith("<iframe")}
    count = {"execution_count": output["execution_count"]} if output["output_type"] == "execute_result" else {}
    return {"data": data, "metadata": {}, "output_type": output["output_type"], **count}


def outputs(notebook: Any) -> list[Any]:
    return [
        [(kind, "".join(text)) for output in cell["outputs"] for kind, text in texts(output)]
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]


def texts(output: Any) -> list[tuple[str, Any]]:
    return [("stdout", output["text"])] if output["output_type"] == "stream" else sorted(output["data"].items())


def test_there_are_five_and_each_says_first_what_one_will_be_able_to_do():
    assert len(NOTEBOOKS) == 5
    for path in NOTEBOOKS:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        first = "".join(notebook["cells"][0]["source"])
        assert first.startswith("# "), path
        assert "When you have gone through this notebook you can\n\n- " in first, path


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_stored_is_small_and_names_no_machine(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < LARGEST
    assert not re.search(r"/(?:home|root|work|tmp|Users)/|localhost|site-packages|<iframe|<script", text)
    assert not re.search(r"\d(?:\.\d+)? ?(?:s|ms|seconds)\b", "".join(re.findall(r'"stdout".*', text)))


@pytest.mark.model
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_what_is_stored(path, checkout, tmp_path, monkeypatch):
    import nbformat
    from nbclient import NotebookClient

    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.delenv("PYTHONWARNINGS", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)  # tests that run side by side set it
    notebook = nbformat.read(path, as_version=4)
    stored = outputs(notebook)
    ran = nbformat.from_dict(json.loads(json.dumps(notebook)))
    NotebookClient(ran, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(checkout)}}).execute()
    for cell in ran.cells:
        if cell.cell_type == "code":
            cell.metadata = {}
            cell.outputs = [nbformat.from_dict(kept(output)) for output in cell.outputs]
    found = outputs(ran)
    assert sum(map(bool, found)) >= 5
    if os.environ.get("UPDATE_NOTEBOOKS"):
        ran.metadata = notebook.metadata
        text = nbformat.writes(ran, version=4, indent=1, ensure_ascii=False, sort_keys=True)
        path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
        stored = outputs(nbformat.read(path, as_version=4))
    assert found == stored
