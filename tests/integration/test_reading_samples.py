"""The trial documents in six languages: PDF, Word and HTML say the same, with the same printed numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from benches.readers import FORMATS, LANGUAGES, Reading, character_error_rate, flat, reading
from kg.model import PassageKind

NUMBERED = (PassageKind.PARAGRAPH, PassageKind.OPERATIVE)


DOCUMENTS = [("report", language) for language in LANGUAGES] + [("long/long", "ar"), ("long/long", "fr")]


@pytest.fixture(scope="module", params=DOCUMENTS, ids=lambda document: document[0][-6:] + document[1])
def readings(request: pytest.FixtureRequest, shared: Path) -> dict[str, Reading]:
    stem, language = request.param
    return {kind: reading(shared / "samples" / f"{stem}_{language}.{kind}") for kind in FORMATS}


def test_formats_agree(readings: dict[str, Reading]) -> None:
    expected = flat(readings["docx"].document)
    assert len(expected) > 600
    for found in readings.values():
        assert character_error_rate(flat(found.document), expected) < 0.001
    counts = [found.counts() for found in readings.values()]
    assert counts[0] == counts[1] == counts[2]


def test_numbers_are_the_printed_ones(readings: dict[str, Reading]) -> None:
    pdf, word, page = (readings[kind] for kind in FORMATS)
    assert pdf.numbers(PassageKind.ITEM) == word.numbers(PassageKind.ITEM)
    body = [number for number in word.numbers(*NUMBERED) if number]
    assert body[-3:] == ["1", "2", "3"]
    assert body[:-3] == [str(number) for number in range(1, len(body) - 2)]
    for found in (pdf, page):
        assert [number for number in found.numbers(*NUMBERED) if number] == body
    notes = [item for item in page.passages if item.kind is PassageKind.FOOTNOTE]
    assert [item.number for item in notes] == [str(number) for number in range(1, len(notes) + 1)]
    assert [item.eid.rpartition("__")[2] for item in notes] == [f"fn_{item.number}" for item in notes]
    assert all(len(found.numbers(PassageKind.FOOTNOTE)) == len(notes) for found in (pdf, word))
    assert None not in pdf.numbers(PassageKind.FOOTNOTE) + word.numbers(PassageKind.FOOTNOTE)


def test_places_are_the_same_in_every_format(readings: dict[str, Reading]) -> None:
    """A citation holds whichever format of a document was taken in; only Word's page-wise footnotes cannot agree."""
    places = [
        sorted(item.eid for item in found.passages if item.kind is not PassageKind.FOOTNOTE and item.number)
        for found in readings.values()
    ]
    assert places[0] == places[1] == places[2]
