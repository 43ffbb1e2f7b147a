"""The records that every stage hands to the next: plain, frozen, comparable, picklable.

Input: values checked on construction. Output: nothing but themselves. This module does **not** read, write, decide or
import anything of the project except its errors.

All offsets are Unicode code points in the NFC text of one document, half open: ``text[start:end]``.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

LABELS: Final = ("Organization", "Place", "Event", "Person", "Concept")
"""The five main classes of a mention or entity (local names in ``ontology/sse.ttl``)."""

SIGNATURES: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    predicate: (frozenset(subjects.split()), frozenset(objects.split()))
    for predicate, subjects, objects in (
        ("partnerOf", "Organization", "Organization"),
        ("memberOf", "Organization Place", "Organization"),
        ("partOf", "Organization", "Organization"),
        ("organizes", "Organization", "Event"),
        ("partnerIn", "Organization Place", "Event"),
        ("participatesIn", "Organization Person Place", "Event"),
        ("locatedIn", "Organization Event Place", "Place"),
        ("affiliatedWith", "Person", "Organization"),
        ("supports", "Organization Place", "Organization Event"),
        ("promotes", "Organization", "Concept"),
    )
}
"""Predicate -> (labels its subject may have, labels its object may have); a test compares it with ``ontology/sse.ttl``.
"""

SYMMETRIC: Final = frozenset({"partnerOf"})

BLOCK_KINDS: Final = ("title", "heading", "label", "value", "item", "paragraph", "row")


def _check_range(start: int, end: int) -> None:
    if not 0 <= start < end:
        raise ValueError(f"a range needs 0 <= start < end, not [{start}, {end})")


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document's layout, without its bullet or number and without surrounding white space.

    ``kind``: ``title``; ``heading``; ``label`` ("Partner Organizations:", colon included); ``value`` (what follows a
    label on its line); ``item`` (of a list); ``row`` (of a table); ``paragraph``. ``level``: depth of a heading (1 is
    highest) or of a list item (1 is outermost), else 0. ``parent``: index, in the document's blocks, of the block that
    introduces this one (an item's label or heading, a paragraph's heading), or -1.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    parent: int = -1

    def __post_init__(self) -> None:
        _check_range(self.start, self.end)
        if self.kind not in BLOCK_KINDS:
            raise ValueError(f"block kind {self.kind!r} is none of {', '.join(BLOCK_KINDS)}")


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was read: NFC, line ends ``\\n``, never empty; ``blocks`` are disjoint and in order of appearance.

    ``name``: the path below the source folder with ``/`` between its parts (unique in a build). ``sha256``: of the
    bytes of the file, hexadecimal. ``language``: ISO 639-1 code, or ``und``. ``metadata``: (dcterms local name, value)
    pairs. ``warnings``: one sentence each, for the user. ``pages``: where each page of a paged document begins,
    ascending (a page without text begins where the next does); empty for a document without pages.
    """

    name: str
    text: str
    sha256: str
    blocks: tuple[Block, ...] = ()
    language: str = "und"
    title: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError(f"document {self.name!r} has no text")
        if list(self.pages) != sorted(self.pages) or self.pages[:1] not in ((), (0,)):
            raise ValueError(f"the pages of {self.name!r} do not begin at 0, or are not in order")
        last = 0
        for index, block in enumerate(self.blocks):
            if block.start < last or block.end > len(self.text):
                raise ValueError(f"block {index} of {self.name!r} overlaps its neighbour or leaves the text")
            if not -1 <= block.parent < index:
                raise ValueError(f"block {index} of {self.name!r} has a parent that does not precede it")
            last = block.end

    def page(self, offset: int) -> int:
        """The number of the page, from 1, that the character at ``offset`` stands on; 0 in a document without pages."""
        return bisect_right(self.pages, offset)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text that names a thing: ``text[start:end]``, without leading article.

    ``label``: one of ``LABELS``. ``source``: what found it (``ner``, ``authority``, ``thesaurus``, ``place``,
    ``acronym``, ``repeat``, ``rule:<name>``). ``confidence`` in [0, 1]. ``identifier``: IRI of the authority entry,
    concept or place that it is linked to, or ``""``. ``classes``: local names of narrower classes that the text gives
    evidence for (``Cooperative``, ``City`` …), sorted.
    """

    start: int
    end: int
    label: str
    source: str = "ner"
    confidence: float = 1.0
    identifier: str = ""
    classes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_range(self.start, self.end)
        if self.label not in LABELS:
            raise ValueError(f"label {self.label!r} is none of {', '.join(LABELS)}")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is outside [0, 1]")


@dataclass(frozen=True, slots=True)
class Alias:
    """The text says that two of its mentions are one thing: an acronym and its long form, two names side by side.

    ``first``, ``second``: indexes into the annotation's mentions. ``rule``: the name of the rule that saw it.
    """

    first: int
    second: int
    rule: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A fact that the text states: ``subject`` and ``object`` are indexes into the annotation's mentions.

    ``predicate``: a key of ``SIGNATURES``. ``start, end``: the characters that state it (they cover both mentions or
    the list and its lead-in). ``rule``: the name of the rule or feature that found it. ``confidence`` in [0, 1].
    """

    subject: int
    predicate: str
    object: int
    start: int
    end: int
    rule: str
    confidence: float = 1.0

    def __post_init__(self) -> None:
        _check_range(self.start, self.end)
        if self.predicate not in SIGNATURES:
            raise ValueError(f"predicate {self.predicate!r} is none of {', '.join(SIGNATURES)}")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is outside [0, 1]")


