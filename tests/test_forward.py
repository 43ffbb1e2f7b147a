"""The faster network and tokenizer: the same answers as spaCy's own, whatever texts came before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import spacy
from corpus_texts import texts
from spacy.language import Language
from spacy.tokens import Doc

from sse_graph.annotate import chunks, forward
from sse_graph.annotate.chunks import keep_chunks
from sse_graph.annotate.forward import predict_only
from sse_graph.annotate.hints import set_hints
from sse_graph.annotate.kernels import use_fast_products
from sse_graph.annotate.layout import set_sentence_starts
from sse_graph.annotate.models import load_ner
from sse_graph.read.blocks import find_blocks

HOSTILE = ["", " ", "\n\n", "‮אבג 🙂🏽‍♀️ don't l’économie 1.Lavandería;Red e.g. Jr. U.S.\t\n", "x" * 5_000, "A\nB " * 900]


@pytest.fixture(scope="module", params=["en", "es", "fr"])
def pair(request: pytest.FixtureRequest) -> tuple[Language, Language]:
    """(spaCy's own, ours) for a language."""
    use_fast_products()
    slow, fast = load_ner(request.param), load_ner(request.param)
    predict_only(fast)
    return slow, fast


def docs(nlp: Language, some: list[str]) -> Iterator[Doc]:
    for text in some:
        blocks = find_blocks(text)
        yield set_hints(set_sentence_starts(nlp.make_doc(text), blocks), blocks, nlp.lang)


def vectors(nlp: Language, doc: Doc) -> np.ndarray:
    return nlp.get_pipe("ner").model.get_ref("tok2vec").predict([doc])


def forward_parts(slow: Language, monkeypatch: pytest.MonkeyPatch, kept: int) -> dict[str, Any]:
    """The faster network's parts, keeping ``kept`` words."""
    monkeypatch.setattr(forward, "_KEPT", kept)
    network = slow.get_pipe("ner").model.get_ref("tok2vec").layers[0]
    return {
        "embed": forward._Embed.of(network.get_ref("embed"), slow.vocab.vectors),
        "encode": forward._Encode.of(network.get_ref("encode")),
    }


def encoded(fast: Language, some: list[Doc]) -> list[bytes]:
    return [fast.get_pipe("ner").model.get_ref("tok2vec").layers[0].predict([doc])[0].tobytes() for doc in some]


def entities(nlp: Language, doc: Doc) -> list[tuple[int, int, str]]:
    return [(span.start, span.end, span.label_) for span in nlp.get_pipe("ner")(doc).ents]


@pytest.mark.model
def test_the_network_answers_as_spacys_own_does(pair):
    slow, fast = pair
    some = [*texts(slow.lang, 15), *HOSTILE]
    found = 0
    for left, right in zip(docs(slow, some), docs(fast, some), strict=True):
        if len(left):
            np.testing.assert_allclose(vectors(fast, right), vectors(slow, left), atol=1e-4)
        expected = entities(slow, left)
        assert entities(fast, right) == expected
        found += len(expected)
    assert found > 400


@pytest.mark.model
def test_what_came_before_changes_no_bit(pair, monkeypatch):
    slow, fast = pair
    some = list(docs(fast, texts(fast.lang, 6)))
    expected = [vectors(fast, doc).tobytes() for doc in some]
    assert [vectors(fast, doc).tobytes() for doc in some] == expected
    # of one that keeps too few words for two texts, which come the other way round
    parts = forward_parts(slow, monkeypatch, max(map(len, some)))
    assert [parts["encode"](parts["embed"](doc)).tobytes() for doc in some[::-1]] == encoded(fast, some[::-1])


@pytest.mark.model
def test_a_text_of_more_words_than_are_kept_is_embedded_in_parts(pair, monkeypatch):
    slow, fast = pair
    some = list(docs(fast, texts(fast.lang, 3)))
    parts = forward_parts(slow, monkeypatch, 48)
    for doc, expected in zip(some, encoded(fast, some), strict=True):
        found = parts["encode"](parts["embed"](doc))
        np.testing.assert_allclose(found, np.frombuffer(expected, dtype=np.float32).reshape(found.shape), atol=1e-4)


@pytest.mark.model
def test_the_network_is_not_for_training(pair):
    _, fast = pair
    with pytest.raises(NotImplementedError, match="load_ner"):
        fast.get_pipe("ner").model.get_ref("tok2vec")([fast.make_doc("a")], is_train=True)


@pytest.mark.parametrize(
    "architecture",
    [
        pytest.param({"@architectures": "spacy.HashEmbedCNN.v2", "width": 32, "depth": 2, "embed_size": 100,
                      "window_size": 1, "maxout_pieces": 3, "subword_features": True, "pretrained_vectors": None},
                     id="no-vectors"),
        pytest.param({"@architectures": "spacy.Tok2VecListener.v1", "width": 32, "upstream": "*"}, id="shared"),
    ],
)  # fmt: skip
def test_a_network_of_another_make_is_left_alone(architecture):
    nlp = spacy.blank("en")
    nlp.add_pipe("ner", config={"model": {"tok2vec": architecture}})
    before = nlp.get_pipe("ner").model.get_ref("tok2vec").layers[0]
    predict_only(nlp)
    assert nlp.get_pipe("ner").model.get_ref("tok2vec").layers[0] is before


@pytest.mark.parametrize("language", ["en", "fr", "es", "xx"])
def test_the_tokenizer_splits_as_spacys_own_does(language, monkeypatch):
    monkeypatch.setattr(chunks, "_KEPT", 2_000)  # some pieces come when no more are kept
    plain, kept = spacy.blank(language), spacy.blank(language)
    keep_chunks(kept)
    for text in [*texts(language if language != "xx" else "en", 60), *HOSTILE]:
        left, right = plain(text), kept(text)
        assert [(token.text, token.whitespace_, token.norm_) for token in left] == [
            (token.text, token.whitespace_, token.norm_) for token in right
        ]
        assert right.text == text
    assert len(kept.tokenizer._seen) < 2_000 + 1_000


def test_a_tokenizer_that_keeps_nothing_is_left_alone():
    nlp = spacy.blank("en")
    nlp.tokenizer = own = lambda text: Doc(nlp.vocab, text.split())
    keep_chunks(nlp)
    assert nlp.tokenizer is own
