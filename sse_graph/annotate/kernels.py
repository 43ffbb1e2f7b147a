"""Which kernel multiplies the recognisers' matrices, and how fast each one is here.

Input: sizes. Output: seconds. It does **not** load a pipeline. thinc's own kernel (blis) is 1.4 to 2.4 times slower on
these models than numpy's, with identical results, so numpy's is always taken.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from thinc.api import NumpyOps, set_current_ops

_ROUNDS = 5


def use_fast_products() -> None:
    """Have thinc multiply by numpy. To be called before a pipeline is made; forked processes inherit it."""
    set_current_ops(NumpyOps(use_blis=False))


def product_seconds(width: int, rows: int) -> dict[str, float]:
    """Best time of the product of (rows, width) and (width, width) matrices, by the name of what multiplies."""
    chance = np.random.default_rng(0)
    first = chance.random((rows, width), dtype=np.float32)
    second = chance.random((width, width), dtype=np.float32)
    found = {}
    for name, kernel in (("numpy", NumpyOps(use_blis=False)), ("blis", NumpyOps(use_blis=True))):
        ops: Any = kernel
        found[name] = min(_seconds(ops, first, second) for _ in range(_ROUNDS))
    return found


def _seconds(ops: Any, first: Any, second: Any) -> float:
    started = time.perf_counter()
    ops.gemm(first, second)
    return time.perf_counter() - started
