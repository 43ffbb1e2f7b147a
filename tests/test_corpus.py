"""The loader of the annotated corpus, and the corpus itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from sse_graph.corpus import parse, read_corpus, unsound
from sse_graph.errors import InputError

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
GOOD = """---
id: en-1
lang: en
genre: news
---
[Seed Circle](o1) ([SC](o1)) meets in
[New Harbour](p1), says [Ada Reed](h1): "[seed saving](c1)!"
---
o1 locatedIn p1
h1 affiliatedWith o1

o1 promotes c1
"""


def test_the_text_is_the_file_without_its_markup():
    text = parse(GOOD, "here")
    assert text.text == 'Seed Circle (SC) meets in\nNew Harbour, says Ada Reed: "seed saving!"'
    assert [(text.text[start:end], text.label(name)) for start, end, name in text.mentions] == [
        ("Seed Circle", "Organization"),
        ("SC", "Organization"),
        ("New Harbour", "Place"),
        ("Ada Reed", "Person"),
        ("seed saving", "Concept"),
    ]
    assert text.relations == (("o1", "locatedIn", "p1"), ("h1", "affiliatedWith", "o1"), ("o1", "promotes", "c1"))
    assert (text.id, text.language, text.genre) == ("en-1", "en", "news")


def test_a_text_without_relations_is_read():
    assert parse(GOOD.split("o1 locatedIn")[0], "here").relations == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("---\nid", "id", "not an annotated text", id="no-front-matter"),
        pytest.param("lang: en\n", "", "lacks lang", id="no-language"),
        pytest.param("o1 locatedIn p1", "o1 livesIn p1", "livesIn", id="unknown-predicate"),
        pytest.param("o1 locatedIn p1", "o1 locatedIn p9", "p9", id="unknown-id"),
        pytest.param("o1 locatedIn p1", "o1 locatedIn", "'o1 locatedIn'", id="two-words"),
    ],
)
def test_a_broken_file_is_refused_with_its_name(old, new, message):
    with pytest.raises(InputError, match=message) as caught:
        parse(GOOD.replace(old, new), "here/en-1.md")
    assert str(caught.value).startswith("here/en-1.md")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("saving](c1)!", "saving](c1)! Seed Circle", "is not marked", id="unmarked-repeat"),
        pytest.param("o1 locatedIn p1", "p1 locatedIn h1", "joins labels", id="signature"),
        pytest.param("[SC](o1)", "[SC ](o1)", "blank", id="blank-at-the-end"),
        pytest.param("[Seed Circle](o1)", "[The Seed Circle](o1)", "article", id="leading-article"),
        pytest.param("meets in", "[meets](x1) in", "markup", id="unknown-kind-of-id"),
    ],
)
def test_unsound_markup_is_told(old, new, message):
    assert unsound(parse(GOOD, "here")) == []
    assert any(message in trouble for trouble in unsound(parse(GOOD.replace(old, new), "here")))


@pytest.mark.parametrize("part", [pytest.param("train", id="train"), pytest.param("dev", id="dev")])
def test_the_corpus_is_sound(part):
    texts = list(read_corpus(CORPUS / part))
    assert len(texts) >= {"train": 300, "dev": 30}[part]
    assert len({text.id for text in texts}) == len(texts)
    assert [trouble for text in texts for trouble in unsound(text)] == []


def test_texts_come_in_order_and_by_language(tmp_path):
    for name, language in (("b", "en"), ("a", "fr"), ("c", "en")):
        content = GOOD.replace("en-1", name).replace("lang: en", f"lang: {language}")
        (tmp_path / f"{name}.md").write_text(content, encoding="utf-8")
    (tmp_path / "README.md").write_text("not a text", encoding="utf-8")
    assert [text.id for text in read_corpus(tmp_path)] == ["a", "b", "c"]
    assert [text.id for text in read_corpus(tmp_path, "en")] == ["b", "c"]
    with pytest.raises(InputError, match="no annotated text in 'es'"):
        list(read_corpus(tmp_path, "es"))


def test_no_text_of_dev_is_in_train():
    train = {text.text for text in read_corpus(CORPUS / "train")}
    assert not train & {text.text for text in read_corpus(CORPUS / "dev")}
