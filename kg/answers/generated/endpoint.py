"""A client of any endpoint that speaks OpenAI's chat completions protocol, streamed (server-sent events)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import httpx2

from kg.errors import Unavailable
from kg.settings import Settings

Message = dict[str, str]
LONGEST = 20_000
"""Characters of an answer that are read; an endpoint that never ends is cut off."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers. No tools are offered to it, so nothing in a document can make it use one."""

    url: str
    model: str
    key: str
    timeout: float
    tokens: int

    @classmethod
    def of(cls, settings: Settings) -> Endpoint | None:
        """The endpoint of the settings, None where none is set."""
        if not settings.generator_url:
            return None
        return cls(
            settings.generator_url.rstrip("/"),
            settings.generator_model,
            settings.generator_key,
            settings.generator_time,
            settings.generator_tokens,
        )

    def complete(self, messages: Sequence[Message]) -> str:
        """The whole text of the answer.

        Raises:
            Unavailable: the endpoint cannot be reached, refuses, is too slow, or breaks off before its end.
        """
        body = {
            "model": self.model,
            "messages": list(messages),
            "stream": True,
            "temperature": 0,
            "max_tokens": self.tokens,
        }
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        try:
            with (
                httpx2.Client(timeout=self.timeout, follow_redirects=False) as client,
                client.stream("POST", f"{self.url}/chat/completions", json=body, headers=headers) as response,
            ):
                if response.status_code != 200:
                    raise Unavailable(f"The generator answered with status {response.status_code}.")
                return self._joined(response.iter_lines())
        except httpx2.HTTPError as problem:
            raise Unavailable(f"The generator could not be asked: {type(problem).__name__}.") from problem

    def _joined(self, lines: Iterator[str]) -> str:
        """The pieces of a stream; one that ends without saying so is an error, since its last sentence may be half."""
        deadline = time.monotonic() + self.timeout
        pieces: list[str] = []
        for line in lines:
            if time.monotonic() > deadline:
                raise Unavailable(f"The generator took longer than {self.timeout:g} seconds.")
            if not line.startswith("data:"):
                continue
            data = line.removeprefix("data:").strip()
            if data == "[DONE]":
                return "".join(pieces)
            pieces.append(_piece(data))
            if sum(map(len, pieces)) > LONGEST:
                raise Unavailable(f"The generator wrote more than {LONGEST} characters.")
        raise Unavailable("The generator broke off before the end of its answer.")


def _piece(data: str) -> str:
    try:
        choices = json.loads(data)["choices"]
        return str(choices[0]["delta"].get("content") or "") if choices else ""
    except (ValueError, LookupError, TypeError, AttributeError) as problem:
        raise Unavailable("The generator sent an event that is none of the protocol.") from problem
