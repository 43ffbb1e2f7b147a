"""The records refuse what would break an invariant, and say what."""

from __future__ import annotations

import pickle

import pytest
from annotated import STORY

from sse_graph.records import LABELS, SIGNATURES, Alias, Annotation, Block, Document, Mention, Relation

TEXT = "Vela joins Ora in Quito"
DOCUMENT = Document("a.txt", TEXT, "")
VELA, ORA, QUITO = Mention(0, 4, "Organization"), Mention(11, 14, "Organization"), Mention(18, 23, "Place")


def test_records_are_equal_by_value_and_survive_a_process_border():
    for annotation in STORY:
        assert pickle.loads(pickle.dumps(annotation)) == annotation
    assert Mention(0, 4, "Organization") == VELA
    assert len({VELA, Mention(0, 4, "Organization")}) == 1


def test_signatures_are_made_of_labels():
    assert len(SIGNATURES) == 10
    for subjects, objects in SIGNATURES.values():
        assert set() < subjects <= set(LABELS)
        assert set() < objects <= set(LABELS)


def test_a_name_has_single_blanks():
    document = Document("a.txt", "Vela\n  Network", "")
    assert Annotation(document).name(Mention(0, 14, "Organization")) == "Vela Network"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda: Block("poem", 0, 4), "'poem' is none of", id="block-kind"),
        pytest.param(lambda: Block("item", 4, 4), "0 <= start < end", id="empty-block"),
        pytest.param(lambda: Document("a.txt", " \n", ""), "no text", id="blank-document"),
        pytest.param(
            lambda: Document("a.txt", TEXT, "", (Block("item", 0, 5), Block("item", 4, 8))), "overlaps", id="blocks"
        ),
        pytest.param(lambda: Document("a.txt", TEXT, "", (Block("item", 0, 99),)), "leaves the text", id="long-block"),
        pytest.param(
            lambda: Document("a.txt", TEXT, "", (Block("item", 0, 4, parent=0),)), "does not precede", id="own-parent"
        ),
        pytest.param(lambda: Mention(3, 3, "Place"), "0 <= start < end", id="empty-mention"),
        pytest.param(lambda: Mention(-1, 3, "Place"), "0 <= start < end", id="negative-mention"),
        pytest.param(lambda: Mention(0, 3, "ORG"), "'ORG' is none of", id="label"),
        pytest.param(lambda: Mention(0, 3, "Place", confidence=1.1), "outside", id="confidence-of-mention"),
        pytest.param(lambda: Relation(0, "likes", 1, 0, 3, "verb"), "'likes' is none of", id="predicate"),
        pytest.param(lambda: Relation(0, "partOf", 1, 3, 0, "verb"), "0 <= start < end", id="evidence"),
        pytest.param(lambda: Relation(0, "partOf", 1, 0, 3, "verb", -0.1), "outside", id="confidence-of-relation"),
        pytest.param(lambda: Annotation(DOCUMENT, (ORA, VELA)), "overlaps another", id="mentions-out-of-order"),
        pytest.param(
            lambda: Annotation(DOCUMENT, (Mention(18, 30, "Place"),)), "leaves the text", id="mention-outside"
        ),
        pytest.param(lambda: Annotation(DOCUMENT, (VELA,), (Alias(0, 1, "x"),)), "not two mentions", id="alias"),
        pytest.param(
            lambda: Annotation(DOCUMENT, (VELA,), (), (Relation(0, "partOf", 0, 0, 4, "verb"),)),
            "not two mentions",
            id="relation-to-itself",
        ),
        pytest.param(
            lambda: Annotation(DOCUMENT, (VELA, QUITO), (), (Relation(0, "memberOf", 1, 0, 23, "verb"),)),
            "signature",
            id="member-of-a-place",
        ),
        pytest.param(
            lambda: Annotation(DOCUMENT, (VELA, ORA), (), (Relation(0, "memberOf", 1, 0, 24, "verb"),)),
            "evidence",
            id="evidence-outside",
        ),
    ],
)
def test_what_breaks_an_invariant_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
