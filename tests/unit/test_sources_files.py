"""Which files a folder gives."""

from __future__ import annotations

from pathlib import Path

from ingest.sources.files import files


def test_a_folder_gives_documents_and_tables_but_no_hidden_file_and_nothing_of_a_base(tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    wanted = ["a.md", "b/c.pdf", "b/d.csv"]
    for name in (*wanted, ".git/e.md", "b/~$f.docx", "g.exe", "data/catalog.db", "data/meta.json", "data/inbox/h.md"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", "utf-8")
    outside.write_text("x", "utf-8")
    (tmp_path / "in" / "link.md").symlink_to(outside)
    assert files([tmp_path / "in"]) == [tmp_path / "in" / name for name in wanted]
    inbox = tmp_path / "in" / "data" / "inbox" / "h.md"
    assert files([inbox, inbox]) == [inbox], "a file that is named is always tried"
