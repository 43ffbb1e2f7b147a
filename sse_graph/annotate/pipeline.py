"""The language pipelines, assembled in one place: layout, NER, known names, definitions, mentions, relations.

Input: ``Document`` records. Output: ``Annotation`` records. It does **not** keep results (``kept.py``) nor decide what
is the same thing over documents (``resolve.py``). The result for a document depends on nothing but the document and the
pipeline.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import spacy
from spacy import about
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps, set_current_ops

import sse_graph
from sse_graph.annotate import gazetteer, hints, layout, mentions  # noqa: F401 (they register components)
from sse_graph.annotate.linking import link_places
from sse_graph.annotate.mentions import ALIASES, MENTIONS
from sse_graph.annotate.models import MODELS, available_languages, load_ner
from sse_graph.annotate.places import place_table
from sse_graph.annotate.relations import component  # noqa: F401
from sse_graph.annotate.relations.component import RELATIONS
from sse_graph.errors import InputError
from sse_graph.records import Alias, Annotation, Block, Document, Mention, Relation, Term
from sse_graph.resources import ontology_path
from sse_graph.vocabulary import read_terms

AUTHORITY_FILES = ("organizations.ttl", "concepts.ttl")
_PART = 40_000
"""Characters of a document that are annotated at once; a longer one is cut at a block's border, which bounds memory."""
_BATCH = 16


@dataclass(frozen=True)
class Settings:
    """What a pipeline is made of. ``pipeline``: name of an installed spaCy pipeline to use instead of ours;
    ``authority``: whether the authority file's bodies are looked for; ``vocabularies``: further Turtle files;
    ``min_confidence``: relations below it are left out ([0, 1], ``None``: the threshold that was measured best).
    """

    pipeline: str = ""
    authority: bool = True
    vocabularies: tuple[Path, ...] = ()
    min_confidence: float | None = None


