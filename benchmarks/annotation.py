"""Annotation against the bare recogniser, against thinc's own matrix kernel, against another spaCy."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import time
from collections.abc import Iterator
from itertools import islice

from generate import documents
from measure import ROOT, Row, in_turns


def annotation(asked: argparse.Namespace) -> Iterator[Row]:
    from thinc.api import NumpyOps, set_current_ops

    from sse_graph.annotate.chunks import keep_chunks
    from sse_graph.annotate.forward import predict_only
    from sse_graph.annotate.models import load_ner
    from sse_graph.annotate.pipeline import Annotator
    from sse_graph.read.text import read_text

    texts = [(name, text) for name, text in documents(asked.documents) if "/en-" in name]
    read = [read_text(text.encode(), name) for name, text in islice(texts, 60)]
    words = sum(len(document.text.split()) for document in read)
    annotator = Annotator()
    started = time.process_time()
    annotator.annotate(read[0])
    loaded = time.process_time() - started
    bare, ours = load_ner("en"), load_ner("en")
    predict_only(ours)
    keep_chunks(ours)
    set_current_ops(NumpyOps(use_blis=True))
    blis = load_ner("en")
    set_current_ops(NumpyOps(use_blis=False))
    nlp = annotator.pipeline("en")
    found = in_turns(
        asked.rounds,
        {
            "ours": lambda: list(annotator.pipe(read)),
            "recogniser": lambda: list(ours.pipe(document.text for document in read)),
            "bare": lambda: list(bare.pipe(document.text for document in read)),
            "blis": lambda: list(blis.pipe(document.text for document in read)),
        },
    )
    speed = {name: words / seconds for name, seconds in found.items()}
    yield Row("load, English pipeline and tables", f"{loaded:.1f} s")
    yield Row(
        "annotation, English, words/s of one core", f"{speed['ours']:,.0f}", f"spaCy's recogniser {speed['bare']:,.0f}",
        f"{speed['ours'] / speed['bare']:.2f}",
    )  # fmt: skip
    yield Row(
        "our recogniser, words/s", f"{speed['recogniser']:,.0f}", f"spaCy's with numpy {speed['bare']:,.0f}",
        f"{speed['recogniser'] / speed['bare']:.2f}",
    )  # fmt: skip
    yield Row(
        "spaCy's recogniser with numpy's products", f"{speed['bare']:,.0f}", f"with blis {speed['blis']:,.0f}",
        f"{speed['bare'] / speed['blis']:.2f}",
    )  # fmt: skip
    yield from _parts(nlp, read)
    other = os.environ.get("OTHER_PYTHON")
    if other:
        yield _other(other, ours, [document.text for document in read], speed["recogniser"], words)


def _parts(nlp: object, read: list) -> Iterator[Row]:
    """The share of each component in a run of them one after the other."""
    from sse_graph.annotate import layout

    times: dict[str, float] = {}
    for document in read:
        doc = layout.make_doc(nlp, document)
        for name, component in nlp.pipeline:
            started = time.process_time()
            doc = component(doc)
            times[name] = times.get(name, 0.0) + time.process_time() - started
    whole = sum(times.values())
    yield Row("shares of the components", ", ".join(f"{name} {took / whole:.0%}" for name, took in times.items()))


def _other(python: str, ours: object, texts: list[str], speed: float, words: int) -> Row:
    """The same recogniser under the spaCy of another interpreter (``OTHER_PYTHON``), its entities compared."""
    program = (
        "import json, sys, time\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from sse_graph.annotate.models import load_ner\nimport spacy\n"
        "nlp = load_ner('en')\ntexts = json.load(sys.stdin)\nlist(nlp.pipe(texts[:3]))\n"
        "times = []\n"
        "for _ in range(3):\n"
        "    t = time.process_time()\n    docs = list(nlp.pipe(texts))\n    times.append(time.process_time() - t)\n"
        "found = [[(e.start, e.end, e.label_) for e in doc.ents] for doc in docs]\n"
        "print(json.dumps([spacy.about.__version__, sorted(times)[1], found]))\n"
    )
    answer = subprocess.run(
        [python, "-c", program], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    version, seconds, found = json.loads(answer.stdout.splitlines()[-1])
    same = found == [[[e.start, e.end, e.label_] for e in doc.ents] for doc in ours.pipe(texts)]
    return Row(
        "recogniser, words/s of one core", f"{speed:,.0f}", f"spaCy {version} defaults {words / seconds:,.0f}",
        f"{speed * seconds / words:.2f}; entities {'identical' if same else 'NOT identical'}", "≥ 2",
    )  # fmt: skip
