"""Which entry of the authority file, thesaurus or table of places the names of one thing point to.

Input: ``Term`` records; then a label and names. Output: the IRI of a term or nothing. It does **not** read files
(``vocabulary.py``) nor look into texts (``annotate/gazetteer.py``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sse_graph.names import is_acronym, normal_form
from sse_graph.records import Term


class Authority:
    """Terms by normal form. A name that several terms bear, or one calls ambiguous, identifies none by itself."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = {term.iri: term for term in terms}
        self._by_form: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._weak: dict[tuple[str, str], set[str]] = defaultdict(set)
        for term in self.terms.values():
            for name, _ in term.names:
                index = self._weak if name in term.ambiguous else self._by_form
                index[term.label, normal_form(name, term.label)].add(term.iri)

    def identify(self, label: str, names: Iterable[str]) -> str:
        """The one term that these names of one thing point to; ``""`` when none or several."""
        forms = {normal_form(name, label) for name in names}
        sure = {iri for form in forms for iri in self._by_form.get((label, form), ())}
        if len(sure) > 1:
            # a shared form is settled by the others: the term that most of the names point to alone
            alone = {
                iri
                for form in forms
                for iri in self._by_form.get((label, form), ())
                if len(self._by_form[label, form]) == 1
            }
            sure = alone or sure
        return next(iter(sure)) if len(sure) == 1 else ""

    def bearers(self, label: str, form: str) -> set[str]:
        """The terms that bear a name of that normal form, be it theirs alone or not."""
        return self._by_form.get((label, form), set()) | self._weak.get((label, form), set())

    def full_names(self) -> Iterator[tuple[str, str, str, str]]:
        """(label, name, language, IRI) of the names that are no acronyms and that one term alone bears, sorted."""
        for iri, term in sorted(self.terms.items()):
            for name, language in term.names:
                own = name not in term.ambiguous and not is_acronym(name)
                if own and self._by_form[term.label, normal_form(name, term.label)] == {iri}:
                    yield term.label, name, language, iri
