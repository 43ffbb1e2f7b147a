"""Known names in a text: the authority file's bodies, the thesaurus's concepts, countries, regions and large cities.

Input: a spaCy ``Doc``. Output: ``Found`` spans with the IRI of what they name, under ``FOUND`` in ``doc.user_data``. It
does
**not** decide between overlapping spans (``mentions.py``), and a name that several things bear finds none.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from sse_graph.annotate.places import place_table
from sse_graph.annotate.spans import Found
from sse_graph.names import is_acronym
from sse_graph.records import Term
from sse_graph.vocabulary import read_terms

FOUND: Final = "sse_found"
"""Key of ``doc.user_data`` under which the components gather their ``Found`` spans."""
_SOURCES: Final = {
    "Organization": "authority",
    "Concept": "thesaurus",
    "Place": "place",
    "Event": "authority",
    "Person": "authority",
}
_RANKS: Final = {"authority": 0, "thesaurus": 1, "place": 1}
_CITY_POPULATION: Final = 400_000
"""Only cities of this size are looked for by name alone; a smaller one's name is too often somebody's or something
else's.
"""


class Gazetteer:
    """Two matchers over ``terms``: of exact words (acronyms, single names) and of words in any case (names of several
    words).
    """

    def __init__(self, nlp: Language, terms: Iterable[Term], language: str) -> None:
        self._exact = PhraseMatcher(nlp.vocab)
        self._any_case = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._terms: dict[str, Term] = {}
        exact: dict[str, dict[str, None]] = defaultdict(dict)
        any_case: dict[str, dict[str, None]] = defaultdict(dict)
        owners: dict[tuple[str, str], set[str]] = defaultdict(set)
        for term in terms:
            self._terms[term.iri] = term
            for name, written_in in term.names:
                if name in term.ambiguous or (term.label == "Concept" and written_in not in {"", language}):
                    continue
                if is_acronym(name) and written_in not in {"", language} and (name, written_in) not in term.preferred:
                    continue  # "UN" is a word in French and Spanish
                if term.label != "Concept" and (is_acronym(name) or len(name.split()) == 1):
                    exact[name][term.iri] = None
                    if not is_acronym(name):
                        exact[name.upper()][term.iri] = None
                elif is_acronym(name):
                    exact[name][term.iri] = None
                else:
                    any_case[name.casefold()][term.iri] = None
                owners[term.label, name.casefold()].add(term.iri)
        for matcher, names in ((self._exact, exact), (self._any_case, any_case)):
            for name, iris in sorted(names.items()):
                known = self._choose(iris)
                if known:
                    matcher.add(known, [nlp.make_doc(spelling) for spelling in spellings(name)])

    def _choose(self, iris: Iterable[str]) -> str | None:
        """The one thing that a name stands for: the best known place, else the only bearer."""
        bearers = sorted((self._terms[iri] for iri in iris), key=lambda term: (-term.weight, term.iri))
        if len(bearers) == 1 or (
            bearers[0].weight > bearers[1].weight and bearers[0].label == bearers[1].label == "Place"
        ):
            return bearers[0].iri
        return None

    def find(self, doc: Doc) -> Iterator[Found]:
        """The known names in ``doc``; those of bodies and places only where a capital or digit begins them."""
        for matcher in (self._exact, self._any_case):
            for key, start, end in matcher(doc):
                term = self._terms[doc.vocab.strings[key]]
                first = doc[start].text[0]
                if term.label != "Concept" and first.islower():
                    continue
                source = _SOURCES[term.label]
                yield Found(start, end, term.label, source, _RANKS[source], 1.0, term.iri, term.classes)

    def __call__(self, doc: Doc) -> Doc:
        doc.user_data.setdefault(FOUND, []).extend(self.find(doc))
        return doc


def spellings(name: str) -> tuple[str, ...]:
    """``name`` with typewriter's and with typographic apostrophes: texts and files have either."""
    plain = re.sub("[’ʼ]", "'", name)
    return (plain, plain.replace("'", "’")) if "'" in plain else (plain,)


@Language.factory("sse_gazetteer", default_config={"files": [], "places": True, "language": "en"})
def make_gazetteer(nlp: Language, name: str, files: Sequence[str], places: bool, language: str) -> Gazetteer:
    """spaCy factory: ``files`` are Turtle files in the manner of ``ontology/organizations.ttl``; ``places`` adds the
    table.
    """
    terms = list(read_terms(Path(file) for file in files))
    if places:
        terms += place_table().well_known(_CITY_POPULATION)
    return Gazetteer(nlp, terms, language)
