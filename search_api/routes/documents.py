"""Documents: lists, items, and for writers with a key, uploads and removal."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import PurePath
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header, Query, Response, UploadFile
from fastapi.responses import RedirectResponse

from kg.errors import BadInput, Gone, LimitReached, NotAllowed, NotFound
from kg.views.documents import document, documents, renamed
from search_api.paging import Paging, answer
from search_api.problems import problem
from search_api.service import Serving, State

router = APIRouter(prefix="/api", tags=["documents"])

CHUNK = 1 << 20


@router.get("/documents")
def list_documents(
    state: State,
    paging: Paging,
    language: Annotated[str | None, Query(description="Only documents in this language.")] = None,
    kind: str | None = None,
    convention: str | None = None,
    meeting: str | None = None,
    theme: str | None = None,
    party: str | None = None,
    symbol: str | None = None,
    source: str | None = None,
) -> dict[str, Any]:
    """All documents, the newest first."""
    wanted = {"kind": kind, "convention": convention, "meeting": meeting, "symbol": symbol, "source": source}
    items = [
        d
        for d in documents(state)
        if all(v is None or d[name] == v for name, v in wanted.items())
        and (language is None or d["languages"][0] == language)
        and (theme is None or theme in d["themes"])
        and (party is None or party in d["parties"])
    ]
    return answer(items, paging)


@router.get("/documents/{key}", response_model=None)
def get_document(key: str, state: State, language: str | None = None) -> dict[str, Any] | Response:
    """One document: masthead, language versions, passages with their mentions."""
    try:
        return document(state, key, language)
    except (NotFound, Gone):
        target = renamed(state, key)
        if target is None:
            raise
        return RedirectResponse(f"/api/documents/{quote(target)}", 308)


async def writer(service: Serving, authorization: Annotated[str | None, Header()] = None) -> None:
    """Let only those pass who send the API key as a bearer token."""
    expected = service.settings.api_key_sha256
    given = (authorization or "").removeprefix("Bearer ").strip()
    if not expected or not hmac.compare_digest(hashlib.sha256(given.encode()).hexdigest(), expected.lower()):
        raise NotAllowed("Writing needs an API key, sent as `Authorization: Bearer …`.")


@router.post("/ingest", status_code=202, dependencies=[Depends(writer)])
async def ingest(files: list[UploadFile], service: Serving, response: Response) -> dict[str, Any]:
    """Take in uploaded files; the answer names the job to ask for the outcome."""
    paths = []
    for upload in files:
        name = PurePath((upload.filename or "").replace("\\", "/")).name
        if not name or name.startswith("."):
            raise BadInput("An uploaded file has no usable name.", remedy="Send the file's name with it.")
        path = service.jobs.inbox / name
        part = path.with_name(f".{name}.part")
        size = 0
        with part.open("wb") as target:
            while chunk := await upload.read(CHUNK):
                size += len(chunk)
                if size > service.settings.upload_bytes:
                    part.unlink()
                    raise LimitReached(f"{name} is larger than the limit of {service.settings.upload_bytes} bytes.")
                target.write(chunk)
        part.rename(path)
        paths.append(path)
    job = service.jobs.start(paths)
    response.headers["Location"] = f"/api/jobs/{job.id}"
    return job.as_json()


@router.get("/jobs/{key}", dependencies=[Depends(writer)])
def get_job(key: str, service: Serving) -> dict[str, Any]:
    """What became of an upload."""
    return service.jobs.get(key).as_json()


@router.delete("/documents/{key}", dependencies=[Depends(writer)], response_model=None)
async def delete_document(key: str, service: Serving) -> Response:
    """Take a document out of the base."""
    found = service.base.snapshot.catalog.item("document", key)
    if found is None:
        raise NotFound(f"There is no document with the key {key}.")
    if found.removed:
        raise Gone(f"The document {key} was removed on {found.updated}.")
    status, _, err = await service.jobs.run_command("remove", key)
    if status:
        return problem(409, f"The document {key} could not be removed", err.decode("utf-8", "replace").strip())
    service.base.refresh()
    return Response(status_code=204)
