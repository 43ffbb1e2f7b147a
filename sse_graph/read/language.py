"""The language of a text.

Input: a text. Output: an ISO 639-1 code or ``und``. It does **not** look at single words: a document has one language.
The identifier is py3langid's bundled model, its set restricted to the languages that such documents come in.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

CANDIDATES: Final = (
    *("ar", "ca", "da", "de", "el", "en", "es", "eu", "fr", "gl", "hi", "id"),
    *("it", "ja", "ko", "nl", "pl", "pt", "ro", "ru", "sv", "tr", "zh"),
)
SAMPLE: Final = 6_000
"""Characters that are looked at."""
_ENOUGH: Final = 12
"""Letters below which nothing can be told."""
_SURE: Final = 0.5


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(CANDIDATES))
    return identifier


def identify(text: str) -> str:
    """The language of ``text``, ISO 639-1; ``und`` when it is too short or no candidate is likely."""
    sample = text[:SAMPLE]
    if sum(map(str.isalpha, sample)) < _ENOUGH:
        return "und"
    # capitals mislead: the identifier was trained on running text
    language, probability = _identifier().classify(sample.lower() if sample.isupper() else sample)
    return str(language) if probability >= _SURE else "und"
