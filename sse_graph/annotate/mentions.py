"""One set of mentions from what the recogniser, the dictionaries and the definitions found.

Input: ``Found`` spans under ``FOUND``. Output: mentions that do not overlap, each name with one label, wherever it
stands in the document, under ``MENTIONS``; and the aliases of the text's own definitions. It does **not** look names
up.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from sse_graph.annotate.acronyms import defined
from sse_graph.annotate.evidence import is_demonym
from sse_graph.annotate.gazetteer import FOUND
from sse_graph.annotate.lists import given_names, says_kind
from sse_graph.annotate.places import PlaceTable, place_table
from sse_graph.annotate.repair import ConceptWords, repaired
from sse_graph.annotate.spans import Found, mend, without_overlaps
from sse_graph.annotate.titles import title_event
from sse_graph.annotate.words import words
from sse_graph.records import Alias, Mention

MENTIONS: Final = "sse_mentions"
ALIASES: Final = "sse_aliases"
CONFIDENCE: Final = {
    "ner": 0.85,
    "authority": 0.97,
    "thesaurus": 0.9,
    "place": 0.9,
    "acronym": 0.9,
    "repeat": 0.8,
    "title": 0.7,
}
_FROM_NER: Final = {
    "ORG": "Organization",
    "GPE": "Place",
    "LOC": "Place",
    "FAC": "Place",
    "PER": "Person",
    "PERSON": "Person",
    "EVENT": "Event",
}
"""Labels of stock pipelines (OntoNotes, WikiNER) as ours; those of our own pipelines are ours already."""
_OURS: Final = frozenset({"Organization", "Place", "Event", "Person", "Concept"})


_WORD: Final = re.compile(r"\w+")
_PERSON: Final = 3
"""Words of a person's name."""


class MentionMaker:
    """The component: gathers, mends, resolves overlaps, repeats; ``places`` links what was recognised as a place."""

    def __init__(self, places: PlaceTable | None, language: str, concept_words: ConceptWords) -> None:
        self._places = places
        self._language = language
        self._concept_words = concept_words

    def __call__(self, doc: Doc) -> Doc:
        recognised = [
            Found(span.start, span.end, _FROM_NER.get(span.label_, span.label_), "ner", 2, CONFIDENCE["ner"])
            for span in doc.ents
            if span.label_ in _FROM_NER or span.label_ in _OURS
        ]
        known = list(doc.user_data.get(FOUND, ()))
        found = [mended for span in (*recognised, *known) if (mended := mend(doc, span))]
        found = [span for span in found if not self._is_demonym(doc, span)]
        found = [self._kind_by_table(doc, span) for span in repaired(doc, found, self._language, self._concept_words)]
        found += title_event(doc, found)
        forms, pairs = defined(doc, without_overlaps(found), found)
        found = _one_label(doc, without_overlaps([*forms, *found]))
        found = without_overlaps([*found, *_repeats(doc, found)])
        found = [self._linked(doc, span) for span in found]
        doc.user_data[MENTIONS] = [_mention(doc, span) for span in found]
        index = {(span.start, span.end): number for number, span in enumerate(found)}
        doc.user_data[ALIASES] = [
            Alias(index[long], index[short], "acronym-definition")
            for long, short in pairs
            if long in index and short in index and found[index[long]].label == found[index[short]].label
        ]
        return doc

    def _is_demonym(self, doc: Doc, span: Found) -> bool:
        return (
            span.label == "Place"
            and self._places is not None
            and is_demonym(_name(doc, span), self._language, self._places)
        )

    def _kind_by_table(self, doc: Doc, span: Found) -> Found:
        """A recognised body whose name of several words is a place's is the place (800 to 8 in the corpus), unless the
        name says what kind of authority it is ("Región de Murcia"); an unlisted place with a given name is a person.
        """
        if self._places is None or span.identifier or span.label not in {"Organization", "Place"}:
            return span
        name = _name(doc, span)
        parts = _WORD.findall(name)
        if len(parts) < 2:
            return span
        known = bool(self._places.candidates(name))
        if span.label == "Organization":
            return replace(span, label="Place") if known and not says_kind(name) else span
        person = not known and len(parts) <= _PERSON and parts[0] in given_names() and all(map(str.istitle, parts))
        return replace(span, label="Person") if person else span

    def _linked(self, doc: Doc, span: Found) -> Found:
        if span.label != "Place" or span.identifier or self._places is None:
            return span
        bearers = self._places.find(_name(doc, span))
        if not bearers:
            return span
        return replace(span, identifier=bearers[0].iri, classes=bearers[0].classes)


def _name(doc: Doc, span: Found) -> str:
    return words(doc).name(span.start, span.end)


def _mention(doc: Doc, span: Found) -> Mention:
    tokens = words(doc)
    return Mention(
        tokens.starts[span.start],
        tokens.starts[span.end - 1] + len(tokens.text[span.end - 1]),
        span.label,
        span.source,
        span.confidence,
        span.identifier,
        tuple(sorted(span.classes)),
    )


def _one_label(doc: Doc, found: Sequence[Found]) -> list[Found]:
    """``found``, where a name that bears two labels in the document keeps the better attested one everywhere."""
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for span in found:
        votes[_name(doc, span)][span.label] += {0: 3.0, 1: 1.5}.get(span.rank, 1.0)
    best = {name: min(labels, key=lambda label: (-labels[label], label)) for name, labels in votes.items()}
    kept = []
    for span in found:
        label = best[_name(doc, span)]
        kept.append(span if span.label == label else replace(span, label=label, identifier="", classes=()))
    return kept


def _repeats(doc: Doc, found: Iterable[Found]) -> list[Found]:
    """Further places where the names stand: exactly so, concepts in any case; short common words are not repeated."""
    exact, lower, _, _ = words(doc)
    wanted: dict[tuple[str, ...], Found] = {}
    for span in found:
        name = _name(doc, span)
        if span.label == "Concept" and not name.isupper():
            if span.source == "title" or len(name) < 4:
                continue
            wanted.setdefault(tuple(lower[span.start : span.end]), span)
        elif len(span) > 1 or len(name) > 2:
            wanted.setdefault(tuple(exact[span.start : span.end]), span)
    by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name_words in wanted:
        by_first[name_words[0]].append(name_words)
    repeats = []
    for start in range(len(exact)):
        for tokens_of, keys in ((exact, by_first.get(exact[start], ())), (lower, by_first.get(lower[start], ()))):
            for name_words in keys:
                end = start + len(name_words)
                span = wanted[name_words]
                if tuple(tokens_of[start:end]) == name_words and not any(
                    doc[i].is_sent_start for i in range(start + 1, end)
                ):
                    repeats.append(
                        Found(
                            start,
                            end,
                            span.label,
                            "repeat",
                            3,
                            min(span.confidence, CONFIDENCE["repeat"]),
                            span.identifier,
                            span.classes,
                        )
                    )
    return repeats


@Language.factory("sse_mentions", default_config={"places": True, "language": "en", "concept_words": ""})
def make_mentions(nlp: Language, name: str, places: bool, language: str, concept_words: str) -> MentionMaker:
    """spaCy factory of the component that turns everything found into mentions; ``concept_words``: file of one word a
    line and how concepts use it.
    """
    lines = Path(concept_words).read_text(encoding="utf-8").splitlines() if concept_words else ()
    words = dict(line.split(" ", 1) for line in lines)
    return MentionMaker(place_table() if places else None, language, words)
