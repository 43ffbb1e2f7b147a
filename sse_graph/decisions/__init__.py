"""The user's own decisions on what is one thing: a CSV file beside the sources.

Input: the file. Output: ``Decisions``, which say of each mention what was decided of it, and change annotations
(``retype``, ``reject``). It does **not** join or part anything (``resolve``), nor find doubtful pairs (``review``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from sse_graph.clusters import Side
from sse_graph.decisions.agree import check, merged_groups
from sse_graph.decisions.lines import FILE, Line, Selector, comparable, read_lines, selectors
from sse_graph.records import SIGNATURES, Alias, Annotation, Relation

__all__ = ["FILE", "NO_DECISIONS", "Decisions", "Line", "beside", "read_decisions", "read_lines"]


class Decisions:
    """What was decided of which mention.

    Raises:
        InputError: two lines contradict each other.
    """

    def __init__(self, lines: Sequence[Line] = ()) -> None:
        self.lines = tuple(lines)
        check(self.lines)
        self._met: set[tuple[int, int]] = set()
        self._by_form: dict[str, list[tuple[int, int, Selector]]] = defaultdict(list)
        for number, line in enumerate(self.lines):
            for side, selector in enumerate(selectors(line)):
                self._by_form[selector.form].append((number, side, selector))
        self._group = merged_groups(self.lines)
        self._sides_of_group: dict[int, set[Side]] = defaultdict(set)
        for number, line in enumerate(self.lines):
            if line.decision == "separate":
                for side, selector in enumerate(selectors(line)):
                    for general, group in self._group.items():
                        if general.within(selector):
                            self._sides_of_group[group].add((number, bool(side)))

    def __bool__(self) -> bool:
        return bool(self.lines)

    def _speaking(self, name: str, label: str, document: str) -> Iterable[tuple[int, int, Selector]]:
        if not self.lines:
            return
        for number, side, selector in self._by_form.get(comparable(name), ()):
            if selector.holds(name, label, document):
                yield number, side, selector

    def of(self, name: str, label: str, document: str) -> tuple[frozenset[Side], frozenset[int]]:
        """What keeps a mention from others, and the groups of names that it is one thing with."""
        sides: set[Side] = set()
        groups: set[int] = set()
        for number, side, selector in self._speaking(name, label, document):
            kind = self.lines[number].decision
            if kind == "separate":
                sides.add((number, bool(side)))
                self._met.add((number, side))
            elif kind == "merge":
                group = self._group[selector]
                groups.add(group)
                sides |= self._sides_of_group[group]
                self._met.add((number, side))
        return frozenset(sides), frozenset(groups)

    def renamed(
        self, preferred: tuple[tuple[str, str], ...], names: Iterable[tuple[str, str, str]]
    ) -> tuple[tuple[str, str], ...]:
        """The preferred names of the thing that bears ``names`` (name, class, document) in the texts."""
        if not self.lines:
            return preferred
        numbers = {
            number for name in names for number, *_ in self._speaking(*name) if self.lines[number].decision == "rename"
        }
        for number in sorted(numbers, key=lambda number: (self.lines[number].language, self.lines[number].other)):
            self._met.add((number, 0))
            line = self.lines[number]
            kept = [item for item in preferred if line.language and item[1] != line.language]
            preferred = tuple(sorted((*kept, (line.other, line.language)), key=lambda item: item[::-1]))
        return preferred

    def apply(self, annotation: Annotation) -> Annotation:
        """``annotation`` without what was rejected, and with the classes that were decided; relations that those do not
        allow are left out.
        """
        if not any(line.decision in {"reject", "retype"} for line in self.lines):
            return annotation
        labels: list[str] = []
        for mention in annotation.mentions:
            label = mention.label
            for number, side, _ in self._speaking(annotation.name(mention), mention.label, annotation.document.name):
                line = self.lines[number]
                if line.decision in {"reject", "retype"}:
                    self._met.add((number, side))
                    label = "" if line.decision == "reject" else label and line.other
            labels.append(label)
        if labels == [mention.label for mention in annotation.mentions]:
            return annotation
        index = {old: new for new, old in enumerate(i for i, label in enumerate(labels) if label)}
        mentions = tuple(
            mention if mention.label == label else replace(mention, label=label, identifier="", classes=())
            for mention, label in zip(annotation.mentions, labels, strict=True)
            if label
        )
        relations = (
            replace(relation, subject=index[relation.subject], object=index[relation.object])
            for relation in annotation.relations
            if relation.subject in index and relation.object in index
        )
        aliases = (a for a in annotation.aliases if a.first in index and a.second in index)
        return replace(
            annotation,
            mentions=mentions,
            aliases=tuple(Alias(index[a.first], index[a.second], a.rule) for a in aliases),
            relations=tuple(relation for relation in relations if _allowed(relation, [m.label for m in mentions])),
        )

    def unmatched(self) -> tuple[tuple[str, str], ...]:
        """(file and line, what is wrong) of the lines that speak of a name that no document has; to be asked after the
        annotations were decided and resolved.
        """
        missing = []
        for number, line in enumerate(self.lines):
            for side, _ in enumerate(selectors(line)):
                if (number, side) not in self._met:
                    name = line.other if side else line.name
                    of = f" as {line.type}" if line.type else ""
                    where = f" in {line.document}" if line.document and not side else ""
                    missing.append((line.where, f"nothing is named {name!r}{of}{where}; {line.decision} did nothing"))
        return tuple(missing)


def _allowed(relation: Relation, labels: Sequence[str]) -> bool:
    subjects, objects = SIGNATURES[relation.predicate]
    return labels[relation.subject] in subjects and labels[relation.object] in objects


NO_DECISIONS: Final = Decisions()


def beside(sources: Iterable[str | Path]) -> list[Path]:
    """The decision files beside ``sources``: in a folder that is a source, or in that of a file."""
    folders = (path if path.is_dir() else path.parent for path in map(Path, sources) if str(path) != "-")
    return sorted({folder / FILE for folder in folders if (folder / FILE).is_file()})


def read_decisions(paths: Iterable[Path]) -> Decisions:
    """The decisions of all ``paths`` together; one that is given twice is read once.

    Raises:
        InputError: a file cannot be read, has no such column, decision or class, or two lines contradict each other.
    """
    unique = {path.resolve(): path for path in paths}
    return Decisions([line for _, path in sorted(unique.items()) for line in read_lines(path)])
