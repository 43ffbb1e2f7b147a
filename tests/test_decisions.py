"""The user's decisions: read whole or refused with the line, honoured by every build."""

from __future__ import annotations

import itertools

import pytest
from annotated import STORY, annotation
from hypothesis import given
from hypothesis import strategies as st

from sse_graph.build import build
from sse_graph.decisions import NO_DECISIONS, Decisions, Line, beside, read_decisions, read_lines
from sse_graph.decisions.lines import _plain, cell
from sse_graph.errors import InputError
from sse_graph.explain import explain
from sse_graph.resolve import resolve
from sse_graph.store import open_store

HEAD = "decision,name,other,type,document,language\n"


def decided(tmp_path, rows: str) -> Decisions:
    path = tmp_path / "decisions.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return read_decisions([path])


def names_of(entities) -> list[set[str]]:
    return sorted(({name for name, _ in entity.names} for entity in entities), key=sorted)


def test_what_is_merged_is_one_thing_and_says_why(tmp_path):
    decisions = decided(tmp_path, "merge,Vela Network,ora coop\n")
    found = resolve(STORY, decisions=decisions)
    (thing,) = [entity for entity in found if ("VN", "") in entity.names]
    assert {"Vela Network", "Ora Coop", "Réseau Vela"} <= {name for name, _ in thing.names}
    assert "decision" in {merge.rule for merge in thing.merges}
    assert decisions.unmatched() == ()


def test_what_is_separated_stays_two_whatever_joins_them(tmp_path):
    text = annotation("a.txt", "[Vela Network](o1) ([VN](o1)) and [VN](o1)", aliases=[(0, 1)])
    assert len(resolve([text])) == 1
    decisions = decided(tmp_path, "separate,VN,Vela Network\n")
    assert names_of(resolve([text], decisions=decisions)) == [{"VN"}, {"Vela Network"}]


def test_transitivity_does_not_cross_a_separation(tmp_path):
    one = annotation("a.txt", "[Lago Seed Union](o1) ([LSU](o1))", aliases=[(0, 1)])
    two = annotation("b.txt", "[LSU](o1) or [Lago Seeds](o1)", aliases=[(0, 1)])
    three = annotation("c.txt", "[LSU](o1) dances.")
    decisions = decided(tmp_path, "separate,Lago Seed Union,Lago Seeds\n")
    for order in itertools.permutations([one, two, three]):
        found = names_of(resolve(order, decisions=decisions))
        assert not [names for names in found if {"Lago Seed Union", "Lago Seeds"} <= names]


def test_a_merge_is_honoured_though_a_document_calls_it_what_it_is_separated_from(tmp_path):
    text = annotation("a.txt", "[Alga](o1) ([Bora](o1)). [Cora](o2).", aliases=[(0, 1)])
    decisions = decided(tmp_path, "merge,Alga,Cora\nseparate,Cora,Bora\n")
    assert names_of(resolve([text], decisions=decisions)) == [{"Alga", "Cora"}, {"Bora"}]


def test_a_line_of_one_document_speaks_of_no_other(tmp_path):
    texts = [annotation("a.txt", "[AIM](o1) met."), annotation("b.txt", "[AIM](o1) sang. [Alba](o2).")]
    decisions = decided(tmp_path, "merge,AIM,Alba,,b.txt\n")
    assert names_of(resolve(texts, decisions=decisions)) == [{"AIM"}, {"AIM", "Alba"}] or names_of(
        resolve(texts, decisions=decisions)
    ) == [{"AIM", "Alba"}]
    parted = decided(tmp_path, "separate,AIM,Alba,,a.txt\nmerge,AIM,Alba,,b.txt\n")
    assert names_of(resolve(texts, decisions=parted)) == [{"AIM"}, {"AIM", "Alba"}]


def test_a_decision_is_stronger_than_two_identifiers(tmp_path):
    text = annotation("a.txt", "[Vela](o1) and [Ora](o2)", identifiers={"o1": "urn:x:1", "o2": "urn:x:2"})
    (thing,) = resolve([text], decisions=decided(tmp_path, "merge,Ora,Vela\n"))
    assert thing.iri == "urn:x:1"


