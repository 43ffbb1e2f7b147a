"""The things that one document names: its spellings, definitions, acronyms, surnames and double names put together.

Input: an annotation. Output: ``Thing`` records, which keep names and numbers of mentions and nothing of the text. It
does **not** look at other documents (``across.py``), so a further document changes none of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from sse_graph.authority import Authority
from sse_graph.clusters import Clusters, Key, Side
from sse_graph.decisions import Decisions
from sse_graph.names import SMALL_WORDS, is_acronym, is_acronym_of, normal_form
from sse_graph.records import Annotation, Merge, Term
from sse_graph.resolve.longer import LOCAL_RULES, Longer
from sse_graph.resolve.surroundings import place_contexts
from sse_graph.resolve.traits import core, is_generic, traits

WITH_ACRONYMS: Final = frozenset({"Organization", "Event", "Concept"})
WITH_TRAITS: Final = frozenset({"Organization", "Event"})
WITH_LONGER: Final = frozenset({"Organization", "Event", "Person"})
_DOUBLE: Final = (" – ", " — ", " - ", " / ")


@dataclass(slots=True)
class Thing:
    """One thing of one document. ``key``: its first mention; ``names``: name -> how often; ``mentions``: their indexes;
    ``context``: for a name that many bodies bear, the place that its document gives it; ``short``: those of its names
    that stand for longer ones; ``local``: those that do so in this document alone (a surname);
    ``groups``: the decisions that join its names to others.
    """

    key: Key
    label: str
    language: str
    names: Counter[str]
    mentions: tuple[int, ...]
    identifier: str = ""
    classes: tuple[str, ...] = ()
    context: str = ""
    short: frozenset[str] = frozenset()
    local: frozenset[str] = frozenset()
    sides: frozenset[Side] = frozenset()
    groups: frozenset[int] = frozenset()
    reasons: frozenset[Merge] = field(default=frozenset())


def things_of(
    annotation: Annotation, authority: Authority, decisions: Decisions, place: Callable[[str], Term | None]
) -> list[Thing]:
    """The things of ``annotation``, in order of appearance. ``place``: a place's term by its IRI."""
    if not annotation.mentions:
        return []
    document, language = annotation.document.name, annotation.document.language
    local = _Local(annotation, decisions, place)
    local.join_decided()
    local.join_spelled(annotation)
    local.join_short_names()
    local.join_reordered(authority)
    local.join_by_context(authority)
    members: dict[Key, list[Key]] = defaultdict(list)
    for key in local.keys:
        members[local.clusters.root(key)].append(key)
    things = []
    for root, keys in members.items():
        names = Counter(local.names[key] for key in keys)
        label = local.labels[root]
        identifier = local.clusters.identifier.get(root, "") or authority.identify(label, names)
        things.append(
            Thing(
                key=(document, keys[0][1]),
                label=label,
                language=language,
                names=names,
                mentions=tuple(index for _, index in keys),
                identifier=identifier,
                classes=tuple(sorted({name for _, index in keys for name in annotation.mentions[index].classes})),
                context=local.context(keys),
                short=local.of_forms(names, label, local.short_forms),
                local=local.of_forms(names, label, local.local_forms),
                sides=local.clusters.sides.get(root, frozenset()),
                groups=frozenset(group for key in keys for group in local.groups.get(key, ())),
                reasons=frozenset(local.clusters.reasons.get(root, ())),
            )
        )
    return things


