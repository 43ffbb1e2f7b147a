"""B-cubed, against its definition and by hand."""

from __future__ import annotations

import pytest
from annotated import annotation
from hypothesis import given
from hypothesis import strategies as st

from sse_graph.bcubed import BCubed, b_cubed, clusters_of, gold_annotation
from sse_graph.corpus import parse
from sse_graph.resolve import resolve

mentions = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=20)


def test_by_hand():
    measured = b_cubed([("a", 1), ("a", 1), ("b", 1), ("b", 2)])
    assert measured.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert measured.recall == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)


@given(mentions)
def test_it_is_what_the_paper_defines(pairs):
    def share(mine: int) -> float:
        """The mean over mentions of the share of those equal in ``mine`` that are equal in the other too."""
        total = 0.0
        for pair in pairs:
            same = [other for other in pairs if other[mine] == pair[mine]]
            total += sum(other == pair for other in same) / len(same)
        return total / len(pairs)

    measured = b_cubed(pairs)
    assert measured.precision == pytest.approx(share(1))
    assert measured.recall == pytest.approx(share(0))
    assert 0 < measured.f1 <= 1


@given(mentions)
def test_names_of_clusters_do_not_matter_and_perfect_is_one(pairs):
    assert b_cubed((thing, f"cluster {found}") for thing, found in pairs) == b_cubed(pairs)
    assert b_cubed((thing, thing) for thing, _ in pairs).f1 == pytest.approx(1)


def test_nothing_is_perfect_and_sums_add_up():
    assert BCubed().f1 == 1
    assert b_cubed([("a", 1)]) + b_cubed([("b", 1)]) == b_cubed([("a", 1), ("b", 2)])


def test_only_mentions_that_both_have_are_counted():
    text = parse("---\nid: t\nlang: en\ngenre: x\n---\n[Vela Network](o1), [Lumo](o1), [Ora](o2)\n---\n", "t")
    found = annotation("t", "[Vela Network](o1), Lumo, [Ora](o2)")
    assert found.document.text == text.text
    measured = clusters_of({"t": text}, [found], resolve([found]))
    assert measured["all"] == measured["en"] == BCubed(2, 2.0, 2.0)
    gold = gold_annotation(text)
    apart = clusters_of({"t": text}, [gold], resolve([gold]))["all"]
    assert (apart.mentions, apart.precision) == (3, 1.0)
    assert apart.recall == pytest.approx((0.5 + 0.5 + 1) / 3)
