"""Annotations and graphs written by hand in the corpus's own markup, for tests that need no language pipeline."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from sse_graph.corpus import parse
from sse_graph.describe import named_graphs
from sse_graph.records import Alias, Annotation, Document, Mention, Relation, Term
from sse_graph.resolve import resolve
from sse_graph.store import building, write_store
from sse_graph.vocab import BASE


def annotation(
    name: str,
    marked: str,
    relations: str = "",
    *,
    language: str = "en",
    aliases: Sequence[tuple[int, int]] = (),
    identifiers: Mapping[str, str] | None = None,
    classes: Mapping[str, tuple[str, ...]] | None = None,
) -> Annotation:
    """The annotation of ``marked``, e.g. ``"[Vela](o1) joins [Ora](o2)"``.

    ``relations``: ``"o1 memberOf o2; …"`` between the first mentions of those ids, stated by the whole text.
    ``aliases``: pairs of mention numbers that the text calls one. ``identifiers``, ``classes``: by id.
    """
    lines = "\n".join(part.strip() for part in relations.split(";"))
    text = parse(f"---\nid: {name}\nlang: {language}\ngenre: test\n---\n{marked}\n---\n{lines}", name)
    first = {identifier: index for index, (_, _, identifier) in reversed(list(enumerate(text.mentions)))}
    return Annotation(
        document=Document(name, text.text, hashlib.sha256(name.encode()).hexdigest(), (), language, f"About {name}"),
        mentions=tuple(
            Mention(
                start,
                end,
                text.label(identifier),
                "ner",
                0.85,
                (identifiers or {}).get(identifier, ""),
                (classes or {}).get(identifier, ()),
            )
            for start, end, identifier in text.mentions
        ),
        aliases=tuple(Alias(one, other, "acronym-definition") for one, other in aliases),
        relations=tuple(Relation(first[s], p, first[o], 0, len(text.text), "verb", 0.9) for s, p, o in text.relations),
        pipeline="hand 1",
    )


STORY = (
    annotation(
        "2026/forum.txt",
        "[Vela Network](o1) ([VN](o1)) and [Ora Coop](o2) organize the [Solidarity Forum](v1) in [Quito](p1), "
        "[Ecuador](p2). [Ada Reed](h1) of [Ora Coop](o2) speaks on [barter](c1).",
        "o1 partnerOf o2; o1 organizes v1; o2 organizes v1; v1 locatedIn p1; h1 affiliatedWith o2; "
        "h1 participatesIn v1; o2 promotes c1",
        aliases=[(0, 1)],
        classes={"o1": ("Network",), "o2": ("Cooperative",), "p1": ("City",), "p2": ("Country",)},
    ),
    annotation(
        "membres.txt",
        "Le [Réseau Vela](o1) ([VN](o1)) compte [Ora Coop](o2) parmi ses membres. Il est établi au [Togo](p1).",
        "o2 memberOf o1; o1 locatedIn p1",
        language="fr",
        aliases=[(0, 1)],
        classes={"p1": ("Country",)},
    ),
    annotation("news.md", "[VN](o1) thanks the [Lago Fund](o2), which supports [VN](o1).", "o2 supports o1"),
)
"""Three documents in which a network, its acronym and its French name are one thing."""


PAGED = Annotation(
    Document(
        "report.pdf",
        "Vela joins Ora.\n\nOra joins Lago.",
        "0" * 64,
        metadata=(
            ("created", "2025-02-30"),
            ("creator", "Ada"),
            ("date", "2025-03-14"),
            ("source", "https://x.example/a"),
        ),
        pages=(0, 17, 17),
    ),
    (Mention(0, 4, "Organization"), Mention(11, 14, "Organization"), Mention(17, 20, "Organization")),
    relations=(Relation(0, "memberOf", 1, 0, 15, "verb"),),
)
"""A document of three pages, the second of them without text."""


def write_graph(folder: Path, annotations: Sequence[Annotation] = STORY, terms: Sequence[Term] = ()) -> Path:
    """The graph folder of ``annotations``, through every stage but reading and annotating."""
    entities = resolve(annotations, terms)
    with building(folder):
        write_store(folder, named_graphs(annotations, entities), BASE)
    return folder
