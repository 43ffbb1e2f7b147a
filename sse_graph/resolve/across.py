"""The things of all documents put together: by identifier, name, likeness of names, and acronym.

Input: the things of each document. Output: their ``Clusters``. It does **not** look into texts or write records.

What joins two things is told by the two alone (names that are one, definitions, identifiers), so that a further
document never parts them. The exceptions are names that say nothing by themselves, which go to the one thing that is
known to bear them: an acronym without its long form, a body's short name, a name that has one identifier in other
documents, an acronym's long form in a language whose initials it has not. When a second bearer is known they are left
alone. A surname and the word for a kind ("the Federation") mean nothing outside their document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sse_graph.authority import Authority
from sse_graph.clusters import Clusters, Key
from sse_graph.names import is_acronym, is_acronym_of, normal_form
from sse_graph.records import Merge
from sse_graph.resolve.local import WITH_ACRONYMS, WITH_TRAITS, Thing
from sse_graph.resolve.similar import Name, similar
from sse_graph.resolve.traits import is_generic, traits

Place = tuple[Key, str]
"""A thing and one of its names."""


def cluster(things: Mapping[Key, Thing], authority: Authority) -> Clusters:
    """The clusters of ``things`` (by key)."""
    clusters = Clusters()
    for key in sorted(things):
        thing = things[key]
        clusters.add(key, thing.identifier, thing.sides)
        if thing.reasons:
            clusters.reasons[key] = set(thing.reasons)
    full: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
    short: dict[tuple[str, str], list[Place]] = defaultdict(list)
    shortened: set[tuple[str, str, str]] = set()
    for key in sorted(things):
        thing = things[key]
        for name in sorted(thing.names.keys() - thing.local):
            form = normal_form(name, thing.label)
            if form and thing.label in WITH_ACRONYMS and is_acronym(name):
                short[thing.label, form].append((key, name))
            elif form:
                context = thing.context if is_generic(name, thing.label) else ""
                full[thing.label, form, context].append((key, name))
                if name in thing.short:
                    shortened.add((thing.label, form, context))
    _join_decided(clusters, things)
    _join_identified(clusters, things)
    for named, places in full.items():
        if named not in shortened:
            _join_agreeing(clusters, places)
    _join_similar(clusters, things, authority, full, short)
    for named in sorted(shortened):
        # what is short for two things in two documents joins neither them nor a third
        _join_agreeing(clusters, full[named], {key for key, _ in full[named] if len(things[key].names) > 1})
    _join_acronyms(clusters, things, short)
    return clusters


def _join_decided(clusters: Clusters, things: Mapping[Key, Thing]) -> None:
    first: dict[tuple[int, str], Key] = {}
    for key in sorted(things):
        for group in sorted(things[key].groups):
            other = first.setdefault((group, things[key].label), key)
            names = min(things[other].names), min(things[key].names)
            clusters.join(other, key, Merge(*names, "decision"), decided=True)


def _join_identified(clusters: Clusters, things: Mapping[Key, Thing]) -> None:
    by_identifier: dict[tuple[str, str], Key] = {}
    for root, identifier in sorted(clusters.identifier.items()):
        first = by_identifier.setdefault((things[root].label, identifier), root)
        reason = Merge(min(things[first].names), min(things[root].names), "same-identifier")
        clusters.join(first, root, reason)


def _join_agreeing(clusters: Clusters, places: Sequence[Place], anchored: set[Key] | None = None) -> None:
    """Join things of one name. Those without identifier go to the one identified thing, if there is just one.

    ``anchored``: things that have more than this name; when they are several, each keeps to its own and the rest are
    one thing by themselves.
    """
    if anchored is None:
        anchors = {clusters.root(key) for key, _ in places if clusters.root(key) in clusters.identifier}
    else:
        anchors = {clusters.root(key) for key in anchored}
    free = [place for place in places if clusters.root(place[0]) not in anchors]
    if len(anchors) == 1:
        free.insert(0, next(place for place in places if clusters.root(place[0]) in anchors))
    for key, name in free[1:]:
        clusters.join(free[0][0], key, Merge(free[0][1], name, "same-name"))


def _join_similar(
    clusters: Clusters,
    things: Mapping[Key, Thing],
    authority: Authority,
    full: Mapping[tuple[str, str, str], Sequence[Place]],
    short: Mapping[tuple[str, str], Sequence[Place]],
) -> None:
    """Join names that are one by their likeness; a name that is like one of the authority file has its identifier."""
    identified: dict[Name, str] = {}
    borne: dict[Name, Key] = {}
    for label, name, language, iri in authority.full_names():
        if label in WITH_TRAITS and not is_generic(name, label):
            identified.setdefault(Name(name, label, language), iri)
    for (label, *_), places in (*sorted(full.items()), *sorted(short.items())):
        if label not in WITH_TRAITS or is_generic(places[0][1], label):
            continue
        roots = {clusters.root(key) for key, _ in places}
        if len(roots) > 1:
            places = [place for place in places if clusters.root(place[0]) not in clusters.identifier]
        spoken: set[str] = set()
        for key, name in places:
            language = things[key].language
            if language not in spoken:
                spoken.add(language)
                borne[Name(name, label, language)] = key
    ordered = sorted(borne.keys() | identified.keys())
    for one, other, rule in sorted((min(one, other), max(one, other), rule) for one, other, rule in similar(ordered)):
        first, second = borne.get(ordered[one]), borne.get(ordered[other])
        reason = Merge(ordered[one].text, ordered[other].text, rule)
        if first is not None and second is not None:
            clusters.join(first, second, reason)
        elif first is not None:
            _identify(clusters, first, identified[ordered[other]], reason)
        elif second is not None:
            _identify(clusters, second, identified[ordered[one]], reason)
    _join_identified(clusters, things)


def _identify(clusters: Clusters, key: Key, iri: str, reason: Merge) -> None:
    root = clusters.root(key)
    if clusters.identifier.setdefault(root, iri) == iri and reason.first != reason.second:
        clusters.reasons.setdefault(root, set()).add(reason)


def _join_acronyms(
    clusters: Clusters, things: Mapping[Key, Thing], short: Mapping[tuple[str, str], Sequence[Place]]
) -> None:
    full: dict[Key, list[Place]] = defaultdict(list)
    seen: set[tuple[Key, str, str]] = set()
    for key in sorted(things):
        root = clusters.root(key)
        for name in sorted(things[key].names):
            if not is_acronym(name) and (root, name, things[key].language) not in seen:
                seen.add((root, name, things[key].language))
                full[root].append((key, name))
    told = set(full)
    for places in short.values():
        long = {root: full[root] for root in {clusters.root(key) for key, _ in places} if root in full}
        _join_translations(clusters, things, places[0][1], long)
        told.update(map(clusters.root, long))
        roots = {key: clusters.root(key) for key, _ in places}
        anchored = {key for key, root in roots.items() if root in told or root in clusters.identifier}
        _join_agreeing(clusters, places, anchored)
        told.update(map(clusters.root, anchored))


def _join_translations(
    clusters: Clusters, things: Mapping[Key, Thing], short: str, long: Mapping[Key, Sequence[Place]]
) -> None:
    """Join the long forms of one acronym that say the same in two languages. And a long form whose initials its acronym
    is not has the acronym of its name in another language, if that is the only one: "Global Fund for Cities
    Development (FMDV)" is "Fonds mondial pour le développement des villes (FMDV)". ``long``: the clusters with the
    acronym ``short``, each with its long forms.
    """
    if len(long) < 2:
        return
    by_meaning: dict[tuple[tuple[str, ...], frozenset[str]], Place] = {}
    spelled: dict[Key, list[Place]] = {}
    for root, forms in sorted(long.items()):
        spelled[root] = [form for form in forms if is_acronym_of(short, form[1])]
    for root in sorted(long, key=lambda root: (not spelled[root], root)):
        for key, name in long[root]:
            found = traits(name, things[key].label, things[key].language)
            if len(found.said) > 1:
                first = by_meaning.setdefault((found.said, found.distinct), (key, name))
                clusters.join(first[0], key, Merge(first[1], name, "translated-acronym"))
    native = {clusters.root(root): root for root, forms in sorted(spelled.items(), reverse=True) if forms}
    if len(native) != 1:
        return
    (root,) = native.values()
    own = spelled[root]
    spoken = {things[key].language for key, _ in own}
    distinct = {traits(name, things[key].label, things[key].language).distinct for key, name in own}
    for other, forms in sorted(long.items()):
        if spelled[other] or clusters.root(other) == clusters.root(root):
            continue
        key, name = forms[0]
        alike = any(traits(n, things[k].label, things[k].language).distinct in distinct for k, n in forms)
        if alike and spoken.isdisjoint(things[k].language for k, _ in forms):
            clusters.join(own[0][0], key, Merge(own[0][1], name, "translated-acronym"))
