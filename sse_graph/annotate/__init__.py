"""A document's mentions and relations, found by a spaCy pipeline; the only package that imports spaCy."""

import os

# A recogniser's matrices are small: threads of the matrix library only get into each other's way, and into that of the
# other workers. It reads this when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
