"""What several tests of writing over HTTP share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.update_bed import Client, emptied, make_base


@pytest.fixture(scope="module")
def shared_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A base of the module's own behind the real application."""
    client = Client(make_base(tmp_path_factory.mktemp("update") / "data"))
    with client.http:
        yield client


@pytest.fixture
def client(shared_client: Client) -> Client:
    """A base in which clients keep nothing."""
    return emptied(shared_client)
