"""The characters of a PDF page as the text page of pdfium has them: cleaned text, text objects, faces."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.readers.pdf_bulk import Bulk, Indexes, Numbers
from ingest.readers.pdf_faces import Face, Faces

_HYPHENS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\xad\u2010\u2011\ufffe]")
_SPACES = re.compile(r"[^\S\r\n ]")
_DROPPED = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_PRESENTATION = re.compile("[\ufb00-\ufeff\u0132\u0133]")
_TURNED = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Characters of scripts that are written from right to left."""
CUT = "\n"
"""Stands for what is no character: line ends of pdfium, controls."""
MADE_UP = "\u00a0"
"""A space inside a run that nobody drew: what follows stands apart, but the file has no space there."""
NEAR = 0.8
"""Distance in font sizes up to which characters beside a space that nobody drew are its neighbours."""
NO_WIDTH = 0.05
"""Points below which a space is one that nobody drew."""

_NOTHING = Face(0.0)


class Run(NamedTuple):
    """Characters and their box in points from the left, without spaces at its ends; a space may be a run of its own.

    ``text`` goes from left to right as the page shows it, ``x`` is where its leftmost character starts, ``y`` the
    baseline, ``order`` the place in the drawing order, ``mark`` the number of the marked content that it belongs to,
    -1 for none.
    """

    text: str
    left: float
    right: float
    x: float
    y: float
    face: Face
    order: float
    mark: int = -1


class Setting(NamedTuple):
    """How the stretches of a page are set: the different faces, for each stretch which, and its marked content."""

    faces: list[Face]
    which: Indexes
    marks: Indexes

    def sizes(self) -> Numbers:
        """Font size of each stretch."""
        return np.array([face.size for face in self.faces])[self.which]

    def upright(self) -> NDArray[np.bool_]:
        """Whether each stretch is."""
        return np.array([not face.tilted for face in self.faces])[self.which]

    def changes(self, stretches: Indexes) -> NDArray[np.bool_]:
        """Of stretches but the last, whether the next is set otherwise."""
        changes: NDArray[np.bool_] = (np.diff(self.which[stretches]) != 0) | (np.diff(self.marks[stretches]) != 0)
        return changes


def drawn_length(run: Run) -> int:
    """How many characters it has that are no spaces."""
    text = run.text
    return len(text) - text.count(" ") - text.count(MADE_UP) if len(text) > 1 else int(text != " ")


def is_made_up(run: Run) -> bool:
    """Whether nobody drew this space: pdfium guessed it, or it has no width. It hints at a gap."""
    return run.text == " " and run.right - run.left < NO_WIDTH


class Characters:
    """One text page: ``text`` has one sign for each character of pdfium, spaces of one kind, ``CUT`` for what is none.

    ``turned`` says whether some are written from right to left. ``objects`` are the addresses of their text objects (0
    for what pdfium made up), ``stretch`` counts how often the object has changed.
    """

    def __init__(self, raw: Any, count: int, bulk: Bulk, *, marked: bool) -> None:  # noqa: ANN401  (no types there)
        self._raw, self._marked, self._bulk = raw, marked, bulk
        self._handle = ctypes.cast(raw, ctypes.c_void_p)
        self._faces = Faces(raw, bulk)
        self.text = self._plain(bulk.text(self._handle, count)) if count > 0 else ""
        self.codes = np.frombuffer(self.text.encode("utf-32-le"), np.uint32)
        is_ink = (self.codes != ord(" ")) & (self.codes != ord(CUT))
        self.ink: Indexes = np.flatnonzero(is_ink)
        self.turned = may_turn(self.text)
        self.objects = self._all_objects() if self.turned else self._objects_by_words(is_ink)
        self.changes = np.append(True, self.objects[1:] != self.objects[:-1])
        self.stretch: Indexes = np.cumsum(self.changes) - 1

    def _plain(self, text: str) -> str:
        if _HYPHENS.search(text):
            import pypdfium2.raw as pdfium

            signs = list(text)
            for match in _HYPHENS.finditer(text):
                if pdfium.FPDFText_IsHyphen(self._raw, match.start()) == 1:
                    signs[match.start()] = "-"
            text = "".join(signs)
        text = text.replace("\0", "\ufffd")  # drawn, but the file does not say what it is
        if not text.isascii() or "\t" in text:
            text = _SPACES.sub(" ", text)
        return _DROPPED.sub(CUT, text)

    def _all_objects(self) -> NDArray[np.uintp]:
        return self._bulk.objects(self._handle, range(len(self.text)))

    def _objects_by_words(self, is_ink: NDArray[np.bool_]) -> NDArray[np.uintp]:
        """The same by fewer questions: where a word begins and ends with one object, all of it belongs to that."""
        before, behind = np.append(False, is_ink[:-1]), np.append(is_ink[1:], False)
        asked = np.flatnonzero(~(is_ink & before & behind))
        objects = np.zeros(len(is_ink), np.uintp)
        objects[asked] = self._bulk.objects(self._handle, asked.tolist())
        heads, tails = np.flatnonzero(is_ink & ~before), np.flatnonzero(is_ink & ~behind)
        own = np.where(objects[heads] == objects[tails], objects[heads], 0)
        inner = np.flatnonzero(is_ink & before & behind)
        objects[inner] = np.repeat(own, tails - heads + 1)[np.searchsorted(self.ink, inner)]
        divided = inner[objects[inner] == 0]
        objects[divided] = self._bulk.objects(self._handle, divided.tolist())
        return objects

    def setting(self) -> Setting:
        """How each stretch is set; what pdfium made up is set as the one before."""
        heads = np.flatnonzero(self.changes)
        objects = self.objects[heads]
        real = objects != 0
        addresses = objects[real].tolist()
        faces, which = self._faces.of(heads[real].tolist(), addresses)
        marks = self._bulk.marks(addresses) if self._marked else np.full(len(addresses), -1)
        before = np.cumsum(real) - 1  # -1, the last one, where nothing stands before
        return Setting(
            [*faces, _NOTHING],
            np.append(which, len(faces))[before],
            np.append(marks, -1)[np.where(real, before, -1)],
        )

    def text_with_hints(self, automatic: Indexes) -> str:
        """The text with the spaces that pdfium made up told apart; ``automatic`` are those that stand for none."""
        hints = np.flatnonzero((self.objects == 0) & (self.codes == ord(" ")))
        if not len(hints):
            return self.text
        codes = self.codes.copy()
        codes[hints] = ord(MADE_UP)
        codes[automatic] = ord(CUT)
        return codes.tobytes().decode("utf-32-le")

    def boxes(self, indexes: Indexes) -> tuple[Numbers, Numbers]:
        """Left and right ends of characters in points."""
        return self._bulk.boxes(self._handle, indexes.tolist())

    def origins(self, indexes: Indexes) -> tuple[Numbers, Numbers]:
        """Where characters start on their baseline, and the baseline, in points."""
        return self._bulk.origins(self._handle, indexes.tolist())


def may_turn(text: str) -> bool:
    """Whether a text has a character of a script that is written from right to left."""
    return not text.isascii() and _TURNED.search(text) is not None


def taken_apart(words: str) -> str:
    """Ligatures and presentation forms as the letters that they stand for."""
    return _PRESENTATION.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]).strip() or sign[0], words)


def has_presentation_forms(text: str) -> bool:
    """Whether there is something to take apart."""
    return not text.isascii() and _PRESENTATION.search(text) is not None
