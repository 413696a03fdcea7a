"""A made-up base of any size in the shape of the real one, and the parameters of the typical queries over it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

from kg.catalog import NewItem
from kg.settings import Settings
from kg.writer import Writer

BASE = "http://localhost:8000/id"
QUERIES = Path(__file__).with_name("queries")
CONCEPTS, MEETINGS, PARTIES, BRANCH = 1600, 333, 196, 6
WORDS = (
    "mercury", "waste", "report", "decision", "annex", "guidance", "party", "review", "export", "import", "treaty",
    "chemical", "budget", "release",
)  # fmt: skip
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
_PER_DOCUMENT = 74
"""Triples of a document with its paragraphs, on average."""

_MEA, _DC, _SKOS = (
    "https://w3id.org/mea-kg/ontology#",
    "http://purl.org/dc/terms/",
    "http://www.w3.org/2004/02/skos/core#",
)
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_DATE = "<http://www.w3.org/2001/XMLSchema#date>"
_INTEGER = "<http://www.w3.org/2001/XMLSchema#integer>"


@dataclass(frozen=True, slots=True)
class Asked:
    """One query with one set of parameters."""

    name: str
    text: str


def documents_of(triples: int) -> int:
    """How many documents a base of about so many triples has."""
    return max(200, (triples - 12 * CONCEPTS) // _PER_DOCUMENT)


def make_base(settings: Settings, triples: int) -> None:
    """Write about so many triples through the ordinary commit."""
    documents = documents_of(triples)
    chance = random.Random(7)
    with Writer(settings) as writer:
        _put(writer, "concepts", _concepts())
        for first in range(0, documents, 100):
            lines = (line for n in range(first, min(first + 100, documents)) for line in _document(n, chance))
            _put(writer, f"documents-{first}", lines)


def asked(documents: int, sets: int) -> Iterator[Asked]:
    """Every typical query with so many sets of parameters each."""
    chance = random.Random(11)
    for file in sorted(QUERIES.glob("*.rq")):
        for _ in range(sets):
            forty = " ".join(f"<{BASE}/document/d{chance.randrange(documents)}>" for _ in range(40))
            values = {
                "base": BASE,
                "number": chance.randrange(200),
                "meeting": chance.randrange(MEETINGS),
                "top": chance.randrange(1, 7),
                "often": chance.randrange(8),
                "year": chance.randrange(2000, 2015),
                "language": chance.choice(LANGUAGES[1:]),
                "word": chance.choice(WORDS),
                "digit": chance.randrange(100),
                "offset": chance.randrange(0, 500, 50),
                "forty": forty,
                "many": 20_000 - chance.randrange(100),
            }
            yield Asked(file.stem, Template(file.read_text("utf-8")).substitute(values))


def _put(writer: Writer, key: str, lines: Iterator[str]) -> None:
    content = "".join(sorted(set(lines))).encode()
    digest = hashlib.sha256(content).hexdigest()
    writer.put(NewItem("records", key, None, key, None, key, f"/{key}", "text/csv", digest, {}, content), None, {})


def _concepts() -> Iterator[str]:
    for n in range(CONCEPTS):
        node = f"<{BASE}/concept/c{n}>"
        yield f"{node} {_TYPE} <{_SKOS}Concept> .\n"
        yield f'{node} <{_SKOS}notation> "{n}" .\n'
        if n:
            yield f"{node} <{_SKOS}broader> <{BASE}/concept/c{(n - 1) // BRANCH}> .\n"
        for language in LANGUAGES:
            if language == "en" or n % 3:
                yield f'{node} <{_SKOS}prefLabel> "{WORDS[n % len(WORDS)]} {n}"@{language} .\n'


def _document(n: int, chance: random.Random) -> Iterator[str]:
    node = f"<{BASE}/document/d{n}>"
    kind = ("Decision", "ReportingPeriod", "AgendaItem")[n % 3]
    title = " ".join(chance.choices(WORDS, k=6))
    day = f"{chance.randrange(1995, 2026)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    yield f"{node} {_TYPE} <{_MEA}Document> .\n"
    yield f"{node} {_TYPE} <{_MEA}{kind}> .\n"
    yield f'{node} <{_DC}title> "{title} {n}"@en .\n'
    yield f'{node} <{_DC}issued> "{day}"^^{_DATE} .\n'
    yield f"{node} <{_MEA}meeting> <{BASE}/meeting/m{n % MEETINGS}> .\n"
    yield f"{node} <{_MEA}party> <{BASE}/party/p{n % PARTIES}> .\n"
    yield f"{node} <{_DC}subject> <{BASE}/concept/c{_common(chance)}> .\n"
    for _ in range(2):
        yield f"{node} <{_DC}references> <{BASE}/document/d{chance.randrange(n + 1)}> .\n"
    for order in range(11):
        yield from _passage(node, n, order, chance)


def _passage(document: str, n: int, order: int, chance: random.Random) -> Iterator[str]:
    node = f"<{BASE}/passage/d{n}/para_{order}>"
    text = " ".join(chance.choices(WORDS, k=70))
    yield f"{document} <{_DC}hasPart> {node} .\n"
    yield f"{node} {_TYPE} <{_MEA}Passage> .\n"
    yield f"{node} <{_DC}isPartOf> {document} .\n"
    yield f'{node} <https://schema.org/text> "{text} {n}.{order}"@en .\n'
    yield f'{node} <{_MEA}order> "{order}"^^{_INTEGER} .\n'
    for _ in range(chance.randrange(3)):
        yield f"{node} <{_MEA}mentions> <{BASE}/concept/c{_common(chance)}> .\n"


def _common(chance: random.Random) -> int:
    """A concept; few are named often, most seldom."""
    return int(CONCEPTS * chance.random() ** 3)
