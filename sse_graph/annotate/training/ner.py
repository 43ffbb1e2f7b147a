"""Training of a recogniser: a base pipeline's NER network, taught the five labels on the corpus and its variants.

Input: ``corpus/train``, a base pipeline, a seed. Output: ``sse_graph/models/<language>/``. It does **not** see
``corpus/dev`` but to print figures. Same inputs, same weights: the generators are seeded and spaCy's operations here
are deterministic.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from spacy.about import __version__ as spacy_version
from spacy.language import Language
from thinc.api import Adam, NumpyOps, fix_random_seed, set_current_ops

import sse_graph
from sse_graph.annotate.models import MODELS
from sse_graph.annotate.training.augment import LANGUAGES, Names, varied
from sse_graph.annotate.training.examples import document_scores, example
from sse_graph.annotate.training.grammar import cities, countries
from sse_graph.annotate.training.start import fresh
from sse_graph.corpus import AnnotatedText, read_corpus

_RECORDED: Final = ("epochs", "rate", "dropout", "seed", "own", "variants", "batch", "extra")
"""Options that ``meta.json`` keeps, so that the training can be repeated."""


def train(
    nlp: Language,
    texts: Sequence[AnnotatedText],
    names: Names,
    noise: dict[str, list[str]],
    *,
    epochs: int,
    rate: float,
    dropout: float,
    seed: int,
    weigh: dict[str, int],
    variants: int = 1,
    batch_size: int = 4,
) -> Iterator[int]:
    """Train; yields the number of each finished epoch, with the averaged weights in use while it is held."""
    rng = random.Random(seed)
    fix_random_seed(seed)
    optimizer = Adam(rate, beta1=0.9, beta2=0.999, L2=0.01, grad_clip=1.0, use_averages=True, L2_is_weight_decay=True)
    ner: Any = nlp.get_pipe("ner")
    steps, total = 0, 0
    for epoch in range(1, epochs + 1):
        batch_texts = []
        for text in texts:
            for _ in range(weigh.get(text.language, 1)):
                batch_texts.append(text)
                batch_texts += [varied(text, names, noise.get(text.language, []), rng) for _ in range(variants)]
        rng.shuffle(batch_texts)
        total = total or epochs * -(-len(batch_texts) // batch_size)
        loss = 0.0
        for first in range(0, len(batch_texts), batch_size):
            batch = batch_texts[first : first + batch_size]
            steps += 1
            optimizer.learn_rate = rate * min(1.0, steps / 60) * max(0.05, 1.0 - steps / (total * 1.05))
            losses = ner.update([example(nlp, text) for text in batch], sgd=optimizer, drop=dropout)
            loss += losses["ner"]
        print(f"epoch {epoch} loss {loss:.0f}", file=sys.stderr, flush=True)
        with nlp.use_params(optimizer.averages):
            yield epoch


def save(
    nlp: Language, settings: dict[str, Any], language: str, base: str, facts: dict[str, Any], folder: Path
) -> None:
    """The trained component and what ``load_ner`` must know, in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    ner: Any = nlp.get_pipe("ner")
    ner.to_disk(folder / "ner", exclude=["vocab"])
    meta = {
        "lang": language,
        "name": "sse",
        "version": sse_graph.__version__,
        "base": base,
        "base_version": version(base) if base else "",
        "ner": settings,
        "spacy": spacy_version,
        **facts,
    }
    content = json.dumps(meta, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / "meta.json").write_text(content + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """``python -m sse_graph.annotate.training.ner --lang en --base … --start …``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lang", required=True)
    parser.add_argument("--with", dest="others", default="", help="languages to learn from too, as 'en,fr'")
    parser.add_argument("--base", default="", help="installed pipeline that gives tokenizer and vectors")
    parser.add_argument("--vectors", type=Path, default=None, help="word vectors of our own (training/vectors.py)")
    parser.add_argument("--start", required=True, help="installed pipeline whose network is continued")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--extra", action="store_true", help="learn from the texts of corpus/extra too")
    parser.add_argument("--out", type=Path, default=None)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=8e-4)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--variants", type=int, default=1, help="how many variants of a text are seen an epoch")
    parser.add_argument("--batch", type=int, default=4, help="texts a step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--own", type=int, default=1, help="how often a text of the language itself is seen an epoch")
    parser.add_argument("--hold-out", type=float, default=0.0, help="share of the training texts kept aside and scored")
    options = parser.parse_args(arguments)
    set_current_ops(NumpyOps(use_blis=False))
    fix_random_seed(options.seed)
    languages = [options.lang, *filter(None, options.others.split(","))]
    everything = list(read_corpus(options.corpus / "train"))
    if options.extra:
        # those numbered with r were written for the scorer of relations
        everything += [text for text in read_corpus(options.corpus / "extra") if "-r" not in text.id]
    texts = [text for language in languages for text in everything if text.language == language]
    dev = list(read_corpus(options.corpus / "dev", options.lang))
    held: list[AnnotatedText] = []
    if options.hold_out:
        own = [text for text in texts if text.language == options.lang]
        held = random.Random(0).sample(own, int(len(own) * options.hold_out))
        texts = [text for text in texts if text not in held]
    lenders = [text for text in everything if text not in held]
    lists = sorted((options.corpus / "noise").glob("*.txt"))
    noise = {path.stem: path.read_text(encoding="utf-8").splitlines() for path in lists}
    regions = {language: countries(language) for language in LANGUAGES}
    nlp, settings = fresh(options.lang, options.base, options.start, texts[:20], options.vectors)
    weigh = {options.lang: options.own}
    run = train(
        nlp, texts, Names(lenders, options.corpus / "names", cities(), regions), noise,
        epochs=options.epochs, rate=options.rate, dropout=options.dropout, seed=options.seed, weigh=weigh,
        variants=options.variants, batch_size=options.batch,
    )  # fmt: skip
    digest = hashlib.sha256("".join(text.text for text in texts).encode()).hexdigest()
    for epoch in run:
        for name, part in (("held", held), ("dev", dev)):
            if part and (epoch % 2 == 0 or epoch == options.epochs):
                scores = document_scores(nlp, part)
                print(epoch, name, "  ".join(f"{label[:6]} {f:.3f}" for label, (_, _, f) in scores.items()), flush=True)
        if epoch == options.epochs:
            scores = document_scores(nlp, dev)
            facts = {
                "trained_on": {"languages": languages, "texts": len(texts), "sha256": digest},
                "start": options.start,
                "options": {key: getattr(options, key) for key in _RECORDED},
                "dev": {label: [round(value, 3) for value in row] for label, row in scores.items()},
            }
            folder = options.out or MODELS / options.lang
            save(nlp, settings, options.lang, options.base, facts, folder)
            if options.vectors:
                shutil.copyfile(options.vectors, folder / "vectors.npz")


if __name__ == "__main__":
    main()
