"""Fixtures that every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The developers' trial data beside the project; tests that use it skip where it is absent."""
    path = ROOT.parent / "shared"
    if not (path / "corpus").is_dir():
        pytest.skip("the developers' trial data (../shared) is not here")
    return path
