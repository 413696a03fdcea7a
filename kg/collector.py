"""Rest for Python's collector of cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let nobody look for cycles while very many objects are made that hold none: it takes a third of the time.

    What is no longer referred to is freed all the same.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def leave_loaded() -> None:
    """Let nobody look for cycles again among what is loaded by now and stays: vocabulary, shapes, dictionaries."""
    gc.freeze()
