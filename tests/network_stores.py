"""Small graphs in the shape of the data contract, made by hand for the tests of the network and its page."""

from __future__ import annotations

import hashlib
import re

import pyoxigraph as ox

SSE = "https://w3id.org/sse-graph/ontology#"
BASE = "https://w3id.org/sse-graph/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
XSD = "http://www.w3.org/2001/XMLSchema#"
CORPUS = ox.NamedNode(BASE + "graph/corpus")


def iri(path: str) -> ox.NamedNode:
    return ox.NamedNode(BASE + path)


class Story:
    """A store that grows by documents, named things and facts with their sentence."""

    def __init__(self) -> None:
        self.store = ox.Store()
        self._types: dict[str, tuple[str, ...]] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        self._texts: dict[str, str] = {}

    def add(
        self, subject: ox.NamedNode, predicate: str, object_: ox.NamedNode | ox.Literal, graph: ox.NamedNode
    ) -> None:
        self.store.add(ox.Quad(subject, ox.NamedNode(predicate), object_, graph))

    def document(self, slug: str, title: str, *, date: str = "", language: str = "en") -> str:
        doc = iri(f"doc/{slug}")
        self.add(doc, RDF + "type", ox.NamedNode(SSE + "Document"), doc)
        self.add(doc, DCTERMS + "identifier", ox.Literal(f"{slug}.txt"), doc)
        self.add(doc, DCTERMS + "title", ox.Literal(title), doc)
        self.add(doc, DCTERMS + "language", ox.Literal(language), doc)
        if date:
            self.add(doc, DCTERMS + "date", ox.Literal(date), doc)
        self._texts[slug] = ""
        return slug

    def thing(self, path: str, *names: str, also: tuple[str, ...] = (), lang: str = "en") -> str:
        """``path``: ``organization/slug``; the first name is preferred; ``also``: narrower classes."""
        main = path.partition("/")[0].capitalize()
        self._types[path] = (main, *also)
        self._names[path] = names
        self.add(iri(f"id/{path}"), SKOS + "prefLabel", ox.Literal(names[0], language=lang), CORPUS)
        return path

    def mention(self, slug: str, path: str) -> None:
        doc, node = iri(f"doc/{slug}"), iri(f"id/{path}")
        self.add(doc, SSE + "mentions", node, doc)
        for name in self._types[path]:
            self.add(node, RDF + "type", ox.NamedNode(SSE + name), doc)
        for name in self._names[path]:
            self.add(node, SKOS + "altLabel", ox.Literal(name), doc)

    def fact(
        self,
        slug: str,
        subject: str,
        predicate: str,
        object_: str,
        sentence: str,
        rule: str = "verb",
        confidence: str = "0.9",
    ) -> None:
        """The sentence is appended to the document; every name of the two things that stands in it is a mention."""
        doc, start = iri(f"doc/{slug}"), len(self._texts[slug])
        end = start + len(sentence)
        self._texts[slug] += sentence + "\n"
        for path in (subject, object_):
            self.mention(slug, path)
            longest = sorted(self._names[path], key=len, reverse=True)
            for match in re.finditer("|".join(map(re.escape, longest)), sentence):
                self._span(doc, start + match.start(), start + match.end(), match.group(), path)
        s, p, o = iri(f"id/{subject}"), ox.NamedNode(SSE + predicate), iri(f"id/{object_}")
        self.store.add(ox.Quad(s, p, o, doc))
        digest = hashlib.sha256(f"{s} {p} {o} {start} {end} {rule}".encode()).hexdigest()[:16]
        node = ox.NamedNode(f"{doc.value}#fact-{digest}")
        quoted = self._span(doc, start, end, sentence)
        self.add(node, RDF + "type", ox.NamedNode(RDF + "Statement"), doc)
        for name, term in (("subject", s), ("predicate", p), ("object", o)):
            self.add(node, RDF + name, term, doc)
        self.add(node, "http://www.w3.org/ns/prov#wasQuotedFrom", quoted, doc)
        self.add(node, SSE + "rule", ox.Literal(rule), doc)
        self.add(node, SSE + "confidence", ox.Literal(confidence, datatype=ox.NamedNode(XSD + "decimal")), doc)

    def _span(self, doc: ox.NamedNode, start: int, end: int, text: str, path: str = "") -> ox.NamedNode:
        node = ox.NamedNode(f"{doc.value}#char={start},{end}")
        whole = ox.NamedNode(XSD + "nonNegativeInteger")
        self.add(node, RDF + "type", ox.NamedNode(NIF + ("Phrase" if path else "String")), doc)
        self.add(node, NIF + "anchorOf", ox.Literal(text), doc)
        self.add(node, NIF + "beginIndex", ox.Literal(str(start), datatype=whole), doc)
        self.add(node, NIF + "endIndex", ox.Literal(str(end), datatype=whole), doc)
        self.add(node, NIF + "referenceContext", doc, doc)
        if path:
            self.add(node, "http://www.w3.org/2005/11/its/rdf#taIdentRef", iri(f"id/{path}"), doc)
        return node


