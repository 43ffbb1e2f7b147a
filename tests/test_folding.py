"""The keys that places are looked up by."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_graph.annotate.cities import is_name
from sse_graph.annotate.folding import fold, fold_once


def plainly(name: str) -> str:
    """The definition, step by step."""
    decomposed = unicodedata.normalize("NFKD", name.casefold().replace("’", "'"))
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return re.sub(r"[\s\-‐‑–]+", " ", letters).strip()


@given(st.text(st.one_of(st.characters(), st.sampled_from(" \t\n\x1c-‐–’'éÉßİ\u0301ﬁ™"))))
def test_a_key_has_neither_case_nor_accents_nor_hyphens(name):
    assert fold(name) == fold_once(name) == plainly(name)


@pytest.mark.parametrize(
    ("name", "key"),
    [("Saint-Denis", "saint denis"), ("L’Aquila", "l'aquila"), (" São  Paulo", "sao paulo"), ("STRASSE", "strasse")],
)
def test_examples(name, key):
    assert fold(name) == key


@pytest.mark.parametrize("name", ["Genève", "L'Aquila", "Saint-Denis", "Rio de Janeiro"])
def test_what_a_text_might_print_is_a_name(name):
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["Rio", "GENF", "genf", "Женева", "Genf3", "Genf (GE)", "Genf/Genève", "ʿAmman", "北京"]
)
def test_codes_and_other_scripts_are_none(name):
    assert not is_name(name)
