"""The place that a document gives a body whose name many bear: the Ministry of Labour of which country.

Input: an annotation and which of its mentions are meant. Output: a place a mention. It does **not** say which names
many bear (``traits.py``), nor link places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from typing import Final

from sse_graph.names import normal_form
from sse_graph.records import Annotation, Mention, Term

_BETWEEN: Final = re.compile(
    r"[\s,(–—-]*(?:of|in|for|de|del|du|des|d['’]|do|da|en|au|aux|the|la|le|les|el|l['’])?[\s]*"
)


def place_contexts(
    annotation: Annotation, indexes: Set[int], place: Callable[[str], Term | None]
) -> dict[int, tuple[str, str]]:
    """Two places for each of the mentions ``indexes``, as the country's IRI or the place's normal form, or "": the one
    that stands right behind the name, and the one that the text else tells: where it says that the body is, or the one
    country that it names.
    """
    mentions, text = annotation.mentions, annotation.document.text

    def country(mention: Mention) -> str:
        iri, term = mention.identifier, place(mention.identifier) if mention.identifier else None
        seen = {iri}
        while term and "Country" not in term.classes and term.within and term.within not in seen:
            iri = term.within
            seen.add(iri)
            term = place(iri)
        return iri or normal_form(annotation.name(mention), "Place")

    located = {
        relation.subject: country(mentions[relation.object])
        for relation in reversed(annotation.relations)
        if relation.predicate == "locatedIn" and relation.subject in indexes
    }
    everywhere = {country(mention) for mention in mentions if mention.label == "Place"}
    only = next(iter(everywhere)) if len(everywhere) == 1 else ""
    contexts = {}
    for index in sorted(indexes):
        following = mentions[index + 1] if index + 1 < len(mentions) else None
        behind = ""
        if following and following.label == "Place":
            between = text[mentions[index].end : following.start]
            behind = country(following) if _BETWEEN.fullmatch(between) else ""
        contexts[index] = behind, located.get(index, "") or only
    return contexts