def test_what_is_rejected_is_gone_with_its_relations(tmp_path):
    decisions = decided(tmp_path, "reject,Ora Coop,\n")
    left = [decisions.apply(one) for one in STORY]
    assert not [m for one in left for m in one.mentions if one.name(m) == "Ora Coop"]
    assert sum(len(one.relations) for one in left) < sum(len(one.relations) for one in STORY)
    for one, before in zip(left, STORY, strict=True):
        facts = {
            (before.name(before.mentions[r.subject]), r.predicate, before.name(before.mentions[r.object]))
            for r in before.relations
        }
        kept = {
            (one.name(one.mentions[r.subject]), r.predicate, one.name(one.mentions[r.object])) for r in one.relations
        }
        assert kept == {fact for fact in facts if "Ora Coop" not in fact}


def test_what_is_retyped_is_of_that_class_and_loses_what_it_does_not_allow(tmp_path):
    decisions = decided(tmp_path, "retype,Solidarity Forum,Organization,Event\n")
    (first, *_) = [decisions.apply(one) for one in STORY]
    assert {m.label for m in first.mentions if first.name(m) == "Solidarity Forum"} == {"Organization"}
    assert not [r for r in first.relations if r.predicate == "organizes"]
    assert "Event" not in {entity.label for entity in resolve(list(map(decisions.apply, STORY)))}


def test_what_is_renamed_is_called_so(tmp_path):
    decisions = decided(tmp_path, "rename,VN,The Vela,,,en\nrename,Ora Coop,Ora\n")
    found = resolve(STORY, decisions=decisions)
    preferred = [entity.preferred for entity in found]
    assert (("The Vela", "en"), ("Réseau Vela", "fr")) in preferred
    assert (("Ora", ""),) in preferred


def test_unmatched_lines_are_told_with_their_numbers(tmp_path):
    decisions = decided(tmp_path, "merge,VN,Nobody\n\nreject,Nothing,\nseparate,Ora Coop,VN\nrename,No,One\n")
    resolve([decisions.apply(one) for one in STORY], decisions=decisions)
    path = tmp_path / "decisions.csv"
    assert [where for where, _ in decisions.unmatched()] == [f"{path}:2", f"{path}:4", f"{path}:6"]
    assert "'Nobody'" in decisions.unmatched()[0][1]


@pytest.mark.parametrize(
    ("rows", "numbers"),
    [
        pytest.param("merge,A,B\nseparate,A,B\n", (2, 3), id="merge-and-separate"),
        pytest.param("separate,b,a\nmerge,A,B\n", (2, 3), id="other-order-and-case"),
        pytest.param("merge,A,B\nmerge,B,C\nseparate,A,C\n", (2, 3, 4), id="through-a-third"),
        pytest.param("merge,A,B\nseparate,A,B,,a.txt\n", (2, 3), id="in-one-document"),
        pytest.param("separate,Aim,AIM\nmerge,AIM,X\n", (2, 3), id="spellings-of-one-name"),
        pytest.param("retype,A,Event\nretype,A,Concept\n", (2, 3), id="two-classes"),
        pytest.param("rename,A,X\nrename,A,Y\n", (2, 3), id="two-names"),
        pytest.param("reject,A,\nmerge,A,B\n", (2, 3), id="reject-and-merge"),
    ],
)
def test_contradictions_name_their_lines(tmp_path, rows, numbers):
    with pytest.raises(InputError) as caught:
        decided(tmp_path, rows)
    for number in numbers:
        assert f"decisions.csv:{number}" in str(caught.value)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("merge,A,B,Organization\nseparate,A,B,Event\n", id="of-two-classes"),
        pytest.param("merge,A,B,,a.txt\nseparate,A,B,,b.txt\n", id="in-two-documents"),
        pytest.param("rename,A,X,,,en\nrename,A,Y,,,fr\n", id="in-two-languages"),
        pytest.param("separate,A,B\nseparate,B,C\nmerge,A,C\n", id="two-from-a-third"),
        pytest.param("merge,A,B\nmerge,A,B\n", id="twice-the-same"),
        pytest.param("separate,Aim,AIM\nmerge,Bim,X\n", id="spellings-of-one-name"),
    ],
)
def test_what_agrees_is_taken(tmp_path, rows):
    assert decided(tmp_path, rows)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        pytest.param("name,other\na,b\n", ":1: the first line names the columns", id="no-decision-column"),
        pytest.param(HEAD.strip() + ",weight\n", "no column 'weight'", id="strange-column"),
        pytest.param(HEAD + "join,a,b\n", ":2: no decision 'join'", id="strange-decision"),
        pytest.param(HEAD + "merge,a,\n", ":2: merge needs something under 'other'", id="no-other"),
        pytest.param(HEAD + "merge,a,a\n", ":2: merge needs two different names", id="twice-one-name"),
        pytest.param(HEAD + "retype,a,Company\n", ":2: no class 'Company'", id="strange-class"),
        pytest.param(HEAD + "merge,a,b,Company\n", ":2: no type 'Company'", id="strange-type"),
        pytest.param(HEAD + "merge,a,b,,,,,,\n", ":2: 9 cells under 6 columns", id="too-many-cells"),
        pytest.param(HEAD + 'merge,"a,b\n', ":2:", id="open-quote"),
    ],
)
def test_a_file_that_is_not_as_it_must_be_is_refused_with_its_line(tmp_path, content, wrong):
    path = tmp_path / "decisions.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"decisions\.csv") as caught:
        read_decisions([path])
    assert wrong in str(caught.value)


