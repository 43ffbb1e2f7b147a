"""Classes of words, for the relation scorer: clusters of word vectors of three languages in one space.

Input: the vectors that ``training/vectors.py`` made. Output: ``models/relations/word-classes.npz``. It does **not**
look at the corpus.

Source: mini-batch k-means after Sculley 2010, "Web-scale k-means clustering", as scikit-learn has it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np

from sse_graph.annotate.models import MODELS
from sse_graph.annotate.relations.word_classes import FILE

COARSE: Final = 300
FINE: Final = 2_000


def main() -> None:
    """``python -m sse_graph.annotate.training.classes``."""
    from sklearn.cluster import MiniBatchKMeans

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vectors", type=Path, default=MODELS / "es" / "vectors.npz")
    parser.add_argument("--out", type=Path, default=MODELS / "relations" / FILE)
    options = parser.parse_args()
    with np.load(options.vectors, allow_pickle=False) as arrays:
        words, vectors = arrays["words"], (arrays["vectors"] * arrays["scale"]) @ arrays["basis"].astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    classes = {
        name: MiniBatchKMeans(count, random_state=0, batch_size=8192, n_init=1, max_iter=60)
        .fit(vectors)
        .predict(vectors)
        .astype(np.uint16)
        for name, count in (("coarse", COARSE), ("fine", FINE))
    }
    np.savez_compressed(options.out, words=words, **classes)


if __name__ == "__main__":
    main()
