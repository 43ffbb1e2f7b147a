"""The recognisers that ship: that they load, agree with their description, and find names offline."""

from __future__ import annotations

import json

import pytest

from sse_graph.annotate import models
from sse_graph.annotate.hints import set_hints
from sse_graph.annotate.layout import set_sentence_starts
from sse_graph.annotate.models import MODELS, available_languages, base_language, load_ner
from sse_graph.errors import InputError
from sse_graph.read.blocks import find_blocks
from sse_graph.records import LABELS

TEXTS = {
    "en": "The Seaweed Growers' Federation is based in Nairobi, Kenya. Its director, Ruth Wanjiru, "
    "promotes fair trade.",
    "fr": "La Fédération des cueilleuses d'algues est basée à Nairobi, au Kenya. Sa directrice, Ruth Wanjiru, "
    "promeut le commerce équitable.",
    "es": "La Federación de Recolectoras de Algas tiene su sede en Nairobi, Kenia. Su directora, Ruth Wanjiru, "
    "promueve el comercio justo.",
}
NAMES = {
    "en": {"Seaweed Growers' Federation", "Nairobi", "Kenya", "Ruth Wanjiru", "fair trade"},
    "fr": {"Fédération des cueilleuses d'algues", "Nairobi", "Kenya", "Ruth Wanjiru", "commerce équitable"},
    "es": {"Federación de Recolectoras de Algas", "Nairobi", "Kenia", "Ruth Wanjiru", "comercio justo"},
}


def found(language: str) -> list[tuple[str, str]]:
    """What the recogniser finds by itself, on words that bear the hints it was trained with."""
    nlp = load_ner(language)
    doc = nlp.make_doc(TEXTS[language])
    blocks = find_blocks(doc.text)
    doc = nlp.get_pipe("ner")(set_hints(set_sentence_starts(doc, blocks), blocks, language))
    return [(span.text, span.label_) for span in doc.ents]


def test_there_is_a_recogniser_for_each_of_the_three_languages():
    assert available_languages() == ("en", "es", "fr")


@pytest.mark.model
@pytest.mark.parametrize("language", sorted(TEXTS))
def test_names_never_seen_are_found_without_their_article_and_alike_each_time(language):
    spans = found(language)
    assert len(NAMES[language] & {name for name, _ in spans}) >= 4, spans
    assert {label for _, label in spans} <= set(LABELS)
    assert found(language) == spans


@pytest.mark.model
@pytest.mark.parametrize("language", sorted(TEXTS))
def test_the_pipeline_is_named_and_labelled(language):
    nlp = load_ner(language)
    assert (nlp.pipe_names, nlp.meta["name"], nlp.lang) == (["ner"], "sse", language)
    assert set(nlp.get_pipe("ner").labels) == set(LABELS)


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_what_ships_is_small_described_and_not_pickled(language):
    files = [path for path in (MODELS / language).rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 20_000_000
    assert not [path for path in files if path.suffix in {".pkl", ".pickle"} or path.read_bytes()[:2] == b"\x80\x04"]
    meta = json.loads((MODELS / language / "meta.json").read_text(encoding="utf-8"))
    assert meta["trained_on"]["texts"] >= 60
    assert {"base", "base_version", "dev", "options", "start", "version"} <= meta.keys()


def test_an_untrained_language_is_refused_with_the_choice():
    with pytest.raises(InputError, match="'pt'; there are en, es, fr"):
        load_ner("pt")


@pytest.mark.parametrize(
    ("error", "installed"),
    [
        pytest.param(None, "0.0.1", id="another-version"),
        pytest.param(models.PackageNotFoundError, "none", id="missing"),
    ],
)
def test_a_base_that_is_missing_or_another_is_refused_with_what_to_install(monkeypatch, error, installed):
    def version(name: str) -> str:
        if error:
            raise error(name)
        return installed

    monkeypatch.setattr(models, "version", version)
    with pytest.raises(InputError, match=rf"installed is {installed}; `pip install "):
        load_ner("fr")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("Jalisco;Seberang", ["Jalisco", ";", "Seberang"], id="semicolon-without-blank"),
        pytest.param("1.Lavandería", ["1", ".", "Lavandería"], id="number-without-blank"),
        pytest.param("Ada•Reed", ["Ada", "•", "Reed"], id="bullet-without-blank"),
    ],
)
def test_names_that_a_page_ran_together_are_tokens_of_their_own(text, tokens):
    assert [token.text for token in base_language("es", "").make_doc(text)] == tokens
