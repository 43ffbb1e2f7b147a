"""Candidate pairs, their features as arrays, and the scorer's sums over them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sse_graph.annotate.relations.candidates import ALLOWED, Candidate, candidates
from sse_graph.annotate.relations.features import BITS, Features, joined
from sse_graph.annotate.relations.page import Page
from sse_graph.annotate.relations.scorer import PREDICATES, SCALE, Scorer
from sse_graph.annotate.relations.units import Units, mixed, ranges
from sse_graph.annotate.training.relations import gold_page
from sse_graph.corpus import parse

PAGE = """---
id: t
lang: en
genre: event-listing
---
# [Forum of {commons}](v1)

{place}, 3 May 2021

Organized by [{first}](o1) with the help of [{second}](o2). [{first}](o1) is a member of [{third}](o3).

Partners:
- [{fourth}](o4)
- [{fifth}](o5), [{city}](p1)
---
o1 organizes v1
"""
NAMES = {
    "commons": "Commons", "place": "Somewhere", "first": "Abo", "second": "Bek", "third": "Cid", "fourth": "Dun",
    "fifth": "Elm", "city": "Vilna",
}  # fmt: skip


def page(**names: str) -> Page:
    return gold_page(parse(PAGE.format(**NAMES | names), "t"))[0]


def pairs(of: Page) -> set[tuple[str, str, str]]:
    surface = of.surface
    return {(surface[c.subject.start], c.kind, surface[c.object.start]) for c in candidates(of)}


def rows(of: Page, found: list[Candidate]) -> list[list[int]]:
    values, borders = joined(Features(of).parts(found))
    return [sorted(values[a:b].tolist()) for a, b in pairwise(borders)]


def test_candidates_say_how_two_things_stand_to_each_other() -> None:
    found = pairs(page())
    assert ("Abo", "sentence", "Bek") in found
    assert ("Abo", "sentence", "Cid") in found
    assert ("Cid", "page", "Forum") in found
    assert ("Dun", "page", "Forum") in found
    assert ("Elm", "sentence", "Vilna") in found
    assert all((c.subject.label, c.object.label) in ALLOWED for c in candidates(page()))


def test_every_ordered_pair_is_a_candidate_at_most_once_for_an_anchor() -> None:
    found = [(c.subject.index, c.object.index, c.swapped) for c in candidates(page())]
    assert len(found) == len(set(found))


def test_names_are_no_features() -> None:
    one, other = page(), page(first="Fyn", second="Gad", third="Hay", fourth="Ivo", fifth="Jor", city="Kiel")
    assert rows(one, list(candidates(one))) == rows(other, list(candidates(other)))


def test_words_are_features() -> None:
    text = PAGE.format(**NAMES)
    other = gold_page(parse(text.replace("is a member of", "has nothing from"), "t"))[0]
    one = page()
    differ = [
        a != b for a, b in zip(rows(one, list(candidates(one))), rows(other, list(candidates(other))), strict=True)
    ]
    assert any(differ)
    assert not all(differ)


def test_subject_and_object_differ() -> None:
    one = page()
    both = [c for c in candidates(one) if {c.subject.label, c.object.label} == {"Organization"}]
    turned = {(c.object.index, c.subject.index): row for c, row in zip(both, rows(one, both), strict=True)}
    assert all(
        turned.get((c.subject.index, c.object.index)) != row for c, row in zip(both, rows(one, both), strict=True)
    )


def test_a_candidate_has_the_same_features_alone_and_among_others() -> None:
    one = page()
    found = list(candidates(one))
    assert rows(one, found) == [rows(one, [candidate])[0] for candidate in found]


def test_the_scorer_sums_the_rows_of_all_parts() -> None:
    rng = np.random.default_rng(0)
    weights = rng.standard_normal((1 << BITS, len(PREDICATES))).astype(np.float32)
    bias = rng.standard_normal(len(PREDICATES)).astype(np.float32)
    one = page()
    found = list(candidates(one))
    parts = Features(one).parts(found)
    values, borders = joined(parts)
    scores = Scorer(weights, bias, {}).score(parts)
    assert scores.shape == (len(found), len(PREDICATES))
    for number, (a, b) in enumerate(pairwise(borders)):
        logits = bias + SCALE / np.sqrt(b - a) * weights[values[a:b]].sum(axis=0)
        assert scores[number] == pytest.approx(1 / (1 + np.exp(-logits)), abs=1e-5)


def test_a_scorer_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    weights = np.zeros((1 << BITS, len(PREDICATES)), dtype=np.float32)
    weights[[3, 77]] = 0.5
    thresholds = dict.fromkeys(PREDICATES, 0.25)
    Scorer(weights, np.ones(len(PREDICATES), dtype=np.float32), thresholds, (2.0, -1.0)).save(tmp_path, {})
    again = Scorer.load(tmp_path)
    one = page()
    parts = Features(one).parts(list(candidates(one)))
    assert again.thresholds == thresholds
    assert np.array_equal(
        again.score(parts), Scorer(weights, np.ones(len(PREDICATES)), thresholds, (2.0, -1.0)).score(parts)
    )


def test_units_are_words_and_whole_mentions() -> None:
    one = page()
    units = Units(one)
    assert len(units.words) == len(one.words) - sum(spot.end - spot.start - 1 for spot in one.spots)
    assert units.is_mention.sum() == len(one.spots)
    assert (units.ends - units.starts == 1).all()
    assert (units.low <= units.starts).all()
    assert (units.ends <= units.high).all()


def test_mixed_keeps_the_order_of_a_pair() -> None:
    one, two = np.array([1, 2], dtype=np.uint64), np.array([2, 1], dtype=np.uint64)
    assert (mixed(one, two) != mixed(two, one)).all()


def test_ranges() -> None:
    assert ranges(np.array([5, 1, 9]), np.array([2, 0, 3])).tolist() == [5, 6, 9, 10, 11]


def test_a_line_of_thousands_of_names_has_no_more_pairs_than_it_can_use() -> None:
    names = " ".join(f"[N{number}x](o{number})" for number in range(1, 1501))
    one = gold_page(parse(f"---\nid: t\nlang: en\ngenre: member-list\n---\n{names}\n---\n", "t"))[0]
    found = list(candidates(one))
    assert 1_500 < len(found) < 250_000
    assert all(c.subject.index != c.object.index for c in found)
