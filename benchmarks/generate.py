"""Documents by the number, made from a seed: pages of invented networks in English, French and Spanish.

Input: how many, how long, a seed. Output: text files in a folder, or (name, text) pairs. The same arguments give the
same bytes. It does **not** imitate the field's language well enough to train or score on: it is for speed and memory.
``python benchmarks/generate.py 1000 DIR`` writes a folder.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

SYLLABLES = [
    "ba",
    "be",
    "bo",
    "ca",
    "co",
    "da",
    "do",
    "el",
    "fa",
    "fe",
    "ga",
    "go",
    "ka",
    "la",
    "le",
    "li",
    "lo",
    "lu",
    "ma",
    "mi",
    "mo",
    "na",
    "ne",
    "no",
    "o",
    "pa",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "se",
    "si",
    "so",
    "ta",
    "te",
    "to",
    "u",
    "va",
    "ve",
    "vi",
    "zo",
]
PLACES = [
    "Quito",
    "Lima",
    "Lyon",
    "Dakar",
    "Manila",
    "Bilbao",
    "Montreal",
    "Nairobi",
    "Seoul",
    "Porto",
    "Bogotá",
    "Turin",
    "Leeds",
    "Rabat",
    "Geneva",
]
FIRST = [
    "Ana",
    "Luis",
    "María",
    "Claire",
    "Paul",
    "Amina",
    "Jorge",
    "Sofia",
    "Daniel",
    "Rosa",
    "Ibrahim",
    "Léa",
    "Tomás",
    "Ingrid",
    "Mei",
]
POOL = 2_000
"""Bodies that recur over the documents; one mention in eight is of a body that only its document names."""

FORMS = {
    "en": ("{} Network", "{} Cooperative", "Federation of {} Workers", "{} Foundation", "Alliance of {} Producers"),
    "fr": (
        "Réseau {}",
        "Coopérative {}",
        "Fédération des artisans de {}",
        "Fondation {}",
        "Union des producteurs de {}",
    ),
    "es": (
        "Red {}",
        "Cooperativa {}",
        "Federación de Trabajadores de {}",
        "Fundación {}",
        "Alianza de Productores de {}",
    ),
}
EVENTS = {"en": "{} Forum", "fr": "Forum de {}", "es": "Foro de {}"}
TITLES = {"en": "Partners of the {event}", "fr": "Les partenaires du {event}", "es": "Socios del {event}"}
LABELS = {
    "en": ("Partner organizations:", "Venue:"),
    "fr": ("Organisations partenaires :", "Lieu :"),
    "es": ("Organizaciones socias:", "Lugar:"),
}
SENTENCES = {
    "en": (
        "The {a} and the {b} signed an agreement on the social and solidarity economy in {place}.",
        "{person} of the {a} spoke about fair trade and local finance at the {event}.",
        "The {a}, a member of the {b}, works with small farmers and street vendors.",
        "In {year} the {a} opened an office in {place} with the support of the {b}.",
        "Participants discussed how public purchasing can strengthen cooperatives, and why data on them is missing.",
        "The {event} was organized by the {a} and took place in {place} with {number} participants.",
        "Over the past years the movement has grown, although many members still lack access to credit.",
        "It was agreed that the next meeting would prepare a common position before the end of the year.",
    ),
    "fr": (
        "Le {a} et le {b} ont signé un accord sur l’économie sociale et solidaire à {place}.",
        "{person}, du {a}, a parlé de commerce équitable et de finance locale au {event}.",
        "Le {a}, membre du {b}, travaille avec de petits agriculteurs et des vendeurs de rue.",
        "En {year}, le {a} a ouvert un bureau à {place} avec le soutien du {b}.",
        "Les participants ont discuté de la place des coopératives dans les achats publics et du manque de données.",
        "Le {event} a été organisé par le {a} et s’est tenu à {place} avec {number} participants.",
        "Ces dernières années, le mouvement a grandi, même si beaucoup de membres manquent encore de crédit.",
        "Il a été convenu que la prochaine réunion préparerait une position commune avant la fin de l’année.",
    ),
    "es": (
        "La {a} y la {b} firmaron un acuerdo sobre la economía social y solidaria en {place}.",
        "{person}, de la {a}, habló de comercio justo y finanzas locales en el {event}.",
        "La {a}, miembro de la {b}, trabaja con pequeños agricultores y vendedores ambulantes.",
        "En {year} la {a} abrió una oficina en {place} con el apoyo de la {b}.",
        "Los participantes debatieron cómo la compra pública puede fortalecer las cooperativas y por qué faltan datos.",
        "El {event} fue organizado por la {a} y tuvo lugar en {place} con {number} participantes.",
        "En los últimos años el movimiento ha crecido, aunque muchos miembros aún no tienen acceso al crédito.",
        "Se acordó que la próxima reunión prepararía una posición común antes de fin de año.",
    ),
}  # fmt: skip


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4))).capitalize()


def _pool(seed: int) -> dict[str, list[str]]:
    chance = random.Random(f"pool {seed}")
    return {
        language: [chance.choice(forms).format(_word(chance)) for _ in range(POOL)] for language, forms in FORMS.items()
    }


def documents(number: int, words: int = 300, seed: int = 7) -> Iterator[tuple[str, str]]:
    """(name, text) of ``number`` documents of about ``words`` words; document ``i`` does not depend on ``number``."""
    pool = _pool(seed)
    for index in range(number):
        chance = random.Random(f"document {seed} {index}")
        language = "en" if index % 10 < 6 else "fr" if index % 10 < 8 else "es"
        yield f"{index % 100:02d}/{language}-{index:08d}.txt", _text(chance, language, words, pool[language])


def _text(chance: random.Random, language: str, words: int, pool: list[str]) -> str:
    event = EVENTS[language].format(_word(chance))

    def body() -> str:
        if chance.random() < 1 / 8:
            return chance.choice(FORMS[language]).format(_word(chance))
        return pool[min(int(chance.paretovariate(0.6)), len(pool)) - 1]  # a few are named often, most seldom

    partners, venue = LABELS[language]
    place = chance.choice(PLACES)
    lines = [TITLES[language].format(event=event), "", f"{venue} {place}", partners]
    lines += [f"• {body()}" for _ in range(chance.randint(3, 6))]
    lines.append("")
    count, paragraph = sum(len(line.split()) for line in lines), []
    while count < words:
        sentence = chance.choice(SENTENCES[language]).format(
            a=body(), b=body(), event=event, place=chance.choice(PLACES), year=chance.randint(1995, 2025),
            person=f"{chance.choice(FIRST)} {_word(chance)}", number=chance.randint(20, 900),
        )  # fmt: skip
        paragraph.append(sentence)
        count += len(sentence.split())
        if len(paragraph) == 5:
            lines += [" ".join(paragraph), ""]
            paragraph = []
    return "\n".join([*lines, " ".join(paragraph)]).rstrip() + "\n"


def write(number: int, folder: Path, words: int = 300, seed: int = 7) -> Path:
    """The documents as files in ``folder``, a hundred folders of them."""
    for name, text in documents(number, words, seed):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    print(write(asked.number, asked.folder, asked.words, asked.seed))
