"""Whether this machine can build and ask, and how well: what is installed, what runs, what to do about the rest.

Input: nothing. Output: ``Finding`` records. It does **not** change anything.
"""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from sse_graph.errors import SSEGraphError
from sse_graph.machine import cores, memory

SLOW_SPACY = (3, 8, 9)
"""From here on spaCy's NER takes more than twice as long and finds the same (measured to 3.8.18)."""
_SIZE = 288, 5000
"""The product that is timed: about that of one layer of a recogniser for a page."""
_NEEDED = 2_000_000_000
_EXTRAS = {"cluster": ("distributed", "fsspec"), "train": ("sklearn", "scipy", "wordfreq")}


@dataclass(frozen=True, slots=True)
class Finding:
    """``state``: ``ok``, ``note`` (works, could be better) or ``bad`` (something will not work); ``advice``: what to
    do, or ``""``.
    """

    what: str
    found: str
    state: str = "ok"
    advice: str = ""


def examine(folder: Path = Path()) -> Iterator[Finding]:
    """All findings, one after the other. ``folder``: where graphs are to be built."""
    yield _python()
    yield from _spacy()
    yield from _pipelines()
    yield _processes()
    yield _memory()
    yield _sqlite()
    yield _oxigraph()
    yield _disk(folder)
    yield _threads()
    for extra, modules in _EXTRAS.items():
        missing = [module for module in modules if find_spec(module) is None]
        advice = f"pip install 'sse-graph[{extra}]', if it is wanted" if missing else ""
        yield Finding(f"extra [{extra}]", "not installed" if missing else "installed", "ok", advice)


def _python() -> Finding:
    good = (3, 11) <= sys.version_info[:2] < (3, 14)
    found = f"{platform.python_version()} ({platform.python_implementation()}, {platform.machine()}, {sys.platform})"
    return Finding("Python", found, "ok" if good else "bad", "" if good else "use Python 3.11, 3.12 or 3.13")


def _spacy() -> Iterator[Finding]:
    try:
        from sse_graph.annotate.kernels import product_seconds
    except ImportError as error:
        yield Finding("spaCy", f"cannot be imported ({error})", "bad", "pip install 'spacy==3.8.7' click")
        return
    found = version("spacy")
    slow = tuple(int(part) for part in found.split(".")[:3] if part.isdigit()) >= SLOW_SPACY
    yield Finding(
        "spaCy", f"{found}, thinc {version('thinc')}", "note" if slow else "ok",
        "pip install 'spacy==3.8.7': recognising is twice as fast and finds the same" if slow else "",
    )  # fmt: skip
    times = product_seconds(*_SIZE)
    speed = {name: 2 * _SIZE[0] ** 2 * _SIZE[1] / seconds / 1e9 for name, seconds in times.items()}
    shown = ", ".join(f"{name} {rate:.0f} GFLOP/s" for name, rate in speed.items())
    behind = speed["numpy"] < 0.7 * max(speed.values())
    yield Finding(
        "matrix products", f"by numpy; {shown}", "note" if behind else "ok",
        "this numpy has a slow BLAS; install it as a wheel with pip" if behind else "",
    )  # fmt: skip


def _pipelines() -> Iterator[Finding]:
    try:
        from sse_graph.annotate.models import available_languages, load_ner
    except ImportError:
        return
    for language in available_languages():
        started = time.monotonic()
        try:
            nlp = load_ner(language)
        except (SSEGraphError, OSError, ValueError) as error:
            yield Finding(f"pipeline {language}", str(error), "bad", "reinstall sse-graph with its dependencies")
        else:
            seconds = time.monotonic() - started
            yield Finding(f"pipeline {language}", f"{nlp.meta['version']}, loads in {seconds:.1f} s")


def _processes() -> Finding:
    from sse_graph.workers import CAN_FORK

    how = "forked, the pipelines are in memory once" if CAN_FORK else "spawned, each loads its own pipelines"
    return Finding("workers", f"{cores()} (cores that may be used; {how})")


def _memory() -> Finding:
    available = memory()
    if available is None:
        return Finding("memory", "unknown")
    few = available < _NEEDED
    return Finding(
        "memory", f"{available / 1e9:.1f} GB available", "note" if few else "ok",
        "three languages need 2 GB: close other programs, or build with --workers 1" if few else "",
    )  # fmt: skip


def _sqlite() -> Finding:
    good = sqlite3.sqlite_version_info >= (3, 35)
    return Finding("SQLite", sqlite3.sqlite_version, "ok" if good else "bad", "" if good else "3.35 or newer is needed")


def _oxigraph() -> Finding:
    try:
        import pyoxigraph as ox

        with tempfile.TemporaryDirectory() as folder:
            store = ox.Store(folder)
            node = ox.NamedNode("https://example.org/a")
            store.bulk_extend([ox.Quad(node, node, node)])
            store.flush()
            good = len(store) == 1
            del store
        return Finding("pyoxigraph", version("pyoxigraph"), "ok" if good else "bad", "" if good else "reinstall it")
    except (ImportError, OSError, PackageNotFoundError) as error:
        return Finding("pyoxigraph", str(error), "bad", "pip install pyoxigraph; look for room in the temporary folder")


def _disk(folder: Path) -> Finding:
    place = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(place).free
    writable = os.access(place, os.W_OK)
    state = "bad" if not writable or free < 100_000_000 else "note" if free < 2_000_000_000 else "ok"
    advice = "" if state == "ok" else "10,000 pages need about 3 GB, while they are built: name another --graph"
    return Finding("disk", f"{free / 1e9:.1f} GB free in {place}{'' if writable else ', not writable'}", state, advice)


def _threads() -> Finding:
    asked = os.environ.get("OPENBLAS_NUM_THREADS", "")
    fits = asked == "1"
    return Finding(
        "BLAS threads", asked or "as many as cores", "ok" if fits else "note",
        "" if fits else "set OPENBLAS_NUM_THREADS=1: threads in small matrices only disturb the workers",
    )  # fmt: skip
