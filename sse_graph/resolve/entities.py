"""Clusters as ``Entity`` records: what each thing is called, its IRI, and why its names are one.

Input: things of documents and their clusters. Output: entities, sorted by IRI. It does **not** join anything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Set

from sse_graph.authority import Authority
from sse_graph.clusters import Clusters, Key
from sse_graph.decisions import Decisions
from sse_graph.names import is_acronym
from sse_graph.records import Entity, Merge, Term
from sse_graph.resolve.local import Thing
from sse_graph.vocab import mint, slugify

_Draft = tuple[Key, list[Thing], str, Term | None, Counter[tuple[str, str]], tuple[tuple[str, str], ...]]


def entities(
    things: Mapping[Key, Thing],
    clusters: Clusters,
    authority: Authority,
    place: Callable[[str], Term | None],
    base: str,
    decisions: Decisions,
) -> tuple[Entity, ...]:
    """The entities of ``clusters``, whose keys are those of ``things``."""
    members: dict[Key, list[Thing]] = defaultdict(list)
    for key in sorted(things):
        members[clusters.root(key)].append(things[key])
    drafts: list[_Draft] = []
    for root, parts in members.items():
        identifier = clusters.identifier.get(root, "")
        term = authority.terms.get(identifier) or (place(identifier) if identifier else None)
        counted: Counter[tuple[str, str]] = Counter()
        partial = {name for thing in parts for name in thing.short | thing.local}
        for thing in parts:
            for name, count in thing.names.items():
                counted[name, _language(name, thing.language)] += count
        preferred = term.preferred if term and term.preferred else _preferred(counted, partial)
        preferred = decisions.renamed(
            preferred, ((n, thing.label, thing.key[0]) for thing in parts for n in thing.names)
        )
        drafts.append((root, parts, identifier, term, counted, preferred))
    taken = {draft[2] for draft in drafts if draft[2]} | authority.terms.keys()
    found = []
    drafts.sort(key=lambda draft: (draft[1][0].label, draft[5], sorted(draft[4].items()), draft[0]))
    numbers: dict[str, int] = {}
    for root, parts, identifier, term, counted, preferred in drafts:
        iri = identifier or _free_iri(base, parts[0].label, preferred[0][0], taken, numbers)
        taken.add(iri)
        found.append(
            Entity(
                iri=iri,
                label=parts[0].label,
                preferred=preferred,
                names=tuple(sorted(counted)),
                mentions=tuple(sorted((thing.key[0], index) for thing in parts for index in thing.mentions)),
                classes=tuple(
                    sorted({*(term.classes if term else ()), *(name for thing in parts for name in thing.classes)})
                ),
                identifier=identifier,
                merges=tuple(sorted(clusters.reasons.get(root, ()), key=_order)),
                matches=term.matches if term else (),
                latitude=term.latitude if term else None,
                longitude=term.longitude if term else None,
            )
        )
    return tuple(sorted(found, key=lambda entity: entity.iri))


def _order(merge: Merge) -> tuple[str, str, str]:
    return merge.rule, merge.first, merge.second


def _language(name: str, language: str) -> str:
    return "" if is_acronym(name) or language == "und" else language


def _preferred(counted: Counter[tuple[str, str]], partial: Set[str]) -> tuple[tuple[str, str], ...]:
    """One name a language: a full one before an acronym and one that is ``partial``, mixed case before capitals, the
    commoner, the longer.
    """

    def rank(item: tuple[tuple[str, str], int]) -> tuple[bool, bool, bool, int, int, str]:
        (name, _), count = item
        return is_acronym(name), name in partial, name.isupper(), -count, -len(name), name

    chosen: dict[str, str] = {}
    for (name, language), _ in sorted(counted.items(), key=rank):
        if language or not is_acronym(name):
            chosen.setdefault(language, name)
    if not chosen:
        chosen[""] = min(counted.items(), key=rank)[0][0]
    elif "" in chosen and len(chosen) > 1:
        del chosen[""]
    return tuple((name, language) for language, name in sorted(chosen.items()))


def _free_iri(base: str, label: str, name: str, taken: set[str], numbers: dict[str, int]) -> str:
    """An IRI that nothing has: of several things of one name the second ends in 2. ``numbers``: where to go on."""
    plain = iri = mint(base, label, name)
    number = numbers.get(plain, 2)
    while iri in taken:
        iri, number = mint(base, label, f"{slugify(name)}-{number}"), number + 1
    numbers[plain] = number
    return iri
