"""Text recognition by Tesseract, a program that may be installed beside ours. One picture of a page at a time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache

from ingest.readers.ocr_lines import Page, read_hocr
from kg.errors import BadInput, LimitReached, Unavailable
from kg.settings import Settings

_SCRIPTS = {"Arabic": "ara", "Han": "chi_sim", "HanS": "chi_sim", "HanT": "chi_sim", "Cyrillic": "rus"}
_LATIN = ("eng", "fra", "spa")
_PACKAGES = (
    "tesseract-ocr tesseract-ocr-ara tesseract-ocr-chi-sim tesseract-ocr-fra tesseract-ocr-rus tesseract-ocr-spa"
)
_REMEDY = f"Install Tesseract with its language data (Debian: apt-get install {_PACKAGES})."
_SCRIPT = re.compile(r"^Script: (\w+)", re.MULTILINE)


class Recognizer:
    """Recognises the pages of one document. The script is looked at on each page."""

    def __init__(self, settings: Settings, source: str) -> None:
        """Find the program.

        Raises:
            Unavailable: it is not installed, switched off, or has none of the languages.

        """
        program = shutil.which(settings.tesseract) if settings.tesseract else None
        if program is None:
            message = f"{source}: there is no text on it (a scan?), and text recognition is not installed."
            raise Unavailable(message, remedy=_REMEDY)
        self._program, self._settings, self._source = program, settings, source
        self._installed = installed_languages(program)
        if not self._installed & {*_LATIN, *_SCRIPTS.values()}:
            raise Unavailable(f"{source}: Tesseract is installed without any of our languages.", remedy=_REMEDY)

    def pages(self, picture: bytes, number: int = 1) -> list[Page]:
        """Lines of a picture (PNG, JPEG, TIFF, PNM); a TIFF file may hold several pages.

        Raises:
            BadInput: the picture is broken, or in a script whose language data is not installed.
            LimitReached: a page took too long.

        """
        languages = self._languages(picture)
        # Arabic pages are divided less well (3: find the layout): there lines are looked for wherever they stand.
        layout = "11" if languages.startswith("ara") else "3"
        output = self._run(picture, "-l", languages, "--psm", layout, "hocr", number=number)
        return read_hocr(output.encode())

    def _languages(self, picture: bytes) -> str:
        """Tesseract's names of the languages to look for, by the script of the page."""
        script = ""
        if "osd" in self._installed:
            told = self._run(picture, "-l", "osd", "--psm", "0", number=1, lenient=True)
            script = next(iter(_SCRIPT.findall(told)), "")
        # Figures and symbols in an Arabic or Russian text need English beside; a Chinese one loses by it.
        extra = () if script.startswith("Han") else ("eng",)
        wanted = (_SCRIPTS[script], *extra) if script in _SCRIPTS else _LATIN
        if wanted[0] not in self._installed and script in _SCRIPTS:
            message = f"{self._source}: in {script} script, for which Tesseract's data “{wanted[0]}” is not installed."
            raise Unavailable(message, remedy=_REMEDY)
        return "+".join(code for code in wanted if code in self._installed) or min(self._installed)

    def _run(self, picture: bytes, *options: str, number: int, lenient: bool = False) -> str:
        """What the program prints. It inherits the memory limit of the process that it is started by."""
        command = [self._program, "stdin", "stdout", *options]
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        limit = self._settings.ocr_time
        try:
            done = subprocess.run(
                command, input=picture, capture_output=True, timeout=limit, env=environment, check=False
            )
        except subprocess.TimeoutExpired as error:
            message = f"{self._source}, page {number}: recognising its text took longer than {limit:g} seconds."
            raise LimitReached(message, remedy="Scan it at a lower resolution, or raise MEA_KG_OCR_TIME.") from error
        if done.returncode and not lenient:
            reason = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"code {done.returncode}"]
            message = f"{self._source}, page {number}: the picture cannot be read ({reason[0][:200]})."
            raise BadInput(message, remedy="Save it again as PNG or PDF.")
        return done.stdout.decode("utf-8", "replace")


@cache
def installed_languages(program: str) -> frozenset[str]:
    """Names of the language data that a Tesseract has."""
    done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False)
    return frozenset(line.strip() for line in done.stdout.splitlines()[1:])
