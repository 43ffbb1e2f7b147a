"""Known names in a text: the authority file's bodies, the thesaurus's concepts, countries, regions and large cities.

Input: a spaCy ``Doc``. Output: ``Found`` spans with the IRI of what they name, under ``FOUND`` in ``doc.user_data``. It
does
**not** decide between overlapping spans (``mentions.py``), and a name that several things bear finds none.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from sse_graph.annotate.phrases import Phrases, Tokens, beginning
from sse_graph.annotate.places import place_table
from sse_graph.annotate.spans import Found
from sse_graph.annotate.words import words
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


Groups = Mapping[str, Sequence[tuple[str, str, Term]]]
"""Names by how they begin: (name, language or "", what bears it)."""


class Gazetteer:
    """The names of ``terms`` in texts of a language: exact words (acronyms, single names) and words in any case (names
    of several words).

    What stands for what is decided when a text has a word that begins as a name does: in all texts of a corpus together
    a third of the names come to that.
    """

    def __init__(self, nlp: Language, terms: Iterable[Term], language: str) -> None:
        self._tokens = Tokens(nlp)
        self._language = language
        self._exact: Phrases[Term] = Phrases()
        self._any_case: Phrases[Term] = Phrases(any_case=True)
        self._groups = _groups(tuple(terms))
        self._waiting = set(self._groups)
        for group in sorted(self._tokens.divided & self._waiting if self._tokens.by_beginning else self._waiting):
            self._add(group)

    def _add(self, group: str) -> None:
        """Have the names of that beginning looked for. All bearers of one name are in one group."""
        self._waiting.remove(group)
        exact: dict[str, dict[str, Term]] = defaultdict(dict)
        any_case: dict[str, dict[str, Term]] = defaultdict(dict)
        for name, written_in, term in self._groups[group]:
            if name in term.ambiguous or (term.label == "Concept" and written_in not in {"", self._language}):
                continue
            acronym = is_acronym(name)
            if acronym and written_in not in {"", self._language} and (name, written_in) not in term.preferred:
                continue  # "UN" is a word in French and Spanish
            if acronym or (term.label != "Concept" and len(name.split()) == 1):
                exact[name][term.iri] = term
                if not acronym:
                    exact[name.upper()][term.iri] = term
            else:
                any_case[name.casefold()][term.iri] = term
        for phrases, names in ((self._exact, exact), (self._any_case, any_case)):
            for name, bearers in sorted(names.items()):
                known = _choose(bearers.values())
                if known:
                    for spelling in spellings(name):
                        phrases.add(self._tokens.of(spelling), known.iri, known)

    def find(self, doc: Doc) -> Iterator[Found]:
        """The known names in ``doc``; those of bodies and places only where a capital or digit begins them."""
        tokens = words(doc)
        for group in sorted(self._waiting.intersection(map(beginning, tokens.text))):
            self._add(group)
        for found in (self._exact.find(tokens.text), self._any_case.find(tokens.lower)):
            for term, start, end in found:
                if term.label == "Concept" or not tokens.text[start][0].islower():
                    source = _SOURCES[term.label]
                    yield Found(start, end, term.label, source, _RANKS[source], 1.0, term.iri, term.classes)

    def __call__(self, doc: Doc) -> Doc:
        doc.user_data.setdefault(FOUND, []).extend(self.find(doc))
        return doc


@lru_cache(maxsize=2)
def _groups(terms: tuple[Term, ...]) -> Groups:
    """One for all languages; made once for each set of vocabularies."""
    groups: dict[str, list[tuple[str, str, Term]]] = defaultdict(list)
    for term in terms:
        for name, written_in in term.names:
            groups[beginning(name)].append((name, written_in, term))
    return dict(groups)


def _choose(bearers: Iterable[Term]) -> Term | None:
    """The one thing that a name stands for: the best known place, else the only bearer."""
    best, *others = sorted(bearers, key=lambda term: (-term.weight, term.iri))
    if not others or (best.weight > others[0].weight and best.label == others[0].label == "Place"):
        return best
    return None


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
