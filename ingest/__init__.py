"""How things come in: files and feeds to documents and records."""

from pathlib import Path


def starter_directory() -> Path:
    """Folder of the starter records and documents that ship with the code."""
    return Path(__file__).parent / "starter"
