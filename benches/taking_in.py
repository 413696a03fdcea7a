"""How fast documents come in, against the encoder alone over the same texts in the same process.

Run: ``python benches/taking_in.py [passages]``. The base is an empty one with the vocabulary, so that linking and
validation have their full work. Documents are Markdown in six languages: long ones of 40 numbered paragraphs of about
680 characters, and files of one paragraph each, where everything that a document costs weighs most. What is loaded
once for a batch (the reader processes, the dictionaries of each language) is loaded before, by a document in each.
Half of the documents are taken in and then encoded alone, then the other half: how fast a machine is may change.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benches.encoder import made_passages
from ingest.pipeline import Pipeline
from ingest.vocabulary import load_vocabulary
from kg.catalog import Catalog
from kg.embedding import open_encoder
from kg.embedding.context import encoded_texts
from kg.embedding.encoder import Encoder
from kg.identifiers import Uris
from kg.intake import Intake, Taken
from kg.settings import Settings
from kg.writer import Writer

LANGUAGES = 6
ROUNDS = 2
SHARE = 0.9
"""Of the encoder's own bulk rate: what taking in long documents has to reach."""


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 960
    print(f"{'':24} {'documents':>9} {'passages':>8} {'ingest /s':>9} {'encoder /s':>10} {'share':>6}")
    reached = share("long documents", count, 40)
    share("one paragraph each", count // 4, 1)
    return 0 if reached >= SHARE else 1


def share(name: str, passages: int, paragraphs: int) -> float:
    """Prints a row; the share of the encoder's rate that taking in reaches."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data")
        encoder = open_encoder(settings)
        encoder.encode_passages(["warm"])
        folders = [Path(folder) / f"round{number}" for number in range(ROUNDS + 1)]
        written(passages, paragraphs, folders)
        ingest = alone = 0.0
        taken: list[Taken] = []
        with Writer(settings) as writer:
            load_vocabulary(Intake(writer, encoder, Uris(settings.base_uri)), settings.base_uri)
            with Pipeline(settings, writer, encoder) as pipeline:
                list(pipeline.run(folders[:1]))
                for documents in folders[1:]:
                    start = time.perf_counter()
                    new = [result.taken for result in pipeline.run([documents]) if result.taken]
                    ingest += time.perf_counter() - start
                    alone += encoding_alone(settings, encoder, new)
                    taken += new
        came = sum(each.passages for each in taken)
    print(f"{name:24} {len(taken):9} {came:8} {came / ingest:9.1f} {came / alone:10.1f} {alone / ingest:6.2f}")
    return alone / ingest


def texts(passages: int, paragraphs: int) -> Iterator[str]:
    """Markdown documents; no two have a paragraph in common."""
    made = made_passages(LANGUAGES)
    for number in range(passages // paragraphs + LANGUAGES):
        text = made[number % len(made)]
        lines = [f"{n}. {number * paragraphs + n} {text}" for n in range(1, paragraphs + 1)]
        yield f"# {text[:60]} {number}\n\n" + "\n\n".join(lines) + "\n"


def written(passages: int, paragraphs: int, folders: Sequence[Path]) -> None:
    """Documents in folders, one in each language in the first of them."""
    made = list(texts(passages, paragraphs))
    each = -(-(len(made) - LANGUAGES) // (len(folders) - 1))
    for number, text in enumerate(made):
        folder = folders[0 if number < LANGUAGES else 1 + (number - LANGUAGES) // each]
        folder.mkdir(exist_ok=True)
        (folder / f"{number:05}.md").write_text(text, "utf-8")


def encoding_alone(settings: Settings, encoder: Encoder, taken: Sequence[Taken]) -> float:
    """Seconds that the encoder alone takes for the texts of documents."""
    catalog = Catalog.read(settings.data / "catalog.db")
    items = [item for each in taken if (item := catalog.item(each.kind, each.key))]
    encoded = list(dict.fromkeys(text for item in items for text in encoded_texts(catalog.passages(item.id))))
    catalog.close()
    start = time.perf_counter()
    encoder.encode_passages(encoded)
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
