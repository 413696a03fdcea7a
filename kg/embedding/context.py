"""What of a passage is encoded: its text, and the words without which it says little.

A sub-item (“(a) Africa: Lusaka, 9 October”) and a table row need the paragraph that
introduces them. Only the vector sees this; what is shown and cited stays as printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kg.model import PassageKind

LEAD = 300
"""Characters kept of an introducing paragraph, from its end."""


class Encodable(Protocol):
    """A passage, on its way in or as it is stored."""

    @property
    def kind(self) -> str:
        """A ``PassageKind``."""

    @property
    def text(self) -> str:
        """What is cited."""


def encoded_texts(passages: Sequence[Encodable]) -> list[str]:
    """The text to encode for each passage, in the same order."""
    texts = []
    lead = ""
    for passage in passages:
        if passage.kind in {PassageKind.ITEM, PassageKind.TABLE_ROW} and lead:
            texts.append(f"{lead} {passage.text}")
            continue
        texts.append(passage.text)
        if passage.kind in {PassageKind.PARAGRAPH, PassageKind.OPERATIVE}:
            lead = passage.text[-LEAD:]
        elif passage.kind == PassageKind.HEADING:
            lead = ""
    return texts
