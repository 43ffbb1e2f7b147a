"""The corpus as other pages would have it: other names, another case, other line breaks, a menu around it.

Input: an ``AnnotatedText`` and a random generator. Output: another ``AnnotatedText`` with its mentions where they now
stand. It does **not** touch the corpus: what it makes lives for one epoch.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from sse_graph.annotate.training.grammar import Grammar
from sse_graph.annotate.training.lines import lines_of, recase, relayout
from sse_graph.corpus import AnnotatedText

ACRONYM: Final = re.compile(r"[A-ZÀ-Ý][A-ZÀ-Ý0-9&\-]{1,9}s?")
LANGUAGES: Final = ("en", "fr", "es")
_LETTERS = "ABCDEFGHIKLMNOPRSTUV"
_SMALL = "of for and the on in to with de des du la le les et pour en y del los las para por el sur à sobre un une a"
_SMALL_WORDS = frozenset(_SMALL.split())
_MADE_UP: Final = {"Organization": 0.5, "Event": 0.6, "Person": 0.7, "Concept": 0.6}
"""How often a new name comes from the lists of parts, not from another text of the corpus."""
_VOWEL = re.compile(r"[aeiouyhéèêâàîôû]", re.IGNORECASE)


class Names:
    """Names by label and language to put in the place of others.

    ``texts``: whose names may be lent; ``folder``: of the lists of parts; ``cities``; ``countries`` by language.
    """

    def __init__(
        self,
        texts: Iterable[AnnotatedText],
        folder: Path,
        cities: Sequence[str],
        countries: Mapping[str, Sequence[str]],
    ) -> None:
        pool: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        acronyms: dict[str, dict[str, None]] = defaultdict(dict)
        for text in texts:
            for start, end, identifier in text.mentions:
                name, label = " ".join(text.text[start:end].split()), text.label(identifier)
                if ACRONYM.fullmatch(name):
                    acronyms[label][name] = None
                elif not name.isupper():
                    pool[label, text.language][name] = None
        self._pool = {key: sorted(names) for key, names in pool.items()}
        self._acronyms = {label: sorted(names) for label, names in acronyms.items()}
        self._cities, self._countries = cities, countries
        self._grammars = {language: self._grammar(folder, language) for language in LANGUAGES}

    def _grammar(self, folder: Path, language: str) -> Grammar:
        outside: dict[str, Callable[[random.Random], str]] = {
            "place": lambda rng: self.place(language, rng),
            "city": lambda rng: rng.choice(self._cities),
            "acronym": self.random_acronym,
        }
        return Grammar((folder / f"{language}.txt", folder / "people.txt"), language, outside)

    def place(self, language: str, rng: random.Random) -> str:
        """A city, a country or region in that language, or a place of the corpus."""
        lot = rng.random()
        if lot < 0.45:
            return rng.choice(self._cities)
        lent = self._pool.get(("Place", language), ())
        return rng.choice(lent) if lent and lot > 0.7 else rng.choice(self._countries[language])

    def other(self, label: str, language: str, rng: random.Random) -> str:
        """Some name of that label, most often in that language."""
        if label == "Place":
            return self.place(language, rng)
        # concepts stay in the language of the text; bodies of other countries keep their names in theirs
        source = language if label == "Concept" or rng.random() < 0.85 else rng.choice(LANGUAGES)
        lent = self._pool.get((label, source), ())
        if not lent or rng.random() < _MADE_UP[label]:
            return self._grammars[language].make(label, rng)
        return rng.choice(lent)

    def random_acronym(self, rng: random.Random) -> str:
        """Two to seven letters."""
        return "".join(rng.choice(_LETTERS) for _ in range(rng.choice((2, 3, 3, 4, 4, 4, 5, 5, 6, 7))))

    def acronym(self, label: str, long_form: str, rng: random.Random) -> str:
        """An acronym: mostly the initials of ``long_form``, else a lent or a random one."""
        if long_form and rng.random() < 0.75:
            words = [word for word in re.findall(r"\w+", long_form) if word.lower() not in _SMALL_WORDS]
            initials = "".join(word[0].upper() for word in words if word[0].isalpha())
            if 2 <= len(initials) <= 8:
                return initials
        if label in self._acronyms and rng.random() < 0.4:
            return rng.choice(self._acronyms[label])
        if label == "Event" and rng.random() < 0.5:
            return f"{self.random_acronym(rng)}{rng.choice(('', ' ', '-'))}{rng.randrange(2008, 2027)}"
        return self.random_acronym(rng)


def rewrite(text: AnnotatedText, change: Callable[[str, str], str]) -> AnnotatedText:
    """``text`` with each mention's words replaced by ``change(words, id)``; French articles before them are adapted."""
    out, mentions, at, length = [], [], 0, 0
    for start, end, identifier in text.mentions:
        before, old = text.text[at:start], text.text[start:end]
        name = change(old, identifier)
        if name != old and text.language == "fr":
            before = _elided(before, name)
        out += [before, name]
        length += len(before)
        mentions.append((length, length + len(name), identifier))
        length += len(name)
        at = end
    return replace(text, text="".join(out) + text.text[at:], mentions=tuple(mentions))


