"""What holds for every text, name and order: properties, checked on generated documents."""

from __future__ import annotations

import pyoxigraph as ox
from annotated import PAGED, STORY
from hypothesis import given, settings
from hypothesis import strategies as st

from sse_graph.describe import describe, named_graphs
from sse_graph.export import RDF_FORMATS, facts_csv, rdf
from sse_graph.kept import from_json, to_json
from sse_graph.lines import graphs_of, in_order
from sse_graph.names import normal_form
from sse_graph.records import LABELS, SIGNATURES, Alias, Annotation, Document, Mention, Relation
from sse_graph.resolve import resolve
from sse_graph.vocab import DCTERMS, NIF, PREFIXES

NAMES = ["Vela Network", "The Vela Network", "VELA NETWORK", "VN", "Ora & Lago", "Ora and Lago", "Ada Reed", "Reed"]
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn"])
names = st.one_of(st.sampled_from(NAMES), st.text(CHARACTERS, min_size=1, max_size=12))
HEAD = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
EVIDENCE = """SELECT ?doc ?s ?p ?o ?quote ?begin ?end { GRAPH ?g { ?g dcterms:identifier ?doc . ?s ?p ?o .
  ?f rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; prov:wasQuotedFrom ?q .
  ?q nif:anchorOf ?quote ; nif:beginIndex ?begin ; nif:endIndex ?end } }"""


@st.composite
def annotations(draw, name: str = "a.txt") -> Annotation:
    """An annotation of a made-up text: names with words between them, relations and aliases among them."""
    text, mentions = "", []
    for written in draw(st.lists(names.filter(str.strip), min_size=1, max_size=6)):
        written = written.strip()
        mentions.append(Mention(len(text), len(text) + len(written), draw(st.sampled_from(LABELS))))
        text += written + draw(st.sampled_from([" and ", " ", ", ", "\n"]))
    relations, aliases = [], []
    numbers = st.integers(0, len(mentions) - 1)
    for one, other in draw(st.lists(st.tuples(numbers, numbers), max_size=6)):
        allowed = [
            predicate
            for predicate, (subjects, objects) in SIGNATURES.items()
            if mentions[one].label in subjects and mentions[other].label in objects
        ]
        if one != other and allowed:
            predicate = draw(st.sampled_from(allowed))
            confidence = draw(st.floats(0, 1))
            relations.append(Relation(one, predicate, other, 0, len(text), "verb", confidence))
        if one != other and draw(st.booleans()):
            aliases.append(Alias(one, other, "side-by-side"))
    language = draw(st.sampled_from(["en", "fr", "es", "und"]))
    document = Document(name, text, "0" * 64, (), language, draw(st.sampled_from(["", "A title"])))
    return Annotation(document, tuple(mentions), tuple(aliases), tuple(relations), "hand 1")


@st.composite
def corpora(draw) -> list[Annotation]:
    return [draw(annotations(f"{number}.txt")) for number in range(draw(st.integers(1, 4)))]


def stored(corpus) -> ox.Store:
    store = ox.Store()
    store.extend(describe(corpus, resolve(corpus)))
    return store


@given(corpora(), st.randoms(use_true_random=False))
def test_resolving_depends_on_no_order_and_places_every_mention_once(corpus, random):
    entities = resolve(corpus)
    shuffled = list(corpus)
    random.shuffle(shuffled)
    assert resolve(shuffled) == entities
    keys = [key for entity in entities for key in entity.mentions]
    assert sorted(keys) == sorted((a.document.name, i) for a in corpus for i in range(len(a.mentions)))
    assert len({entity.iri for entity in entities}) == len(entities)
    labels = {(a.document.name, i): mention.label for a in corpus for i, mention in enumerate(a.mentions)}
    assert all({labels[key] for key in entity.mentions} == {entity.label} for entity in entities)


@given(corpora())
def test_same_spellings_in_one_document_are_one_thing(corpus):
    of_mention = {key: entity.iri for entity in resolve(corpus) for key in entity.mentions}
    for annotation in corpus:
        seen: dict[tuple[str, str], str] = {}
        for index, mention in enumerate(annotation.mentions):
            form = (mention.label, normal_form(annotation.name(mention), mention.label))
            assert (
                seen.setdefault(form, of_mention[annotation.document.name, index])
                == of_mention[annotation.document.name, index]
            )


@given(corpora())
def test_the_lines_of_a_graph_are_in_order_and_as_a_store_keeps_them(corpus):
    for graph in named_graphs([*corpus, PAGED], resolve([*corpus, PAGED])):
        lines = graph.lines()
        assert lines == in_order(f"{line}\n" for line in lines.decode().split("\n")[:-1])
        assert [lines] == [kept.lines() for kept in graphs_of(ox.parse(lines, format=ox.RdfFormat.N_QUADS))]


@settings(max_examples=40)
@given(corpora())
def test_what_is_exported_is_read_back_equal(corpus):
    store = stored(corpus)
    quads = set(store)
    triples = {quad.triple for quad in quads}
    for ending, form in RDF_FORMATS.items():
        named = ending in {".trig", ".nq", ".jsonld"}
        back = set(ox.parse(rdf(store, form, named=named), format=form))
        assert back == (quads if named else {ox.Quad(*triple) for triple in triples}), ending
    assert facts_csv(store).count("\r\n") >= 1


