"""The graph in the field's own vocabulary: what se-open-data and its maps read, as Turtle and as their table.

Input: an open store. Output: triples in the first namespace of ESSGlobal, or the rows of a "standard" CSV. It does
**not** write files (``export.py``), and ESSGlobal has no words for partnership, event, person or evidence: what does
not fit stays in the graph.

Source: http://purl.org/essglobal/vocab/ (CC BY 3.0, RIPESS) and the published data of se-open-data.
"""

from sse_graph.essglobal.initiatives import Initiative, initiatives
from sse_graph.essglobal.write import HEADER, PREFIXES_OF_PROFILE, table, triples

__all__ = ["HEADER", "PREFIXES_OF_PROFILE", "Initiative", "initiatives", "table", "triples"]
