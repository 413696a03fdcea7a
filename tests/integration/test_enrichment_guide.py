"""The researchers' guide to enrichment runs, and prints what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIRST, SECOND = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "enrichment.md").read_text("utf-8"), re.DOTALL)


def test_a_pipeline_is_used_changed_and_extended(capsys: pytest.CaptureFixture[str]) -> None:
    exec(FIRST, {})
    *references, dates, left_out, added = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in references] == ["provision", "treaty", "decision"]
    assert references[0].split()[1] == "minamata.art_17"
    assert [dates, left_out, added] == ["['2026-03-03']", "0", "['FEM']"]


def test_a_pipeline_with_the_names_of_a_base(
    starter_data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MEA_KG_DATA", str(starter_data))
    exec(SECOND, {})
    printed = capsys.readouterr().out
    assert "('provision', 'basel.art_11'," in printed
    assert "id/party/KEN" in printed
