"""Whole builds: with one and two workers, again with little changed, and what they hold in memory."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from generate import documents, write
from measure import PROGRAM, Cost, Memory, Row, run

_SPACY = """
import sys
from pathlib import Path
from thinc.api import NumpyOps, set_current_ops
set_current_ops(NumpyOps(use_blis=False))
texts = {}
for path in sorted(Path(sys.argv[1]).rglob("*.txt")):
    texts.setdefault(path.name[:2], []).append(path.read_text())
def pipeline(language):
%s
for language, found in texts.items():
    for doc in pipeline(language).pipe(found, n_process=2, batch_size=16):
        pass
"""
_RECOGNISER = """
    from sse_graph.annotate.models import load_ner
    return load_ner(language)
"""
_ANNOTATION = """
    from spacy.language import Language
    from sse_graph.annotate.layout import DOCUMENT
    from sse_graph.annotate.pipeline import Annotator
    from sse_graph.read.text import read_text
    nlp = Annotator().pipeline(language)
    split = nlp.tokenizer
    def read(text):
        document = read_text(text.encode(), "page.txt")
        doc = split(document.text)
        doc.user_data[DOCUMENT] = document
        return doc
    nlp.tokenizer = read
    # records cannot be sent to another process by spaCy
    Language.component("drop_records", func=lambda doc: (doc.user_data.clear(), doc)[1])
    nlp.add_pipe("drop_records")
    return nlp
"""


def _by_spacy(folder: Path, pipeline: str, docs: Path) -> Cost:
    """What spaCy's own two processes take. A file, for spaCy looks up the source of the components that it is given."""
    program = folder / "alone.py"
    program.write_text(_SPACY % pipeline, encoding="utf-8")
    return run([sys.executable, program, docs])


def workers(asked: argparse.Namespace) -> Iterator[Row]:
    """Wall time is what counts here, so the machine must be quiet."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        docs = write(asked.documents, folder / "docs")
        one = run([*PROGRAM, "build", docs, "--graph", folder / "one", "--workers", "1"])
        two = run([*PROGRAM, "build", docs, "--graph", folder / "two", "--workers", "2"])
        alone, bare = _by_spacy(folder, _ANNOTATION, docs), _by_spacy(folder, _RECOGNISER, docs)
    per = asked.documents
    yield Row(f"build of {per} documents, 2 workers", f"{two.wall:.1f} s ({per / two.wall:.1f}/s)",
              f"1 worker {one.wall:.1f} s", f"{one.wall / two.wall:.2f}", "≥ 1.8")  # fmt: skip
    yield Row("the same, processor time", f"{two.cpu:.1f} s", f"1 worker {one.cpu:.1f} s", f"{two.cpu / one.cpu:.2f}")
    for name, other, wanted in (
        ("annotation pipelines alone, `nlp.pipe(n_process=2)`", alone, "≤ 1.10 at 10,000"),
        ("spaCy's recognisers alone, `nlp.pipe(n_process=2)`", bare, ""),
    ):
        yield Row("the same", f"{two.wall:.1f} s", f"{name} {other.wall:.1f} s", f"{two.wall / other.wall:.2f}", wanted)
        yield Row("the same, processor time", f"{two.cpu:.1f} s", f"{other.cpu:.1f} s", f"{two.cpu / other.cpu:.2f}")


def incremental(asked: argparse.Namespace) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        docs = write(asked.documents, folder / "docs")
        build = [*PROGRAM, "build", docs, "--graph", folder / "kg"]
        first = run(build)
        again = run(build)
        shutil.copy(next(docs.rglob("en-*.txt")), docs / "en-new.txt")
        (docs / "en-new.txt").write_text(next(text for _, text in documents(1, seed=99)), encoding="utf-8")
        new = run(build)
        write(1, folder / "single")
        load = run([*PROGRAM, "build", folder / "single", "--graph", folder / "other"])
    yield Row(f"{asked.documents} documents unchanged", f"{again.cpu:.2f} s", f"first build {first.cpu:.1f} s",
              f"{again.cpu / first.cpu:.2%}", "≤ 2 %")  # fmt: skip
    yield Row(f"1 new in {asked.documents}", f"{new.cpu:.1f} s", f"build of 1 document alone {load.cpu:.1f} s",
              f"+{new.cpu - load.cpu:.1f} s", "≤ +5 s")  # fmt: skip


def memory(asked: argparse.Namespace) -> Iterator[Row]:
    """Peak of the parent and its workers, at a tenth of the documents and at all of them, and how long they take."""
    held, took = {}, {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in (asked.documents // 10, asked.documents):
            docs = write(number, folder / f"docs{number}")
            build = [*PROGRAM, "build", docs, "--graph", folder / f"kg{number}", "--workers", "2"]
            held[number], took[number] = Memory().of(build)
        alone = _by_spacy(folder, _ANNOTATION, docs)
    few, many = sorted(held)
    yield Row(f"peak memory, {many} documents, 2 workers", f"{held[many]:,.0f} MB",
              f"{few} documents {held[few]:,.0f} MB", f"{held[many] / held[few]:.2f}",
              "≤ 1.2 from 1,000 to 10,000")  # fmt: skip
    each = {number: took[number] / number * 1000 for number in held}
    yield Row(f"build of {many} documents, 2 workers", f"{took[many]:.0f} s, {each[many]:.1f} ms a document",
              f"{few} documents {each[few]:.1f} ms a document", f"{each[many] / each[few]:.2f}", "≤ 1.1")  # fmt: skip
    yield Row("the same", f"{took[many]:.0f} s",
              f"annotation pipelines alone, `nlp.pipe(n_process=2)` {alone.wall:.0f} s",
              f"{took[many] / alone.wall:.2f}", "≤ 1.10")  # fmt: skip
