"""An evaluation as text: scores a language or genre, causes of errors, how far confidence can be trusted.

Input: an ``Evaluation``. Output: lines. It does **not** measure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sse_graph.bcubed import BCubed
from sse_graph.evaluate.documents import CAUSES, Error
from sse_graph.evaluate.score import Score
from sse_graph.records import LABELS, SIGNATURES

_WIDTH = 24
_STEPS = 10


def score_table(scores: Mapping[tuple[str, str], Score], groups: tuple[str, ...], rows: tuple[str, ...]) -> str:
    """A row a class and predicate, three columns a group."""
    lines = [
        " " * 16 + "".join(f"{group[: _WIDTH - 2]:^{_WIDTH}}" for group in groups),
        " " * 16 + "   prec   rec    F1    " * len(groups),
    ]
    for row in rows:
        cells = [scores.get((group, row), Score()) for group in groups]
        lines.append(
            f"{row:16}" + "".join(f"  {cell.precision:.3f}  {cell.recall:.3f}  {cell.f1:.3f} " for cell in cells)
        )
    return "\n".join(lines)


THING_ROWS = ("entities", *LABELS, "relations", *SIGNATURES)
MENTION_ROWS = ("mentions", *LABELS)


def cluster_table(clusters: Mapping[str, BCubed]) -> str:
    """A row a language: how many mentions there are, and the three measures."""
    lines = [f"{'':16}{'mentions':>9}   prec   rec    F1"]
    for group, measured in sorted(clusters.items()):
        three = f"{measured.precision:.3f}  {measured.recall:.3f}  {measured.f1:.3f}"
        lines.append(f"{group:16}{measured.mentions:9}  {three}")
    return "\n".join(lines)


def group_table(scores: Mapping[tuple[str, str], Score], groups: tuple[str, ...]) -> str:
    """A row a group, three columns for its things and three for its facts: for many groups, as genres are."""
    lines = [f"{'':24}{'entities':^{_WIDTH}}{'relations':^{_WIDTH}}", " " * 24 + "   prec   rec    F1    " * 2]
    for group in groups:
        cells = [scores.get((group, row), Score()) for row in ("entities", "relations")]
        lines.append(
            f"{group[:24]:24}" + "".join(f"  {cell.precision:.3f}  {cell.recall:.3f}  {cell.f1:.3f} " for cell in cells)
        )
    return "\n".join(lines)


def cause_table(errors: tuple[Error, ...]) -> str:
    """Errors counted by cause: things and facts, wrong and missed."""
    counts = Counter((error.row in LABELS, error.kind, error.cause) for error in errors)
    lines = [f"{'':20}{'wrong':>8}{'missed':>8}"]
    for things, title in ((True, "things"), (False, "facts")):
        lines.append(title)
        for cause in CAUSES:
            wrong, missed = (counts[things, kind, cause] for kind in ("wrong", "missed"))
            if wrong + missed:
                lines.append(f"  {cause:18}{wrong:8}{missed:8}")
    return "\n".join(lines)


def reliability_table(confidences: tuple[tuple[str, float, bool], ...]) -> str:
    """Found facts by confidence: how many there are in each tenth, their mean confidence, the share that is right.

    Source: reliability diagrams as in Guo et al. 2017, https://arxiv.org/abs/1706.04599; the last line is their
    expected calibration error.
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_STEPS)]
    for _, confidence, right in confidences:
        bins[min(_STEPS - 1, int(confidence * _STEPS))].append((confidence, right))
    lines, off = [f"{'confidence':12}{'facts':>8}{'mean':>8}{'right':>8}"], 0.0
    for step, members in enumerate(bins):
        if members:
            mean = sum(confidence for confidence, _ in members) / len(members)
            share = sum(right for _, right in members) / len(members)
            off += len(members) * abs(mean - share)
            lines.append(f"{step / _STEPS:.1f} to {(step + 1) / _STEPS:.1f}  {len(members):8}{mean:8.2f}{share:8.2f}")
    lines.append(f"expected calibration error {off / max(1, len(confidences)):.3f}")
    return "\n".join(lines)
