"""``make eval``: what is found in the annotated passages, per kind and language; structure per format.

``--tune`` shows the half that may be looked at, with every disagreement.
"""

from __future__ import annotations

import sys

from tests.extraction.found import documents, values
from tests.extraction.gold import Annotation, all_annotations, path_of
from tests.extraction.scores import scores, table
from tests.extraction.structure import structure_scores

Pair = tuple[Annotation, frozenset[tuple[str, str]]]


def pairs() -> tuple[list[Pair], int]:
    """Annotations with what was found, and how many have no document here."""
    listed = list(all_annotations())
    paths = {path_of(a.document): a.document for a in listed if path_of(a.document).is_file()}
    found: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}
    for path, document in documents(paths):
        for passage in document.passages:
            found[paths[path], str(passage.eid)] = values(passage)
    here = [a for a in listed if path_of(a.document) in paths]
    return [(a, found.get((a.document, a.eid), frozenset())) for a in here], len(listed) - len(here)


def main() -> None:
    found, absent = pairs()
    out = sys.stdout.write
    out(f"{len(found)} annotated passages" + (f"; {absent} more have no document here\n" if absent else "\n"))
    if "--tune" in sys.argv:
        tune = [pair for pair in found if not pair[0].kept_apart]
        out(table(scores(tune)) + "\n")
        for annotation, own in tune:
            gold = annotation.values
            missed = sorted(gold - own)
            wrong = sorted(pair for pair in own - gold if pair[0] in annotation.kinds)
            if missed or wrong:
                out(f"{annotation.document} {annotation.eid}: missed {missed} wrong {wrong}\n")
        return
    out("\nKept apart\n" + table(scores(p for p in found if p[0].kept_apart)) + "\n")
    out("\nAll\n" + table(scores(found)) + "\n")
    if not absent:
        out("\nStructure of the sample report, by format\n")
        for form, score in structure_scores(a for a, _ in found).items():
            total = score.right + score.missed
            out(f"{form:5} P {score.precision:.3f} R {score.recall:.3f} F1 {score.f1:.3f} of {total}\n")


if __name__ == "__main__":
    main()
