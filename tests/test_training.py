"""The variants that training makes of the corpus, and that training is reproducible."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest
import spacy

from sse_graph.annotate.training.augment import LANGUAGES, Names, substitute, varied
from sse_graph.annotate.training.grammar import Grammar, cities, countries
from sse_graph.annotate.training.lines import joined, lines_of, recase, relayout
from sse_graph.annotate.training.misread import misread
from sse_graph.annotate.training.ner import document_scores, example, train
from sse_graph.corpus import AnnotatedText, parse, read_corpus
from sse_graph.errors import InputError
from sse_graph.evaluate.thresholds import Claim, calibration, f1, kept, logit, thresholds
from sse_graph.records import LABELS, SIGNATURES

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
TEXT = parse(
    """---
id: en-1
lang: en
genre: news
---
[SPRING FAIR](v1)
[Seed Circle](o1) ([SC](o1)) meets the [Long
Table](o2) in [New Harbour](p1).
- [Ada Reed](h1), [SC](o1): [Seed saving](c1).
---
""",
    "here",
)


@pytest.fixture(scope="module")
def names() -> Names:
    texts = list(read_corpus(CORPUS / "train", "fr"))
    return Names(texts, CORPUS / "names", cities(), {language: countries(language) for language in LANGUAGES})


def surfaces(text: AnnotatedText) -> list[tuple[str, str]]:
    return [(" ".join(text.text[start:end].split()), identifier) for start, end, identifier in text.mentions]


def write(folder: Path, content: str) -> Path:
    path = folder / "xx.txt"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("language", "content", "name"),
    [
        pytest.param("en", "[Person]\n{given} {family}\n[given]\nAda\n[family]\nReed\n", "Ada Reed", id="slots"),
        pytest.param("en", "# a remark\n[Person]\nAda of {place}\n", "Ada of Here", id="slot-from-outside"),
        pytest.param(
            "fr", "[Person]\nUnion de les pains de le port\n", "Union des pains du port", id="french-contraction"
        ),
        pytest.param("es", "[Person]\nCasa de el Mar y Isla\n", "Casa del Mar e Isla", id="spanish-contraction"),
    ],
)
def test_a_name_is_made_of_its_parts(tmp_path, language, content, name):
    grammar = Grammar([write(tmp_path, content)], language, {"place": lambda rng: "Here"})
    assert grammar.make("Person", random.Random(1)) == name


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("[Person]\n{given}\n", r"\[Person\] uses \{given\}", id="undefined-slot"),
        pytest.param(None, "no such list of names", id="no-file"),
    ],
)
def test_a_broken_list_of_names_is_refused(tmp_path, content, message):
    path = write(tmp_path, content) if content else tmp_path / "none.txt"
    with pytest.raises(InputError, match=message):
        Grammar([path], "en", {})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("label", LABELS)
def test_there_are_names_of_every_label_in_every_language(names, language, label):
    rng = random.Random(7)
    made = {names.other(label, language, rng) for _ in range(60)}
    assert len(made) > 30
    assert not [name for name in made if "{" in name or name != name.strip() or not name]


def test_a_thing_bears_one_other_name_everywhere(names):
    changed = substitute(TEXT, names, random.Random(3), 1.0)
    by_id: dict[str, set[str]] = {}
    for (old, identifier), (new, _) in zip(surfaces(TEXT), surfaces(changed), strict=True):
        assert new != old
        by_id.setdefault(identifier + old, set()).add(new)
    assert all(len(new) == 1 for new in by_id.values())
    event = surfaces(changed)[0][0]
    assert event == event.upper()
    assert substitute(TEXT, names, random.Random(3), 0.0) == TEXT


def test_french_articles_follow_the_new_name(names):
    text = parse("---\nid: f\nlang: fr\ngenre: news\n---\nMembres de l'[Union](o1) et du [Cercle](o2).\n---\n", "here")
    for seed in range(40):
        changed = substitute(text, names, random.Random(seed), 1.0)
        start = changed.mentions[0][0]
        first = changed.text[start].lower()
        assert (changed.text[start - 1] == "'") == (first in "aeiouyhéèêâàîôû"), changed.text


def test_lines_keep_their_mentions_and_a_mention_over_two_lines_joins_them():
    lines = lines_of(TEXT)
    assert [words for words, _ in lines] == [
        "SPRING FAIR",
        "Seed Circle (SC) meets the Long\nTable in New Harbour.",
        "- Ada Reed, SC: Seed saving.",
    ]
    assert joined(TEXT, lines, ["\n"] * 3) == TEXT


@pytest.mark.parametrize("seed", range(60))
def test_a_new_layout_or_case_loses_no_mention_of_the_lines_it_keeps(seed):
    changed = relayout(
        recase(TEXT, random.Random(seed), 0.5, ()), lines_of(TEXT), ["Menu", "Read more"], random.Random(seed)
    )
    before = {(name.casefold(), identifier) for name, identifier in surfaces(TEXT)}
    assert {(name.casefold(), identifier) for name, identifier in surfaces(changed)} == before


@pytest.mark.parametrize("seed", range(25))
def test_the_mentions_of_a_variant_are_names_in_order(names, seed):
    changed = varied(TEXT, names, ["Menu", "Read more"], random.Random(seed))
    last = 0
    for start, end, _ in changed.mentions:
        assert last <= start < end <= len(changed.text)
        assert changed.text[start:end] == changed.text[start:end].strip()
        last = end
    assert varied(TEXT, names, ["Menu", "Read more"], random.Random(seed)) == changed


def small_pipeline() -> spacy.Language:
    nlp = spacy.blank("en")
    tok2vec = {"@architectures": "spacy.HashEmbedCNN.v2", "width": 16, "depth": 1, "embed_size": 200, "window_size": 1,
               "maxout_pieces": 2, "subword_features": True, "pretrained_vectors": None}  # fmt: skip
    parser = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False,
              "hidden_width": 16, "maxout_pieces": 2, "use_upper": True, "tok2vec": tok2vec}  # fmt: skip
    ner = nlp.add_pipe("ner", config={"model": parser})
    for label in LABELS:
        ner.add_label(label)
    spacy.util.fix_random_seed(0)
    ner.initialize(lambda: [example(nlp, TEXT)], nlp=nlp)
    return nlp


def test_training_learns_and_gives_the_same_weights_again(names):
    weights = []
    for _ in range(2):
        nlp = small_pipeline()
        for _ in train(nlp, [TEXT], names, {}, epochs=80, rate=0.02, dropout=0.0, seed=5, weigh={"en": 2}):
            scores = document_scores(nlp, [TEXT])
        weights.append(nlp.get_pipe("ner").to_bytes(exclude=["vocab"]))
    assert scores["ALL"][2] > 0.6
    assert weights[0] == weights[1]


def test_calibration_makes_confidence_the_share_that_is_right():
    chance = random.Random(7)
    found = []
    for _ in range(4_000):
        confidence = chance.uniform(0.06, 0.99)
        odds = 0.6 * logit(confidence) - 0.8
        found.append((confidence, chance.random() < 1 / (1 + math.exp(-odds))))
    slope, intercept = calibration(found)
    assert slope == pytest.approx(0.6, abs=0.08)
    assert intercept == pytest.approx(-0.8, abs=0.12)


def claims(predicate: str, *groups: tuple[int, float, bool], things: int = 0) -> list[Claim]:
    """``groups``: (how many, confidence, right), each between two things of its own from number ``things`` on."""
    flat = [(confidence, right) for count, confidence, right in groups for _ in range(count)]
    return [
        Claim("d", (things + 2 * number, predicate, things + 2 * number + 1), confidence, right)
        for number, (confidence, right) in enumerate(flat)
    ]


def test_the_threshold_of_a_predicate_is_where_f1_is_highest():
    found = claims("memberOf", (10, 0.9, True), (10, 0.5, True), (30, 0.2, False), (1, 0.1, True))
    chosen = thresholds(found, 21)
    assert 0.2 < chosen["memberOf"] <= 0.5
    assert chosen.keys() == SIGNATURES.keys()
    assert f1(kept(found, chosen), 21) == pytest.approx(40 / 41)


def test_of_two_relations_between_two_things_the_surer_is_kept_if_it_is_above_its_own_threshold():
    found = [*claims("memberOf", (1, 0.6, True)), *claims("partnerOf", (1, 0.7, False))]
    limits = dict.fromkeys(SIGNATURES, 0.5)
    assert [claim.fact[1] for claim in kept(found, limits)] == ["partnerOf"]
    assert [claim.fact[1] for claim in kept(found, {**limits, "partnerOf": 0.8})] == ["memberOf"]


def test_a_misread_text_keeps_what_is_left_and_its_relations() -> None:
    texts = list(read_corpus(CORPUS / "train", "fr"))
    rng = random.Random(0)
    lost = kept = 0
    for text in texts:
        other = misread(text, rng)
        assert other.text == text.text
        assert {(s, e) for s, e, _ in other.mentions} <= {(s, e) for s, e, _ in text.mentions}
        left = {identifier for _, _, identifier in other.mentions}
        for subject, predicate, thing in other.relations:
            assert {subject, thing} <= left
            subjects, objects = SIGNATURES[predicate]
            assert other.label(subject) in subjects
            assert other.label(thing) in objects
        lost += len(text.mentions) - len(other.mentions)
        kept += len(other.mentions)
    assert 0.05 < lost / (lost + kept) < 0.2


def test_misreading_draws_the_same_again() -> None:
    texts = list(read_corpus(CORPUS / "train", "fr"))
    assert [misread(text, random.Random(3)) for text in texts] == [misread(text, random.Random(3)) for text in texts]
