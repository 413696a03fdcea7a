"""Quantised indexes kept in files, so that a large base need not be quantised anew whenever it is opened.

``vectors/{number}/{language}/`` in a base holds the vectors of one language, in faiss's form, and columns beside them;
they are mapped into memory. There stand the hashes of the texts that the vectors were made of, too. What the catalog
holds now is compared with these hashes, passage by passage, so it does not matter how the files and the catalog came
apart: by documents that came and went, a backup that was restored, another process. Everything here can be deleted at
any time.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kg.catalog import Catalog
from kg.vectors.centring import Centring
from kg.vectors.eight_bits import EightBits
from kg.vectors.index import Ids
from kg.vectors.language_indexes import RECENTRED_AFTER, LanguageIndexes, Large
from kg.vectors.quantised_index import QuantisedIndex
from kg.vectors.sketches import Bytes, Sketcher

log = logging.getLogger(__name__)

_FORMAT = 3
_MADE = "made.json"
_COLUMNS = ("ids", "sketches", "hashes", "directions", "spread", "mean")
_VECTORS = "vectors.faiss"
WORTH_KEEPING = 0.02
"""Share of the passages that must have changed for the files to be written anew."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A language as it was kept: its index, and the hash of each passage's text, shape (n, 16)."""

    language: Large
    hashes: Bytes


def open_indexes(directory: Path, model: str, catalog: Catalog, centring: Centring) -> LanguageIndexes:
    """The indexes of all passages of a catalog, with as much as possible from the files that were kept in a directory.

    What had to be quantised anew is kept there for the next time, where the directory can be written to.
    """
    kept = _read(directory, model)
    indexes, changed = _indexes(kept, catalog, centring)
    if changed <= WORTH_KEEPING * max(1, len(indexes)):
        return indexes
    large = indexes.large()
    try:
        _write(directory, model, {name: _Kept(large[name], catalog.passage_hashes(name)[1]) for name in large})
    except OSError as error:
        log.warning("vectors are quantised anew each time, for they cannot be kept in %s: %s", directory, error)
        return indexes
    del indexes, large  # what was made in memory goes; the same is mapped from the files
    return _indexes(_read(directory, model), catalog, centring)[0]


def _indexes(kept: Mapping[str, _Kept], catalog: Catalog, centring: Centring) -> tuple[LanguageIndexes, int]:
    """The indexes, and how many passages of large languages were not in the files."""
    used: dict[str, Large] = {}
    gone, added = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    languages = catalog.passage_language_codes()
    for language in languages:
        if (before := kept.get(language)) is None:
            continue
        ids, hashes = catalog.passage_hashes(language)
        lost, new = _difference(before.language.index.ids, before.hashes, ids, hashes)
        if len(lost) + len(new) <= RECENTRED_AFTER * len(ids):
            used[language] = before.language
            gone.append(lost)
            added.append(new)
    indexes = LanguageIndexes.build(languages, catalog.language_vectors, centring, used)
    removed, new = set(np.concatenate(gone).tolist()), np.concatenate(added)
    if removed or len(new):
        indexes = indexes.updated(removed, catalog.passage_vectors(new.tolist()), catalog.language_vectors)
    anew = sum(len(each.index) for name, each in indexes.large().items() if name not in used)
    return indexes, anew + len(removed) + len(new)


def _difference(before: Ids, hashes_before: Bytes, now: Ids, hashes_now: Bytes) -> tuple[Ids, Ids]:
    """Passages that are not what they were, and those that are new or other; numbers ascend in both states."""
    _, old, new = np.intersect1d(before, now, assume_unique=True, return_indices=True)
    same = (hashes_before[old] == hashes_now[new]).all(axis=1)
    return np.delete(before, old[same]), np.delete(now, new[same])


def _read(directory: Path, model: str) -> dict[str, _Kept]:
    """What was kept last for a model; nothing where there is none, or where it cannot be read."""
    for place in sorted(_places(directory), reverse=True):
        try:
            made = json.loads((directory / str(place) / _MADE).read_text("utf-8"))
            if (made["format"], made["model"]) != (_FORMAT, model):
                continue
            return {name: _language(directory / str(place) / name, size) for name, size in made["languages"].items()}
        except (OSError, ValueError, KeyError) as error:
            log.warning("the quantised vectors in %s cannot be read, they are made anew: %s", directory, error)
    return {}


def _language(directory: Path, centred: int) -> _Kept:
    columns = (_mapped(directory / f"{column}.npy") for column in _COLUMNS)
    ids, sketches, hashes, directions, spread, mean = columns
    vectors = EightBits.mapped(directory / _VECTORS)
    if not len(ids) == len(vectors) == len(sketches) == len(hashes):
        raise ValueError(f"the columns in {directory} are not equally long")
    index = QuantisedIndex(ids, vectors, sketches, Sketcher(directions, spread))
    return _Kept(Large(index, mean, centred), hashes)


def _mapped(path: Path) -> np.ndarray:
    mapped: np.ndarray = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    return mapped


def _write(directory: Path, model: str, kept: Mapping[str, _Kept]) -> None:
    """Whole or not at all, beside what others may be reading; older files go, and stay mapped where they are read."""
    older = _places(directory)
    target = directory / str(max(older, default=0) + 1)
    part = target.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    for name, each in kept.items():
        (part / name).mkdir(parents=True)
        index, order = each.language.index, np.argsort(each.language.index.ids, kind="stable")
        columns: list[np.ndarray] = [index.ids[order], index.sketches[order], each.hashes]
        columns += [index.sketcher.directions, index.sketcher.spread, each.language.mean]
        for column, values in zip(_COLUMNS, columns, strict=True):
            np.save(part / name / f"{column}.npy", values, allow_pickle=False)
        index.vectors.sorted(order).write(part / name / _VECTORS)
    languages = {name: each.language.centred for name, each in kept.items()}
    part.mkdir(parents=True, exist_ok=True)
    (part / _MADE).write_text(json.dumps({"format": _FORMAT, "model": model, "languages": languages}), "utf-8")
    part.rename(target)
    for place in older:
        shutil.rmtree(directory / str(place), ignore_errors=True)


def _places(directory: Path) -> list[int]:
    return [int(path.name) for path in directory.glob("*") if path.name.isdigit()]