@dataclass(frozen=True, slots=True)
class Annotation:
    """All that was found in one document. Mentions are in order of appearance and do not overlap; ``pipeline`` names
    the language pipeline and its version."""

    document: Document
    mentions: tuple[Mention, ...] = ()
    aliases: tuple[Alias, ...] = ()
    relations: tuple[Relation, ...] = ()
    pipeline: str = ""

    def __post_init__(self) -> None:
        name, length, last = self.document.name, len(self.document.text), 0
        for mention in self.mentions:
            if mention.start < last or mention.end > length:
                raise ValueError(
                    f"mention [{mention.start}, {mention.end}) of {name!r} overlaps another or leaves the text"
                )
            last = mention.end
        for alias in self.aliases:
            self._check_indexes(alias.first, alias.second)
        for relation in self.relations:
            self._check_indexes(relation.subject, relation.object)
            subjects, objects = SIGNATURES[relation.predicate]
            if (
                self.mentions[relation.subject].label not in subjects
                or self.mentions[relation.object].label not in objects
            ):
                raise ValueError(f"{relation.predicate} in {name!r} joins labels that its signature does not allow")
            if relation.end > length:
                raise ValueError(f"the evidence of a relation leaves the text of {name!r}")

    def _check_indexes(self, first: int, second: int) -> None:
        if first == second or not (0 <= first < len(self.mentions) and 0 <= second < len(self.mentions)):
            raise ValueError(f"({first}, {second}) are not two mentions of {self.document.name!r}")

    def name(self, mention: Mention) -> str:
        """The mention's words, with white space folded to single spaces."""
        return " ".join(self.document.text[mention.start : mention.end].split())


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the authority file, the thesaurus or the table of places.

    ``names``: (name, language or "") pairs, preferred names first. ``preferred``: one (name, language) a language at
    most. ``ambiguous``: those of its names that other things bear too, so that the string alone does not identify it.
    ``classes``: narrower classes (local names). ``matches``: IRIs of the same or a close thing elsewhere, as (property
    local name of SKOS, IRI). ``within``: IRI of the nearest place that contains it, or "". ``weight``: how well known
    it is among things of the same name (the population of a place), for choosing. ``codes``: (property local name,
    code) pairs of a place. ``seat``: English names of the city and country of a body's seat, or "" each.
    ``candidates``: IRIs elsewhere of the places that it may be, where the text does not tell which.
    """

    iri: str
    label: str
    names: tuple[tuple[str, str], ...]
    preferred: tuple[tuple[str, str], ...] = ()
    ambiguous: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    matches: tuple[tuple[str, str], ...] = ()
    within: str = ""
    latitude: float | None = None
    longitude: float | None = None
    weight: float = 0.0
    codes: tuple[tuple[str, str], ...] = ()
    seat: tuple[str, str] = ("", "")
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merge:
    """Why two names were taken for one thing: the two strings and the rule."""

    first: str
    second: str
    rule: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing, over all documents. ``mentions``: (document name, index of the mention) pairs, sorted.

    ``preferred``: (name, language) pairs, one a language at most, language "" for none. ``names``: every name it bears
    in the texts with the language of the text ("" for acronyms), sorted. ``identifier``: IRI of its authority entry or
    "".
    """

    iri: str
    label: str
    preferred: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, str], ...]
    mentions: tuple[tuple[str, int], ...]
    classes: tuple[str, ...] = ()
    identifier: str = ""
    merges: tuple[Merge, ...] = ()
    matches: tuple[tuple[str, str], ...] = ()
    latitude: float | None = None
    longitude: float | None = None
