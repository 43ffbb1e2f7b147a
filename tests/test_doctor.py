"""What the machine lacks is told with what to do."""

from __future__ import annotations

import builtins
import shutil
import sqlite3
from types import SimpleNamespace

import pytest

from sse_graph import doctor
from sse_graph.doctor import examine
from sse_graph.machine import cores, memory


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    return {finding.what: finding for finding in examine(tmp_path_factory.mktemp("kg") / "not" / "yet")}


@pytest.mark.model
def test_a_machine_that_runs_the_tests_has_all_that_is_needed(findings):
    assert {finding.what for finding in findings.values() if finding.state == "bad"} == set()
    assert findings.keys() >= {"Python", "spaCy", "matrix products", "pipeline en", "pipeline es", "pipeline fr"}
    assert findings.keys() >= {"workers", "memory", "SQLite", "pyoxigraph", "disk", "BLAS threads", "extra [cluster]"}
    assert "GFLOP/s" in findings["matrix products"].found
    assert findings["workers"].found.startswith(str(cores()))


def test_the_numbers_of_the_machine_are_possible():
    assert cores() >= 1
    assert memory() is None or memory() > 10_000_000


def test_a_full_disk_is_bad_and_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1_000_000))
    found = doctor._disk(tmp_path / "a" / "b")
    assert (found.state, "--graph" in found.advice) == ("bad", True)


def test_little_memory_and_many_threads_are_noted(monkeypatch):
    monkeypatch.setattr(doctor, "memory", lambda: 500_000_000)
    assert doctor._memory().state == "note"
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "8")
    assert doctor._threads().state == "note"
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    assert doctor._threads().state == "ok"


def test_an_old_sqlite_is_bad(monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 31, 0))
    assert doctor._sqlite().state == "bad"


def test_without_spacy_it_says_so_and_goes_on(monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("sse_graph.annotate"):
            raise ImportError("No module named 'spacy'")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    (found,) = doctor._spacy()
    assert (found.state, "pip install" in found.advice) == ("bad", True)
    assert list(doctor._pipelines()) == []