def _elided(before: str, name: str) -> str:
    if _VOWEL.match(name):
        return re.sub(r"\b([lLd])[ea] $", r"\1'", before)
    before = re.sub(r"\b([lLdD])['’]$", r"\1e ", before)
    return re.sub(r"\bà le $", "au ", re.sub(r"\bde le $", "du ", before))


def substitute(text: AnnotatedText, names: Names, rng: random.Random, share: float) -> AnnotatedText:
    """``text`` where about ``share`` of its things bear other names, each thing the same one everywhere."""
    chosen: dict[tuple[str, bool, str], str] = {}
    replaced = {identifier: rng.random() < share for _, _, identifier in text.mentions}
    long_forms: dict[str, str] = {}
    for start, end, identifier in text.mentions:
        # long names first, so that acronyms can be made of them wherever they stand
        if replaced[identifier] and identifier not in long_forms and not _short(text.text[start:end]):
            long_forms[identifier] = names.other(text.label(identifier), text.language, rng)

    def change(words: str, identifier: str) -> str:
        if not replaced[identifier]:
            return words
        label, short = text.label(identifier), _short(words)
        variant = "" if label in {"Organization", "Concept"} else " ".join(words.casefold().split())
        key = (identifier, short, variant)
        if key not in chosen:
            if short and (label != "Concept" or rng.random() < 0.5):
                chosen[key] = names.acronym(label, long_forms.get(identifier, ""), rng)
            elif not short and not any(known[:2] == key[:2] for known in chosen):
                chosen[key] = long_forms[identifier]
            else:
                chosen[key] = names.other(label, text.language, rng)
        return _in_case_of(words, chosen[key], label, short)

    return rewrite(text, change)


def _short(words: str) -> bool:
    return bool(ACRONYM.fullmatch(" ".join(words.split())))


def _in_case_of(words: str, name: str, label: str, short: bool) -> str:
    """``name`` written as ``words`` were: capitals for capitals, and for concepts the case of the first letters."""
    if words.isupper() and not short:
        return name.upper()
    if label != "Concept" or short:
        return name
    if words.islower():
        return name if any(letter.isupper() for letter in name[1:]) else name[:1].lower() + name[1:]
    parts = [word for word in words.split() if word.lower() not in _SMALL_WORDS]
    if len(parts) > 1 and all(word[0].isupper() for word in parts):
        return name.title()
    return name[:1].upper() + name[1:] if words[:1].isupper() else name


def varied(text: AnnotatedText, names: Names, noise: Sequence[str], rng: random.Random) -> AnnotatedText:
    """One variant of ``text``, by a few changes taken at random; ``noise``: lines of menus, buttons and notices."""
    if rng.random() < 0.85:
        text = substitute(text, names, rng, rng.choice((0.25, 0.5, 0.8, 1.0)))
    if rng.random() < 0.3:
        text = recase(text, rng, rng.choice((0.08, 0.2, 0.4)), _SMALL_WORDS)
    return relayout(text, lines_of(text), noise, rng)
