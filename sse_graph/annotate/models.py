"""The trained recognisers of names, one a language, as they ship with the package.

Input: a language. Output: a spaCy ``Language`` whose only component is ``ner``. It does **not** train (``training/``).
What ships is what was trained: the weights of one component; tokenizer and word vectors come from the installed base
pipeline, or the vectors from a file beside the weights.
"""

from __future__ import annotations

import json
import warnings
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import numpy as np
import spacy
from spacy.language import Language
from spacy.strings import get_string_id
from spacy.util import compile_infix_regex
from spacy.vectors import Vectors

from sse_graph.annotate.patterns import quick_patterns
from sse_graph.errors import InputError

MODELS: Final = Path(__file__).resolve().parent.parent / "models"
_INFIXES: Final = (r"(?<=[\w).])[;•▪►→](?=\w)", r"(?<=\d)\.(?=[A-ZÀ-Ý]\w)")
"""Where scraped pages lack a blank: "Jalisco;Seberang", "1.Lavandería"."""


def available_languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages that have a trained recogniser, sorted."""
    return tuple(sorted(path.parent.name for path in MODELS.glob("*/meta.json")))


def base_language(language: str, base: str, vectors: Path | None = None) -> Language:
    """The tokenizer and vectors of the installed pipeline ``base``, or of spaCy's own language data when it is empty.

    ``vectors``: word vectors of our own, in the format that ``read_vectors`` describes.
    """
    if base:
        with warnings.catch_warnings(), quick_patterns():
            # W095: one base says that it was made for spaCy 3.7; its tokenizer and vectors are the same in 3.8
            warnings.filterwarnings("ignore", message=r"\[W095\]")
            # the base's components are not built at all: only its vectors and tokenizer are wanted, and vectors are
            # found by the hash of a word, for which the 700,000 words themselves are not needed
            nlp = spacy.load(base, exclude=[*_COMPONENTS, "strings"])
    else:
        nlp = spacy.blank(language)
    tokenizer: Any = nlp.tokenizer
    tokenizer.infix_finditer = compile_infix_regex((*(nlp.Defaults.infixes or ()), *_INFIXES)).finditer
    if vectors is not None:
        nlp.vocab.vectors = read_vectors(vectors, nlp)
    return nlp


def read_vectors(path: Path, nlp: Language) -> Vectors:
    """The word vectors in a ``.npz``.

    Its arrays: ``words`` (one a line, lower case), ``vectors`` (int8, shape (words, k)), ``scale`` (k), ``basis``
    (k, width) and ``mean`` (width): a word's vector is ``mean + (vectors * scale) @ basis``.
    """
    with np.load(path, allow_pickle=False) as arrays:
        words = str(arrays["words"]).split("\n")
        rows: Any = (arrays["vectors"] * arrays["scale"]) @ arrays["basis"].astype(np.float32)
        rows += arrays["mean"]  # in place: the table has a hundred megabytes
    keys = [get_string_id(word) for word in words]
    return Vectors(strings=nlp.vocab.strings, data=rows, keys=keys, attr="LOWER", name=path.stem)


_COMPONENTS: Final = ["tok2vec", "tagger", "morphologizer", "parser", "senter", "ner", "attribute_ruler", "lemmatizer"]


def load_ner(language: str) -> Language:
    """The recogniser for ``language`` with the labels Organization, Place, Event, Person, Concept.

    Raises:
        InputError: there is none for the language, or the base package that it needs is not installed in its version.
    """
    folder = MODELS / language
    if not (folder / "meta.json").is_file():
        raise InputError(f"no trained pipeline for language {language!r}; there are {', '.join(available_languages())}")
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    if meta["base"]:
        try:
            installed = version(meta["base"])
        except PackageNotFoundError:
            installed = "none"
        if installed != meta["base_version"]:
            raise InputError(
                f"the {language} pipeline needs {meta['base']} {meta['base_version']}, installed is {installed}; "
                f"`pip install {meta['base'].replace('_', '-')}=={meta['base_version']}`"
            )
    own_vectors = folder / "vectors.npz"
    nlp = base_language(language, meta["base"], own_vectors if own_vectors.is_file() else None)
    nlp.add_pipe("ner", config=meta["ner"])
    ner: Any = nlp.get_pipe("ner")
    ner.from_disk(folder / "ner", exclude=["vocab"])
    nlp.meta.update(name="sse", version=meta["version"], lang=language)
    return nlp
