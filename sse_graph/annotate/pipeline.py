"""The language pipelines, assembled in one place: layout, NER, known names, definitions, mentions, relations.

Input: ``Document`` records. Output: ``Annotation`` records. It does **not** keep results (``kept.py``) nor decide what
is the same thing over documents (``resolve.py``). The result for a document depends on nothing but the document and the
pipeline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import spacy
from spacy.language import Language

from sse_graph.annotate import gazetteer, hints, layout, mentions  # noqa: F401 (they register components)
from sse_graph.annotate.chunks import keep_chunks
from sse_graph.annotate.forward import predict_only
from sse_graph.annotate.kernels import use_fast_products
from sse_graph.annotate.linking import link_places
from sse_graph.annotate.mentions import ALIASES, MENTIONS
from sse_graph.annotate.models import MODELS, available_languages, load_ner
from sse_graph.annotate.places import place_table
from sse_graph.annotate.relations import component  # noqa: F401
from sse_graph.annotate.relations.component import RELATIONS
from sse_graph.errors import InputError
from sse_graph.garbage import no_collection
from sse_graph.records import Alias, Annotation, Block, Document, Mention, Relation, Term
from sse_graph.settings import Settings
from sse_graph.vocabulary import read_terms

__all__ = ["Annotator", "Settings", "split"]

_PART = 40_000
"""Characters of a document that are annotated at once; a longer one is cut at a block's border, which bounds memory."""


OnPart = Callable[[int, int], None]
"""Told of each finished part of a document: its end and the document's length, in characters."""


class _Findings(NamedTuple):
    """What was found in a part, with the offsets and indexes of the part."""

    mentions: Sequence[Mention]
    aliases: Sequence[Alias]
    relations: Sequence[Relation]


@dataclass
class Annotator:
    """Annotates documents of all languages; each language's pipeline is made when its first document comes."""

    settings: Settings = field(default_factory=Settings)
    _pipelines: dict[str, Language] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def files(self) -> tuple[Path, ...]:
        return self.settings.files

    @cached_property
    def _seats(self) -> dict[str, Term]:
        """The bodies whose seat is known, by IRI."""
        return {term.iri: term for term in read_terms(self.files) if any(term.seat)}

    def pipe(self, documents: Iterable[Document]) -> Iterator[Annotation]:
        """The annotations of ``documents``, in order."""
        return map(self.annotate, documents)

    def annotate(self, document: Document, on_part: OnPart = lambda end, length: None) -> Annotation:
        """The annotation of ``document``.

        Each is annotated by itself: in a batch of others the last bits of the recogniser's sums would depend on them,
        and batches of 1 are as fast as batches of 16 (measured on documents of 300 words).
        """
        nlp = self.pipeline(document.language)
        parts: list[tuple[int, _Findings]] = []
        for offset, part in split(document, _PART):
            doc = nlp(layout.make_doc(nlp, part))
            # the Doc itself is dropped: of a long document only what was found stays in memory
            parts.append((offset, _Findings(*(doc.user_data[name] for name in (MENTIONS, ALIASES, RELATIONS)))))
            on_part(offset + len(part.text), len(document.text))
        return self._joined(document, parts, f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}")

    def _joined(self, document: Document, parts: Sequence[tuple[int, _Findings]], pipeline: str) -> Annotation:
        found: list[Mention] = []
        aliases: list[Alias] = []
        relations: list[Relation] = []
        for offset, part in parts:
            first = len(found)
            found += [replace(m, start=m.start + offset, end=m.end + offset) for m in part.mentions]
            aliases += [Alias(a.first + first, a.second + first, a.rule) for a in part.aliases]
            relations += [
                replace(
                    r, subject=r.subject + first, object=r.object + first, start=r.start + offset, end=r.end + offset
                )
                for r in part.relations
            ]
        if document.language not in available_languages() and not self.settings.pipeline:
            document = replace(document, warnings=(*document.warnings, _UNTRAINED.format(document.language)))
        linked = link_places(document.text, found, place_table(), self._seats)
        return Annotation(document, linked, tuple(aliases), tuple(relations), pipeline)

    def prepare(self, language: str) -> None:
        """Load all that texts in ``language`` need, which is otherwise loaded when the first one comes."""
        with no_collection():
            self.annotate(Document("-", _SAMPLE, "", (Block("paragraph", 0, len(_SAMPLE)),), language))

    def pipeline(self, language: str) -> Language:
        """The pipeline for texts in ``language`` (ISO 639-1 or ``und``)."""
        if language not in self._pipelines:
            with no_collection():
                self._pipelines[language] = self._assemble(language)
        return self._pipelines[language]

    def _assemble(self, language: str) -> Language:
        use_fast_products()
        if self.settings.pipeline:
            nlp = _installed(self.settings.pipeline)
        elif language in available_languages():
            nlp = load_ner(language)
            predict_only(nlp)
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
        keep_chunks(nlp)  # of texts: the names that the components have split are no use there
        return nlp


_SAMPLE = "Paris, France."
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
    blocks = document.blocks
    start = first = 0
    while start < len(document.text):
        end = min(start + size, len(document.text))
        # blocks are in order and disjoint: those of a part are first, first + 1, …
        while first < len(blocks) and blocks[first].end <= start:
            first += 1
        last = first
        while last < len(blocks) and blocks[last].end <= end:
            last += 1
        if end < len(document.text):
            white = document.text.rfind(" ", start + 1, end)
            end = blocks[last - 1].end if last > first else white if white > start else end
        text = document.text[start:end]
        if text.strip():
            yield start, _part(document, first, start, end, text)
        start = end


def _part(document: Document, first: int, start: int, end: int, text: str) -> Document:
    numbers: dict[int, int] = {}
    blocks: list[Block] = []
    for index in range(first, len(document.blocks)):
        block = document.blocks[index]
        if block.start >= end:
            break
        low, high = max(block.start, start), min(block.end, end)
        if low < high:
            numbers[index] = len(blocks)
            blocks.append(Block(block.kind, low - start, high - start, block.level, numbers.get(block.parent, -1)))
    return replace(document, text=text, blocks=tuple(blocks))