@settings(max_examples=40)
@given(corpora(), st.randoms(use_true_random=False))
def test_the_graph_depends_on_no_order(corpus, random):
    shuffled = list(corpus)
    random.shuffle(shuffled)
    assert rdf(stored(corpus), ox.RdfFormat.TRIG, named=True) == rdf(stored(shuffled), ox.RdfFormat.TRIG, named=True)


@given(
    st.text(st.characters(exclude_categories=["Cs"])).filter(str.strip),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_every_character_of_a_text_comes_into_the_graph_and_none_ends_a_statement(text, title):
    document = Document("a.txt", text, "0" * 64, (), "en", title, (("creator", title or text),))
    found = Annotation(document, (Mention(0, len(text), "Person"),), (), (), "hand 1")
    (anchor,) = [
        quad.object.value for quad in describe([found], resolve([found])) if quad.predicate.value == NIF.anchorOf
    ]
    told = {
        quad.object.value for quad in describe([found], resolve([found])) if quad.predicate.value == DCTERMS.creator
    }
    assert (anchor, told) == (text, {title or text})


@given(annotations())
def test_what_is_kept_comes_back_equal(annotation):
    assert from_json(to_json(annotation)) == annotation


@given(corpora())
def test_every_relation_has_its_evidence_in_its_document(corpus):
    store = stored(corpus)
    texts = {annotation.document.name: annotation.document.text for annotation in corpus}
    found = [[term.value for term in row] for row in store.query(HEAD + EVIDENCE)]
    for document, *_, quote, begin, end in found:
        assert texts[document][int(begin) : int(end)] == quote
    stated = sum(quad.predicate.value.rsplit("#")[-1] in SIGNATURES for quad in store)
    assert len({tuple(row[:4]) for row in found}) == stated


@given(st.integers(0, len(STORY)))
def test_a_further_document_takes_no_relation_away(count):
    def relations(corpus) -> set[tuple[str, str]]:
        return {
            (quad.graph_name.value, quad.predicate.value)
            for quad in stored(corpus)
            if quad.predicate.value.rsplit("#")[-1] in SIGNATURES
        }

    assert relations(STORY[:count]) <= relations(STORY)


FIELD = [
    "Vela Network", "Vela Netwrok", "The Vela Network", "Réseau Vela", "VN", "Vida Nueva", "Vela Network Asia",
    "Northern Seed Growers Union", "Southern Seed Growers Union", "Seed Growers Northern Union", "Global Seed Fund",
    "Fonds mondial des semences", "5th Seed Forum of Ora", "Fifth Seed Forum of Ora", "6th Seed Forum of Ora",
    "Ministry of Labour",
]  # fmt: skip


@st.composite
def fields(draw, name: str) -> Annotation:
    """A document of bodies whose names are alike in every way that is looked at, some of them defined."""
    text, mentions, aliases = "", [], []
    for written in draw(st.lists(st.sampled_from(FIELD), min_size=1, max_size=4)):
        mentions.append(Mention(len(text), len(text) + len(written), "Organization"))
        text += written
        if draw(st.booleans()):
            aliases.append(Alias(len(mentions) - 1, len(mentions), "acronym-definition"))
            mentions.append(Mention(len(text) + 2, len(text) + 4, "Organization"))
            text += " (VN)"
        text += " and "
    language = draw(st.sampled_from(["en", "fr"]))
    return Annotation(Document(name, text, "0" * 64, (), language), tuple(mentions), tuple(aliases), (), "hand 1")


@given(st.integers(2, 4).flatmap(lambda count: st.tuples(*(fields(f"{number}.txt") for number in range(count)))))
def test_a_further_document_never_parts_what_was_one_but_where_it_brings_a_second_bearer(corpus):
    """Two mentions that were one stay one, unless one of them is a name that went to its only known bearer, or stood
    in for it: an acronym with two things now."""

    def clusters(documents) -> dict[tuple[str, int], str]:
        return {key: entity.iri for entity in resolve(documents) for key in entity.mentions}

    before, after = clusters(corpus[:-1]), clusters(corpus)
    bearers = {
        after[annotation.document.name, index]
        for annotation in corpus
        for index, mention in enumerate(annotation.mentions)
        if annotation.name(mention) == "VN"
    }
    for one in before:
        for other in before:
            if before[one] == before[other] and after[one] != after[other]:
                assert len(bearers) > 1
                assert {after[one], after[other]} & bearers


@given(st.integers(2, 4).flatmap(lambda count: st.tuples(*(fields(f"{number}.txt") for number in range(count)))))
def test_what_differs_where_it_never_may_is_never_joined_by_likeness(corpus):
    for entity in resolve(corpus):
        rules = {merge.rule for merge in entity.merges}
        if not rules & {"acronym-definition", "initials", "translated-acronym"}:
            names = {name for name, _ in entity.names}
            assert not {"Northern Seed Growers Union", "Southern Seed Growers Union"} <= names
            assert not {"5th Seed Forum of Ora", "6th Seed Forum of Ora"} <= names
            assert not {"Vela Network", "Vela Network Asia"} <= names
