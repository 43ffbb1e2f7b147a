"""How likely a candidate pair states each predicate: a logistic model over hashed features.

Input: feature strings. Output: a probability a predicate. It does **not** choose candidates. The weights were learned
from ``corpus/train`` (``training/relations.py``) and are stored as plain arrays, without pickle.

Source: feature hashing after Weinberger et al. 2009, https://arxiv.org/abs/0902.2206.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sse_graph.errors import InputError
from sse_graph.records import SIGNATURES

PREDICATES = tuple(SIGNATURES)
BITS = 19
SCALE = 5.0
"""A feature's value is this over the root of the number of the candidate's features, so that long sentences do not
shout.
"""
_FORMAT = 2
META = "relations.json"


def hashed(features: Iterable[str]) -> NDArray[np.int64]:
    """The rows of the weight table that the features own; two features may share one."""
    mask = (1 << BITS) - 1
    return np.fromiter({zlib.crc32(feature.encode()) & mask for feature in features}, dtype=np.int64)


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

    def score(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The probability of each of ``PREDICATES``, in [0, 1]; shape (number of predicates,)."""
        value = SCALE / np.sqrt(max(1, len(rows)))
        logits = self._slope * (self._bias + value * self._weights[rows].sum(axis=0)) + self._intercept
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
