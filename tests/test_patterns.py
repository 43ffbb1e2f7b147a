"""Long patterns compiled the short way: they match what the ones of Python do."""

from __future__ import annotations

import random
import re
import string

import pytest
from corpus_texts import texts
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.char_classes import ALPHA, ALPHA_LOWER

from sse_graph.annotate.models import load_ner
from sse_graph.annotate.patterns import LongPattern, quick_patterns

ELSEWHERE = "réseauÉßſK-’'surbAB1 ıİǅ\uff41\ue000"
PATTERN = f"(?iu)(?:^r[ée]seau[-’][{ALPHA_LOWER}]+$)|(?:^[{ALPHA}]+-sur-[-{ALPHA_LOWER}']*$)|(?:^a?b)"
OURS, PYTHONS = LongPattern(PATTERN), re.compile(PATTERN)


@given(st.text(st.one_of(st.sampled_from(ELSEWHERE), st.characters())))
def test_it_matches_what_python_matches(text):
    assert bool(OURS.match(text)) == bool(PYTHONS.match(text))


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("réseau-ÉTÉ", True),
        ("RÉSEAU’x", True),
        ("Á-sur-", True),
        ("Villers-sur-l'eau", True),
        ("北京-sur-a", True),
        ("b", True),
        ("réseau-1", False),
        ("1-sur-a", False),
    ],
)
def test_letters_that_the_pattern_does_not_name_match_by_their_class(text, matches):
    assert bool(OURS.match(text)) is matches
    assert bool(PYTHONS.match(text)) is matches


@pytest.mark.parametrize("pattern", [r"\w+", "[^a]b", "a.b", "(?=a)b", "(a)(?P<b>c)"])
def test_a_pattern_that_asks_more_is_not_for_it(pattern):
    with pytest.raises(ValueError, match="which one it is"):
        LongPattern(pattern)


def test_very_long_patterns_are_made_quickly_meanwhile_and_others_as_ever():
    compile_ = re.compile
    long = "|".join(f"(?:{letter})[{ALPHA}]" for letter in string.ascii_letters * 3)
    assert len(long) > 100_000
    with quick_patterns():
        assert isinstance(re.compile(long), LongPattern)
        assert isinstance(re.compile(long + r"|\d"), re.Pattern)
        assert isinstance(re.compile("a"), re.Pattern)
    assert re.compile is compile_


@pytest.mark.model
def test_spacys_french_pattern_matches_as_it_does_without_us():
    """On the words of texts, on their pieces joined by chance, and on the examples of its own rules."""
    nlp = load_ner("fr")
    match = nlp.tokenizer.token_match
    ours = match.__self__
    assert isinstance(ours, LongPattern)
    python = re.compile(ours.pattern)
    words = sorted({word for text in texts("fr", 50) for word in text.split()})
    chance = random.Random(7)
    made = [
        "".join(chance.choice(("", "", "-", "'", "’", "‐")) + chance.choice(words)[:6] for _ in range(3))
        for _ in range(1_000)
    ]
    known = [
        f"{start}{hyphen}{end}"
        for start in ("entr", "Anti", "ANTI", "belle", "saint", "lès", "grand", "R", "après", "fac", "hip", "zig")
        for hyphen in ("-", "'", "’", "-sur-", "-lès-l'", "-de-", "‐", "–")
        for end in ("abat", "Simil", "hop", "ÉTÉ", "zag", "l'air", "école", "1", "")
    ]
    results = {word: bool(match(word)) for word in (*words, *made, *known)}
    assert sum(results.values()) >= 100
    assert [word for word, result in results.items() if result != bool(python.match(word))] == []
