"""Whether the user's decisions agree with each other, and which names they make one.

Input: lines of decisions. Output: an error that names two lines, or the groups of names that are merged. It does
**not** apply them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sse_graph.decisions.lines import Line, Selector, selectors
from sse_graph.errors import InputError


def merged_groups(lines: Sequence[Line]) -> dict[Selector, int]:
    """The number of the group of each pair of names that is merged, over all that they are merged with."""
    groups, _ = _groups(lines)
    return groups


def _groups(lines: Sequence[Line]) -> tuple[dict[Selector, int], dict[Selector, list[tuple[Selector, Line]]]]:
    edges: dict[Selector, list[tuple[Selector, Line]]] = {}
    general: dict[str, list[tuple[Selector, Line]]] = {}
    for line in lines:
        if line.decision == "merge":
            one, other = selectors(line)
            edges.setdefault(one, []).append((other, line))
            edges.setdefault(other, []).append((one, line))
            for selector in (one, other):
                general.setdefault(selector.form, []).append((selector, line))
        elif line.decision == "separate":
            for selector in selectors(line):
                edges.setdefault(selector, [])
    # what is said of a name holds for it in one document or class too
    for selector in list(edges):
        for wider, line in general.get(selector.form, ()):
            if wider != selector and selector.within(wider):
                edges[selector].append((wider, line))
                edges[wider].append((selector, line))
    groups: dict[Selector, int] = {}
    for number, start in enumerate(edges):
        if start not in groups:
            groups[start] = number
            waiting = [start]
            while waiting:
                for other, _ in edges[waiting.pop()]:
                    if other not in groups:
                        groups[other] = number
                        waiting.append(other)
    return groups, edges


def check(lines: Sequence[Line]) -> None:
    """Pass when no two lines contradict each other.

    Raises:
        InputError: two do; it names both.
    """
    groups, edges = _groups(lines)
    for line in lines:
        if line.decision == "separate":
            one, other = selectors(line)
            if groups[one] == groups[other]:
                path = _path(edges, one, other)
                merging = " and ".join(dict.fromkeys(step.where for step in path))
                raise InputError(
                    f"{line.where} separates {line.name!r} and {line.other!r}, which {merging} "
                    f"{'merges' if len(set(path)) == 1 else 'merge'}; take one of the lines out"
                )
    by_form: dict[str, list[Line]] = {}
    for line in lines:
        (form, *_) = (selector.form for selector in selectors(line))
        for earlier in by_form.get(form, ()):
            _compare(earlier, line)
        by_form.setdefault(form, []).append(line)


def _compare(earlier: Line, line: Line) -> None:
    one, other = selectors(earlier)[0], selectors(line)[0]
    kinds = {earlier.decision, line.decision}
    if not _overlap(earlier, line):
        return
    if earlier.decision == line.decision and line.decision in {"retype", "rename"}:
        clash = earlier.other != line.other and (line.decision == "retype" or earlier.language == line.language)
    else:
        clash = "reject" in kinds and len(kinds) > 1 and one == other
    if clash:
        raise InputError(
            f"{line.where} ({line.decision} {line.name!r}) contradicts {earlier.where} ({earlier.decision} "
            f"{earlier.name!r}); take one of the lines out"
        )


def _overlap(one: Line, other: Line) -> bool:
    """Whether there can be a mention that both lines speak of."""
    return all(
        not mine or not theirs or mine == theirs
        for mine, theirs in ((one.type, other.type), (one.document, other.document))
    )


def _path(edges: dict[Selector, list[tuple[Selector, Line]]], start: Selector, end: Selector) -> list[Line]:
    """The merging lines on a shortest way from one name to another."""
    came: dict[Selector, tuple[Selector, Line]] = {}
    waiting = [start]
    for selector in waiting:
        for other, line in edges[selector]:
            if other not in came and other != start:
                came[other] = selector, line
                waiting.append(other)
    path: list[Line] = []
    while end != start:
        end, line = came[end]
        path.append(line)
    return path[::-1]
