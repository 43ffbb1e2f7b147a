"""The measure: each thing and fact counted once a document, against an independent count."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from annotated import annotation

from sse_graph.corpus import parse, read_corpus
from sse_graph.errors import InputError
from sse_graph.evaluate import Score, below_floor, comparable, compare, corpus_hash, evaluate_corpus, report
from sse_graph.records import LABELS, SIGNATURES, SYMMETRIC, Annotation, Document, Mention, Relation
from sse_graph.resolve import resolve

DEV = Path(__file__).resolve().parent.parent / "corpus" / "dev"
GOLD = parse(
    "---\nid: t\nlang: en\ngenre: x\n---\n"
    "[Vela Network](o1) ([VN](o1)), [Ora Coop](o2) and [Lago Fund](o3) meet in [Quito](p1).\n---\n"
    "o1 partnerOf o2\no3 supports o1\n",
    "t",
)


def measured(found: Annotation) -> dict[tuple[str, str], Score]:
    return dict(compare({"t": GOLD}, [found], resolve([found])).scores)


def test_a_perfect_annotation_has_no_error():
    found = annotation(
        "t",
        "[Vela Network](o1) ([VN](o1)), [Ora Coop](o2) and [Lago Fund](o3) meet in [Quito](p1).",
        "o2 partnerOf o1; o3 supports o1",
        aliases=[(0, 1)],
    )
    scores = measured(found)
    assert scores["all", "entities"] == scores["en", "entities"] == Score(right=4)
    assert scores["all", "relations"] == Score(right=2)
    assert scores["all", "entities"].f1 == scores["all", "entities"].precision == 1.0


def test_a_wrong_class_and_what_is_missed_are_counted():
    found = annotation(
        "t",
        "[Vela Network](o1) (VN), [Ora Coop](p2) and Lago Fund meet in [Quito](p1).",
    )
    scores = measured(found)
    assert scores["all", "Organization"] == Score(right=1, wrong=0, missed=2)
    assert scores["all", "Place"] == Score(right=1, wrong=1)
    assert scores["all", "partnerOf"] == Score(missed=1)
    assert scores["all", "supports"] == Score(missed=1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Vela", "vela"),
        ("l’Atelier", "Atelier"),
        ("Vela–Ora", "Vela Ora"),
        ("«Vela»", "Vela."),
        ("ＶＥＬＡ", "vela"),
    ],
)
def test_names_are_compared_without_case_article_and_signs(one, other):
    assert comparable(one) == comparable(other)


def independent(text, mentions: list[tuple[str, str, str]], facts: set[tuple[str, str, str]]) -> tuple[Score, Score]:
    """Entities and relations counted in the plainest way. ``mentions``: (thing, label, name), all different."""
    gold = {identifier: text.label(identifier) for _, _, identifier in text.mentions}
    bearers = {(text.label(i), comparable(text.text[s:e])): i for s, e, i in text.mentions}
    match: dict[str, str] = {}
    for thing, label, name in mentions:
        hit = bearers.get((label, comparable(name)))
        if hit and hit not in match.values() and thing not in match:
            match[thing] = hit
    things = {thing for thing, _, _ in mentions}
    entities = Score(len(match), len(things) - len(match), len(gold) - len(match))

    def fact(subject: str, predicate: str, object_: str) -> tuple[str, ...]:
        return (predicate, *(sorted((subject, object_)) if predicate in SYMMETRIC else (subject, object_)))

    wanted = {fact(*relation) for relation in text.relations}
    got = {fact(match.get(s, f"?{s}"), p, match.get(o, f"?{o}")) for s, p, o in facts}
    return entities, Score(len(got & wanted), len(got - wanted), len(wanted - got))


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_an_independent_count(seed):
    """Dev texts with a third of their things dropped and facts shuffled, as an extractor with errors would give."""
    chance = random.Random(seed)
    texts = list(read_corpus(DEV, "en"))[:5]
    assert len(texts) == 5
    for text in texts:
        kept = {i for _, _, i in text.mentions if chance.random() > 0.3}
        first: dict[str, int] = {}
        mentions, names = [], {}
        for start, end, identifier in text.mentions:
            name = comparable(text.text[start:end])
            if identifier in kept and identifier not in first and name not in names.values():
                first[identifier] = len(mentions)
                names[identifier] = name
                mentions.append(Mention(start, end, text.label(identifier)))
        facts = {
            (s, p, o) if chance.random() > 0.3 else (o, p, s) for s, p, o in text.relations if s in first and o in first
        }
        facts = {
            (s, p, o) for s, p, o in facts if text.label(s) in SIGNATURES[p][0] and text.label(o) in SIGNATURES[p][1]
        }
        found = Annotation(
            Document(text.id, text.text, "", (), "und"),
            tuple(mentions),
            (),
            tuple(Relation(first[s], p, first[o], 0, len(text.text), "x") for s, p, o in sorted(facts)),
        )
        entities = resolve([found])
        assert len(entities) == len(mentions)
        scores = compare({text.id: text}, [found], entities).scores
        spans = [(i, text.label(i), text.text[mentions[n].start : mentions[n].end]) for i, n in first.items()]
        things, relations = independent(text, spans, facts)
        assert scores["all", "entities"] == things
        assert scores.get(("all", "relations"), Score()) == relations


def test_the_report_has_a_row_a_class_and_predicate():
    found = annotation("t", "[Vela Network](o1)")
    lines = report(compare({"t": GOLD}, [found], resolve([found]))).splitlines()
    assert lines[0] == "1 documents"
    assert [line.split()[0] for line in lines[5 : 5 + 7 + len(SIGNATURES)]] == [
        "entities", *LABELS, "relations", *SIGNATURES,
    ]  # fmt: skip
    assert any(line.startswith("genre x") for line in lines)


def test_mentions_are_right_when_characters_and_class_are():
    found = annotation("t", "[Vela](o1) Network ([VN](o2)), [Ora Coop](p2) and [Lago Fund](o3) meet in [Quito](p1).")
    mentions = compare({"t": GOLD}, [found], resolve([found])).mentions
    assert mentions["all", "Organization"] == Score(right=2, wrong=1, missed=2)
    assert mentions["en", "Place"] == Score(right=1, wrong=1)
    assert mentions["genre x", "mentions"] == Score(right=3, wrong=2, missed=2)


def found_in_gold(marks: str, relations: str = "") -> Annotation:
    """The annotation that finds in ``GOLD`` the names of ``marks``, as "Vela Network=o1, Quito=p1"."""
    marked = GOLD.text
    for name, identifier in (mark.split("=") for mark in marks.split(", ")):
        assert name in marked
        marked = marked.replace(name, f"[{name}]({identifier})", 1)
    return annotation("t", marked, relations)


@pytest.mark.parametrize(
    ("marks", "relations", "expected"),
    [
        ("Vela=o1", "", "wrong Organization boundary"),
        ("Ora Coop=p2", "", "wrong Place class"),
        ("Ora=p2", "", "wrong Place class and boundary"),
        ("meet=c1", "", "wrong Concept no mention"),
        ("Vela Network=o1", "", "missed Place no mention"),
        ("Vela Network=o1, Lago Fund=o3", "o1 supports o3", "wrong supports direction"),
        ("Vela Network=o1, Lago Fund=o3", "o1 memberOf o3", "wrong memberOf predicate"),
        ("Ora Coop=o2, Lago Fund=o3", "o2 memberOf o3", "wrong memberOf no fact"),
        ("Vela=o1, Ora Coop=o2", "o1 memberOf o2", "wrong memberOf end"),
        ("Vela Network=o1, Ora Coop=o2", "", "missed partnerOf no fact"),
        ("Ora Coop=o2", "", "missed partnerOf end"),
    ],
)
def test_each_error_has_its_cause(marks, relations, expected):
    found = found_in_gold(marks, relations)
    errors = compare({"t": GOLD}, [found], resolve([found])).errors
    assert expected in {f"{error.kind} {error.row} {error.cause}" for error in errors}
    assert "\t".join(expected.split(" ", 2)) in {"\t".join(str(error).split("\t")[1:4]) for error in errors}


def test_two_things_joined_are_an_error_of_identity():
    found = annotation("t", "Vela Network (VN), [Ora Coop](o2) and [Lago Fund](o3)", aliases=[(0, 1)])
    errors = compare({"t": GOLD}, [found], resolve([found])).errors
    assert [(error.kind, error.what) for error in errors if error.cause == "identity"] == [("missed", "Lago Fund")]


def test_confidence_is_set_against_what_is_right():
    found = found_in_gold("Vela Network=o1, Ora Coop=o2, Lago Fund=o3", "o1 partnerOf o2; o2 supports o3")
    result = compare({"t": GOLD}, [found], resolve([found]))
    assert sorted((predicate, right) for predicate, _, right in result.confidences) == [
        ("partnerOf", True),
        ("supports", False),
    ]
    assert "0.9 to 1.0         2    0.90    0.50" in report(result)


def test_floors_are_pinned_to_a_corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.md").write_text("x", encoding="utf-8")
    found = annotation("t", "[Vela Network](o1)")
    result = compare({"t": GOLD}, [found], resolve([found]))
    floor = tmp_path / "floors.json"
    floors = {"en": {"entities": 0.9, "Organization": 0.4}}
    floor.write_text(json.dumps({"corpus": corpus_hash(folder), "floors": floors}), encoding="utf-8")
    assert below_floor(result.scores, floor, folder) == ["en entities: F1 0.400 is below 0.9"]
    (folder / "a.md").write_text("y", encoding="utf-8")
    with pytest.raises(InputError, match="pinned on another corpus"):
        below_floor(result.scores, floor, folder)
    floor.write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="not a file of floors"):
        below_floor(result.scores, floor, folder)


@pytest.mark.model
def test_a_folder_is_annotated_and_measured(tmp_path):
    (tmp_path / "one.md").write_text(
        "---\nid: one\nlang: en\ngenre: news\n---\nThe [International Cooperative Alliance](o1) is based in "
        "[Brussels](p1), [Belgium](p2).\n---\no1 locatedIn p1\n",
        encoding="utf-8",
    )
    result = evaluate_corpus(tmp_path)
    assert result.documents == 1
    assert result.scores["en", "entities"].right >= 2
    with pytest.raises(InputError, match="no annotated text in 'fr'"):
        evaluate_corpus(tmp_path, language="fr")
