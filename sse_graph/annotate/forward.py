"""The recogniser's ``Tok2Vec`` for prediction alone: the same network and weights, in fewer and larger steps.

Input: an ``ner`` component whose network is spaCy's MultiHashEmbed and MaxoutWindowEncoder. Output: the same component;
its network has the same answers but for the last bits of the sums. It does **not** train, and leaves a network of
another make as it is.

Up to its maxout the embedding is a sum of what each attribute of a token brings. What the word brings (norm, prefix,
suffix, shape, vector) is kept, for texts repeat their words. It is computed in blocks of one size, so that it is the
same to the last bit whatever texts came before.

Source: https://spacy.io/api/architectures (MultiHashEmbed, MaxoutWindowEncoder).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model

_BLOCK: Final = 16
"""Words that are embedded at once."""
_KEPT: Final = 20_000
"""Words of which it is known what they bring (23 MB). When there are more, all are forgotten and the next ones kept."""
_OF_TOKENS: Final = frozenset({"TAG", "LEMMA"})
"""Attributes that are the token's, not the word's: each is kept by itself."""

Floats = NDArray[np.float32]
Keys = NDArray[np.uint64]


def predict_only(nlp: Language) -> None:
    """Put the faster network in the place of the one in the component ``ner``, when it is of that make."""
    ner: Any = nlp.get_pipe("ner")
    network = ner.model.get_ref("tok2vec")  # with what brings it to the width of the parser
    slow = network.layers[0]
    if not (slow.has_ref("embed") and slow.has_ref("encode")):
        return
    embed = _Embed.of(slow.get_ref("embed"), nlp.vocab.vectors)
    encode = _Encode.of(slow.get_ref("encode")) if embed else None
    if embed and encode:
        parts = {"embed": embed, "encode": encode}
        fast: Any = Model("tok2vec", _forward, dims={"nO": slow.get_dim("nO")}, attrs=parts)
        network.layers[0] = fast


def _forward(model: Any, docs: Sequence[Doc], is_train: bool) -> tuple[list[Floats], Callable[[Any], Any]]:
    if is_train:
        raise NotImplementedError("this network only predicts; train the one of models.load_ner")
    embed, encode = model.attrs["embed"], model.attrs["encode"]
    return [encode(embed(doc)) for doc in docs], lambda gradient: gradient


class _Maxout:
    """The largest of several linear pieces, then a layer norm; ``weights`` of shape (pieces × out, in)."""

    def __init__(self, maxout: Any, norm: Any) -> None:
        weights, bias = maxout.get_param("W"), maxout.get_param("b")
        self.width, self.pieces, inputs = weights.shape
        # the pieces one after the other, not interleaved: their maximum is then taken of whole rows
        self.weights: Floats = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, inputs))
        self.bias: Floats = np.ascontiguousarray(bias.T.reshape(-1))
        self._scale, self._shift = norm.get_param("G"), norm.get_param("b")

    def __call__(self, sums: Floats) -> Floats:
        """Of ``sums`` of shape (n, pieces × out), which is overwritten; shape (n, out)."""
        sums += self.bias
        best: Floats = sums[:, : self.width].copy()
        for piece in range(1, self.pieces):
            np.maximum(best, sums[:, piece * self.width : (piece + 1) * self.width], out=best)
        best -= best.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", best, best) / np.float32(self.width) + np.float32(1e-8)
        best *= (1 / np.sqrt(variance))[:, None]
        best *= self._scale
        best += self._shift
        return best


class _Kept:
    """What keys bring: rows that ``compute`` makes of a block of keys, kept until there are too many."""

    def __init__(self, compute: Callable[[Keys], Floats], width: int) -> None:
        self._compute = compute
        self._rows: Floats = np.empty((_KEPT, width), dtype=np.float32)
        self._known: dict[bytes, int] = {}

    def __call__(self, keys: Keys) -> Floats:
        """The rows of at most ``_KEPT`` keys of shape (n, k)."""
        names = np.ascontiguousarray(keys).view(f"V{keys.shape[1] * keys.itemsize}").ravel().tolist()
        new = {name: at for at, name in enumerate(names) if name not in self._known}
        if len(self._known) + len(new) > _KEPT:
            self._known.clear()
            new = {name: at for at, name in enumerate(names)}
        if new:
            self._add(list(new), keys[list(new.values())])
        return self._rows[[self._known[name] for name in names]]

    def _add(self, names: Sequence[bytes], keys: Keys) -> None:
        for start in range(0, len(names), _BLOCK):
            some = keys[start : start + _BLOCK]
            block = np.zeros((_BLOCK, keys.shape[1]), dtype=np.uint64)
            block[: len(some)] = some
            first = len(self._known)
            self._rows[first : first + len(some)] = self._compute(block)[: len(some)]
            self._known.update(zip(names[start : start + _BLOCK], range(first, first + len(some)), strict=True))


class _Embed:
    """MultiHashEmbed with word vectors: what a token's attributes and its word's vector bring, mixed."""

    def __init__(
        self, columns: Sequence[str], tables: Sequence[Any], projection: Floats, vectors: Any, mix: _Maxout
    ) -> None:
        self._mix, self._projection, self._vectors = mix, projection, vectors
        width = mix.width
        *shares, self._of_vector = (mix.weights[:, at : at + width].T for at in range(0, mix.weights.shape[1], width))
        attributes = list(zip(columns, tables, shares, strict=True))
        self._of_word = [each for each in attributes if each[0] not in _OF_TOKENS]
        self._word_columns = [*(column for column, *_ in self._of_word), vectors.attr]
        self._of_token = [
            (column, _Kept(partial(_brought, table, share), len(mix.weights)))
            for column, table, share in attributes
            if column in _OF_TOKENS
        ]
        self._words = _Kept(self._word, len(mix.weights))

    @classmethod
    def of(cls, embed: Any, vectors: Any) -> _Embed | None:
        """The embedding with the weights of spaCy's, when it is of that make. ``vectors``: spaCy's table of them."""
        features, projection, maxout, norm = (
            _nodes(embed, name) for name in ("extract_features", "static_vectors", "maxout", "layernorm")
        )
        if not len(features) == len(projection) == len(maxout) == len(norm) == 1:
            return None
        columns, weights = features[0].attrs["columns"], projection[0].get_param("W")
        return cls(columns, _nodes(embed, "hashembed"), weights, vectors, _Maxout(maxout[0], norm[0]))

    def __call__(self, doc: Doc) -> Floats:
        """Shape (tokens, width)."""
        keys: Any = doc.to_array([*self._word_columns, *(column for column, _ in self._of_token)])
        parts = [self._some(keys[start : start + _KEPT]) for start in range(0, len(keys), _KEPT)]
        return np.concatenate(parts) if parts else np.zeros((0, self._mix.width), dtype=np.float32)

    def _some(self, keys: Keys) -> Floats:
        words = len(self._word_columns)
        sums = self._words(keys[:, :words])
        for at, (_, kept) in enumerate(self._of_token, start=words):
            sums += kept(keys[:, at : at + 1])
        return self._mix(sums)

    def _word(self, keys: Keys) -> Floats:
        rows = self._vectors.find(keys=keys[:, -1].tolist())
        vectors = self._vectors.data[rows] @ self._projection.T
        vectors[rows < 0] = 0  # a word without a vector
        sums: Floats = vectors @ self._of_vector
        for at, (_, table, share) in enumerate(self._of_word):
            sums += _brought(table, share, keys[:, at])
        return sums


def _brought(table: Any, share: Floats, keys: Keys) -> Floats:
    brought: Floats = table.predict(np.ascontiguousarray(keys.reshape(-1))) @ share
    return brought


class _Encode:
    """MaxoutWindowEncoder of window 1: each layer adds to a token what it makes of the token and its neighbours."""

    def __init__(self, layers: Sequence[_Maxout]) -> None:
        self._layers = layers

    @classmethod
    def of(cls, encode: Any) -> _Encode | None:
        """The encoder with the weights of spaCy's, when it is of that make."""
        windows, maxouts, norms = (_nodes(encode, name) for name in ("expand_window", "maxout", "layernorm"))
        if not len(windows) == len(maxouts) == len(norms) or any(each.attrs["window_size"] != 1 for each in windows):
            return None
        return cls([_Maxout(maxout, norm) for maxout, norm in zip(maxouts, norms, strict=True)])

    def __call__(self, tokens: Floats) -> Floats:
        """From and to shape (tokens, width)."""
        edge, (count, width) = len(self._layers), tokens.shape
        # spaCy lets the empty places before and behind a text take part in every layer
        states = np.zeros((count + 2 * edge, width), dtype=np.float32)
        states[edge : edge + count] = tokens
        windows = np.zeros((len(states), 3 * width), dtype=np.float32)
        for layer in self._layers:
            windows[1:, :width] = states[:-1]
            windows[:, width : 2 * width] = states
            windows[:-1, 2 * width :] = states[1:]
            states += layer(windows @ layer.weights.T)
        return states[edge : edge + count]


def _nodes(network: Any, name: str) -> list[Any]:
    # thinc names a layer by what it does, and walks through layers from the first to the last
    return [node for node in network.walk(order="dfs_pre") if node.name == name]