@dataclass
class Annotator:
    """Annotates documents of all languages; each language's pipeline is made when its first document comes."""

    settings: Settings = field(default_factory=Settings)
    _pipelines: dict[str, Language] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def files(self) -> tuple[Path, ...]:
        own = [
            ontology_path(name) for name in AUTHORITY_FILES if self.settings.authority or name != "organizations.ttl"
        ]
        return (*own, *self.settings.vocabularies)

    @cached_property
    def fingerprint(self) -> str:
        """A hash that changes when anything does that an annotation depends on besides the document."""
        digest = hashlib.sha256(f"{sse_graph.__version__} {about.__version__} {self.settings}".encode())
        package = Path(sse_graph.__file__).parent
        code = sorted((package / "annotate").rglob("*.py")) + sorted((package / "models").rglob("*"))
        data = [
            ontology_path(name)
            for name in ("triggers.ttl", "places.ttl", "regions.tsv", "city-names.tsv", "demonyms.tsv")
        ]
        for path in (*code, *self.files, *data):
            if path.is_file():
                digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()

    @cached_property
    def _seats(self) -> dict[str, Term]:
        """The bodies whose seat is known, by IRI."""
        return {term.iri: term for term in read_terms(self.files) if any(term.seat)}

    def pipe(self, documents: Iterable[Document]) -> Iterator[Annotation]:
        """The annotations of ``documents``, in order."""
        batch: list[Document] = []
        for document in documents:
            if batch and (len(batch) == _BATCH or batch[0].language != document.language):
                yield from self._annotate(batch)
                batch = []
            batch.append(document)
        if batch:
            yield from self._annotate(batch)

    def _annotate(self, documents: Sequence[Document]) -> Iterator[Annotation]:
        nlp = self.pipeline(documents[0].language)
        name = f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"
        parts = [(document, part) for document in documents for part in split(document, _PART)]
        docs = nlp.pipe(layout.make_doc(nlp, part) for _, (_, part) in parts)
        finished: list[tuple[int, Doc]] = []
        for number, ((document, (offset, _)), doc) in enumerate(zip(parts, docs, strict=True)):
            finished.append((offset, doc))
            if number + 1 == len(parts) or parts[number + 1][0] is not document:
                yield self._joined(document, finished, name)
                finished = []

    def _joined(self, document: Document, parts: Sequence[tuple[int, Doc]], pipeline: str) -> Annotation:
        found: list[Mention] = []
        aliases: list[Alias] = []
        relations: list[Relation] = []
        for offset, doc in parts:
            first = len(found)
            found += [replace(m, start=m.start + offset, end=m.end + offset) for m in doc.user_data[MENTIONS]]
            aliases += [Alias(a.first + first, a.second + first, a.rule) for a in doc.user_data[ALIASES]]
            relations += [
                replace(
                    r, subject=r.subject + first, object=r.object + first, start=r.start + offset, end=r.end + offset
                )
                for r in doc.user_data[RELATIONS]
            ]
        if document.language not in available_languages() and not self.settings.pipeline:
            document = replace(document, warnings=(*document.warnings, _UNTRAINED.format(document.language)))
        linked = link_places(document.text, found, place_table(), self._seats)
        return Annotation(document, linked, tuple(aliases), tuple(relations), pipeline)

    def pipeline(self, language: str) -> Language:
        """The pipeline for texts in ``language`` (ISO 639-1 or ``und``)."""
        if language not in self._pipelines:
            self._pipelines[language] = self._assemble(language)
        return self._pipelines[language]

    def _assemble(self, language: str) -> Language:
        # thinc's own matrix kernel is 2.4 times slower on these models than numpy's, with identical results
        set_current_ops(NumpyOps(use_blis=False))
        if self.settings.pipeline:
            nlp = _installed(self.settings.pipeline)
        elif language in available_languages():
            nlp = load_ner(language)
        else:
            nlp = spacy.blank("xx")
        nlp.add_pipe("sse_layout", first=True)
        if not self.settings.pipeline and language in available_languages():
            nlp.add_pipe("sse_hints", after="sse_layout", config={"language": language})
        files = [str(path) for path in self.files]
        nlp.add_pipe("sse_gazetteer", config={"files": files, "language": language})
        words = MODELS / f"concept-words-{language}.txt"
        nlp.add_pipe(
            "sse_mentions", config={"language": language, "concept_words": str(words) if words.is_file() else ""}
        )
        nlp.add_pipe("sse_relations", config={"language": language, "min_confidence": self.settings.min_confidence})
        return nlp


_UNTRAINED = "there is no trained pipeline for language {!r}: only layout, known names and definitions were used"


def _installed(name: str) -> Language:
    try:
        return spacy.load(name, exclude=["lemmatizer", "tagger", "parser", "attribute_ruler", "morphologizer"])
    except (OSError, ValueError) as error:
        raise InputError(
            f"--pipeline {name}: no such spaCy pipeline is installed; `pip install` it or leave the option out"
        ) from error


def split(document: Document, size: int) -> Iterator[tuple[int, Document]]:
    """``document`` in parts of about ``size`` characters that end where a block ends, each with its offset."""
    if len(document.text) <= size:
        yield 0, document
        return
    start = 0
    while start < len(document.text):
        end = min(start + size, len(document.text))
        if end < len(document.text):
            inside = [block.end for block in document.blocks if start < block.end <= end]
            white = document.text.rfind(" ", start + 1, end)
            end = inside[-1] if inside else white if white > start else end
        text = document.text[start:end]
        if text.strip():
            yield start, _part(document, start, end, text)
        start = end


def _part(document: Document, start: int, end: int, text: str) -> Document:
    numbers: dict[int, int] = {}
    blocks: list[Block] = []
    for index, block in enumerate(document.blocks):
        low, high = max(block.start, start), min(block.end, end)
        if low < high:
            numbers[index] = len(blocks)
            blocks.append(Block(block.kind, low - start, high - start, block.level, numbers.get(block.parent, -1)))
    return replace(document, text=text, blocks=tuple(blocks))
