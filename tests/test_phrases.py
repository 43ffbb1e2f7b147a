"""Names as tokens: how they begin, what a tokenizer makes of them, where they stand in a text."""

from __future__ import annotations

import sys
from functools import lru_cache

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from sse_graph.annotate.gazetteer import Gazetteer, spellings
from sse_graph.annotate.models import available_languages, load_ner
from sse_graph.annotate.phrases import Phrases, Tokens, beginning
from sse_graph.annotate.places import place_table
from sse_graph.records import Term
from sse_graph.settings import Settings
from sse_graph.vocabulary import read_terms

BLANK = ("de", "it", "nl", "pt", "xx")
"""Languages without a recogniser whose tokenizer is trusted to leave beginnings together, as ours are."""


@lru_cache(maxsize=1)
def shipped() -> tuple[Term, ...]:
    return (*read_terms(Settings().files), *place_table().well_known(400_000))


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """All that is looked for, in every spelling."""
    cases = {case for term in shipped() for name, _ in term.names for case in (name, name.upper(), name.casefold())}
    return tuple(sorted({spelling for name in cases for spelling in spellings(name)}))


def test_a_beginning_is_the_same_in_whatever_case():
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        if letter.isprintable():
            assert {beginning(case(letter)) for case in (str.upper, str.lower, str.casefold)} == {beginning(letter)}


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Vela Network", "vela"),
        ("VELA's", "vela"),
        ("L’Aquila", "l"),
        ("Tʼai", "t"),
        ("T'ai", "t"),
        ("Kırıkkale", "kirikkale"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("2030 Agenda", ""),
        ("B2B", "b"),
        ("_a", ""),
        ("", ""),
    ],
)
def test_a_beginning_is_letters_up_to_something_else(text, letters):
    assert beginning(text) == letters


@pytest.mark.model
@pytest.mark.parametrize("language", [*available_languages(), *BLANK])
def test_the_tokens_of_all_names_are_those_of_the_tokenizer_and_begin_as_the_names_do(language):
    nlp = spacy.blank(language) if language in BLANK else load_ner(language)
    tokens = Tokens(nlp)
    assert tokens.by_beginning
    some = names() if language not in BLANK else names()[::20]
    assert len(some) > 4_000
    for name in some:
        split = tuple(token.text for token in nlp.make_doc(name))
        assert tokens.of(name) == split
        assert beginning(split[0]) == beginning(name) or beginning(name) in tokens.divided


def test_words_that_the_tokenizer_divides_are_known():
    tokens = Tokens(spacy.blank("en"))
    assert {"cannot", "can", "dont"} <= tokens.divided
    assert tokens.of("Cannot Wait") == ("Can", "not", "Wait")


@pytest.mark.parametrize("language", ["el", "zh"])
def test_of_a_tokenizer_that_divides_letters_nothing_is_taken_for_granted(language):
    tokens = Tokens(spacy.blank(language))
    assert not tokens.by_beginning
    assert tokens.of("Αθήνα 2030") == tuple(token.text for token in spacy.blank(language)("Αθήνα 2030"))


VOCAB = spacy.blank("xx").vocab
WORDS = st.sampled_from(["vela", "Vela", "rio", "Rio", "de", "-"])


@given(st.lists(st.lists(WORDS, min_size=1, max_size=4), max_size=8), st.lists(WORDS, max_size=12), st.booleans())
def test_phrases_stand_where_spacys_matcher_finds_them(phrases, text, any_case):
    matcher = PhraseMatcher(VOCAB, attr="LOWER" if any_case else "ORTH")
    ours: Phrases[str] = Phrases(any_case=any_case)
    for number, phrase in enumerate(phrases):
        matcher.add(str(number), [Doc(VOCAB, words=phrase)])
        ours.add(phrase, str(number), str(number))
    wanted = sorted((VOCAB.strings[key], start, end) for key, start, end in matcher(Doc(VOCAB, words=text)))
    found = list(ours.find([word.lower() for word in text] if any_case else text))
    assert sorted(found) == wanted
    assert [place[1:] for place in found] == sorted(place[1:] for place in found)


@pytest.mark.model
@pytest.mark.parametrize("language", available_languages())
def test_what_is_found_does_not_depend_on_the_texts_before(language):
    nlp = load_ner(language)
    texts = [
        "Réseau à San Francisco, São Paulo et 北京. UN, ONU, ODS 8",
        "L’Aquila and T'ai-chung can't COOPERATIVE social and solidarity economy, economía social",
        "BUENOS AIRES, Kırşehir, KIRŞEHIR, rio de janeiro, coopératives",
    ]
    docs = [nlp.make_doc(text) for text in texts]
    one, other = (Gazetteer(nlp, shipped(), language) for _ in range(2))
    forwards = [list(one.find(doc)) for doc in docs]
    backwards = [list(other.find(doc)) for doc in reversed(docs)]
    assert forwards == backwards[::-1]
    assert sum(map(len, forwards)) >= 6
