"""How long identity takes and how much memory: 25,000 to 200,000 distinct names, each size in a process of its own.

``python benchmarks/resolve.py`` prints a table; trust the CPU seconds where other work runs beside it. Names are made
up with a fixed seed: bodies of one to eight words, a third of them a variant of an earlier one (a slip of the pen,
another order, a translation, an acronym that a document defines), ten to a document. The authority file takes part.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from sse_graph.records import Alias, Annotation, Document, Mention
from sse_graph.resolve import resolve
from sse_graph.resources import ontology_path
from sse_graph.vocabulary import read_terms

SIZES = (25_000, 50_000, 100_000, 200_000)
KINDS = ("Network", "Federation", "Association", "Union", "Cooperative", "Alliance", "Council", "Foundation", "Fund")
FRENCH = ("Réseau", "Fédération", "Association", "Union", "Coopérative", "Alliance", "Conseil", "Fondation", "Fonds")
TOPICS = ("Solidarity", "Farmers", "Women", "Housing", "Credit", "Energy", "Fair Trade", "Social Economy", "Recyclers")
PLACES = ("Ghana", "Kenya", "Peru", "Chile", "Europe", "West Africa", "Quebec", "India", "Nepal", "Portugal")
SYLLABLES = [consonant + vowel for consonant in "bdfghklmnprstv" for vowel in "aeio"]


def word(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4))).capitalize()


def slip(rng: random.Random, name: str) -> str:
    at = rng.randrange(2, max(3, len(name) - 3))
    return name[:at] + name[at + 1 :]


def names(count: int) -> Iterator[tuple[str, str]]:
    """``count`` distinct names, some with the acronym that their document defines."""
    rng = random.Random(1)
    seen: list[str] = []
    known: set[str] = set()
    while len(seen) < count:
        kind = rng.randrange(len(KINDS))
        variant = rng.random()
        acronym = ""
        if seen and variant < 0.2:
            name = slip(rng, rng.choice(seen))
        elif seen and variant < 0.3:
            name = " ".join(sorted(rng.choice(seen).split(), key=lambda _: rng.random()))
        elif variant < 0.4:
            name = f"{FRENCH[kind]} {word(rng)} {word(rng)} de {rng.choice(PLACES)}"
        elif variant < 0.55:
            parts = [word(rng), word(rng), word(rng), KINDS[kind]]
            name, acronym = " ".join(parts), "".join(part[0] for part in parts)
        else:
            parts = [word(rng) for _ in range(rng.randint(1, 3))]
            name = f"{' '.join(parts)} {rng.choice(TOPICS)} {KINDS[kind]} of {rng.choice(PLACES)}"
        if name not in known and name.strip():
            known.add(name)
            seen.append(name)
            yield name, acronym


@dataclass(frozen=True)
class Corpus:
    """Documents of ten names each, made anew whenever they are gone through."""

    count: int

    def __iter__(self) -> Iterator[Annotation]:
        batch: list[tuple[str, str]] = []
        for number, item in enumerate(names(self.count)):
            batch.append(item)
            if len(batch) == 10 or number + 1 == self.count:
                yield _annotation(f"{number:07}.txt", batch)
                batch = []


def _annotation(name: str, batch: list[tuple[str, str]]) -> Annotation:
    text, mentions, aliases = "", [], []
    for long, short in batch:
        mentions.append(Mention(len(text), len(text) + len(long), "Organization"))
        text += long
        if short:
            text += " ("
            aliases.append(Alias(len(mentions) - 1, len(mentions), "acronym-definition"))
            mentions.append(Mention(len(text), len(text) + len(short), "Organization"))
            text += f"{short})"
        text += " and "
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    return Annotation(Document(name, text, sha256, (), "en"), tuple(mentions), tuple(aliases))


def measure(count: int) -> dict[str, float]:
    terms = read_terms([ontology_path("organizations.ttl")])
    started = time.process_time()
    for _ in Corpus(count):
        pass
    made = time.process_time() - started
    clock, started = time.perf_counter(), time.process_time()
    found = resolve(Corpus(count), terms)
    wall, seconds = time.perf_counter() - clock - made, time.process_time() - started - made
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    merges = sum(len(entity.merges) for entity in found)
    return {"names": count, "things": len(found), "merges": merges, "seconds": seconds, "wall": wall, "peak": peak}


def main() -> None:
    print(f"{'names':>8} {'things':>8} {'merges':>8} {'CPU s':>8} {'wall s':>8} {'MB':>6} {'µs / (n log2 n)':>16}")
    for size in SIZES:
        ended = subprocess.run([sys.executable, __file__, str(size)], capture_output=True, text=True, check=True)
        row = json.loads(ended.stdout)
        per = row["seconds"] * 1e6 / (size * math.log2(size))
        print(
            f"{size:8} {row['things']:8} {row['merges']:8} {row['seconds']:8.1f} {row['wall']:8.1f} {row['peak']:6.0f}",
            f"{per:16.2f}",
            flush=True,
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(int(sys.argv[1]))))
    else:
        main()
