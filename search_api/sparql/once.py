"""One query in one worker process, for the command line."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

from kg.settings import Settings
from search_api.sparql import frames
from search_api.sparql.formats import media_for
from search_api.sparql.guard import check
from search_api.sparql.jobs import Job, failure, timed_out, too_complex
from search_api.sparql.process import command, environment

_START_ALLOWANCE = 2.0
"""Seconds for starting the interpreter and opening the store."""


def run_query(store_dir: Path, text: str, media_type: str, settings: Settings) -> bytes:
    """Answer a query within the same limits as the endpoint, and return the serialised result.

    Args:
        store_dir: graph store of a generation.
        text: SELECT, ASK, CONSTRUCT or DESCRIBE.
        media_type: the format wanted; a form of query that cannot have it (ASK as a table)
            comes in JSON when JSON was wanted, else in the default of its form.
        settings: the limits.

    Raises:
        BadInput: the query is refused, invalid or too complex.
        LimitReached: its time is over, or it is too long.
        StoreError: the store could not be opened.
    """
    checked = check(text, settings)
    fallback = ", application/json;q=0.5" if "json" in media_type else ""
    media = media_for(f"{media_type}{fallback}, */*;q=0.1")
    job = Job(text, media, settings.base_uri, union=not checked.has_dataset)
    try:
        done = subprocess.run(
            command(settings, None),
            input=job.frame(store_dir, settings),
            capture_output=True,
            env=environment(),
            timeout=settings.query_time + _START_ALLOWANCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise timed_out(settings.query_time) from error
    source = io.BytesIO(done.stdout)
    body = bytearray()
    while (frame := frames.read(source)) is not None:
        kind, payload = frame
        if kind == frames.DATA:
            body += payload
        elif kind == frames.END:
            return bytes(body)
        elif kind == frames.FAIL:
            raise failure(payload, settings)
    raise too_complex(settings)
