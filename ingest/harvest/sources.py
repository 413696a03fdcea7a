"""Declarations of sources: what is harvested, from where, and what its rows mean.

They are YAML files: those that come with the package (``shipped/``) and those in the operator's own folder
(``MEA_KG_SOURCES``), which replace shipped ones of the same name. ``docs/sources.md`` shows how to write one.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from ingest.declarations import read_declaration
from ingest.harvest.kinds.file import FileSource
from ingest.harvest.kinds.folder import FolderSource
from ingest.harvest.kinds.json import JsonSource
from ingest.harvest.kinds.oai import OaiSource
from ingest.harvest.kinds.odata import ODataSource
from ingest.harvest.kinds.site import SiteSource
from ingest.harvest.kinds.xml import XmlSource
from kg.errors import BadInput, NotFound
from kg.settings import Settings

AnySource = FileSource | FolderSource | JsonSource | OaiSource | ODataSource | SiteSource | XmlSource

_READ: TypeAdapter[AnySource] = TypeAdapter(Annotated[AnySource, Field(discriminator="kind")])


def load_source(text: str, place: str) -> AnySource:
    """Read one declaration.

    Raises:
        BadInput: naming the file, the place in it and what is wrong there.
    """
    return read_declaration(text, place, "declaration", _READ.validate_python)


def load_sources(settings: Settings) -> dict[str, AnySource]:
    """All declared sources by name, in the order of their names.

    Raises:
        BadInput: a declaration cannot be used, or the operator's folder is not there.
    """
    texts = {f.name: f.read_text("utf-8") for f in files(__package__).joinpath("shipped").iterdir() if _is_yaml(f.name)}
    found = [load_source(text, name) for name, text in sorted(texts.items())]
    if settings.sources is not None:
        if not settings.sources.is_dir():
            raise BadInput(f"There is no folder {settings.sources}.", remedy="Correct MEA_KG_SOURCES.")
        own = sorted(p for p in settings.sources.iterdir() if _is_yaml(p.name))
        found += [load_source(path.read_text("utf-8"), str(path)) for path in own]
    return {source.name: source for source in sorted(found, key=lambda s: s.name)}


def find_source(settings: Settings, name: str) -> AnySource:
    """One source by its name, or what a file says.

    Raises:
        NotFound: no such source. BadInput: its declaration cannot be used.
    """
    if _is_yaml(name):
        path = Path(name)
        if not path.is_file():
            raise NotFound(f"There is no file {name}.")
        return load_source(path.read_text("utf-8"), name)
    sources = load_sources(settings)
    if name not in sources:
        raise NotFound(f"There is no source {name}.", remedy=f"There are {', '.join(sources) or 'none'}.")
    return sources[name]


def _is_yaml(name: str) -> bool:
    return name.endswith((".yaml", ".yml"))
