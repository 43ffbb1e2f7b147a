"""Training of a recogniser: a base pipeline's NER network, taught the five labels on the corpus and its variants.

Input: ``corpus/train``, a base pipeline, a seed. Output: ``sse_graph/models/<language>/``. It does **not** see ``corpus/dev``
but to print figures. Same inputs, same weights: the generators are seeded and spaCy's operations here are deterministic.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import filter_spans, fix_random_seed, minibatch
from thinc.api import Adam, NumpyOps, set_current_ops

import sse_graph
from sse_graph.annotate.layout import set_sentence_starts
from sse_graph.annotate.models import MODELS, base_language, load_ner
from sse_graph.annotate.training.augment import LANGUAGES, Names, varied
from sse_graph.annotate.training.grammar import cities, countries
from sse_graph.corpus import AnnotatedText, read_corpus
from sse_graph.read.blocks import find_blocks
from sse_graph.records import LABELS

def gold_doc(nlp: Language, text: AnnotatedText) -> Doc:
    """The text as spaCy's tokens, with sentence starts from its layout and its mentions as entities."""
    doc = set_sentence_starts(nlp.make_doc(text.text), find_blocks(text.text))
    spans = [doc.char_span(start, end, label=text.label(identifier), alignment_mode="expand") for start, end, identifier in text.mentions]
    doc.ents = filter_spans([span for span in spans if span is not None])  # type: ignore[assignment]
    for token in doc:
        if token.ent_iob_ == "I" and token.is_sent_start:
            token.is_sent_start = False
    return doc


def example(nlp: Language, text: AnnotatedText) -> Example:
    """Gold tokens, and the same without entities, as training wants them."""
    gold = gold_doc(nlp, text)
    bare = nlp.make_doc(text.text)
    for token, gold_token in zip(bare, gold, strict=True):
        token.is_sent_start = gold_token.is_sent_start
    return Example(bare, gold)


def fresh(
    language: str, base: str, start: str, sample: Sequence[AnnotatedText], vectors: Path | None
) -> tuple[Language, dict[str, Any]]:
    """A pipeline with an untrained ``ner`` whose network is shaped, and where possible filled, like that of ``start``: an
    installed pipeline, or one of ours ("sse:en"), whose whole network is then continued."""
    nlp = base_language(language, base, vectors)
    ours = start.startswith("sse:")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        teacher = load_ner(start.removeprefix("sse:")) if ours else spacy.load(start)
    config = json.loads(json.dumps(teacher.get_pipe_config("ner")))
    tok2vec = config["model"]["tok2vec"]
    listening = "Listener" in tok2vec["@architectures"]
    if listening:
        config["model"]["tok2vec"] = tok2vec = json.loads(json.dumps(teacher.get_pipe_config("tok2vec")["model"]))
    own_vectors = bool(len(nlp.vocab.vectors))
    same_vectors = tok2vec["embed"].get("include_static_vectors", False) and own_vectors
    if tok2vec["embed"].get("include_static_vectors", False) and not own_vectors:
        tok2vec["embed"]["include_static_vectors"] = False
    settings = {"model": config["model"]}
    ner: Any = nlp.add_pipe("ner", config=settings)
    for label in LABELS:
        ner.add_label(label)
    ner.initialize(lambda: [example(nlp, text) for text in sample], nlp=nlp)
    donor: Any = teacher.get_pipe("tok2vec" if listening else "ner").model  # type: ignore[attr-defined]
    if ours:
        _copy(donor, ner.model)
    else:
        _copy(donor if listening else donor.get_ref("tok2vec"), ner.model.get_ref("tok2vec"))
        if not listening:
            _copy_head(teacher.get_pipe("ner"), ner)
    print(f"start {start}, vectors {'kept' if same_vectors else 'none'}", file=sys.stderr)
    return nlp, settings


STOCK_LABELS: Final = {
    "Organization": ("ORG",),
    "Place": ("GPE", "LOC"),
    "Event": ("EVENT", "MISC"),
    "Person": ("PERSON", "PER"),
}
"""Our labels and those of the stock pipelines whose actions they begin with."""


def _copy_head(donor: Any, receiver: Any) -> None:
    """The parser's layers above tok2vec: the hidden one as it is, of the output one the rows of like actions.

    What has no like (Concept) begins near zero, and unlikely.
    """
    receiver.model.get_ref("lower").from_bytes(donor.model.get_ref("lower").to_bytes())
    upper, old = receiver.model.get_ref("upper"), donor.model.get_ref("upper")
    weights, bias = upper.get_param("W").copy(), upper.get_param("b").copy()
    old_weights, old_bias = old.get_param("W"), old.get_param("b")
    actions = {donor.moves.get_class_name(number): number for number in range(donor.moves.n_moves)}
    for number in range(receiver.moves.n_moves):
        name = receiver.moves.get_class_name(number)
        action, _, label = name.partition("-")
        alike = [name, *(f"{action}-{stock}" for stock in STOCK_LABELS.get(label, ()))]
        known = next((actions[each] for each in alike if each in actions), None)
        if known is not None:
            weights[number], bias[number] = old_weights[known], old_bias[known]
        else:
            weights[number] *= 0.1
            bias[number] = old_bias.mean() - 1.0
    upper.set_param("W", weights)
    upper.set_param("b", bias)


