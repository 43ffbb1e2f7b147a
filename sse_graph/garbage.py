"""Work without pauses: a hundred thousand records are made without looking for garbage among them.

Input: none. Output: a context. It does **not** make anything.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Meanwhile Python looks for no cycles that nothing refers to; while tables grow it looks at all of them again and
    again, which takes as long as making them.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
