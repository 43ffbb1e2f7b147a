"""The network that training begins with: that of an installed pipeline or of a recogniser of ours, with our labels.

Input: names of pipelines. Output: a ``Language`` whose ``ner`` is ready to be trained. It does **not** train.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import spacy
from spacy.language import Language

from sse_graph.annotate.hints import ATTRIBUTES
from sse_graph.annotate.models import base_language, load_ner
from sse_graph.annotate.training.examples import example
from sse_graph.corpus import AnnotatedText
from sse_graph.records import LABELS

_HINT_ROWS: Final = 400
"""Rows of the tables that embed the hints: four times as many as there are hints."""
_STOCK_LABELS: Final = {
    "Organization": ("ORG",),
    "Place": ("GPE", "LOC"),
    "Event": ("EVENT", "MISC"),
    "Person": ("PERSON", "PER"),
}
"""Our labels and those of the stock pipelines whose actions they begin with."""


def fresh(
    language: str, base: str, start: str, sample: Sequence[AnnotatedText], vectors: Path | None
) -> tuple[Language, dict[str, Any]]:
    """A pipeline with an untrained ``ner``, and its settings; the network is shaped and filled like that of ``start``.

    ``start``: an installed pipeline, or one of ours ("sse:en"), whose whole network is then continued.
    """
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
    embed = tok2vec["embed"]
    if not len(nlp.vocab.vectors):
        embed["include_static_vectors"] = False
    old_attributes = len(embed["attrs"])
    for attribute in ATTRIBUTES:
        if attribute not in embed["attrs"]:
            embed["attrs"].append(attribute)
            embed["rows"].append(_HINT_ROWS)
    settings = {"model": config["model"]}
    ner: Any = nlp.add_pipe("ner", config=settings)
    for label in LABELS:
        ner.add_label(label)
    ner.initialize(lambda: [example(nlp, text) for text in sample], nlp=nlp)
    component: Any = teacher.get_pipe("tok2vec" if listening else "ner")
    donor = component.model
    if ours:
        _copy(donor, ner.model)
    else:
        _copy(donor if listening else donor.get_ref("tok2vec"), ner.model.get_ref("tok2vec"))
        if not listening:
            _copy_head(teacher.get_pipe("ner"), ner)
    _widen(donor, ner.model, old_attributes * embed["width"])
    return nlp, settings


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
        alike = [name, *(f"{action}-{stock}" for stock in _STOCK_LABELS.get(label, ()))]
        known = next((actions[each] for each in alike if each in actions), None)
        if known is not None:
            weights[number], bias[number] = old_weights[known], old_bias[known]
        else:
            weights[number] *= 0.1
            bias[number] = old_bias.mean() - 1.0
    upper.set_param("W", weights)
    upper.set_param("b", bias)


def _widen(donor: Any, receiver: Any, known: int) -> None:
    """The layer that mixes the embeddings, where ours reads the hints too: old columns as they were, new ones small.

    ``known``: width of the attributes that both have; behind them stand the hints (ours) and the word vectors (both).
    """
    for old, new in zip(_mixers(donor), _mixers(receiver), strict=False):
        before, after = old.get_param("W"), new.get_param("W").copy()
        if before.shape[:2] != after.shape[:2] or before.shape == after.shape:
            continue
        after *= 0.1
        after[:, :, :known] = before[:, :, :known]
        vectors = before.shape[2] - known
        if vectors:
            after[:, :, -vectors:] = before[:, :, -vectors:]
        new.set_param("W", after)
        new.set_param("b", old.get_param("b").copy())


def _mixers(model: Any) -> list[Any]:
    return [node for node in model.walk() if node.name == "maxout" and node.has_param("W")]


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