def _copy(donor: Any, receiver: Any) -> None:
    """Weights of the layers that have the same name and shape; the others stay as they were drawn."""
    source: dict[tuple[str, str, tuple[int, ...]], list[Any]] = {}
    for node in donor.walk():
        for name in node.param_names:
            if node.has_param(name):
                source.setdefault((node.name, name, node.get_param(name).shape), []).append(node.get_param(name))
    for node in receiver.walk():
        for name in node.param_names:
            if node.has_param(name):
                stock = source.get((node.name, name, node.get_param(name).shape))
                if stock:
                    node.set_param(name, stock.pop(0))


def document_scores(nlp: Language, texts: Iterable[AnnotatedText]) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F1 a label over the sets of names of each document."""
    counts = {label: [0, 0, 0] for label in (*LABELS, "ALL")}
    for text in texts:
        doc = nlp.get_pipe("ner")(set_sentence_starts(nlp.make_doc(text.text), find_blocks(text.text)))  # type: ignore[operator]
        gold = {(text.label(i), " ".join(text.text[s:e].split()).casefold()) for s, e, i in text.mentions}
        got = {(span.label_, " ".join(span.text.split()).casefold()) for span in doc.ents}
        for label in LABELS:
            mine, theirs = {n for kind, n in got if kind == label}, {n for kind, n in gold if kind == label}
            for row in (label, "ALL"):
                counts[row][0] += len(mine & theirs)
                counts[row][1] += len(mine - theirs)
                counts[row][2] += len(theirs - mine)
    return {label: _prf(*row) for label, row in counts.items()}


def _prf(right: int, wrong: int, missed: int) -> tuple[float, float, float]:
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    return precision, recall, 2 * right / (2 * right + wrong + missed) if right else 0.0


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
        for batch in minibatch(batch_texts, batch_size):
            steps += 1
            optimizer.learn_rate = rate * min(1.0, steps / 60) * max(0.05, 1.0 - steps / (total * 1.05))
            losses = ner.update([example(nlp, text) for text in batch], sgd=optimizer, drop=dropout)
            loss += losses["ner"]
        print(f"epoch {epoch} loss {loss:.0f}", file=sys.stderr, flush=True)
        with nlp.use_params(optimizer.averages):
            yield epoch


def save(nlp: Language, settings: dict[str, Any], language: str, base: str, facts: dict[str, Any], folder: Path) -> None:
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
        "spacy": spacy.__version__,
        **facts,
    }
    (folder / "meta.json").write_text(json.dumps(meta, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """``python -m sse_graph.annotate.training.ner --lang en --base … --start …``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lang", required=True)
    parser.add_argument("--with", dest="others", default="", help="further languages whose texts are learned from, as 'en,fr'")
    parser.add_argument("--base", default="", help="installed pipeline that gives tokenizer and vectors")
    parser.add_argument("--vectors", type=Path, default=None, help="word vectors of our own, as models.read_vectors has them")
    parser.add_argument("--start", required=True, help="installed pipeline whose network is continued")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
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
    if (options.corpus / "extra").is_dir():
        everything += read_corpus(options.corpus / "extra")
    texts = [text for language in languages for text in everything if text.language == language]
    dev = list(read_corpus(options.corpus / "dev", options.lang))
    held: list[AnnotatedText] = []
    if options.hold_out:
        own = [text for text in texts if text.language == options.lang]
        held = random.Random(0).sample(own, int(len(own) * options.hold_out))
        texts = [text for text in texts if text not in held]
    lenders = [text for text in everything if text not in held]
    noise = {
        path.stem: path.read_text(encoding="utf-8").splitlines() for path in sorted((options.corpus / "noise").glob("*.txt"))
    }
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
                "options": {key: getattr(options, key) for key in ("epochs", "rate", "dropout", "seed", "own", "variants", "batch")},
                "dev": {label: [round(value, 3) for value in row] for label, row in scores.items()},
            }
            folder = options.out or MODELS / options.lang
            save(nlp, settings, options.lang, options.base, facts, folder)
            if options.vectors:
                shutil.copyfile(options.vectors, folder / "vectors.npz")


if __name__ == "__main__":
    main()
