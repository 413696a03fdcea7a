from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from search_api.pages import vendor

FACE = """/* {font}-{subset}-wght-normal */
@font-face {{
  font-family: 'X';
  src: url(./files/{font}-{file}-wght-normal.woff2) format('woff2-variations');
}}
"""


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A ``node_modules`` with the files that are used, and one subset that is not."""
    root = tmp_path / "node_modules"
    for place in vendor.FILES:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text(place)
    for font, subsets in vendor.FONTS.items():
        package = root / "@fontsource-variable" / font
        (package / "files").mkdir(parents=True)
        (package / "LICENSE").write_text("OFL")
        wanted = ["[4]", "latin"] if subsets == ("*",) else [*subsets, "devanagari"]
        for style in vendor.STYLES.get(font, ("wght",)):
            (package / f"{style}.css").write_text(
                "\n".join(FACE.format(font=font, subset=s, file=s.strip("[]")) for s in wanted)
            )
        for subset in wanted:
            (package / "files" / f"{font}-{subset.strip('[]')}-wght-normal.woff2").write_bytes(b"woff2")
    return root


def test_only_what_pages_use_is_copied(modules: Path, tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    target.mkdir()
    vendor.collect(modules, target)
    sheet = (target / "fonts" / "fonts.css").read_text()
    named = set(re.findall(r"url\(([^)]+)\)", sheet))
    assert named == {p.name for p in (target / "fonts").glob("*.woff2")}
    assert not any("devanagari" in name for name in named)
    assert {"noto-sans-cyrillic-wght-normal.woff2", "noto-sans-sc-4-wght-normal.woff2"} <= named
    assert all((target / place).is_file() for place in vendor.FILES.values())


def test_nothing_is_done_when_nothing_changed(tmp_path: Path) -> None:
    manifest = tmp_path / "package.json"
    manifest.write_text("{}")
    target = tmp_path / "vendor"
    target.mkdir()
    stamp = hashlib.sha256(manifest.read_bytes() + Path(vendor.__file__).read_bytes()).hexdigest()
    (target / vendor.STAMP).write_text(stamp)
    assert vendor.install(manifest, target, tmp_path / "work") is False
    assert not (tmp_path / "work").exists()


def test_versions_are_exact() -> None:
    manifest = json.loads((vendor.ROOT / "package.json").read_text())
    assert manifest["private"] is True
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in manifest["dependencies"].values())
    used = {"/".join(place.split("/")[: 2 if place.startswith("@") else 1]) for place in vendor.FILES}
    assert set(manifest["dependencies"]) == used | {f"@fontsource-variable/{font}" for font in vendor.FONTS}
