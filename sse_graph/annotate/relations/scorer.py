"""How likely a candidate pair states each predicate: a logistic model over hashed features.

Input: the features of candidates as rows of the weight table. Output: a probability a predicate. It does **not** choose
candidates. The weights were learned from ``corpus/train`` and ``corpus/extra`` (``training/relations.py``) and are
stored as plain arrays, without pickle.

Source: feature hashing after Weinberger et al. 2009, https://arxiv.org/abs/0902.2206.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sse_graph.annotate.relations.features import BITS, Part
from sse_graph.errors import InputError
from sse_graph.records import SIGNATURES

PREDICATES = tuple(SIGNATURES)
SCALE = 5.0
"""A feature's value is this over the root of the number of the candidate's features, so that long sentences do not
shout.
"""
_FORMAT = 3
META = "relations.json"


def _segment_sums(weights: NDArray[np.float32], part: Part) -> NDArray[np.float32]:
    starts, ends = part.borders[:-1], part.borders[1:]
    sums = np.zeros((len(starts), weights.shape[1]), dtype=np.float32)
    filled = starts < ends
    if filled.any():
        sums[filled] = np.add.reduceat(weights.take(part.rows, axis=0), starts[filled], axis=0)
    return sums


class Scorer:
    """Weights of shape (2 ** BITS, number of predicates), a bias and a threshold a predicate, and the ``calibration``
    (slope, intercept) of the log-odds: names that a machine has recognised are a worse ground than those it learned on.

    Source: Platt 1999, "Probabilistic outputs for support vector machines".
    """

    def __init__(
        self,
        weights: NDArray[np.float32],
        bias: NDArray[np.float32],
        thresholds: dict[str, float],
        calibration: tuple[float, float] = (1.0, 0.0),
    ) -> None:
        self._weights = weights
        self._bias = bias
        self._slope, self._intercept = calibration
        self.thresholds = thresholds

    def score(self, parts: Sequence[Part]) -> NDArray[np.float32]:
        """The probability of each of ``PREDICATES`` for each candidate, in [0, 1]; shape (candidates, predicates)."""
        number = len(parts[0].of)
        sums = np.zeros((number, len(PREDICATES)), dtype=np.float32)
        counts = np.zeros(number, dtype=np.int64)
        for part in parts:
            sums += _segment_sums(self._weights, part)[part.of]
            counts += np.diff(part.borders)[part.of]
        value = (SCALE / np.sqrt(np.maximum(1, counts))).astype(np.float32)
        logits = self._slope * (self._bias + value[:, None] * sums) + self._intercept
        return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32)

    def save(self, folder: Path, facts: dict[str, object]) -> None:
        """Write ``relations.npz`` (only rows that are not nothing, as 16-bit floats) and ``relations.json``."""
        folder.mkdir(parents=True, exist_ok=True)
        rows = np.flatnonzero(np.abs(self._weights).max(axis=1) > 1e-3)
        np.savez_compressed(
            folder / "relations.npz",
            rows=rows.astype(np.int32),
            weights=self._weights[rows].astype(np.float16),
            bias=self._bias,
        )
        meta = {
            "format": _FORMAT,
            "predicates": PREDICATES,
            "thresholds": self.thresholds,
            "calibration": [self._slope, self._intercept],
            **facts,
        }
        (folder / META).write_text(json.dumps(meta, indent=1, sort_keys=True) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Scorer:
        """The scorer that ``save`` wrote.

        Raises:
            InputError: it is missing, or was trained for other predicates.
        """
        try:
            meta = json.loads((folder / META).read_text(encoding="utf-8"))
            with np.load(folder / "relations.npz", allow_pickle=False) as arrays:
                weights = np.zeros((1 << BITS, len(PREDICATES)), dtype=np.float32)
                weights[arrays["rows"]] = arrays["weights"]
                bias = arrays["bias"].astype(np.float32)
        except OSError as error:
            raise InputError(f"{folder}: the relation scorer is missing ({error}); reinstall sse_graph") from error
        if meta["format"] != _FORMAT or tuple(meta["predicates"]) != PREDICATES:
            raise InputError(f"{folder}: the relation scorer was trained for another version; run `make train`")
        slope, intercept = meta["calibration"]
        return cls(weights, bias, meta["thresholds"], (slope, intercept))
