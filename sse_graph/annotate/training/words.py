"""The words that concepts are made of, per language: of the thesaurus's labels and of the corpus's concepts.

Input: ``ontology/concepts.ttl``, ``corpus/train``, ``corpus/extra``. Output:
``sse_graph/models/concept-words-<language>.txt``. It does **not** look at ``corpus/dev``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain
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
        names = [
            name
            for term in read_terms([ontology_path("concepts.ttl")])
            for name, tag in term.names
            if tag in {"", language}
        ]
        corpora = (Path("corpus") / part for part in ("train", "extra"))
        for text in chain.from_iterable(read_corpus(corpus, language) for corpus in corpora):
            names += [text.text[start:end] for start, end, identifier in text.mentions if identifier[0] == "c"]
        uses: dict[str, set[str]] = defaultdict(set)
        for name in names:
            stems = [concept_stem(word) for word in re.findall(r"\w+", name) if word.casefold() not in SMALL_WORDS]
            for place, stem in enumerate(stems):
                use = "1" if len(stems) == 1 else "f" if place == 0 else "l" if place == len(stems) - 1 else "m"
                uses[stem].add(use)
        lines = [f"{stem} {''.join(sorted(how))}\n" for stem, how in sorted(uses.items()) if not stem.isdigit()]
        (MODELS / f"concept-words-{language}.txt").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
