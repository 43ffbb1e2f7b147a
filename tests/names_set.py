"""The names set of ``tests/quality/names`` as small annotated documents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from annotated import annotation

from sse_graph.records import Annotation

FOLDER = Path(__file__).resolve().parent / "quality" / "names"
_DEFINITION = re.compile(r"\[[^\]]+\]\((\w+)\) \(\[[^\]]+\]\(\1\)\)")


@dataclass(frozen=True)
class Case:
    """Two mentions of ``documents``, by document name and number; ``same``: whether they name one thing."""

    line: int
    trap: str
    same: bool
    documents: tuple[Annotation, ...]
    mentions: tuple[tuple[str, int], tuple[str, int]]


def document(name: str, written: str) -> tuple[Annotation, dict[str, list[int]]]:
    """One text, and the mentions of each number in it: "o1" and "v1" are both 1."""
    language, _, text = written.strip().partition(": ")
    if "](" not in text:
        text = f"[{text}](o1)"
    ids = re.findall(r"\]\(([a-z])(\d+)\)", text)
    numbered: dict[str, list[int]] = {}
    for index, (_, number) in enumerate(ids):
        numbered.setdefault(number, []).append(index)
    aliases = []
    for match in _DEFINITION.finditer(text):
        first = text[: match.start()].count("](")
        aliases.append((first, first + 1))
    return annotation(name, text, language=language, aliases=aliases), numbered


def pairs() -> list[Case]:
    cases = []
    for number, line in enumerate((FOLDER / "pairs.txt").read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        trap, verdict, *texts = line.split(" | ")
        assert verdict in {"same", "different"}, line
        documents = [document(f"{number}-{side}.txt", text) for side, text in enumerate(texts)]
        if len(texts) == 1:
            ((one, numbered),) = documents
            mentions = tuple((one.document.name, numbered[which][0]) for which in "12")
        else:
            assert len(texts) == 2, line
            mentions = tuple((one.document.name, numbered["1"][0]) for one, numbered in documents)
        cases.append(Case(number, trap, verdict == "same", tuple(one for one, _ in documents), mentions))
    return cases


def things() -> tuple[list[Annotation], dict[tuple[str, int], str]]:
    """The documents of all clusters, and for each mention that is meant its cluster."""
    documents, gold, cluster = [], {}, ""
    for number, line in enumerate((FOLDER / "clusters.txt").read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("="):
            cluster = f"{number} {line}"
        elif line and not line.startswith("#"):
            one, numbered = document(f"c{number}.txt", line)
            documents.append(one)
            gold.update({(one.document.name, index): cluster for index in numbered["1"]})
    return documents, gold
