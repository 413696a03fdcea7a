"""What the graph may say: our ontology and the taxonomies, as files and the little that loads them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib import Graph

_TITLES = {
    "activity-statuses": "IATI activity statuses",
    "addressees": "Addressees of decisions",
    "bodies": "Bodies",
    "chemicals": "Chemicals",
    "countries": "Parties",
    "document-kinds": "Kinds of document",
    "event-kinds": "Event kinds",
    "focal-areas": "Focal areas",
    "listings": "Annex listings",
    "organization-roles": "IATI organization roles",
    "organization-types": "IATI organization types",
    "organizations": "Organizations",
    "places": "Cities",
    "project-types": "Project types",
    "provisions": "Provisions",
    "regional-groups": "Regional groups of the United Nations",
    "regions": "Regions",
    "sectors": "Sectors",
    "statuses": "Statuses",
    "topics": "Topics",
    "treaties": "Treaties",
    "unep-regions": "UNEP regions",
    "verbs": "Verbs of decisions",
    "wastes": "Wastes",
}


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """One SKOS concept scheme. ``content`` is Turtle (UTF-8) whose IRIs are relative to the base URI."""

    name: str
    title: str
    content: bytes

    def graph(self, base_uri: str) -> Graph:
        """The scheme with absolute IRIs under ``base_uri``, which ends in a slash."""
        from rdflib import Graph

        return Graph().parse(data=self.content, format="turtle", publicID=base_uri)


def ontology_text() -> bytes:
    """Our ontology as Turtle (UTF-8); its IRIs are absolute."""
    return (files(__name__) / "mea.ttl").read_bytes()


def taxonomies() -> list[Taxonomy]:
    """All taxonomies that come with the package, by name."""
    folder = files(__name__) / "taxonomies"
    return [Taxonomy(name, title, (folder / f"{name}.ttl").read_bytes()) for name, title in _TITLES.items()]