class _Local:
    """The mentions of one document while they are put together."""

    def __init__(self, annotation: Annotation, decisions: Decisions, place: Callable[[str], Term | None]) -> None:
        document = annotation.document.name
        self.language = annotation.document.language
        self.clusters = Clusters()
        self.keys: list[Key] = [(document, index) for index in range(len(annotation.mentions))]
        self.names: dict[Key, str] = {}
        self.labels: dict[Key, str] = {}
        self.by_form: dict[tuple[str, str], list[Key]] = defaultdict(list)
        self.groups: dict[Key, frozenset[int]] = {}
        self.short_forms: set[tuple[str, str]] = set()
        self.local_forms: set[tuple[str, str]] = set()
        for key, mention in zip(self.keys, annotation.mentions, strict=True):
            name = self.names[key] = annotation.name(mention)
            self.labels[key] = mention.label
            sides, groups = decisions.of(name, mention.label, document)
            if groups:
                self.groups[key] = groups
            self.clusters.add(key, mention.identifier, sides)
            self.by_form[mention.label, normal_form(name, mention.label)].append(key)
        generic = {
            index for _, index in self.keys if is_generic(self.names[document, index], self.labels[document, index])
        }
        self.contexts = place_contexts(annotation, generic, place) if generic else {}

    def context(self, keys: Iterable[Key]) -> str:
        """The place of a thing with a name that many bodies bear: what stands behind it before what else tells."""
        told = [self.contexts[index] for _, index in keys if index in self.contexts]
        return min(filter(None, (own for own, _ in told)), default="") or min(
            filter(None, (other for _, other in told)), default=""
        )

    def of_forms(self, names: Iterable[str], label: str, forms: Set[tuple[str, str]]) -> frozenset[str]:
        """Those of ``names`` whose forms are among ``forms``."""
        return frozenset(name for name in names if (label, normal_form(name, label)) in forms) if forms else frozenset()

    def join(self, one: Key, other: Key, rule: str, *, decided: bool = False) -> bool:
        first, second = self.names[one], self.names[other]
        return self.clusters.join(one, other, Merge(first, second, rule) if first != second else None, decided=decided)

    def join_decided(self) -> None:
        first: dict[tuple[int, str], Key] = {}
        for key, groups in sorted(self.groups.items()):
            for group in sorted(groups):
                self.join(first.setdefault((group, self.labels[key]), key), key, "decision", decided=True)

    def join_spelled(self, annotation: Annotation) -> None:
        """Mentions with one identifier, those that the text itself calls one thing, and the spellings of a name."""
        by_identifier: dict[str, Key] = {}
        for key, mention in zip(self.keys, annotation.mentions, strict=True):
            if mention.identifier:
                self.join(by_identifier.setdefault(mention.identifier, key), key, "same-identifier")
        short = {form: keys for form, keys in self.by_form.items() if self._is_short(keys[0])}
        for form, keys in self.by_form.items():
            if form not in short:
                for same in self._one_place(keys):
                    for key in same[1:]:
                        self.join(same[0], key, "same-name")
        for alias in annotation.aliases:
            one, other = self.keys[alias.first], self.keys[alias.second]
            if self.labels[one] == self.labels[other]:
                self.join(one, other, alias.rule)
        long: dict[Key, set[str]] = defaultdict(set)
        for key in self.keys:
            if not is_acronym(self.names[key]):
                long[self.clusters.root(key)].add(self.names[key])
        for keys in short.values():
            roots = set(map(self.clusters.root, keys))
            self._join_acronym(keys, long)
            for root in roots & long.keys():
                now = self.clusters.root(root)
                if now != root:
                    long[now] |= long.pop(root)

    def _one_place(self, keys: Sequence[Key]) -> Iterable[Sequence[Key]]:
        """The mentions of a name, apart where the text gives it to bodies of two places."""
        by_place: dict[str, list[Key]] = defaultdict(list)
        for key in keys:
            by_place[self.contexts.get(key[1], ("", ""))[0]].append(key)
        return by_place.values() if len(by_place.keys() - {""}) > 1 else (keys,)

    def _is_short(self, key: Key) -> bool:
        return self.labels[key] in WITH_ACRONYMS and is_acronym(self.names[key])

    def _join_acronym(self, keys: Sequence[Key], long: Mapping[Key, set[str]]) -> None:
        """The mentions of one acronym: one thing, unless the text defines it twice, as two different things. ``long``:
        the full names of each cluster.
        """
        defined = [key for key in keys if self.clusters.root(key) in long]
        forms = {root: min(long[root]) for root in dict.fromkeys(map(self.clusters.root, defined))}
        name, label = self.names[keys[0]], self.labels[keys[0]]
        spelled = [form for form in forms.values() if is_acronym_of(name, form)]
        if len({traits(form, label, self.language).said for form in spelled}) > 1:
            defined_keys = set(defined)
            for root in forms:
                own = [key for key in defined if self.clusters.root(key) == root]
                for key in own[1:]:
                    self.join(own[0], key, "same-name")
            keys = [key for key in keys if key not in defined_keys]
        for key in keys[1:]:
            self.join(keys[0], key, "same-name")

    def join_short_names(self) -> None:
        """Acronyms to the one long form whose initials they are, short names to the one longer name, halves to double
        names, what is a name's own to the one name with its kind.
        """
        firsts = {form: keys[0] for form, keys in self.by_form.items()}
        by_label: dict[str, list[Key]] = defaultdict(list)
        cores: dict[tuple[str, str], list[Key]] = defaultdict(list)
        for (label, _), key in sorted(firsts.items()):
            by_label[label].append(key)
            if label in WITH_TRAITS:
                cores[label, core(self.names[key], label, self.language)].append(key)
        for label, keys in sorted(by_label.items()):
            by_name = {self.names[key]: key for key in keys if not self._is_short(key)}
            longer = Longer(by_name, label) if label in WITH_LONGER else None
            for key in keys:
                if self._is_short(key):
                    self._join_initials(key, keys)
                    continue
                if label in WITH_TRAITS:
                    self._join_halves(key, firsts)
                    self._join_core(key, cores)
                if longer:
                    rule, full = longer.of(self.names[key])
                    self._join_longer(key, [by_name[name] for name in full], rule)

    def _join_longer(self, key: Key, full: Sequence[Key], rule: str) -> None:
        """A short name to the one thing with longer names."""
        if len({self.clusters.root(other) for other in full}) != 1:
            return
        self.join(full[0], key, rule)
        form = self.labels[key], normal_form(self.names[key], self.labels[key])
        (self.local_forms if rule in LOCAL_RULES else self.short_forms).add(form)

    def _join_core(self, key: Key, cores: Mapping[tuple[str, str], Sequence[Key]]) -> None:
        label = self.labels[key]
        form = " ".join(traits(self.names[key], label, self.language).tokens)
        if form:
            self._join_longer(key, [other for other in cores.get((label, form), ()) if other != key], "core")

    def _join_initials(self, key: Key, others: Iterable[Key]) -> None:
        name = self.names[key]
        long = [
            other
            for other in others
            if other != key
            and name not in self.names[other].split()
            and is_acronym_of(name, self.names[other])
            and not self._is_branch(name, other)
        ]
        if len({self.clusters.root(other) for other in long}) > 1:
            # of several the one that gives a letter a word
            long = [other for other in long if len(self._big(other)) == sum(map(str.isalnum, name))]
        if len({self.clusters.root(other) for other in long}) == 1:
            self.join(long[0], key, "initials")

    def _big(self, key: Key) -> list[str]:
        form = normal_form(self.names[key], self.labels[key])
        return [word for word in form.split() if word not in SMALL_WORDS]

    def _is_branch(self, short: str, long: Key) -> bool:
        """Whether the long name goes on, after the words whose initials these are, with a place that gives none."""
        if self.labels[long] != "Organization":
            return False
        words = self.names[long].split()
        return len(words) > 2 and any(
            is_acronym_of(short, " ".join(words[:-cut]))
            and traits(" ".join(words[-cut:]), "Event", self.language).place
            and sum(map(str.isalnum, short)) < len(self._big(long))
            for cut in (1, 2, 3)
            if len(words) > cut + 1
        )

    def _join_halves(self, key: Key, firsts: Mapping[tuple[str, str], Key]) -> None:
        name, label = self.names[key], self.labels[key]
        for sign in _DOUBLE:
            if sign in name:
                parts = name.split(sign)
                if any(traits(part, label, self.language).unit for part in parts):
                    continue
                for part in parts:
                    other = firsts.get((label, normal_form(part, label)))
                    if other is not None and other != key:
                        self.join(key, other, "double-name")

    def join_reordered(self, authority: Authority) -> None:
        """Events and bodies whose names have the same big words once the document's acronyms are written out: "World
        LED Forum" and "World Forum on Local Economic Development".
        """
        full: dict[Key, set[str]] = defaultdict(set)
        for key in self.keys:
            if not is_acronym(self.names[key]):
                full[self.clusters.root(key)].add(self.names[key])
        short = {(self.names[key], self.clusters.root(key)) for key in self.keys if is_acronym(self.names[key])}
        long: dict[str, set[str]] = defaultdict(set)
        for name, root in short:
            term = authority.terms.get(self.clusters.identifier.get(root, ""))
            forms = full[root] | ({borne for borne, _ in term.preferred} if term else set())
            long[name] |= {form for form in forms if is_acronym_of(name, form)}
        written_out = {name: min(forms) for name, forms in long.items() if len(forms) == 1}
        first: dict[tuple[str, frozenset[str]], Key] = {}
        for key in self.keys:
            if self.labels[key] in WITH_TRAITS and not is_acronym(self.names[key]):
                written = " ".join(written_out.get(word, word) for word in self.names[key].split())
                words = frozenset(normal_form(written, self.labels[key]).split()) - SMALL_WORDS
                if len(words) > 2:
                    self.join(first.setdefault((self.labels[key], words), key), key, "same-words")

    def join_by_context(self, authority: Authority) -> None:
        """An acronym of several known bodies is that one of them that the document names otherwise."""
        roots = {
            identifier: self.clusters.root(root)
            for root, identifier in sorted(self.clusters.identifier.items())
            if self.clusters.root(root) == root
        }
        if not roots:
            return
        for (label, form), keys in sorted(self.by_form.items()):
            key = keys[0]
            if self._is_short(key) and self.clusters.root(key) not in self.clusters.identifier:
                named = sorted(authority.bearers(label, form) & roots.keys())
                if len(named) == 1:
                    self.join(roots[named[0]], key, "document-context")
