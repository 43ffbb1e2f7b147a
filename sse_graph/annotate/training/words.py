"""The words that concepts are made of, per language: of the thesaurus's labels and of the corpus's concepts.

Input: ``ontology/concepts.ttl``, ``corpus/train``. Output: ``sse_graph/models/concept-words-<language>.txt``.
"""

from __future__ import annotations

import re
from pathlib import Path

from sse_graph.annotate.models import MODELS
from sse_graph.annotate.repair import concept_stem
from sse_graph.corpus import read_corpus
from sse_graph.names import SMALL_WORDS
from sse_graph.resources import ontology_path
from sse_graph.vocabulary import read_terms


def main() -> None:
    """``python -m sse_graph.annotate.training.words``."""
    for language in ("en", "es", "fr"):
        names = [name for term in read_terms([ontology_path("concepts.ttl")]) for name, tag in term.names if tag in {"", language}]
        for text in read_corpus(Path("corpus") / "train", language):
            names += [text.text[start:end] for start, end, identifier in text.mentions if identifier[0] == "c"]
        words = {concept_stem(word) for name in names for word in re.findall(r"\w+", name)} - SMALL_WORDS
        content = "\n".join(sorted(word for word in words if not word.isdigit())) + "\n"
        (MODELS / f"concept-words-{language}.txt").write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
