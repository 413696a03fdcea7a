from pathlib import Path

import pytest

from kg.large_pages import use_large_pages

SIZE = 32 << 20


def large() -> int:
    """Bytes of this process's memory that lie in large pages, as the system counts them."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("AnonHugePages:"))


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").is_file(), reason="there is no such count on this system")
def test_what_is_in_memory_moves_to_large_pages_and_stays_what_it_is() -> None:
    values = bytearray(b"\x05") * SIZE
    moved = use_large_pages()
    if not moved:
        pytest.skip("this system gives no large pages")
    assert moved > SIZE // 2
    assert large() > SIZE // 2
    assert values.count(5) == SIZE