def test_files_of_spreadsheets_are_read(tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_bytes("\ufeffDecision;Name;Other;Note\r\nmerge;'=A;B  C;why\r\n;;;\r\n;D;E;\r\n".encode())
    assert read_lines(path) == [Line(f"{path}:2", "merge", "=A", "B C")]
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        read_lines(path)


@given(st.text(max_size=8) | st.sampled_from(["=1+1", "'=1", "-x", "@a", "+", "''-", "'a", "\t=1"]))
def test_cells_never_run_and_come_back(text):
    assert not cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert _plain(cell(text)) == text


def test_no_decisions_change_nothing():
    assert not NO_DECISIONS
    assert all(NO_DECISIONS.apply(one) is one for one in STORY)
    assert NO_DECISIONS.of("VN", "Organization", "a.txt") == (frozenset(), frozenset())


DOCUMENTS = {
    "a.txt": "The Vela Growers Network (VGN) is a member of the Ora Seed Alliance. The Ora Seed Alliance is in Quito.",
    "b.txt": "The Vela Growers Network and the Lago Cooperative Bank organized the Solidarity Forum in Quito.",
}
DECISIONS = HEAD + (
    "merge,Lago Cooperative Bank,Ora Seed Alliance\nseparate,Vela Growers Network,VGN\nreject,Solidarity Forum,\n"
    "retype,Quito,Organization\nmerge,Nobody,Ora Seed Alliance\n"
)


def test_decisions_beside_the_sources_survive_rebuilds_and_further_documents(tmp_path):
    folder, graph = tmp_path / "texts", tmp_path / "kg"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "decisions.csv").write_text(DECISIONS, encoding="utf-8")
    assert beside([folder]) == beside([folder / "a.txt"]) == [folder / "decisions.csv"]

    def check(documents: int) -> None:
        summary = build([str(folder)], graph)
        assert summary.documents == documents
        assert summary.warnings == ((f"{folder / 'decisions.csv'}:6", "nothing is named 'Nobody'; merge did nothing"),)
        store = open_store(graph)
        (bank,) = explain(store, "Lago Cooperative Bank")
        assert "Ora Seed Alliance" in bank.names
        assert "decision" in {rule for *_, rule in bank.merges}
        assert bank.label == "Organization"
        (network,) = explain(store, "Vela Growers Network")
        assert "VGN" not in network.names
        assert {thing.label for thing in explain(store, "Quito")} == {"Organization"}
        with pytest.raises(Exception, match="nothing is named"):
            explain(store, "Solidarity Forum")

    check(2)
    check(2)
    (folder / "0.txt").write_text(
        "VGN greets the Lago Cooperative Bank in Quito. The Ora Seed Alliance sings.", "utf-8"
    )
    check(3)
    (folder / "decisions.csv").write_text(HEAD + "merge,A,B\nseparate,A,B\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"decisions\.csv:3 .*decisions\.csv:2"):
        build([str(folder)], graph)
    assert explain(open_store(graph), "Lago Cooperative Bank")