def forum() -> Story:
    """A forum with an organizer, partners and participants; about twenty-five things, two documents."""
    story = Story()
    page = story.document("forum-page", "Valley Forum on Solidarity Finance", date="2019-05-02")
    note = story.document("course-note", "Concept note on the River School course", date="2021-03-01")
    event = story.thing("event/valley-forum", "Valley Forum on Solidarity Finance", "Valley Forum")
    lead = story.thing("organization/alder-union", "Alder Union of Credit Cooperatives", "AUCC", also=("Network",))
    story.fact(
        page,
        lead,
        "organizes",
        event,
        "The Alder Union of Credit Cooperatives (AUCC) organizes the Valley Forum.",
        "verb",
    )
    listed = (
        "Birch Fund for Cities Development",
        "Cedar Intercontinental Network for the Solidarity Economy",
        "Dogwood Co-operative Alliance",
        "Elm Association of Mutual Benefit Societies",
        "Fir Association of French-Speaking Mayors",
        "Ginkgo Leading Group on Social Economy",
    )
    block = "Partner Organizations:\n" + "\n".join(f"• {name}" for name in listed) + "\nValley Forum"
    partners = [
        story.thing(f"organization/{name.split()[0].lower()}", name, name.split()[0].upper()) for name in listed
    ]
    for partner in partners:
        story.fact(page, partner, "partnerIn", event, block, "list-under-heading", "0.93")
    for place in ("Costa Rica", "Ecuador", "France", "Luxembourg", "Morocco", "Senegal", "Colombia"):
        path = story.thing(f"place/{place.lower().replace(' ', '-')}", place, also=("Country",))
        story.fact(
            page, path, "partnerIn", event, f"Partners of the Valley Forum: {place}.", "list-under-heading", "0.88"
        )
        if place in ("France", "Colombia", "Senegal"):
            story.fact(
                page, path, "memberOf", partners[5], f"{place} is a member state of GINKGO.", "member-of", "0.81"
            )
    venue = story.thing("place/quito", "Quito", also=("City",))
    story.fact(page, event, "locatedIn", venue, "The Valley Forum takes place in Quito.", "venue")
    theme = story.thing("concept/solidarity-finance", "solidarity finance")
    story.fact(page, partners[5], "promotes", theme, "GINKGO promotes solidarity finance.", "promote-verb")
    speaker = story.thing("person/ana-mora", "Ana Mora")
    story.fact(page, speaker, "participatesIn", event, "Ana Mora speaks at the Valley Forum.", "speaker")
    story.fact(page, speaker, "affiliatedWith", partners[1], "Ana Mora, president of CEDAR.", "role")
    story.fact(page, partners[2], "partnerOf", lead, "DOGWOOD and AUCC signed an agreement.", "agreement", "0.77")
    story.fact(note, lead, "partnerOf", partners[2], "The AUCC works with DOGWOOD in many cities.", "works-with", "0.7")
    school = story.thing("organization/river-school", "River School of Local Economy", "RSLE")
    branch = story.thing("organization/cedar-asia", "Cedar Asia", "CEDAR Asia")
    story.fact(note, branch, "partOf", partners[1], "CEDAR Asia is the regional branch of CEDAR.", "branch-of", "0.9")
    course = story.thing("event/course", "Solidarity Economy Course 2021")
    story.fact(note, branch, "organizes", course, "CEDAR Asia holds the Solidarity Economy Course 2021.", "verb")
    story.fact(note, school, "partnerIn", course, "RSLE is a partner in the Solidarity Economy Course 2021.", "verb")
    story.fact(note, partners[0], "supports", course, "BIRCH funds the Solidarity Economy Course 2021.", "verb")
    story.fact(note, partners[0], "supports", school, "BIRCH supports RSLE.", "verb", "0.66")
    for name in ("General Assembly of Valleys", "Harbour Workers Library"):
        story.mention(note, story.thing(f"organization/{name.split()[0].lower()}", name))
    return story
