"""Search by words alone: BM25 in each language, without meaning, linking or grouping."""

from __future__ import annotations

from heapq import nlargest
from typing import TYPE_CHECKING

from kg.errors import BadInput
from kg.model import Uri
from kg.search.filters import searched_languages
from kg.search.model import SearchRequest

if TYPE_CHECKING:
    from kg.snapshot import Snapshot


def words_search(snapshot: Snapshot, text: str, k: int, language: str | None) -> list[tuple[Uri, float]]:
    """The ``k`` passages that match the words of a text best, with scores of 0 to 1.

    Raises:
        BadInput: the text is empty, or the language is unknown.
    """
    if not text.strip():
        raise BadInput("The text is empty.", remedy="Give some words to look for.")
    languages = searched_languages(snapshot.vectors.languages(), SearchRequest(text, language=language))
    found = snapshot.words.scores(text, languages, k)
    scored = (zip(scores.tolist(), (-ids).tolist(), strict=True) for ids, scores in found.values())
    best = nlargest(k, (pair for pairs in scored for pair in pairs))
    passages = snapshot.catalog.passages_by_id(-p for _, p in best)
    hits = ((passages[-p], score) for score, p in best if -p in passages)
    known = snapshot.documents
    return [(snapshot.uris.passage(known[p.item].key, p.eid), score) for p, score in hits if p.item in known]
