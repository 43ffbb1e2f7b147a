"""Which mentions, over all documents, are the same thing.

Input: the annotations of all documents, the terms of authority file, thesaurus and places. Output: ``Entity`` records,
sorted by IRI, the same whatever the order of the documents. It does **not** write RDF (``describe.py``).

First each document by itself (spellings, the text's own definitions, acronyms of its long forms, surnames), then the
clusters of all documents: by identifier, by full name, and an acronym alone only where the corpus knows one long form
for it. Two identifiers are never one thing, nor are two labels. Every union of two different names keeps its reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from sse_graph.authority import Authority
from sse_graph.clusters import Clusters, Key
from sse_graph.names import SMALL_WORDS, is_acronym, is_acronym_of, normal_form
from sse_graph.records import Annotation, Entity, Merge, Term
from sse_graph.vocab import BASE, mint, slugify

_WITH_ACRONYMS = frozenset({"Organization", "Event", "Concept"})
_DOUBLE = (" – ", " — ", " - ", " / ")


def resolve(
    annotations: Iterable[Annotation],
    terms: Iterable[Term] = (),
    place: Callable[[str], Term | None] = lambda iri: None,
    base: str = BASE,
) -> tuple[Entity, ...]:
    """The things that the documents name. ``terms``: authority file and thesaurus; ``place``: a place's term by its
    IRI.
    """
    authority = Authority(terms)
    ordered = sorted(annotations, key=lambda annotation: annotation.document.name)
    clusters = Clusters()
    names: dict[Key, str] = {}
    labels: dict[Key, str] = {}
    for annotation in ordered:
        _cluster_document(annotation, clusters, names, labels, authority)
    _identify(clusters, names, labels, authority)
    languages = {annotation.document.name: annotation.document.language for annotation in ordered}
    _join_documents(clusters, names, labels, languages)
    return _entities(ordered, clusters, names, labels, authority, place, base)


def _cluster_document(
    annotation: Annotation, clusters: Clusters, names: dict[Key, str], labels: dict[Key, str], authority: Authority
) -> None:
    document = annotation.document.name
    by_form: dict[tuple[str, str], list[Key]] = defaultdict(list)
    by_identifier: dict[str, Key] = {}
    keys = [(document, index) for index in range(len(annotation.mentions))]
    for key, mention in zip(keys, annotation.mentions, strict=True):
        names[key], labels[key] = annotation.name(mention), mention.label
        clusters.add(key, mention.identifier)
        by_form[mention.label, normal_form(names[key], mention.label)].append(key)
        if mention.identifier:
            first = by_identifier.setdefault(mention.identifier, key)
            clusters.join(first, key, Merge(names[first], names[key], "same-identifier"))
    for alias in annotation.aliases:
        one, other = keys[alias.first], keys[alias.second]
        if labels[one] == labels[other]:
            clusters.join(one, other, Merge(names[one], names[other], alias.rule))
    for same in by_form.values():
        for key in same[1:]:
            clusters.join(same[0], key, Merge(names[same[0]], names[key], "same-name"))
    _join_short_names(clusters, names, by_form)
    _join_reordered(clusters, names, labels, keys, authority)


def _join_reordered(
    clusters: Clusters, names: Mapping[Key, str], labels: Mapping[Key, str], keys: Sequence[Key], authority: Authority
) -> None:
    """Events and bodies whose names have the same big words once the document's acronyms are written out: "World LED
    Forum" and "World Forum on Local Economic Development".
    """
    full: dict[Key, set[str]] = defaultdict(set)
    for key in keys:
        if not is_acronym(names[key]):
            full[clusters.root(key)].add(names[key])
    long: dict[str, str] = {}
    for short, root in sorted({(names[key], clusters.root(key)) for key in keys if is_acronym(names[key])}):
        term = authority.terms.get(clusters.identifier.get(root, ""))
        forms = full[root] | ({name for name, _ in term.preferred} if term else set())
        spelled = [form for form in forms if is_acronym_of(short, form)]
        if spelled:
            long[short] = min(spelled)
    first: dict[tuple[str, frozenset[str]], Key] = {}
    for key in keys:
        if labels[key] in {"Event", "Organization"}:
            written = " ".join(long.get(word, word) for word in names[key].split())
            words = frozenset(normal_form(written, labels[key]).split()) - SMALL_WORDS
            if len(words) > 2:
                other = first.setdefault((labels[key], words), key)
                clusters.join(other, key, Merge(names[other], names[key], "same-words"))


def _join_short_names(
    clusters: Clusters, names: Mapping[Key, str], by_form: Mapping[tuple[str, str], list[Key]]
) -> None:
    """Acronyms to the one long form whose initials they are, surnames to the one full name, halves to double names."""
    firsts = {form: keys[0] for form, keys in by_form.items()}
    by_label: dict[str, list[Key]] = defaultdict(list)
    for (label, _), key in sorted(firsts.items()):
        by_label[label].append(key)
    for (label, _), key in sorted(firsts.items()):
        name = names[key]
        if label in _WITH_ACRONYMS and is_acronym(name):
            long = [other for other in by_label[label] if other != key and is_acronym_of(name, names[other])]
            if len({clusters.root(other) for other in long}) == 1:
                clusters.join(long[0], key, Merge(names[long[0]], name, "initials"))
        elif label == "Person" and " " not in name:
            full = [other for other in by_label[label] if names[other].split()[-1] == name and other != key]
            if len({clusters.root(other) for other in full}) == 1:
                clusters.join(full[0], key, Merge(names[full[0]], name, "surname"))
        elif label in {"Organization", "Event"}:
            for sign in _DOUBLE:
                if sign in name:
                    for part in name.split(sign):
                        other = firsts.get((label, normal_form(part, label)))
                        if other is not None and other != key:
                            clusters.join(key, other, Merge(name, names[other], "double-name"))


def _identify(clusters: Clusters, names: Mapping[Key, str], labels: Mapping[Key, str], authority: Authority) -> None:
    members: dict[Key, set[str]] = defaultdict(set)
    for key, name in names.items():
        members[clusters.root(key)].add(name)
    for root, borne in members.items():
        if root not in clusters.identifier:
            identifier = authority.identify(labels[root], borne)
            if identifier:
                clusters.identifier[root] = identifier


def _join_documents(
    clusters: Clusters, names: Mapping[Key, str], labels: Mapping[Key, str], languages: Mapping[str, str]
) -> None:
    by_identifier: dict[str, Key] = {}
    for root, identifier in sorted(clusters.identifier.items()):
        first = by_identifier.setdefault(identifier, root)
        clusters.join(first, root, Merge(names[first], names[root], "same-identifier"))
    full: dict[tuple[str, str], list[Key]] = defaultdict(list)
    short: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key, name in sorted(names.items()):
        form = normal_form(name, labels[key])
        if form:
            (short if is_acronym(name) and labels[key] in _WITH_ACRONYMS else full)[labels[key], form].append(key)
    for keys in full.values():
        _join_agreeing(clusters, names, keys)
    long = _long_forms(clusters, names, languages)
    for keys in short.values():
        forms = {clusters.root(key): long[key] for key in keys if key in long}
        _join_translations(clusters, names, languages, names[keys[0]], forms)
        _join_agreeing(clusters, names, keys, only_if_one={key for key in keys if _has_long_form(clusters, names, key)})


def _long_forms(
    clusters: Clusters, names: Mapping[Key, str], languages: Mapping[str, str]
) -> dict[Key, tuple[Key, ...]]:
    """For each mention by an acronym, where its cluster has full names: a mention by each, one a language."""
    full: dict[Key, dict[tuple[str, str], Key]] = defaultdict(dict)
    for key, name in sorted(names.items()):
        if not is_acronym(name):
            full[clusters.root(key)].setdefault((name, languages[key[0]]), key)
    forms = {root: tuple(found.values()) for root, found in full.items()}
    roots = {key: clusters.root(key) for key, name in names.items() if is_acronym(name)}
    return {key: forms[root] for key, root in roots.items() if root in forms}


def _join_translations(
    clusters: Clusters,
    names: Mapping[Key, str],
    languages: Mapping[str, str],
    short: str,
    long: Mapping[Key, tuple[Key, ...]],
) -> None:
    """A long form whose initials its acronym is not has the acronym of its name in another language: "Global Fund for
    Cities Development (FMDV)" is the one "Fonds mondial pour le développement des villes (FMDV)". ``long``: the
    clusters with the acronym ``short``, each with its long forms.
    """
    spelled = {root: [key for key in forms if is_acronym_of(short, names[key])] for root, forms in sorted(long.items())}
    native = [root for root, forms in spelled.items() if forms]
    if len(native) != 1:
        return
    own = spelled[native[0]]
    spoken = {languages[document] for document, _ in own}
    for root, forms in sorted(long.items()):
        if not spelled[root] and spoken.isdisjoint(languages[document] for document, _ in forms):
            clusters.join(native[0], root, Merge(names[own[0]], names[forms[0]], "translated-acronym"))


def _has_long_form(clusters: Clusters, names: Mapping[Key, str], key: Key) -> bool:
    root = clusters.root(key)
    if root in clusters.identifier:
        return True
    return any(reason.first != names[key] or reason.second != names[key] for reason in clusters.reasons.get(root, ()))


def _join_agreeing(
    clusters: Clusters, names: Mapping[Key, str], keys: Sequence[Key], only_if_one: set[Key] | None = None
) -> None:
    """Join mentions of one form. Those without identifier go to the one identified cluster, if there is just one.

    ``only_if_one``: mentions that have a long form; when they belong to several things, each keeps to its own and the
    rest are one thing by themselves.
    """
    if only_if_one is None:
        anchors = {clusters.root(key) for key in keys if clusters.root(key) in clusters.identifier}
    else:
        anchors = {clusters.root(key) for key in only_if_one}
    free = [key for key in keys if clusters.root(key) not in anchors]
    if len(anchors) == 1:
        free.insert(0, next(key for key in keys if clusters.root(key) in anchors))
    for key in free[1:]:
        clusters.join(free[0], key, Merge(names[free[0]], names[key], "same-name"))


def _entities(
    annotations: Sequence[Annotation],
    clusters: Clusters,
    names: Mapping[Key, str],
    labels: Mapping[Key, str],
    authority: Authority,
    place: Callable[[str], Term | None],
    base: str,
) -> tuple[Entity, ...]:
    languages = {annotation.document.name: annotation.document.language for annotation in annotations}
    classes = {
        (annotation.document.name, index): mention.classes
        for annotation in annotations
        for index, mention in enumerate(annotation.mentions)
    }
    members: dict[Key, list[Key]] = defaultdict(list)
    for key in sorted(names):
        members[clusters.root(key)].append(key)
    drafts = []
    for root, keys in members.items():
        identifier = clusters.identifier.get(root, "")
        term = authority.terms.get(identifier) or (place(identifier) if identifier else None)
        counted = Counter((names[key], _language(names[key], languages[key[0]])) for key in keys)
        preferred = term.preferred if term and term.preferred else _preferred(counted)
        drafts.append((root, keys, identifier, term, counted, preferred))
    taken = {draft[2] for draft in drafts if draft[2]} | authority.terms.keys()
    entities = []
    for root, keys, identifier, term, counted, preferred in sorted(
        drafts, key=lambda draft: (labels[draft[0]], draft[5], sorted(draft[4].items()), draft[1])
    ):
        iri = identifier or _free_iri(base, labels[root], preferred[0][0], taken)
        taken.add(iri)
        entities.append(
            Entity(
                iri=iri,
                label=labels[root],
                preferred=preferred,
                names=tuple(sorted(counted)),
                mentions=tuple(keys),
                classes=tuple(
                    sorted({*(term.classes if term else ()), *(name for key in keys for name in classes[key])})
                ),
                identifier=identifier,
                merges=tuple(
                    sorted(clusters.reasons.get(root, ()), key=lambda merge: (merge.rule, merge.first, merge.second))
                ),
                matches=term.matches if term else (),
                latitude=term.latitude if term else None,
                longitude=term.longitude if term else None,
            )
        )
    return tuple(sorted(entities, key=lambda entity: entity.iri))


def _language(name: str, language: str) -> str:
    return "" if is_acronym(name) or language == "und" else language


def _preferred(counted: Counter[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """One name a language: a full one before an acronym, mixed case before capitals, the commoner, the longer."""

    def rank(item: tuple[tuple[str, str], int]) -> tuple[bool, bool, int, int, str]:
        (name, _), count = item
        return is_acronym(name), name.isupper(), -count, -len(name), name

    chosen: dict[str, str] = {}
    for (name, language), _ in sorted(counted.items(), key=rank):
        if language or not is_acronym(name):
            chosen.setdefault(language, name)
    if not chosen:
        chosen[""] = min(counted.items(), key=rank)[0][0]
    elif "" in chosen and len(chosen) > 1:
        del chosen[""]
    return tuple((name, language) for language, name in sorted(chosen.items()))


def _free_iri(base: str, label: str, name: str, taken: set[str]) -> str:
    iri, number = mint(base, label, name), 2
    while iri in taken:
        iri, number = mint(base, label, f"{slugify(name)}-{number}"), number + 1
    return iri
